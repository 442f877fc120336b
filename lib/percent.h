/*
 * Percent-encoding (RFC 3986 §2.1).  The encoder is in postern.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_PERCENT_H
#define LIB_PERCENT_H

#include "postern.h"

/* Whether every '%' is followed by two hexadecimal digits. */
int percent_is_whole(struct bytes);

/* Decodes once; STATUS_BAD_REQUEST for what is not whole. */
CHECKED enum status percent_decode(struct bytes, struct arena *,
    struct bytes *decoded);

#endif
