/* See jwe_open.h.  SPDX-License-Identifier: ISC */
#include "jwe_open.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* "enc" (RFC 7518 §5.1): bytes of each part; digest NULL: AES-GCM. */
struct content_encryption {
	const char *name;
	size_t      key, iv, tag;
	const char *digest;
};

static const struct content_encryption encryptions[] = {
	{ "A128GCM", 16, 12, 16, NULL },
	{ "A256GCM", 32, 12, 16, NULL },
	{ "A128CBC-HS256", 32, 16, 16, "SHA256" },
	{ "A256CBC-HS512", 64, 16, 32, "SHA512" },
};

static const struct content_encryption *
encryption_named(struct bytes name)
{
	for (size_t i = 0; i < COUNT(encryptions); i++)
		if (bytes_equal(name, bytes_of(encryptions[i].name)))
			return &encryptions[i];
	return NULL;
}

/* --------------------------------------------- the key of the content (CEK) */

/* RFC 7518 §4.5: the key itself, and nothing stands in its place. */
static enum status
agree(const struct jwe *jwe, const struct key *key, struct arena *arena,
    struct bytes *content_key)
{
	(void)arena;
	if (jwe->encrypted_key.len > 0)
		return STATUS_MALFORMED;
	if (key->secret.len != jwe->encryption->key)
		return STATUS_WRONG_ALGORITHM;
	*content_key = key->secret;
	return STATUS_OK;
}

/* RFC 7518 §4.4 */
static enum status
unwrap(const struct jwe *jwe, const struct key *key, struct arena *arena,
    struct bytes *content_key)
{
	enum status status = key_unwrap(key->secret, jwe->encrypted_key, arena,
	    content_key);

	if (status == STATUS_OK && content_key->len != jwe->encryption->key)
		return STATUS_BAD_SIGNATURE;
	return status;
}

/*
 * RFC 7518 §4.3.  When it fails, a random key goes on in its place (RFC 7516
 * §11.5): a client learns neither from the answer nor from its time whether
 * the padding was right.
 */
static enum status
decrypt(const struct jwe *jwe, const struct key *key, struct arena *arena,
    struct bytes *content_key)
{
	const size_t length = jwe->encryption->key;
	char        *other = arena_take(arena, length);
	struct bytes opened = EMPTY;
	enum status  status;

	if (other == NULL)
		return STATUS_TOO_LARGE;
	status = random_bytes((unsigned char *)other, length);
	if (status != STATUS_OK)
		return status;
	status = oaep_open(key->private_key, key->algorithm->digest,
	    jwe->encrypted_key, arena, &opened);
	if (status != STATUS_OK && status != STATUS_BAD_SIGNATURE)
		return status;
	*content_key = (struct bytes){ other, length };
	if (status == STATUS_OK && opened.len == length)
		*content_key = opened;
	return STATUS_OK;
}

static const struct management {
	const char *name; /* "alg" (RFC 7518 §4.1) */
	enum status (*content_key)(const struct jwe *, const struct key *,
	    struct arena *, struct bytes *);
} managements[] = {
	{ "dir", agree },
	{ "A128KW", unwrap },
	{ "A256KW", unwrap },
	{ "RSA-OAEP", decrypt },
	{ "RSA-OAEP-256", decrypt },
};

static const struct management *
management_named(struct bytes name)
{
	for (size_t i = 0; i < COUNT(managements); i++)
		if (bytes_equal(name, bytes_of(managements[i].name)))
			return &managements[i];
	return NULL;
}

/* ----------------------------------------------------------------- content */

/* RFC 7518 §5.2.2.1: over header, iv, text and the header's length in bits. */
static enum status
compute_tag(const struct jwe *jwe, struct bytes mac_key,
    unsigned char tag[HMAC_MAX])
{
	const uint64_t bits = (uint64_t)jwe->header.len * 8;
	unsigned char  length[8];
	struct bytes   parts[] = { jwe->header, jwe->iv, jwe->ciphertext,
		{ (char *)length, sizeof(length) } };
	struct hmac   *hmac = hmac_new(jwe->encryption->digest, mac_key);
	size_t         made;
	enum status    status;

	if (hmac == NULL)
		return STATUS_TOO_LARGE;
	for (unsigned i = 0; i < sizeof(length); i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	status = hmac_compute(hmac, parts, COUNT(parts), tag, &made);
	hmac_free(hmac);
	return status;
}

/* RFC 7518 §5.2.2.2: the first half of the key is the MAC's. */
static enum status
open_cbc(const struct jwe *jwe, struct bytes key, struct arena *arena,
    struct bytes *plaintext)
{
	const size_t  half = key.len / 2;
	unsigned char tag[HMAC_MAX];
	enum status   status = compute_tag(jwe, (struct bytes){ key.at, half },
	      tag);

	if (status != STATUS_OK)
		return status;
	if (!equal_secret((struct bytes){ (char *)tag, half }, jwe->tag))
		return STATUS_BAD_SIGNATURE;
	return cbc_open((struct bytes){ key.at + half, half }, jwe->iv,
	    jwe->ciphertext, arena, plaintext);
}

enum status
jwe_open(const struct jwe *jwe, const struct key *key, struct arena *arena,
    struct bytes *plaintext)
{
	const struct management *management = management_named(
	    bytes_of(key->algorithm->name));
	struct bytes content_key;
	enum status  status;

	if (management == NULL || (key->encryption.len > 0 &&
	    encryption_named(key->encryption) != jwe->encryption))
		return STATUS_WRONG_ALGORITHM;
	status = management->content_key(jwe, key, arena, &content_key);
	if (status != STATUS_OK)
		return status;
	if (jwe->encryption->digest != NULL)
		return open_cbc(jwe, content_key, arena, plaintext);
	return gcm_open(content_key, jwe->iv, jwe->header, jwe->ciphertext,
	    jwe->tag, arena, plaintext);
}

enum status
jwe_read(struct bytes token, const struct claim_policy *policy,
    struct arena *arena, struct jose_header *header, struct jwe *jwe)
{
	struct bytes parts[JWE_PARTS - 1];
	struct bytes rest = token;
	struct bytes encoded = bytes_cut(&rest, '.');
	enum status  status = jose_header_read(encoded, arena, header);

	if (status == STATUS_OK)
		status = jose_header_judge(header, policy);
	if (status == STATUS_OK)
		status = jose_parts(token, arena, parts, COUNT(parts));
	if (status != STATUS_OK)
		return status;
	*jwe = (struct jwe){ encryption_named(header->encryption), encoded,
		parts[0], parts[1], parts[2], parts[3] };
	if (jwe->encryption == NULL ||
	    management_named(header->algorithm) == NULL)
		return STATUS_WRONG_ALGORITHM;
	if (jwe->iv.len != jwe->encryption->iv ||
	    jwe->tag.len != jwe->encryption->tag)
		return STATUS_MALFORMED;
	return STATUS_OK;
}
