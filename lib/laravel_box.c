/* See laravel_box.h.  SPDX-License-Identifier: ISC */
#include "laravel_box.h"

#include "base64.h"
#include "bytes.h"
#include "hex.h"
#include "json.h"

#define AES_BLOCK 16
#define GCM_IV    12
#define GCM_TAG   16
#define MAC_HEX   64 /* characters of SHA-256 */

/* -------------------------------------------------------------------- read */

static int
cut_end(struct bytes *text, struct bytes end)
{
	if (text->len < end.len ||
	    !bytes_equal((struct bytes){ text->at + text->len - end.len,
		end.len }, end))
		return 0;
	text->len -= end.len;
	return 1;
}

/* base64 of ASCII JSON holds neither '+' nor '/': only '=' is ever encoded. */
static enum status
decode_token(struct bytes token, struct arena *arena, struct bytes *json)
{
	size_t padding = 0;

	while (padding < 2 && (cut_end(&token, BYTES("=")) ||
	    cut_end(&token, BYTES("%3D")) || cut_end(&token, BYTES("%3d"))))
		padding++;
	if (padding > 0 && (token.len + padding) % 4 != 0)
		return STATUS_MALFORMED;
	return base64_decode(token, BASE64_BARE, arena, json);
}

/* "tag" came with GCM; older versions and other clients have none. */
static enum status
read_members(const json_t *object, struct laravel_box *box)
{
	const json_t *iv = json_member(object, BYTES("iv"));
	const json_t *value = json_member(object, BYTES("value"));
	const json_t *mac = json_member(object, BYTES("mac"));
	const json_t *tag = json_member(object, BYTES("tag"));

	if (!json_is_string(iv) || !json_is_string(value) ||
	    !json_is_string(mac) || (tag != NULL && !json_is_string(tag)) ||
	    json_object_size(object) != (tag != NULL ? 4 : 3))
		return STATUS_MALFORMED;
	box->iv_text = json_bytes(iv);
	box->value_text = json_bytes(value);
	box->mac = json_bytes(mac);
	box->tag = json_bytes(tag);
	return STATUS_OK;
}

static int
is_cbc(const struct laravel_box *box)
{
	return box->mac.len == MAC_HEX && box->tag.len == 0 &&
	    box->iv.len == AES_BLOCK && box->value.len > 0 &&
	    box->value.len % AES_BLOCK == 0;
}

/* PHP would take shorter tags, which are worth less. */
static int
is_gcm(const struct laravel_box *box)
{
	return box->mac.len == 0 && box->tag.len == GCM_TAG &&
	    box->iv.len == GCM_IV;
}

/*
 * JSON's blanks around it would be another text for the same box.  What has
 * parts of parts is none, and would cost memory before it is known whose it is.
 */
static int
is_flat(struct bytes json)
{
	if (json.len < 2 || json.at[0] != '{' || json.at[json.len - 1] != '}')
		return 0;
	for (size_t i = 1; i < json.len; i++)
		if (json.at[i] == '{' || json.at[i] == '[')
			return 0;
	return 1;
}

enum status
laravel_box_read(struct bytes token, struct arena *arena,
    struct laravel_box *box)
{
	struct bytes  json;
	const json_t *object;
	enum status   status = decode_token(token, arena, &json);

	if (status != STATUS_OK)
		return status;
	if (!is_flat(json))
		return STATUS_MALFORMED;
	status = json_read(json, arena, &object);
	if (status == STATUS_OK)
		status = read_members(object, box);
	if (status == STATUS_OK)
		status = base64_decode(box->iv_text, BASE64_PADDED, arena,
		    &box->iv);
	if (status == STATUS_OK)
		status = base64_decode(box->value_text, BASE64_PADDED, arena,
		    &box->value);
	if (status == STATUS_OK)
		status = base64_decode(box->tag, BASE64_PADDED, arena,
		    &box->tag);
	if (status != STATUS_OK)
		return status;
	return is_cbc(box) || is_gcm(box) ? STATUS_OK : STATUS_MALFORMED;
}

/* --------------------------------------------------------------------- key */

enum status
laravel_app_key(struct bytes text, struct arena *arena, struct bytes *secret)
{
	const struct bytes start = BYTES("base64:");

	if (!bytes_start_with(text, start)) {
		*secret = text;
		return STATUS_OK;
	}
	return base64_decode(
	    (struct bytes){ text.at + start.len, text.len - start.len },
	    BASE64_PADDED, arena, secret);
}

static int
uses_gcm(const struct key *key)
{
	struct bytes name = bytes_of(key->algorithm->name);

	return cut_end(&name, BYTES("GCM"));
}

/* ------------------------------------------------------------------ verify */

/* Whether hex is the MAC over two parts. */
static enum status
check_mac(const char *digest, struct bytes secret, const struct bytes parts[2],
    struct bytes hex)
{
	struct hmac  *hmac = hmac_new(digest, secret);
	unsigned char mac[HMAC_MAX];
	char          right[2 * HMAC_MAX];
	size_t        length;
	enum status   status;

	if (hmac == NULL)
		return STATUS_INTERNAL;
	status = hmac_compute(hmac, parts, 2, mac, &length);
	hmac_free(hmac);
	if (status != STATUS_OK)
		return status;
	hex_write(mac, length, right);
	return equal_secret((struct bytes){ right, 2 * length }, hex)
	    ? STATUS_OK
	    : STATUS_BAD_SIGNATURE;
}

enum status
laravel_box_open(const struct laravel_box *box, const struct key *key,
    struct arena *arena, struct bytes *plaintext)
{
	const struct bytes parts[] = { box->iv_text, box->value_text };
	struct bytes       secret;
	enum status        status;

	if (uses_gcm(key) != (box->mac.len == 0))
		return STATUS_BAD_SIGNATURE;
	status = laravel_app_key(key->secret, arena, &secret);
	if (status != STATUS_OK)
		return status;
	if (uses_gcm(key))
		return gcm_open(secret, box->iv, EMPTY, box->value, box->tag,
		    arena, plaintext);
	status = check_mac("SHA256", secret, parts, box->mac);
	if (status != STATUS_OK)
		return status;
	return cbc_open(secret, box->iv, box->value, arena, plaintext);
}

enum status
laravel_cookie_value(struct bytes name, const struct key *key,
    struct bytes plaintext, struct arena *arena, struct bytes *value)
{
	const struct bytes parts[] = { name, BYTES("v2") };
	struct bytes       rest = plaintext;
	struct bytes       mac = bytes_cut(&rest, '|');
	struct bytes       secret;
	enum status        status;

	/* A cut that found nothing leaves all of it, which is no MAC. */
	if (mac.len == plaintext.len)
		return STATUS_BAD_SIGNATURE;
	status = laravel_app_key(key->secret, arena, &secret);
	if (status == STATUS_OK)
		status = check_mac("SHA1", secret, parts, mac);
	if (status == STATUS_OK)
		*value = rest;
	return status;
}
