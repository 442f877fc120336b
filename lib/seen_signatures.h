/*
 * Which signatures were found right, so that a gallery of 200 images under one
 * token costs one check with a public key.
 *
 * What is remembered is a fact of mathematics: this signature is right for this
 * message under this key.  It says nothing about what may be had; expiry, rules,
 * scope and revocation are judged anew for every request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SEEN_SIGNATURES_H
#define LIB_SEEN_SIGNATURES_H

#include "public_key.h"

#define SEEN_SIGNATURES_MAX 1024 /* that one process remembers */

/* A check that was or will be made, whole. */
struct signature_check {
	uint64_t            generation; /* of one key, never of two */
	enum signature_form form;
	const char         *digest; /* NULL: none */
	struct bytes        message, signature;
};

#define SEEN_NAME_BYTES 32 /* of SHA-256 */

/* From now on names are made.  Without it, nothing is remembered. */
CHECKED enum status seen_signatures_start(void);

/* Names a check; 0: nothing is remembered here. */
int seen_signatures_name(const struct signature_check *,
    unsigned char name[SEEN_NAME_BYTES]);

int seen_signatures_have(const unsigned char name[SEEN_NAME_BYTES]);

/* The one that nobody asked for longest makes room. */
void seen_signatures_add(const unsigned char name[SEEN_NAME_BYTES]);

/* All of them. */
void seen_signatures_forget(void);

#endif
