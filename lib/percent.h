/*
 * Percent-encoding (RFC 3986 §2.1).  The encoder is in postern.h, the decoder
 * in postern_api.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_PERCENT_H
#define LIB_PERCENT_H

#include "postern_api.h"

/* Whether every '%' is followed by two hexadecimal digits. */
int percent_is_whole(struct bytes);

/* All but letters, digits and those others become %XX, in capital letters. */
CHECKED enum status percent_encode_but(struct bytes, const char *others,
    struct arena *, struct bytes *encoded);

/* The byte that the escape at position i stands for; -1: it is none. */
int percent_value(struct bytes, size_t i);

#endif
