/*
 * What public_key.c and private_key.c share: how OpenSSL's keys are made, and
 * what no key may lack.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_OPENSSL_KEY_H
#define LIB_OPENSSL_KEY_H

#include <openssl/evp.h>

#include "seal.h"

#define ED25519_BYTES 32

/* One label of RFC 7468 and what reads its DER. */
struct pem_label {
	const char *label;
	EVP_PKEY *(*read)(const unsigned char **der, long length);
};

/*
 * The key of a text with one block alone, which is not encrypted and has one
 * of these labels.  NULL: it is something else, or there is no memory.
 */
EVP_PKEY *pem_key(struct bytes text, const struct pem_label *, size_t count);

/* A "PUBLIC KEY" or "CERTIFICATE" block alone.  NULL: it is none. */
EVP_PKEY *public_pem_key(struct bytes text);

/* A public key where there is no d.  NULL: no such numbers, or no memory. */
EVP_PKEY *rsa_key(const struct rsa_numbers *);

/*
 * 2048 to 8192 bits, an odd exponent from 3 to 64 bits, and a modulus that is
 * neither prime, nor has a small factor, nor is one of ROCA.
 */
int rsa_is_sound(EVP_PKEY *);

/* Whether a public key of any kind is one that nobody can break or bend. */
int public_key_is_sound(EVP_PKEY *);

/* Whether it encodes (RFC 8032 §5.1.3) a point, and none of small order. */
int ed25519_is_sound(const unsigned char point[ED25519_BYTES]);

#endif
