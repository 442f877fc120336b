/* See rails_message.h.  SPDX-License-Identifier: ISC */
#include "rails_message.h"

#include "arena.h"
#include "base64.h"
#include "bytes.h"
#include "hex.h"
#include "json.h"
#include "json_write.h"
#include "payload.h"
#include "timestamp.h"

/* ------------------------------------------------------------------- signed */

static int
is_digest(struct bytes hex)
{
	static const size_t lengths[] = { 40, 64, 96, 128 }; /* SHA-1, SHA-2 */

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		if (hex_is_lower(hex, lengths[i]))
			return 1;
	return 0;
}

enum status
rails_signed_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes token, hex;
	size_t       dash;
	enum status  status = payload_token(source, 1, arena, &token);

	if (status != STATUS_OK)
		return status;
	dash = bytes_last(token, '-');
	if (dash == token.len || dash == 0 || token.at[dash - 1] != '-')
		return STATUS_FOREIGN_CREDENTIAL;
	hex = (struct bytes){ token.at + dash + 1, token.len - dash - 1 };
	if (!is_digest(hex))
		return STATUS_FOREIGN_CREDENTIAL;
	credential->message = (struct bytes){ token.at, dash - 1 };
	return hex_decode(hex, arena, &credential->signature);
}

static enum status
decode_data(struct bytes text, struct arena *arena, struct bytes *data)
{
	enum status status = base64_decode(text, BASE64_PADDED, arena, data);

	return status != STATUS_MALFORMED
	    ? status
	    : base64_decode_urlsafe(text, BASE64_BARE, arena, data);
}

enum status
rails_signed_open(const struct credential *credential, const struct key *key,
    struct bytes purpose, struct arena *arena, struct terms *terms,
    struct rails_content *content)
{
	struct bytes data;
	enum status  status = payload_check_mac(credential, key);

	if (status == STATUS_OK)
		status = decode_data(credential->message, arena, &data);
	return status == STATUS_OK ? rails_envelope_open(data, purpose, arena,
				         terms, content)
				   : status;
}

/* ----------------------------------------------------------------- envelope */

static enum status
read_expiry(const json_t *value, struct terms *terms)
{
	struct instant at;

	terms->expires_at = TIME_NEVER;
	if (value == NULL || json_is_null(value))
		return STATUS_OK;
	if (!json_is_string(value) ||
	    timestamp_read(json_bytes(value), &at) != STATUS_OK)
		return STATUS_MALFORMED;
	terms->expires_at = at.seconds + (at.has_fraction ? 0 : -1);
	/* Zero would be none; it is as long past a second later. */
	if (terms->expires_at < 1)
		terms->expires_at = 1;
	return STATUS_OK;
}

/* To Rails, no purpose and an empty one are the same. */
static enum status
check_purpose(const json_t *value, struct bytes wanted)
{
	if (value != NULL && !json_is_null(value) && !json_is_string(value))
		return STATUS_MALFORMED;
	return bytes_equal(json_bytes(value), wanted) ? STATUS_OK
						      : STATUS_WRONG_AUDIENCE;
}

static enum status
read_content(const json_t *envelope, struct arena *arena,
    struct rails_content *content)
{
	const json_t *message = json_member(envelope, BYTES("message"));

	*content = (struct rails_content){
		.data = json_member(envelope, BYTES("data"))
	};
	if ((message == NULL) == (content->data == NULL))
		return STATUS_MALFORMED;
	if (message == NULL)
		return STATUS_OK;
	if (!json_is_string(message))
		return STATUS_MALFORMED;
	return base64_decode(json_bytes(message), BASE64_PADDED, arena,
	    &content->serialized);
}

enum status
rails_envelope_open(struct bytes text, struct bytes purpose,
    struct arena *arena, struct terms *terms, struct rails_content *content)
{
	const json_t *object = NULL, *envelope;
	enum status   status = json_read(text, arena, &object);

	if (status == STATUS_TOO_LARGE)
		return status;
	envelope = json_member(object, BYTES("_rails"));
	if (envelope == NULL) {
		*content = (struct rails_content){ .serialized = text };
		(void)read_expiry(NULL, terms);
		return check_purpose(NULL, purpose);
	}
	if (!json_is_object(envelope) || json_object_size(object) != 1)
		return STATUS_MALFORMED;
	status = check_purpose(json_member(envelope, BYTES("pur")), purpose);
	if (status == STATUS_OK)
		status = read_expiry(json_member(envelope, BYTES("exp")),
		    terms);
	return status == STATUS_OK ? read_content(envelope, arena, content)
				   : status;
}

/* Of a path, in JSON. */
static enum status
write_envelope(const struct terms *terms, const struct verifier *verifier,
    struct bytes purpose, struct arena *arena, struct bytes *envelope)
{
	struct bytes content, expiry, inner = EMPTY, outer = EMPTY;
	enum status  status = payload_write_json(terms, verifier, 0, arena,
	     &content);

	if (status == STATUS_OK)
		status = base64_encode(content, arena, &content);
	/* The last good second is the one before "exp". */
	if (status == STATUS_OK)
		status = timestamp_write(terms->expires_at + 1, arena,
		    &expiry);
	if (status == STATUS_OK)
		status = json_append_text(arena, &inner, "message", content);
	if (status == STATUS_OK)
		status = json_append_text(arena, &inner, "exp", expiry);
	if (status == STATUS_OK)
		status = json_append_text(arena, &inner, "pur", purpose);
	if (status == STATUS_OK)
		status = json_close(arena, inner, &inner);
	if (status == STATUS_OK)
		status = json_append(arena, &outer, "_rails", inner);
	return status == STATUS_OK ? json_close(arena, outer, envelope)
				   : status;
}

enum status
rails_signed_write(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct bytes purpose,
    struct arena *arena, struct bytes *token)
{
	unsigned char mac[HMAC_MAX];
	char          hex[2 * HMAC_MAX];
	size_t        length = 0;
	struct bytes  data = EMPTY;
	enum status   status = write_envelope(terms, verifier, purpose, arena,
	      &data);

	if (status == STATUS_OK)
		status = base64_encode(data, arena, &data);
	if (status == STATUS_OK)
		status = hmac_compute(key->hmac, &data, 1, mac, &length);
	hex_write(mac, length, hex);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ data,
		    BYTES("--"), { hex, 2 * length } }, 3, &data);
	return status == STATUS_OK ? percent_encode(data, arena, token)
				   : status;
}

/* ------------------------------------------------------------------ content */

enum status
rails_payload_read(const struct source *source, const struct scheme *scheme,
    const struct rails_content *content, struct arena *arena,
    struct grant *grant)
{
	if (content->data != NULL)
		return payload_read(source, scheme, content->data, arena,
		    grant);
	return payload_read_json(source, scheme, content->serialized, arena,
	    grant);
}

/*
 * Marshal's Fixnum behind its "i": one byte that is 5 more than the number, or
 * how many bytes follow, the lowest first.  One text for one number.
 */
static enum status
read_fixnum(struct bytes bytes, uint64_t *number)
{
	const unsigned char *at = (const unsigned char *)bytes.at;
	uint64_t             sum = 0;

	if (bytes.len == 1 && (at[0] == 0 || (at[0] > 5 && at[0] < 128))) {
		*number = at[0] == 0 ? 0 : at[0] - 5U;
		return STATUS_OK;
	}
	if (bytes.len < 2 || bytes.len > 5 || at[0] != bytes.len - 1)
		return STATUS_MALFORMED;
	for (size_t i = bytes.len - 1; i > 0; i--)
		sum = sum << 8 | at[i];
	if (at[bytes.len - 1] == 0 || sum < 123 || sum > 0x3fffffff)
		return STATUS_MALFORMED;
	*number = sum;
	return STATUS_OK;
}

static enum status
read_json_number(const json_t *value, uint64_t *number)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return STATUS_MALFORMED;
	*number = (uint64_t)json_integer_value(value);
	return STATUS_OK;
}

enum status
rails_number(const struct rails_content *content, struct arena *arena,
    uint64_t *number)
{
	const struct bytes start = BYTES("\x04\x08i");
	struct bytes       text = content->serialized;
	const json_t      *value = content->data;
	enum status        status = STATUS_OK;

	if (value == NULL && bytes_start_with(text, start))
		return read_fixnum((struct bytes){ text.at + start.len,
		    text.len - start.len }, number);
	if (value == NULL)
		status = json_read_any(text, arena, &value);
	return status == STATUS_OK ? read_json_number(value, number) : status;
}
