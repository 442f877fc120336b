/*
 * HMAC, random bytes, and the comparing and wiping of secrets.  OpenSSL stays
 * behind this, public_key.h and seal.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_DIGEST_H
#define LIB_DIGEST_H

#include "postern.h"

#define HMAC_MAX 64 /* bytes of the longest MAC */

/*
 * An HMAC (RFC 2104 §2) under one key, ready to be used again and again: the
 * key is scheduled once.  Not for two threads at the same time.
 */
struct hmac;

/* digest: "SHA256".  NULL: no such digest, or no memory. */
struct hmac *hmac_new(const char *digest, struct bytes key);
void         hmac_free(struct hmac *); /* wipes; NULL is fine */

/* Over the parts one behind the other; mac has HMAC_MAX bytes. */
CHECKED enum status hmac_compute(struct hmac *, const struct bytes *parts,
    size_t count, unsigned char *mac, size_t *length);

/*
 * The same, under a key that is used this once.  digest: one that crypto_start
 * knows: MD5, SHA1, SHA256, SHA384, SHA512.
 */
CHECKED enum status hmac_once(const char *digest, struct bytes key,
    const struct bytes *parts, size_t count, unsigned char *mac,
    size_t *length);

/* No MAC: the hash of the parts one behind the other (FIPS 180-4; RFC 1321). */
CHECKED enum status hash_compute(const char *digest, const struct bytes *parts,
    size_t count, unsigned char *hash, size_t *length);

/* In time that depends on the lengths alone. */
int equal_secret(struct bytes, struct bytes);

CHECKED enum status random_bytes(unsigned char *, size_t);

#endif
