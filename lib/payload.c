/* See payload.h.  SPDX-License-Identifier: ISC */
#include "payload.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "claims.h"
#include "json.h"
#include "json_write.h"
#include "terms.h"

/* ------------------------------------------------------------------- token */

static enum status
decode_plus(struct bytes text, struct arena *arena, struct bytes *decoded)
{
	char *out = arena_take(arena, text.len);

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text.len; i++)
		out[i] = (char)(text.at[i] == '+' ? ' ' : text.at[i]);
	*decoded = (struct bytes){ out, text.len };
	return STATUS_OK;
}

enum status
payload_token(const struct source *source, int encodes_cookies,
    struct arena *arena, struct bytes *token)
{
	const int    is_query = source->carrier == CARRIER_QUERY;
	struct bytes text = source->token;
	enum status  status = STATUS_OK;

	if (is_query)
		status = decode_plus(text, arena, &text);
	if (status == STATUS_OK && (is_query || (encodes_cookies &&
	    source->carrier == CARRIER_COOKIE)))
		status = percent_decode(text, arena, &text);
	if (status == STATUS_BAD_REQUEST)
		return STATUS_MALFORMED;
	if (status == STATUS_OK)
		*token = text;
	return status;
}

enum status
payload_check_mac(const struct credential *credential, const struct key *key)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status = hmac_compute(key->hmac, &credential->message, 1,
	      mac, &length);

	if (status != STATUS_OK)
		return status;
	return equal_secret((struct bytes){ (char *)mac, length },
	           credential->signature)
	    ? STATUS_OK
	    : STATUS_BAD_SIGNATURE;
}

/* -------------------------------------------------------------------- read */

enum status
payload_path(struct bytes text, struct bytes prefix, struct arena *arena,
    struct bytes *path)
{
	if (text.len == 0)
		return STATUS_MALFORMED;
	if (text.at[0] != '/')
		return arena_join(arena,
		    (const struct bytes[]){ prefix, text }, 2, path);
	*path = text;
	return STATUS_OK;
}

/* Whether it leads to a file is authorise's to judge. */
static enum status
read_path(const struct source *source, struct bytes text, struct arena *arena,
    struct grant *grant)
{
	const struct bytes prefix = source->verifier->prefix;
	struct bytes       path;
	enum status        status = payload_path(text, prefix, arena, &path);

	if (status != STATUS_OK)
		return status;
	/* Of another route: what is served stands behind this one's prefix. */
	if (!bytes_start_with(path, prefix))
		return STATUS_OUTSIDE_GRANT;
	grant->terms.path = path;
	return STATUS_OK;
}

/* A token that says when it was made needs no "iat" to be too old. */
static enum status
read_claims(const struct source *source, const struct scheme *scheme,
    const json_t *claims, struct grant *grant)
{
	struct claim_policy policy = source->verifier->policy;

	if (scheme->states_issue)
		policy.longest_age = 0;
	grant->claims = claims;
	return claims_read_within(claims, &policy, TIME_NUMBER, &grant->terms);
}

static enum status
read_object(const struct source *source, const struct scheme *scheme,
    const json_t *object, struct arena *arena, struct grant *grant)
{
	const json_t *path = json_member(object,
	    source->verifier->policy.path_field);
	enum status   status = STATUS_OK;

	if (path != NULL && !json_is_string(path))
		return STATUS_MALFORMED;
	if (path != NULL)
		status = read_path(source, json_bytes(path), arena, grant);
	return status != STATUS_OK ? status
				   : read_claims(source, scheme, object, grant);
}

static int
is_path(const struct source *source, const struct scheme *scheme)
{
	return bytes_equal(source_setting(source, scheme, "text"),
	    BYTES("path"));
}

enum status
payload_read(const struct source *source, const struct scheme *scheme,
    const json_t *payload, struct arena *arena, struct grant *grant)
{
	const json_t *claims;
	enum status   status;

	if (json_is_object(payload))
		return read_object(source, scheme, payload, arena, grant);
	if (json_is_string(payload) && is_path(source, scheme))
		return read_path(source, json_bytes(payload), arena, grant);
	if (!json_is_string(payload) && !json_is_integer(payload))
		return STATUS_MALFORMED;
	status = json_object_of("sub", payload, arena, &claims);
	return status != STATUS_OK ? status
				   : read_claims(source, scheme, claims, grant);
}

enum status
payload_read_json(const struct source *source, const struct scheme *scheme,
    struct bytes json, struct arena *arena, struct grant *grant)
{
	const json_t *payload;
	enum status   status = json_read_any(json, arena, &payload);

	return status != STATUS_OK
	    ? status
	    : payload_read(source, scheme, payload, arena, grant);
}

enum status
payload_read_text(const struct source *source, const struct scheme *scheme,
    struct bytes text, struct arena *arena, struct grant *grant)
{
	const json_t *payload;
	enum status   status;

	if (!bytes_are_text(text))
		return STATUS_MALFORMED;
	status = json_text(text, arena, &payload);
	return status != STATUS_OK
	    ? status
	    : payload_read(source, scheme, payload, arena, grant);
}

/* ------------------------------------------------------------------- write */

enum status
payload_write_text(const struct terms *terms, const struct verifier *verifier,
    struct bytes *text)
{
	const struct bytes path = terms->path, prefix = verifier->prefix;

	if (!terms_are_plain(terms) || !bytes_are_text(path) ||
	    !bytes_start_with(path, prefix) || path.len == prefix.len)
		return STATUS_MALFORMED;
	*text = (struct bytes){ path.at + prefix.len, path.len - prefix.len };
	return STATUS_OK;
}

enum status
payload_write_json(const struct terms *terms, const struct verifier *verifier,
    int says_end, struct arena *arena, struct bytes *json)
{
	const struct bytes name = verifier->policy.path_field;
	struct terms       plain = *terms;
	struct bytes       open = EMPTY, field, path;
	enum status        status;

	plain.subject = EMPTY;
	if (!bytes_are_word(name, name.len))
		return STATUS_MALFORMED;
	status = payload_write_text(&plain, verifier, &path);
	if (status == STATUS_OK)
		status = arena_join(arena,
		    (const struct bytes[]){ name, { "", 1 } }, 2, &field);
	if (status == STATUS_OK)
		status = json_append_text(arena, &open, field.at, path);
	if (status == STATUS_OK)
		status = json_append_text(arena, &open, "sub", terms->subject);
	/* The last good second is the one before "exp". */
	if (status == STATUS_OK && says_end)
		status = json_append_number(arena, &open, "exp",
		    terms->expires_at + 1);
	return status == STATUS_OK ? json_close(arena, open, json) : status;
}
