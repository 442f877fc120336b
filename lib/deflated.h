/*
 * What was compressed by zlib (RFC 1950), within bounds: a token of some
 * thousand bytes may stand for millions.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_DEFLATED_H
#define LIB_DEFLATED_H

#include "postern.h"

#define INFLATED_MAX 65536U

/*
 * STATUS_MALFORMED: it is no zlib stream, or more than one, something stands
 * behind it, or it is longer than INFLATED_MAX.
 */
CHECKED enum status deflated_read(struct bytes deflated, struct arena *,
    struct bytes *inflated);

#endif
