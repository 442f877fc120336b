/*
 * Keys made for a test, as the PEM that their owners would have.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_KEYS_MADE_H
#define TESTS_UNIT_KEYS_MADE_H

#include "crypto.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "openssl_key.h"

/* What the PEM holds. */
enum pem_content { PEM_PUBLIC, PEM_CERTIFICATE, PEM_PRIVATE, PEM_ENCRYPTED };

static inline void
write_certificate(BIO *bio, EVP_PKEY *key)
{
	X509      *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	/* Pure signatures take no digest. */
	const EVP_MD *digest = EVP_PKEY_is_a(key, "ED25519") ? NULL
	    : EVP_sha256();

	assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)"a test", -1, -1, 0), 1);
	assert_int_equal(X509_set_issuer_name(certificate, name), 1);
	assert_non_null(X509_gmtime_adj(X509_getm_notBefore(certificate), 0));
	assert_non_null(X509_gmtime_adj(X509_getm_notAfter(certificate), 9));
	assert_int_equal(X509_set_pubkey(certificate, key), 1);
	assert_true(X509_sign(certificate, key, digest) > 0);
	assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
	X509_free(certificate);
}

/* In the arena; the key is freed. */
static inline struct bytes
pem_of(EVP_PKEY *key, enum pem_content content)
{
	BIO   *bio = BIO_new(BIO_s_mem());
	char  *at;
	char  *copy;
	size_t length;

	assert_non_null(key);
	assert_non_null(bio);
	if (content == PEM_PUBLIC)
		assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
	if (content == PEM_CERTIFICATE)
		write_certificate(bio, key);
	if (content == PEM_PRIVATE || content == PEM_ENCRYPTED)
		assert_int_equal(PEM_write_bio_PrivateKey(bio, key,
		    content == PEM_ENCRYPTED ? EVP_aes_128_cbc() : NULL,
		    (const unsigned char *)"password", 8, NULL, NULL), 1);
	length = (size_t)BIO_get_mem_data(bio, &at);
	copy = arena_take(arena, length);
	assert_non_null(copy);
	memcpy(copy, at, length);
	BIO_free(bio);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return (struct bytes){ copy, length };
}

static inline EVP_PKEY *
rsa_of_test(void)
{
	const struct rsa_numbers numbers = rsa_numbers_of_test();

	return rsa_key(&numbers);
}

#endif
