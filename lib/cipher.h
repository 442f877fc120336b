/*
 * Text through one of OpenSSL's ciphers, which are fetched once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CIPHER_H
#define LIB_CIPHER_H

#include "postern.h"

#define CIPHER_BLOCK 16 /* bytes of the largest */
#define GCM_TAG      16

enum cipher {
	GCM_128, GCM_256, CBC_128, CBC_256, WRAP_128, WRAP_256, CHACHA20,
	CIPHERS
};

/* What is to be opened; what the cipher does not use is empty. */
struct box {
	enum cipher  cipher;
	struct bytes key, iv, associated, text, tag;
};

/* out: CIPHER_BLOCK bytes more than the text. */
CHECKED enum status box_open_into(const struct box *, unsigned char *out,
    size_t *length);
CHECKED enum status box_open(const struct box *, struct arena *,
    struct bytes *plaintext);

/* Fetches them all; without it, the first use does. */
CHECKED enum status cipher_start(void);

#endif
