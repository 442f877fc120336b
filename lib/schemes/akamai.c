/*
 * akamai: EdgeAuth 2.0, as akamai-edgeauth of npm, PyPI and others makes its
 * tokens (github.com/akamai/EdgeAuth-Token-Node).  tilde_token.h has their
 * grammar.
 *
 *	URL    = PATH "?" NAME "=" TOKEN, among any other parameters
 *	COOKIE = NAME "=" TOKEN
 *	HEADER = NAME ":" TOKEN; nginx drops names with "_" unless it has
 *	         underscores_in_headers on
 *
 * NAME is akamai.name, __token__.  akamai.escape = yes is the signer's
 * escapeEarly; akamai.query = signed: PATH has the query, all but the token.
 * The key is in hexadecimal digits where it is made, and of HS256, or HS1 for a
 * signer with sha1.  akamai.salt is one more secret: whoever reads postern.ini
 * reads it.  It may protect a key that was seen, and never replaces one.
 *
 * The package akamai-auth-token adds an acl of the whole site to the url that
 * it is given: its tokens open every path.  By hand:
 *
 *	t=exp=1800000000; m=$(printf %s "$t~url=/img/cat.jpg" |
 *	    openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -r)
 *	echo "/img/cat.jpg?__token__=$t~hmac=${m%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "source.h"
#include "tilde_token.h"

extern const struct scheme scheme_akamai;

static const struct scheme_setting settings[] = {
	{ "name", "__token__", NULL, "of the parameter, cookie or header" },
	{ "escape", "no", "no yes", "whether the signer has escapeEarly" },
	{ "salt", "", NULL, "the signer's salt" },
	{ "query", "ignored", "ignored signed", "what becomes of the query" },
	{ NULL, NULL, NULL, NULL },
};

static struct tilde_form
form_of(const struct source *source)
{
	static const char *const fields[] = { "ip", "st", "exp", "acl", "id",
		"data", "hmac", NULL };
	const struct scheme *const akamai = &scheme_akamai;

	return (struct tilde_form){
		.fields = fields,
		.name = source_setting(source, akamai, "name"),
		.salt = source_setting(source, akamai, "salt"),
		.kept = source_is_set(source, akamai, "escape") ? "-_.!()"
								: NULL,
		.in_header = 1,
		.has_query = bytes_equal(source_setting(source, akamai,
		    "query"), BYTES("signed")) != 0,
	};
}

static enum status
akamai_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct tilde_form form = form_of(source);

	return tilde_read(source, &form, arena, credential);
}

static enum status
akamai_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source     source = { .verifier = verifier };
	const struct tilde_form form = form_of(&source);

	return tilde_sign(&form, terms, key, arena, url);
}

static const char *const algorithms[] = { "HS256", "HS1", NULL };

const struct scheme scheme_akamai = {
	.name = "akamai",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.read = akamai_read,
	.verify = tilde_verify,
	.sign = akamai_sign,
};
