/*
 * Public keys in PEM (RFC 7468), as OpenSSL's and as the numbers that JWKs are
 * made of (RFC 7518 §6).  See openssl_key.h and public_key.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/x509.h>

#include "openssl_key.h"
#include "public_key.h"

static EVP_PKEY *
read_public(const unsigned char **der, long length)
{
	return d2i_PUBKEY(NULL, der, length);
}

static EVP_PKEY *
read_certificate(const unsigned char **der, long length)
{
	X509     *certificate = d2i_X509(NULL, der, length);
	EVP_PKEY *key = X509_get_pubkey(certificate);

	X509_free(certificate);
	return key;
}

EVP_PKEY *
public_pem_key(struct bytes text)
{
	static const struct pem_label labels[] = {
		{ "PUBLIC KEY", read_public },
		{ "CERTIFICATE", read_certificate },
	};

	return pem_key(text, labels, sizeof(labels) / sizeof(*labels));
}

/* Big-endian; as long as the field, or as the number itself where size is 0. */
static int
take_number(const EVP_PKEY *key, const char *name, size_t size,
    struct arena *arena, struct bytes *number)
{
	BIGNUM *value = NULL;
	size_t  length = 0;
	char   *at = NULL;

	if (EVP_PKEY_get_bn_param(key, name, &value) == 1) {
		length = size > 0 ? size : (size_t)BN_num_bytes(value);
		at = arena_take(arena, length);
	}
	if (at != NULL && BN_bn2binpad(value, (unsigned char *)at,
	                      (int)length) == (int)length)
		*number = (struct bytes){ at, length };
	else
		at = NULL;
	BN_free(value);
	return at != NULL;
}

static int
take_point(const EVP_PKEY *key, struct arena *arena, struct bytes *x)
{
	size_t length = ED25519_BYTES;
	char  *at = arena_take(arena, length);

	if (at == NULL || EVP_PKEY_get_raw_public_key(key, (unsigned char *)at,
	                      &length) != 1)
		return 0;
	*x = (struct bytes){ at, length };
	return 1;
}

static int
take_numbers(const EVP_PKEY *key, struct arena *arena,
    struct public_numbers *numbers)
{
	const size_t size = ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;

	if (EVP_PKEY_is_a(key, "RSA"))
		return take_number(key, OSSL_PKEY_PARAM_RSA_N, 0, arena,
		           &numbers->n) &&
		    take_number(key, OSSL_PKEY_PARAM_RSA_E, 0, arena,
		        &numbers->e);
	if (EVP_PKEY_is_a(key, "ED25519"))
		return take_point(key, arena, &numbers->x);
	return take_number(key, OSSL_PKEY_PARAM_EC_PUB_X, size, arena,
	           &numbers->x) &&
	    take_number(key, OSSL_PKEY_PARAM_EC_PUB_Y, size, arena,
	        &numbers->y);
}

int
public_numbers_of(struct bytes pem, struct arena *arena,
    struct public_numbers *numbers)
{
	struct public_key *sound = public_key_pem(pem);
	EVP_PKEY          *key = sound != NULL ? public_pem_key(pem) : NULL;
	int                taken = 0;

	*numbers = (struct public_numbers){ .type = "" };
	if (key != NULL) {
		numbers->type = public_key_type(sound);
		taken = take_numbers(key, arena, numbers);
	}
	EVP_PKEY_free(key);
	public_key_free(sound);
	return taken;
}
