/*
 * How Wycheproof's cases of signatures are put to our functions; wycheproof.h
 * has the others.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_WYCHEPROOF_SIGNATURES_H
#define TESTS_UNIT_WYCHEPROOF_SIGNATURES_H

#include "crypto.h"

#include <jansson.h>

#include "bytes.h"
#include "public_key.h"

static const char   *algorithm; /* of the file that is being run */

static inline const char *
text(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value == NULL ? "" : value;
}

static inline struct bytes
hex(const json_t *object, const char *name)
{
	return guarded(unhex(text(object, name)));
}

static inline json_int_t
count_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* "SHA-256" as "SHA256" */
static inline const char *
digest_of(const json_t *group)
{
	static char name[16];
	const char *sha = text(group, "sha");

	snprintf(name, sizeof(name), "SHA%s", sha[0] == '\0' ? "" : sha + 4);
	return name;
}

static inline int
is_valid(const json_t *test)
{
	return strcmp(text(test, "result"), "valid") == 0;
}

/* Whether a test's plaintext came out; for others, that anything did. */
static inline int
is_right(const json_t *test, enum status status, struct bytes plaintext)
{
	return status == STATUS_OK && (!is_valid(test) ||
	    bytes_equal(plaintext, unhex(text(test, "msg"))));
}

/* -------------------------------------------------------------- public keys */

/* By its numbers and by its PEM; the tests of the group take turns. */
static struct public_key *keys[2];
static const json_t      *keys_of;

static inline struct public_key *
key_by_numbers(const json_t *key)
{
	const char  *curve = text(key, "curve");
	struct bytes point;

	if (curve[0] == '\0')
		return public_key_rsa(hex(key, "modulus"),
		    hex(key, "publicExponent"));
	if (strcmp(curve, "edwards25519") == 0)
		return public_key_ed25519(hex(key, "pk"));
	point = hex(key, "uncompressed");
	return public_key_ec(strcmp(curve, "secp256r1") == 0 ? "P-256"
	    : strcmp(curve, "secp384r1") == 0 ? "P-384" : "P-521",
	    (struct bytes){ point.at + 1, point.len / 2 },
	    (struct bytes){ point.at + 1 + point.len / 2, point.len / 2 });
}

static inline int
is_signed(const json_t *group, const json_t *test)
{
	static const struct {
		const char         *type;
		enum signature_form form;
	} types[] = {
		{ "EcdsaP1363Verify", SIGNATURE_ECDSA },
		{ "EcdsaVerify", SIGNATURE_ECDSA_DER },
		{ "EddsaVerify", SIGNATURE_EDDSA },
		{ "RsassaPkcs1Verify", SIGNATURE_RSA_PKCS1 },
		{ "RsassaPssVerify", SIGNATURE_RSA_PSS },
	};
	const char *type = text(group, "type");
	size_t      i = 0;

	if (keys_of != group) {
		public_key_free(keys[0]);
		public_key_free(keys[1]);
		keys[0] = key_by_numbers(json_object_get(group, "publicKey"));
		keys[1] = public_key_pem(guarded_text(text(group,
		    "publicKeyPem")));
		keys_of = group;
	}
	while (strcmp(types[i].type, type) != 0)
		assert_true(++i < COUNT(types));
	if (keys[0] == NULL || keys[1] == NULL)
		fail_msg("%s: a key is refused", type);
	return public_key_verify(keys[count_of(test, "tcId") % 2],
	    types[i].form, types[i].form == SIGNATURE_EDDSA ? NULL
	    : digest_of(group), hex(test, "msg"), hex(test, "sig")) ==
	    STATUS_OK;
}

static inline const char *
other_pss(const json_t *group, const json_t *test)
{
	const char *sha = text(group, "sha");

	(void)test;
	if (strcmp(sha, text(group, "mgfSha")) != 0)
		return "another digest in MGF1";
	if (count_of(group, "sLen") != (strcmp(sha, "SHA-1") == 0 ? 20
	    : strtol(sha + 4, NULL, 10) / 8))
		return "a salt not as long as the digest";
	return NULL;
}

#endif
