/*
 * Where a credential may stand in a request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CARRIER_H
#define LIB_CARRIER_H

#include "scheme.h"

/*
 * The raw value of the one query parameter that the route names.
 * STATUS_NO_CREDENTIAL: absent.  STATUS_AMBIGUOUS: there are two, letter case
 * and percent-encoding aside, since another reader of this query might take
 * the other one.  STATUS_MALFORMED: its name is spelled in another way.
 */
CHECKED enum status carrier_query(const struct source *, struct arena *,
    struct bytes *value);

#endif
