/*
 * Request --> credential: what stands where the route looks, read by the one
 * scheme that it is of.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CREDENTIAL_H
#define LIB_CREDENTIAL_H

#include "scheme.h"

/*
 * Asks every accepted scheme.  A credential that is malformed never falls
 * through to the next one, and two are one too many.
 */
CHECKED enum status credential_read(const struct source *, struct arena *,
    struct credential *found);

/*
 * The tokens that there are (CARRIER_TOKENS at most) or, where there is none,
 * the URL as a whole.  What is there in both is there twice.
 */
CHECKED enum status credential_sources(const struct verifier *,
    const struct request *, struct arena *, struct source *sources,
    size_t *count);

#endif
