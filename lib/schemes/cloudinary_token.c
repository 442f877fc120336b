/*
 * cloudinary-token: Cloudinary's token-based authentication, as its SDKs make
 * it with auth_token (cloudinary.com/documentation/control_access_to_media; the
 * package cloudinary of npm, lib/auth_token.js).  tilde_token.h has the grammar
 * of TOKEN; it has no id and no data here.
 *
 *	URL    = PATH "?" NAME "=" TOKEN, among any other parameters
 *	COOKIE = NAME "=" TOKEN
 *
 * NAME is cloudinary-token.name, __cld_token__.  Paths and acl are
 * percent-encoded once more, with small letters: "%2fdemo%2fimage%2f*".  The
 * key is in hexadecimal digits where it is made.  The file has the whole path
 * of the URL.  By hand:
 *
 *	t=exp=1800000000; m=$(printf %s "$t~url=%2fimg%2fcat.jpg" |
 *	    openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -r)
 *	echo "/img/cat.jpg?__cld_token__=$t~hmac=${m%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include "source.h"
#include "tilde_token.h"

extern const struct scheme scheme_cloudinary_token;

static const struct scheme_setting settings[] = {
	{ "name", "__cld_token__", NULL, "of the parameter or cookie" },
	{ NULL, NULL, NULL, NULL },
};

static struct tilde_form
form_of(const struct source *source)
{
	static const char *const fields[] = { "ip", "st", "exp", "acl", "hmac",
		NULL };

	return (struct tilde_form){
		.fields = fields,
		.name = source_setting(source, &scheme_cloudinary_token,
		    "name"),
		.kept = "!$()*+,-._",
		.escapes_acl = 1,
	};
}

static enum status
token_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct tilde_form form = form_of(source);

	return tilde_read(source, &form, arena, credential);
}

static enum status
token_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source     source = { .verifier = verifier };
	const struct tilde_form form = form_of(&source);

	return tilde_sign(&form, terms, key, arena, url);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_cloudinary_token = {
	.name = "cloudinary-token",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.read = token_read,
	.verify = tilde_verify,
	.sign = token_sign,
};
