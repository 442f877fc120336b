/*
 * RSA keys that open what was sealed for them: see seal.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "openssl_key.h"

struct private_key {
	EVP_PKEY     *key;
	EVP_PKEY_CTX *context; /* used again by each opening */
};

enum part { N, E, D, P, Q, DP, DQ, QI, PARTS };

static const char *const part_names[PARTS] = {
	[N] = OSSL_PKEY_PARAM_RSA_N,
	[E] = OSSL_PKEY_PARAM_RSA_E,
	[D] = OSSL_PKEY_PARAM_RSA_D,
	[P] = OSSL_PKEY_PARAM_RSA_FACTOR1,
	[Q] = OSSL_PKEY_PARAM_RSA_FACTOR2,
	[DP] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
	[DQ] = OSSL_PKEY_PARAM_RSA_EXPONENT2,
	[QI] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

/* -------------------------------------------------------- numbers that fit */

/* n = p q, and what two open the third has sealed: 2^(e d) = 2 modulo n. */
static int
exponents_fit(BIGNUM *const *parts, BIGNUM *scratch, BN_CTX *context)
{
	return BN_set_word(scratch, 2) &&
	    BN_mod_exp(scratch, scratch, parts[E], parts[N], context) &&
	    BN_mod_exp(scratch, scratch, parts[D], parts[N], context) &&
	    BN_is_word(scratch, 2);
}

/* a b = 1 modulo m - less */
static int
are_inverse(const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_ULONG less,
    BIGNUM *scratch, BN_CTX *context)
{
	BIGNUM *modulus = BN_dup(m);
	int     are = modulus != NULL && BN_sub_word(modulus, less) &&
	    BN_mod_mul(scratch, a, b, modulus, context) && BN_is_one(scratch);

	BN_clear_free(modulus);
	return are;
}

/* RFC 8017 §3.2, the second form. */
static int
factors_fit(BIGNUM *const *parts, BIGNUM *scratch, BN_CTX *context)
{
	return BN_mul(scratch, parts[P], parts[Q], context) &&
	    BN_cmp(scratch, parts[N]) == 0 &&
	    are_inverse(parts[E], parts[DP], parts[P], 1, scratch, context) &&
	    are_inverse(parts[E], parts[DQ], parts[Q], 1, scratch, context) &&
	    are_inverse(parts[Q], parts[QI], parts[P], 0, scratch, context);
}

/* The factors and what follows from them stand together or not at all. */
static int
parts_fit(BIGNUM *const *parts, BIGNUM *scratch, BN_CTX *context)
{
	size_t known = 0;

	for (size_t i = P; i < PARTS; i++)
		known += parts[i] != NULL;
	if (parts[N] == NULL || parts[E] == NULL || parts[D] == NULL ||
	    !exponents_fit(parts, scratch, context))
		return 0;
	return known == 0 ||
	    (known == PARTS - P && factors_fit(parts, scratch, context));
}

static int
numbers_fit(const EVP_PKEY *key)
{
	BN_CTX *context = BN_CTX_new();
	BIGNUM *scratch = BN_new();
	BIGNUM *parts[PARTS] = { NULL };
	int     fit;

	for (size_t i = 0; i < PARTS; i++)
		if (EVP_PKEY_get_bn_param(key, part_names[i], &parts[i]) != 1)
			parts[i] = NULL;
	fit = context != NULL && scratch != NULL &&
	    parts_fit(parts, scratch, context);
	for (size_t i = 0; i < PARTS; i++)
		BN_clear_free(parts[i]);
	BN_clear_free(scratch);
	BN_CTX_free(context);
	return fit;
}

/* ------------------------------------------------------------------- making */

/* Whoever sends a token has us open it: 8192 bits would take 30 ms. */
#define BITS_MAX 4096

/* Every key comes by here, and is the new one's to free. */
static struct private_key *
adopt(EVP_PKEY *made)
{
	struct private_key *key = NULL;

	if (made != NULL && EVP_PKEY_is_a(made, "RSA") && rsa_is_sound(made) &&
	    EVP_PKEY_get_bits(made) <= BITS_MAX && numbers_fit(made))
		key = calloc(1, sizeof(*key));
	if (key == NULL) {
		EVP_PKEY_free(made);
		ERR_clear_error();
		return NULL;
	}
	key->key = made;
	key->context = EVP_PKEY_CTX_new_from_pkey(NULL, made, NULL);
	ERR_clear_error();
	if (key->context != NULL)
		return key;
	private_key_free(key);
	return NULL;
}

struct private_key *
private_key_rsa(const struct rsa_numbers *numbers)
{
	const size_t known = (size_t)(numbers->p.len > 0) +
	    (numbers->q.len > 0) + (numbers->dp.len > 0) +
	    (numbers->dq.len > 0) + (numbers->qi.len > 0);

	/* OpenSSL forgets factors that are not complete. */
	if (numbers->d.len == 0 || (known != 0 && known != 5))
		return NULL;
	return adopt(rsa_key(numbers));
}

static EVP_PKEY *
read_private(const unsigned char **der, long length)
{
	return d2i_AutoPrivateKey(NULL, der, length);
}

struct private_key *
private_key_pem(struct bytes text)
{
	static const struct pem_label labels[] = {
		{ "PRIVATE KEY", read_private },
		{ "RSA PRIVATE KEY", read_private },
	};

	return adopt(pem_key(text, labels, sizeof(labels) / sizeof(*labels)));
}

void
private_key_free(struct private_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_CTX_free(key->context);
	EVP_PKEY_free(key->key);
	free(key);
}

/* ------------------------------------------------------------------ opening */

static int
start(struct private_key *key, const char *digest)
{
	EVP_PKEY_CTX *context = key->context;

	return EVP_PKEY_decrypt_init(context) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) ==
	    1 &&
	    EVP_PKEY_CTX_set_rsa_oaep_md_name(context, digest, NULL) == 1 &&
	    EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, digest, NULL) == 1;
}

enum status
oaep_open(struct private_key *key, const char *digest,
    struct bytes ciphertext, struct arena *arena, struct bytes *plaintext)
{
	size_t         length = (size_t)EVP_PKEY_get_size(key->key);
	unsigned char *out;
	int            opened;

	if (ciphertext.len != length)
		return STATUS_BAD_SIGNATURE;
	if (!start(key, digest)) {
		ERR_clear_error();
		return STATUS_INTERNAL;
	}
	out = arena_take(arena, length);
	if (out == NULL)
		return STATUS_TOO_LARGE;
	opened = EVP_PKEY_decrypt(key->context, out, &length,
	    (const unsigned char *)ciphertext.at, ciphertext.len);
	/* As much is done when it was opened. */
	ERR_clear_error();
	if (opened != 1)
		return STATUS_BAD_SIGNATURE;
	*plaintext = (struct bytes){ (const char *)out, length };
	return STATUS_OK;
}
