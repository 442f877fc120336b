/*
 * media-cdn: signed URLs, signed cookies and tokens of Google's Media CDN
 * (cloud.google.com/media-cdn/docs/generate-signatures, generate-tokens).
 * google_signed.h has the grammar of the former, media_token.h that of tokens.
 *
 *	SIGNATURE = base64 of URLs, padded or not, of Ed25519 over what is
 *	            signed, by a key whose id is KeyName
 *	COOKIE    = media-cdn.cookie, Edge-Cache-Cookie; holds fields or a token
 *	TOKEN     = the parameter media-cdn.parameter, edge-cache-token,
 *	            anywhere in the query, whose rest is not signed then
 *
 * A token names no key: each that serves the scheme is tried.  By hand, a token
 * under an HMAC key in hexadecimal digits:
 *
 *	e=1800000000; m=$(printf %s "FullPath=/cat.jpg~Expires=$e" |
 *	    openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -r)
 *	echo "/cat.jpg?edge-cache-token=FullPath~Expires=$e~hmac=${m%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "google_signed.h"
#include "media_token.h"
#include "query.h"
#include "source.h"
#include "terms.h"

#define SHA1_BYTES 20

extern const struct scheme scheme_media_cdn;

static const struct scheme_setting settings[] = {
	{ "cookie", "Edge-Cache-Cookie", NULL, "the name of signed cookies" },
	{ "parameter", "edge-cache-token", NULL, "that of tokens in a query" },
	{ NULL, NULL, NULL, NULL },
};

static const struct google_form form = {
	.sisters_bytes = SHA1_BYTES,
	.padding = BASE64_EITHER,
};

static struct bytes
setting(const struct source *source, const char *name)
{
	return source_setting(source, &scheme_media_cdn, name);
}

/* token->at is NULL: there is none. */
static enum status
find_token(const struct source *source, struct arena *arena,
    const struct google_fields *fields, struct bytes *token)
{
	const struct query *query;
	enum status         status = query_read(source->request->query, arena,
	            &query);

	if (status == STATUS_OK)
		status = query_optional(query, setting(source, "parameter"),
		    token);
	if (status != STATUS_OK || fields->text.at == NULL)
		return status;
	if (token->at != NULL)
		return STATUS_AMBIGUOUS;
	if (fields->separator == ':' &&
	    memchr(fields->text.at, '~', fields->text.len) != NULL)
		*token = fields->text;
	return STATUS_OK;
}

static enum status
media_cdn_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct google_fields fields;
	struct bytes         token;
	enum status          status;

	status = google_find(source, setting(source, "cookie"), arena,
	    &fields);
	if (status == STATUS_OK)
		status = find_token(source, arena, &fields, &token);
	if (status != STATUS_OK)
		return status;
	if (token.at != NULL) {
		if (fields.text.at != NULL)
			credential->carrier = CARRIER_COOKIE;
		return media_token_read(source, token, arena, credential);
	}
	if (fields.text.at == NULL)
		return STATUS_NO_CREDENTIAL;
	return google_read(source, &form, &fields, arena, credential);
}

static enum status
media_cdn_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	/* Tokens name none. */
	if (credential->key_id.len == 0)
		return media_token_verify(source, credential, key, arena,
		    grant);
	if (key->algorithm->use != USE_SIGNATURE)
		return STATUS_WRONG_ALGORITHM;
	return google_verify(source, credential, key, arena, grant);
}

/* A token: the key of signed URLs is Google's public one. */
static enum status
media_cdn_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };
	struct bytes        path, token;
	enum status         status;

	if (!terms_are_plain(terms))
		return STATUS_MALFORMED;
	status = percent_encode(terms->path, arena, &path);
	if (status == STATUS_OK)
		status = media_token_write(terms, path, key, arena, &token);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ path, BYTES("?"),
	    setting(&source, "parameter"), BYTES("="), token }, 5, url);
}

static const char *const algorithms[] = { "EdDSA", "HS256", "HS1", NULL };

const struct scheme scheme_media_cdn = {
	.name = "media-cdn",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.read = media_cdn_read,
	.verify = media_cdn_verify,
	.sign = media_cdn_sign,
};
