/* See jose.h.  SPDX-License-Identifier: ISC */
#include "jose.h"

#include <string.h>

#include "base64url.h"
#include "bytes.h"
#include "json.h"

/*
 * What a header must not hold: it asks for something that we do not do
 * ("crit", RFC 7515 §4.1.11), changes what was signed ("b64", "zip"), costs
 * work that the client chooses ("p2c"), or says where to fetch a key.
 */
static const struct bytes refused[] = {
	{ "crit", 4 }, { "b64", 3 }, { "zip", 3 }, { "p2c", 3 }, { "p2s", 3 },
	{ "jku", 3 }, { "x5u", 3 }, { "x5c", 3 },
};

/* What a JWK is never without: a modulus, a coordinate or a secret. */
static const struct bytes key_material[] = {
	{ "n", 1 }, { "x", 1 }, { "k", 1 },
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* ------------------------------------------------------------------- parts */

int
jose_is_compact(struct bytes token, size_t parts)
{
	const char *const end = token.at + token.len;
	const char       *dot = token.at;
	size_t            dots = 0;

	/* '{', and a quotation mark, a blank or the end of a line. */
	if (!bytes_start_with(token, BYTES("ey")) &&
	    !bytes_start_with(token, BYTES("ew")))
		return 0;
	while ((dot = memchr(dot, '.', (size_t)(end - dot))) != NULL) {
		dot++;
		dots++;
	}
	return dots + 1 == parts;
}

enum status
jose_parts(struct bytes token, struct arena *arena, struct bytes *parts,
    size_t count)
{
	bytes_cut(&token, '.');
	for (size_t i = 0; i < count; i++) {
		enum status status = base64url_decode(bytes_cut(&token, '.'),
		    arena, &parts[i]);

		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* ------------------------------------------------------------------ header */

static int
has_one_of(const json_t *object, const struct bytes *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (json_member(object, names[i]) != NULL)
			return 1;
	return 0;
}

/*
 * A "jwk" that holds no key is ignored like any other unknown member, as RFC
 * 7515 §4 asks; one that brings a key along is a try to be verified by it.
 */
static int
is_refused(const json_t *header)
{
	return has_one_of(header, refused, COUNT(refused)) ||
	    has_one_of(json_member(header, BYTES("jwk")), key_material,
	        COUNT(key_material));
}

/* Absent: left empty.  Whatever is there must be a text of some length. */
static int
read_text(const json_t *header, struct bytes name, struct bytes *text)
{
	const json_t *value = json_member(header, name);

	*text = json_bytes(value);
	return value == NULL || text->len > 0;
}

static struct bytes
without_prefix(struct bytes type)
{
	const struct bytes prefix = BYTES("application/");

	if (type.len > prefix.len &&
	    bytes_equal_fold((struct bytes){ type.at, prefix.len }, prefix))
		return (struct bytes){ type.at + prefix.len,
			type.len - prefix.len };
	return type;
}

int
jose_type_is(struct bytes type, struct bytes other)
{
	return bytes_equal_fold(without_prefix(type), without_prefix(other));
}

/* RFC 8725 §3.11: a token made for something else has another type. */
static int
is_type_taken(struct bytes type, const struct bytes_list *types)
{
	if (type.len == 0)
		return 1;
	for (size_t i = 0; i < types->count; i++)
		if (jose_type_is(type, types->at[i]))
			return 1;
	return types->count == 0 && jose_type_is(type, BYTES("JWT"));
}

enum status
jose_header_read(struct bytes encoded, struct arena *arena,
    struct jose_header *header)
{
	struct bytes       text;
	struct jose_header read;
	const json_t      *json;
	enum status        status = base64url_decode(encoded, arena, &text);

	/* Nobody has signed it yet, and JSON takes seventy times its room. */
	if (status == STATUS_OK && text.len > JOSE_HEADER_MAX)
		return STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = json_read(text, arena, &json);
	if (status != STATUS_OK)
		return status;
	if (is_refused(json) ||
	    !read_text(json, BYTES("alg"), &read.algorithm) ||
	    !read_text(json, BYTES("kid"), &read.key_id) ||
	    !read_text(json, BYTES("enc"), &read.encryption) ||
	    !read_text(json, BYTES("cty"), &read.content_type) ||
	    !read_text(json, BYTES("typ"), &read.type) ||
	    read.algorithm.len == 0)
		return STATUS_MALFORMED;
	*header = read;
	return STATUS_OK;
}

enum status
jose_header_judge(const struct jose_header *header,
    const struct claim_policy *policy)
{
	return is_type_taken(header->type, &policy->types) ? STATUS_OK
							   : STATUS_MALFORMED;
}

/* --------------------------------------------------------------- signature */

enum status
jws_verify(const struct key *key, struct bytes message, struct bytes signature)
{
	const struct algorithm *algorithm = key->algorithm;
	unsigned char           mac[HMAC_MAX];
	size_t                  length;
	enum status             status;

	if (algorithm->use == USE_SIGNATURE)
		return public_key_verify(key->public_key, algorithm->form,
		    algorithm->digest, message, signature);
	if (algorithm->use != USE_HMAC)
		return STATUS_WRONG_ALGORITHM;
	status = hmac_compute(key->hmac, &message, 1, mac, &length);
	if (status != STATUS_OK)
		return status;
	if (!equal_secret((struct bytes){ (char *)mac, length }, signature))
		return STATUS_BAD_SIGNATURE;
	return STATUS_OK;
}
