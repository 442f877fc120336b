/*
 * Where a credential may stand in a request (enum carrier).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CARRIER_H
#define LIB_CARRIER_H

#include "scheme.h"

#define CARRIER_TOKENS  4      /* several cookies at most */
#define COOKIES_MAX     16384  /* bytes of the header */
#define TOKEN_BYTES_MAX 4096

/*
 * Every token that stands where the route looks, one place or several cookies.
 * STATUS_NO_CREDENTIAL: none.  STATUS_AMBIGUOUS: in two places, or twice in
 * one.  STATUS_MALFORMED: too many or too long, or the parameter's name is
 * spelled in another way.
 */
CHECKED enum status carrier_find(const struct verifier *,
    const struct request *, struct arena *, struct source *tokens,
    size_t *count);

/* Cuts one NAME=VALUE off the header Cookie (RFC 6265 §4.2.1). */
struct bytes carrier_next_cookie(struct bytes *cookies, struct bytes *value);

/*
 * The raw value of the one query parameter that the route names.
 * STATUS_NO_CREDENTIAL: absent.  STATUS_AMBIGUOUS: there are two, letter case
 * and percent-encoding aside, since another reader of this query might take
 * the other one.  STATUS_MALFORMED: its name is spelled in another way.
 */
CHECKED enum status carrier_query(const struct verifier *,
    const struct request *, struct arena *, struct bytes *value);

#endif
