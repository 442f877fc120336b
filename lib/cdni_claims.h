/*
 * The claims that RFC 9246 §2.1 adds to those of a JWT.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CDNI_CLAIMS_H
#define LIB_CDNI_CLAIMS_H

#include <jansson.h>

#include "postern.h"

/* What a token says of the one that follows it (§2.1.12 to §2.1.14). */
struct cdni_renewal {
	int     by_cookie; /* cdnistt is 1 */
	int64_t lifetime;  /* seconds, from the request on */
	int64_t depth;     /* segments of the path that it is for; 0: all */
};

/*
 * Judges all that is there, and adds to the terms the client and whether the
 * token is for one use, as one with a "jti" is (§2.1.7).  uri: the request's,
 * as uri_normalise makes it, without the token.
 *
 * STATUS_OUTSIDE_GRANT: it is for other URIs.  STATUS_WRONG_CLIENT: it is for
 * an address that is encrypted, and nothing here opens it.  STATUS_MALFORMED:
 * another version, a claim that is critical and unknown or absent, and
 * whatever is not of the type that it must be.  STATUS_CLAIM_MISSING.
 */
CHECKED enum status cdni_claims_read(const json_t *claims, struct bytes uri,
    struct arena *, struct terms *);

/* STATUS_MALFORMED, STATUS_CLAIM_MISSING: a part of it is absent. */
CHECKED enum status cdni_renewal_read(const json_t *claims,
    struct cdni_renewal *);

#endif
