/*
 * Signatures that are checked with a public key.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_PUBLIC_KEY_H
#define LIB_PUBLIC_KEY_H

#include "postern.h"

enum signature_form {
	SIGNATURE_RSA_PKCS1, /* RFC 8017 §8.2 */
	SIGNATURE_RSA_PSS,   /* RFC 8017 §8.1: MGF1 and salt as the digest */
	SIGNATURE_ECDSA,     /* r || s, each as long as the curve's order */
	SIGNATURE_ECDSA_DER, /* SEQUENCE { r, s } */
	SIGNATURE_EDDSA,     /* RFC 8032, pure Ed25519 */
};

/*
 * An RSA key of 2048 to 8192 bits, a point of P-256, P-384 or P-521, or an
 * Ed25519 key, checked when it is made.  Not for two threads at once.
 */
struct public_key;

/* Big-endian numbers without sign.  NULL: it is no such key, or too weak. */
struct public_key *public_key_rsa(struct bytes n, struct bytes e);
/* curve: "P-256"; x and y exactly as long as the field asks. */
struct public_key *public_key_ec(const char *curve, struct bytes x,
    struct bytes y);
struct public_key *public_key_ed25519(struct bytes x);
/*
 * One "PUBLIC KEY" or "CERTIFICATE" block (RFC 7468) alone.  Of a certificate
 * the key counts, and nothing else: no date, no issuer.
 */
struct public_key *public_key_pem(struct bytes text);
/* What a JWK of it says, in the arena; zero: public_key_pem refuses it. */
struct public_numbers {
	const char  *type; /* as public_key_type */
	struct bytes n, e; /* RSA: big-endian */
	struct bytes x, y; /* EC: as long as the field; Ed25519: x alone */
};
int public_numbers_of(struct bytes pem, struct arena *,
    struct public_numbers *);
void               public_key_free(struct public_key *); /* NULL is fine */

/* "RSA", "P-256", "P-384", "P-521" or "Ed25519". */
const char *public_key_type(const struct public_key *);

/*
 * From now on a key is not checked when it is made, but before it is used: for
 * a program that has many and answers one request.  One that is too weak then
 * finds no signature right.
 */
void public_keys_check_late(void);

/*
 * STATUS_BAD_SIGNATURE whatever is wrong with the signature, its length and
 * its encoding too, and for a form that is not the key's.
 * digest: "SHA256"; NULL for SIGNATURE_EDDSA.
 */
CHECKED enum status public_key_verify(struct public_key *, enum signature_form,
    const char *digest, struct bytes message, struct bytes signature);

#endif
