/*
 * Which signatures were found right, so that a gallery of 200 images under one
 * token costs one check with a public key.
 *
 * What is remembered is a fact of arithmetic: this signature is right for this
 * message under this key.  It says nothing about what may be had; expiry,
 * rules, scope and the life of the key are judged anew for every request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SEEN_SIGNATURES_H
#define LIB_SEEN_SIGNATURES_H

#include "public_key.h"
#include "seen_name.h"

#define SEEN_SIGNATURES_MAX 1024 /* that one process remembers */

/* A check, whole. */
struct signature_check {
	uint64_t            generation; /* of one key, never of two */
	enum signature_form form;
	const char         *digest; /* NULL: none */
	struct bytes        message, signature;
};

struct seen_name seen_signature_name(const struct signature_check *);

int seen_signatures_have(const struct seen_name *);

/* The one of its set that nobody asked for longest makes room. */
void seen_signatures_add(const struct seen_name *);

/* All of them: a key was taken away. */
void seen_signatures_forget(void);

#endif
