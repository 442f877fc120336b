/*
 * Request --> credential: what stands where the route looks, read by the one
 * scheme that it is of.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CREDENTIAL_H
#define LIB_CREDENTIAL_H

#include "carrier.h"

/* Something that may be a credential, and what came of reading it. */
struct candidate {
	struct source     source;
	enum status       status;
	struct credential credential; /* on STATUS_OK */
};

/*
 * The tokens that there are (CARRIER_TOKENS at most) or, where there is none,
 * the URL as a whole; what is there in both is there twice.  Each is read by
 * every accepted scheme: what is malformed never falls through to the next
 * one, and two are one too many.
 */
CHECKED enum status credential_find(const struct verifier *,
    const struct request *, struct arena *, struct candidate *candidates,
    size_t *count);

#endif
