/*
 * JWE made for a test, by way of OpenSSL alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_JWE_MADE_H
#define TESTS_UNIT_JWE_MADE_H

#include "jose_made.h"

/* Of RFC 7518 §5.1, with OpenSSL's names. */
struct encryption {
	const char *name, *cipher, *digest; /* digest NULL: GCM */
	size_t      key, iv;
};

static const struct encryption encryptions[] = {
	{ "A128GCM", "AES-128-GCM", NULL, 16, 12 },
	{ "A256GCM", "AES-256-GCM", NULL, 32, 12 },
	{ "A128CBC-HS256", "AES-128-CBC", "SHA256", 32, 16 },
	{ "A256CBC-HS512", "AES-256-CBC", "SHA512", 64, 16 },
};

/* A part each; header as JSON. */
struct parts {
	struct bytes header, key, iv, text, tag;
};

static inline struct bytes
token_of(const struct parts *parts)
{
	struct bytes token = encoded(parts->header);

	token = with_part(token, parts->key);
	token = with_part(token, parts->iv);
	token = with_part(token, parts->text);
	return with_part(token, parts->tag);
}

static inline struct bytes
jwe_header(const char *algorithm, const char *encryption, const char *more)
{
	return joined((const struct bytes[]){ BYTES("{\"alg\":\""),
	    bytes_of(algorithm), BYTES("\",\"enc\":\""), bytes_of(encryption),
	    BYTES("\""), bytes_of(more), BYTES("}") }, 7);
}

static inline void
run_cipher(const struct encryption *encryption, struct bytes key,
    struct bytes plaintext, struct parts *parts)
{
	const EVP_CIPHER *cipher = EVP_get_cipherbyname(encryption->cipher);
	EVP_CIPHER_CTX   *context = EVP_CIPHER_CTX_new();
	const struct bytes header = encoded(parts->header);
	unsigned char     text[6000], tag[16];
	int               length, rest;

	assert_int_equal(EVP_EncryptInit_ex(context, cipher, NULL,
	    (const unsigned char *)key.at, (const unsigned char *)parts->iv.at),
	    1);
	if (encryption->digest == NULL)
		assert_int_equal(EVP_EncryptUpdate(context, NULL, &length,
		    (const unsigned char *)header.at, (int)header.len), 1);
	assert_int_equal(EVP_EncryptUpdate(context, text, &length,
	    (const unsigned char *)plaintext.at, (int)plaintext.len), 1);
	assert_int_equal(EVP_EncryptFinal_ex(context, text + length, &rest),
	    1);
	parts->text = kept(text, (size_t)(length + rest));
	if (encryption->digest == NULL) {
		assert_int_equal(EVP_CIPHER_CTX_ctrl(context,
		    EVP_CTRL_AEAD_GET_TAG, 16, tag), 1);
		parts->tag = kept(tag, 16);
	}
	EVP_CIPHER_CTX_free(context);
}

/* RFC 7518 §5.2.2.1 */
static inline void
add_mac(const struct encryption *encryption, struct bytes key,
    struct parts *parts)
{
	const struct bytes header = encoded(parts->header);
	const char         bits[8] = { 0, 0, 0, 0, 0, 0,
		        (char)(header.len * 8 >> 8), (char)(header.len * 8) };
	struct bytes message = joined((const struct bytes[]){ header, parts->iv,
	        parts->text, { bits, 8 } }, 4);

	parts->tag = mac_of(EVP_get_digestbyname(encryption->digest),
	    (struct bytes){ key.at, key.len / 2 }, message);
	parts->tag.len = key.len / 2;
}

/* header and key (the encrypted one) are there; the rest is set. */
static inline void
encrypt_content(const struct encryption *encryption, struct bytes content_key,
    struct bytes plaintext, struct parts *parts)
{
	const size_t half = content_key.len / 2;

	parts->iv = some_bytes(encryption->iv);
	if (encryption->digest == NULL) {
		run_cipher(encryption, content_key, plaintext, parts);
		return;
	}
	run_cipher(encryption, (struct bytes){ content_key.at + half, half },
	    plaintext, parts);
	add_mac(encryption, content_key, parts);
}

/* RFC 3394 */
static inline struct bytes
wrapped(struct bytes key, struct bytes content_key)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	unsigned char   text[128];
	int             length;

	EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	assert_int_equal(EVP_EncryptInit_ex(context, key.len == 16
	    ? EVP_aes_128_wrap() : EVP_aes_256_wrap(), NULL,
	    (const unsigned char *)key.at, NULL), 1);
	assert_int_equal(EVP_EncryptUpdate(context, text, &length,
	    (const unsigned char *)content_key.at, (int)content_key.len), 1);
	EVP_CIPHER_CTX_free(context);
	return kept(text, (size_t)length);
}

/* With the public half of the RSA key of all tests. */
static inline struct bytes
oaep_sealed(const char *digest, struct bytes content_key)
{
	EVP_PKEY      *key = rsa_of_test();
	EVP_PKEY_CTX  *context = EVP_PKEY_CTX_new(key, NULL);
	const EVP_MD  *md = EVP_get_digestbyname(digest);
	unsigned char  text[512];
	size_t         length = sizeof(text);

	assert_int_equal(EVP_PKEY_encrypt_init(context), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context,
	    RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(context, md), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(context, md), 1);
	assert_int_equal(EVP_PKEY_encrypt(context, text, &length,
	    (const unsigned char *)content_key.at, content_key.len), 1);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(key);
	return kept(text, length);
}

#endif
