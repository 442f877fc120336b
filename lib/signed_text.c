/* See signed_text.h.  SPDX-License-Identifier: ISC */
#include "signed_text.h"

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "deflated.h"
#include "payload.h"
#include "signed_stamp.h"

#define MAC_MIN BASE64URL_LENGTH(20) /* SHA-1 */

/* -------------------------------------------------------------------- read */

/* What stands behind the last separator is cut off the text. */
static int
cut_last(struct bytes *text, char separator, struct bytes *end)
{
	const size_t at = bytes_last(*text, separator);

	if (at == text->len)
		return 0;
	*end = (struct bytes){ text->at + at + 1, text->len - at - 1 };
	text->len = at;
	return 1;
}

/* VALUE is what is left of the text; detail. */
struct parts {
	struct bytes value, stamp, mac;
};

static int
cut(const struct signed_format *format, struct bytes token,
    struct parts *parts)
{
	parts->value = token;
	return cut_last(&parts->value, format->separator, &parts->mac) &&
	    cut_last(&parts->value, format->separator, &parts->stamp);
}

/*
 * Whether it is of the family.  A token of JSON has no other separators, and a
 * stamp of bytes is shorter than any part of a JWT.
 */
static int
is_ours(const struct signed_format *format, const struct parts *parts)
{
	struct bytes value = parts->value;

	if (parts->mac.len < MAC_MIN || !bytes_are_word(parts->mac,
	        BASE64URL_LENGTH(HMAC_MAX)) ||
	    parts->stamp.len > STAMP_LENGTH_MAX)
		return 0;
	if (!format->is_json)
		return 1;
	if (bytes_start_with(value, BYTES(".")))
		bytes_cut(&value, '.');
	return bytes_are_word(value, value.len);
}

enum status
signed_text_read(const struct signed_format *format,
    const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct parts *parts = arena_take(arena, sizeof(*parts));
	struct bytes  token;
	int64_t       issued;
	enum status   status;

	if (parts == NULL)
		return STATUS_TOO_LARGE;
	status = payload_token(source, 0, arena, &token);
	if (status != STATUS_OK)
		return status;
	if (!cut(format, token, parts) || !is_ours(format, parts))
		return STATUS_FOREIGN_CREDENTIAL;
	credential->detail = parts;
	credential->message = (struct bytes){ token.at,
		(size_t)(parts->stamp.at + parts->stamp.len - token.at) };
	status = base64url_decode(parts->mac, arena, &credential->signature);
	if (status == STATUS_OK)
		status = signed_stamp_read(format->clock, parts->stamp, arena,
		    &issued);
	return status == STATUS_OK
	    ? source_terms_since(source, issued, &credential->terms)
	    : status;
}

/* --------------------------------------------------------------------- MAC */

/* mac, length: of the derived key, which is then used as a key in turn. */
static enum status
derive(const struct signed_format *format, const struct source *source,
    const struct key *key, unsigned char *derived, size_t *length)
{
	const char        *digest = key->algorithm->digest;
	const struct bytes salt = source_setting(source, format->scheme,
	    "salt");
	const struct bytes parts[] = { salt, BYTES("signer"), key->secret };

	if (bytes_equal(source_setting(source, format->scheme, "derivation"),
	        BYTES("hmac")))
		return hmac_once(digest, key->secret, &salt, 1, derived,
		    length);
	return hash_compute(digest, parts, 3, derived, length);
}

static enum status
compute(const struct signed_format *format, const struct source *source,
    const struct key *key, struct bytes message, unsigned char *mac,
    size_t *length)
{
	unsigned char derived[HMAC_MAX];
	enum status   status = derive(format, source, key, derived, length);

	if (status == STATUS_OK)
		status = hmac_once(key->algorithm->digest,
		    (struct bytes){ (char *)derived, *length }, &message, 1,
		    mac, length);
	wipe(derived, sizeof(derived));
	return status;
}

/* ------------------------------------------------------------------ verify */

static enum status
open_json(const struct signed_format *format, const struct source *source,
    struct bytes value, struct arena *arena, struct grant *grant)
{
	const int   is_deflated = bytes_start_with(value, BYTES("."));
	enum status status;

	if (is_deflated)
		bytes_cut(&value, '.');
	status = base64url_decode(value, arena, &value);
	if (status == STATUS_OK && is_deflated)
		status = deflated_read(value, arena, &value);
	return status == STATUS_OK
	    ? payload_read_json(source, format->scheme, value, arena, grant)
	    : status;
}

enum status
signed_text_verify(const struct signed_format *format,
    const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct parts *parts = credential->detail;
	unsigned char       mac[HMAC_MAX];
	size_t              length;
	enum status         status;

	status = compute(format, source, key, credential->message, mac,
	    &length);
	if (status != STATUS_OK)
		return status;
	if (!equal_secret((struct bytes){ (char *)mac, length },
	        credential->signature))
		return STATUS_BAD_SIGNATURE;
	return format->is_json
	    ? open_json(format, source, parts->value, arena, grant)
	    : payload_read_text(source, format->scheme, parts->value, arena,
	          grant);
}

/* -------------------------------------------------------------------- sign */

static enum status
write_value(const struct signed_format *format, const struct terms *terms,
    const struct verifier *verifier, struct arena *arena, struct bytes *value)
{
	struct bytes json;
	enum status  status;

	if (!format->is_json)
		return payload_write_text(terms, verifier, value);
	status = payload_write_json(terms, verifier, 0, arena, &json);
	return status == STATUS_OK ? base64url_encode(json, arena, value)
				   : status;
}

static enum status
append_mac(const struct signed_format *format, const struct source *source,
    const struct key *key, struct bytes message, struct arena *arena,
    struct bytes *token)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	struct bytes  text;
	enum status   status = compute(format, source, key, message, mac,
	      &length);

	if (status == STATUS_OK)
		status = base64url_encode(
		    (struct bytes){ (char *)mac, length }, arena, &text);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ message,
		    { &format->separator, 1 }, text }, 3, &text);
	if (status != STATUS_OK)
		return status;
	return percent_encode(text, arena, token);
}

enum status
signed_text_sign(const struct signed_format *format, const struct terms *terms,
    const struct key *key, const struct verifier *verifier,
    struct arena *arena, struct bytes *token)
{
	const struct source source = { .verifier = verifier };
	const int64_t       issued =
	    terms->expires_at - verifier->policy.longest_age;
	struct bytes        value, stamp, message;
	enum status         status;

	if (verifier->policy.longest_age <= 0)
		return STATUS_MALFORMED;
	status = write_value(format, terms, verifier, arena, &value);
	if (status == STATUS_OK)
		status = signed_stamp_write(format->clock, issued, arena,
		    &stamp);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ value,
		    { &format->separator, 1 }, stamp }, 3, &message);
	return status == STATUS_OK ? append_mac(format, &source, key, message,
				         arena, token)
				   : status;
}
