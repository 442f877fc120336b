/*
 * The keys of a day that signers derive from a secret, by one HMAC behind the
 * other, so that they are derived once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SEEN_SECRETS_H
#define LIB_SEEN_SECRETS_H

#include "seen_name.h"

#define SEEN_SECRETS_MAX 8 /* that one process remembers */
#define DERIVED_BYTES    32

/* Of all that it is derived from, in this order. */
struct seen_name seen_secret_name(const struct bytes *from, size_t count);

/* 0: it is not known. */
int seen_secret_find(const struct seen_name *,
    unsigned char derived[DERIVED_BYTES]);

/* The one that nobody asked for longest makes room, and is wiped. */
void seen_secret_keep(const struct seen_name *,
    const unsigned char derived[DERIVED_BYTES]);

/* Wipes all of them. */
void seen_secrets_forget(void);

#endif
