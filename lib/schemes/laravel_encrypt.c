/*
 * laravel-encrypt: what Laravel's encrypt() and encryptString() make, and its
 * encrypted cookies.  docs/laravel.md says how to move an application.
 *
 *	TOKEN   = base64 of {"iv": ..., "value": ..., "mac": ..., "tag"?: ...}:
 *	          laravel_box.h
 *	inside  = JSON of PAYLOAD, a JWT, or what serialize() writes of an array
 *	          PAYLOAD, of JSON or of a JWT: php_serialize.h
 *	PAYLOAD = {"image": PATH, "jwt": JWT, "exp": seconds since 1970, ...}
 *	PATH    = "/img/cat.jpg", or "cat.jpg" beneath the route's prefix
 *
 * There must be an expiry: the JWT's or, without a JWT, the payload's.  The
 * route says by what names path and JWT go.  In Laravel:
 *
 *	Crypt::encrypt(['image' => 'cat.jpg', 'jwt' => $jwt])
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "claims.h"
#include "json.h"
#include "laravel_box.h"
#include "payload.h"
#include "php_serialize.h"
#include "scheme.h"
#include "url_path.h"

static enum status
laravel_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes        token = source->token;
	struct laravel_box *box;

	/* With a dot it is a JWE. */
	if (!bytes_start_with(token, LARAVEL_START) ||
	    memchr(token.at, '.', token.len) != NULL)
		return STATUS_FOREIGN_CREDENTIAL;
	box = arena_take(arena, sizeof(*box));
	if (box == NULL)
		return STATUS_TOO_LARGE;
	credential->detail = box;
	return laravel_box_read(token, arena, box);
}

/* ----------------------------------------------------------------- payload */

static enum status
open_plaintext(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct bytes *plaintext)
{
	enum status status = laravel_box_open(credential->detail, key, arena,
	    plaintext);

	if (status != STATUS_OK || source->carrier != CARRIER_COOKIE)
		return status;
	return laravel_cookie_value(source->cookie, key, *plaintext, arena,
	    plaintext);
}

/* Sets the JSON of an object; empty: it is none, and text is what it is. */
static enum status
unpack(struct bytes plaintext, struct arena *arena, struct bytes *json,
    struct bytes *text)
{
	enum status status;

	*json = EMPTY;
	*text = plaintext;
	if (bytes_start_with(plaintext, BYTES("a:")))
		return php_unserialize(plaintext, arena, json);
	if (bytes_start_with(plaintext, BYTES("s:"))) {
		status = php_unserialize_string(plaintext, text);
		if (status != STATUS_OK)
			return status;
	}
	if (bytes_start_with(*text, BYTES("{")))
		*json = *text;
	return text->len > 0 ? STATUS_OK : STATUS_MALFORMED;
}

/* Nothing is percent-decoded: it is the file's name beneath the prefix. */
static enum status
read_path(struct bytes text, struct bytes prefix, struct arena *arena,
    struct bytes *path)
{
	struct bytes whole;
	enum status  status = payload_path(text, prefix, arena, &whole);

	if (status != STATUS_OK)
		return status;
	if (!url_path_leads_to_file(whole, whole))
		return STATUS_MALFORMED;
	/* Of another route: what is served stands behind this one's prefix. */
	if (!bytes_start_with(whole, prefix))
		return STATUS_OUTSIDE_GRANT;
	*path = whole;
	return STATUS_OK;
}

/*
 * Its own times hold beside those of the JWT.  Without a JWT it has to stand
 * for one, with its members for claims.
 */
static enum status
read_claims(const json_t *payload, const struct claim_policy *policy,
    struct grant *grant)
{
	const struct claim_policy times = { .leeway = policy->leeway };

	if (grant->nested.len == 0) {
		grant->claims = payload;
		return claims_read(payload, policy, TIME_NUMBER, &grant->terms);
	}
	if (json_member(payload, BYTES("exp")) == NULL &&
	    json_member(payload, BYTES("nbf")) == NULL &&
	    json_member(payload, BYTES("iat")) == NULL)
		return STATUS_OK;
	return claims_read(payload, &times, TIME_NUMBER, &grant->terms);
}

/* Members that are there are what they should be, or all is refused. */
static enum status
read_payload(const json_t *payload, const struct verifier *verifier,
    struct arena *arena, struct grant *grant)
{
	const struct claim_policy *policy = &verifier->policy;
	const json_t *path = json_member(payload, policy->path_field);
	const json_t *token = json_member(payload, policy->token_field);
	enum status   status = STATUS_OK;

	if ((path == NULL && token == NULL) ||
	    (path != NULL && !json_is_string(path)) ||
	    (token != NULL && json_string_length(token) == 0))
		return STATUS_MALFORMED;
	grant->nested = json_bytes(token);
	if (path != NULL)
		status = read_path(json_bytes(path), verifier->prefix, arena,
		    &grant->terms.path);
	if (status != STATUS_OK)
		return status;
	return read_claims(payload, policy, grant);
}

static enum status
laravel_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	struct bytes  plaintext, json = EMPTY;
	const json_t *payload;
	enum status   status;

	status = open_plaintext(source, credential, key, arena, &plaintext);
	if (status == STATUS_OK)
		status = unpack(plaintext, arena, &json, &grant->nested);
	if (status != STATUS_OK || json.len == 0)
		return status;
	status = json_read(json, arena, &payload);
	if (status != STATUS_OK)
		return status;
	return read_payload(payload, source->verifier, arena, grant);
}

static const char *const algorithms[] = {
	"AES-128-CBC", "AES-256-CBC", "AES-128-GCM", "AES-256-GCM", NULL
};

extern const struct scheme scheme_laravel_encrypt;

const struct scheme scheme_laravel_encrypt = {
	.name = "laravel-encrypt",
	.algorithms = algorithms,
	.tries_keys = 1,
	.names_file = 1,
	.read = laravel_read,
	.verify = laravel_verify,
};
