/*
 * Tokens made for a test, by way of OpenSSL alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_JOSE_MADE_H
#define TESTS_UNIT_JOSE_MADE_H

#include "keys_made.h"

#include <openssl/hmac.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "scheme.h"

#define NOW    1800000000
#define CLAIMS "{\"exp\":1800000001,\"sub\":\"alice\"}"

/* A header of HS256 with this behind its "alg". */
#define HS256(more) "{\"alg\":\"HS256\"" more "}"

static inline struct bytes
joined(const struct bytes *parts, size_t count)
{
	struct bytes whole;

	EXPECT_STATUS("join", arena_join(arena, parts, count, &whole),
	    STATUS_OK);
	return whole;
}

static inline struct bytes
encoded(struct bytes bytes)
{
	struct bytes text;

	EXPECT_STATUS("encode", base64url_encode(bytes, arena, &text),
	    STATUS_OK);
	return text;
}

static inline struct bytes
with_part(struct bytes token, struct bytes part)
{
	return joined((const struct bytes[]){ token, BYTES("."),
	    encoded(part) }, 3);
}

/* A copy in the arena. */
static inline struct bytes
kept(const unsigned char *at, size_t length)
{
	return joined(&(struct bytes){ (const char *)at, length }, 1);
}

/* Different bytes, the same in every run. */
static inline struct bytes
some_bytes(size_t length)
{
	char *at = arena_take(arena, length);

	assert_non_null(at);
	for (size_t i = 0; i < length; i++)
		at[i] = (char)(i * 7 + length);
	return (struct bytes){ at, length };
}

static inline struct bytes
mac_of(const EVP_MD *digest, struct bytes secret, struct bytes message)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned      length;

	assert_non_null(HMAC(digest, secret.at, (int)secret.len,
	    (const unsigned char *)message.at, message.len, mac, &length));
	return kept(mac, length);
}

static inline struct bytes
unsigned_token(struct bytes header, struct bytes claims)
{
	return with_part(encoded(header), claims);
}

static inline struct bytes
hs256_bytes(struct bytes header, struct bytes claims, struct bytes secret)
{
	struct bytes message = unsigned_token(header, claims);

	return with_part(message, mac_of(EVP_sha256(), secret, message));
}

static inline struct bytes
hs256(const char *header, const char *claims, const char *secret)
{
	return hs256_bytes(bytes_of(header), bytes_of(claims),
	    bytes_of(secret));
}

/* RFC 7518 §3.4: r || s, from DER. */
static inline struct bytes
flat_signature(const unsigned char *der, size_t length, int number)
{
	ECDSA_SIG    *pair = d2i_ECDSA_SIG(NULL, &der, (long)length);
	unsigned char flat[2 * 66];

	assert_non_null(pair);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(pair), flat, number),
	    number);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(pair), flat + number,
	    number), number);
	ECDSA_SIG_free(pair);
	return kept(flat, 2 * (size_t)number);
}

/* digest NULL: Ed25519. */
static inline struct bytes
signature_of(EVP_PKEY *key, const char *digest, int is_pss,
    struct bytes message)
{
	EVP_MD_CTX   *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;
	unsigned char signature[1024];
	size_t        length = sizeof(signature);

	assert_int_equal(EVP_DigestSignInit_ex(context, &options, digest, NULL,
	    NULL, key, NULL), 1);
	if (is_pss) {
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(options,
		    RSA_PKCS1_PSS_PADDING), 1);
		assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(options,
		    RSA_PSS_SALTLEN_DIGEST), 1);
	}
	assert_int_equal(EVP_DigestSign(context, signature, &length,
	    (const unsigned char *)message.at, message.len), 1);
	EVP_MD_CTX_free(context);
	if (EVP_PKEY_is_a(key, "EC"))
		return flat_signature(signature, length,
		    (EVP_PKEY_get_bits(key) + 7) / 8);
	return kept(signature, length);
}

/* As the core does it, with this key. */
static inline enum status
verify_token(const char *scheme_text, const struct verifier *verifier,
    struct bytes token, const struct key *key, struct arena *memory,
    struct grant *grant)
{
	const struct scheme *scheme = scheme_named(bytes_of(scheme_text));
	const struct source  source = { .verifier = verifier,
		 .token = guarded(token) };
	struct credential    credential = { .scheme = scheme };
	enum status          status;

	*grant = (struct grant){ .verifier = verifier, .key = key };
	status = scheme->read(&source, memory, &credential);
	if (status != STATUS_OK)
		return status;
	return scheme->verify(&source, &credential, key, memory, grant);
}

#endif
