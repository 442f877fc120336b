/*
 * A key, the schemes it serves, and a scope that no grant can exceed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_H
#define LIB_KEY_H

#include "digest.h"

#define KEY_ID_MAX   32
#define KEY_PREFIXES 32

/* JWA names (RFC 7518 §3.1) and what they are made of. */
struct algorithm {
	const char *name;
	const char *digest;
	size_t      secret_min, secret_made; /* bytes */
};

const struct algorithm *algorithm_named(struct bytes);

/* Owns everything it points at but the schemes; free with key_free. */
struct key {
	struct bytes            id;
	const struct algorithm *algorithm;
	struct hmac            *hmac;
	int64_t                 modified; /* its file: seconds since 1970 */

	struct bytes         prefixes[KEY_PREFIXES];
	size_t               prefix_count; /* 0: any path */
	const struct scheme *schemes[VERIFIER_SCHEMES];
	size_t               scheme_count;
	int64_t              longest_lifetime; /* seconds; 0: any */
	int64_t              not_before, retired_after; /* 0: none */
};

void key_free(struct key *); /* wipes; NULL is fine */

/* Whether the key's scope has the path, or the prefix that is granted. */
int key_covers(const struct key *, struct bytes path);

/* NULL: none in the ring has this id. */
const struct key *keyring_find(const struct keyring *, struct bytes id);

#endif
