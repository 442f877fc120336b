/*
 * Encryption: what others have sealed is opened, and our own is sealed too.
 * Whoever opens gets the plaintext in the arena, or STATUS_BAD_SIGNATURE for
 * whatever is wrong: one answer, so that nobody learns from the difference.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SEAL_H
#define LIB_SEAL_H

#include "postern.h"

/* Fetches what a request needs of OpenSSL, once; without it, the first does. */
CHECKED enum status seal_start(void);

#define SIV_KEY_BYTES 64
#define SIV_TAG_BYTES 16

/* AES-256-SIV (RFC 5297), deterministic; keyed once, used again and again. */
struct siv;

struct siv *siv_new(struct bytes key); /* NULL: not SIV_KEY_BYTES, no memory */
void        siv_free(struct siv *);    /* wipes; NULL is fine */

/*
 * sealed: tag || ciphertext.  associated is one string; it and the plaintext
 * are never empty: STATUS_BAD_SIGNATURE.
 */
CHECKED enum status siv_seal(struct siv *, struct bytes associated,
    struct bytes plaintext, struct arena *, struct bytes *sealed);
CHECKED enum status siv_open(struct siv *, struct bytes associated,
    struct bytes sealed, struct arena *, struct bytes *plaintext);

/* The key's length decides: 16 or 32 bytes.  iv: 12 bytes, tag: 16. */
CHECKED enum status gcm_open(struct bytes key, struct bytes iv,
    struct bytes associated, struct bytes ciphertext, struct bytes tag,
    struct arena *, struct bytes *plaintext);

/*
 * AES-CBC with PKCS #7 padding, 16 or 32 bytes of key, 16 of iv: only behind a
 * MAC that was found right.
 */
CHECKED enum status cbc_open(struct bytes key, struct bytes iv,
    struct bytes ciphertext, struct arena *, struct bytes *plaintext);

/* AES key wrap (RFC 3394), 16 or 32 bytes of key; of 16 bytes or more. */
CHECKED enum status key_unwrap(struct bytes key, struct bytes wrapped,
    struct arena *, struct bytes *unwrapped);

/* An RSA key of 2048 to 4096 bits that opens what was sealed for it. */
struct private_key;

struct rsa_numbers {
	/* RFC 7518 §6.3; big-endian.  The last five: all of them or none. */
	struct bytes n, e, d, p, q, dp, dq, qi;
};

/* NULL: it is no such key, its numbers do not fit together, or too weak. */
struct private_key *private_key_rsa(const struct rsa_numbers *);
struct private_key *private_key_pem(struct bytes text); /* not encrypted */
void                private_key_free(struct private_key *); /* NULL is fine */

/* RSA-OAEP (RFC 8017 §7.1.2), MGF1 of the same digest, no label. */
CHECKED enum status oaep_open(struct private_key *, const char *digest,
    struct bytes ciphertext, struct arena *, struct bytes *plaintext);

/* ChaCha20 and BLAKE2b as PASETO v4 uses them; length: 1 to 64 bytes. */
CHECKED enum status blake2b_keyed(struct bytes key, const struct bytes *parts,
    size_t count, size_t length, unsigned char *mac);
CHECKED enum status xchacha20(struct bytes key, struct bytes nonce,
    struct bytes text, struct arena *, struct bytes *out);

#endif
