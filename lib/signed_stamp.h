/*
 * The stamps of signed_text.h: seconds since 1970 in base 62, or as bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SIGNED_STAMP_H
#define LIB_SIGNED_STAMP_H

#include "signed_text.h"

/* More would be later than any time that can be said. */
#define STAMP_LENGTH_MAX 8

/* STATUS_MALFORMED; STATUS_MILLISECONDS: it is far beyond any second. */
CHECKED enum status signed_stamp_read(enum signed_clock, struct bytes text,
    struct arena *, int64_t *seconds);

/* STATUS_MALFORMED: there was no such second since 1970. */
CHECKED enum status signed_stamp_write(enum signed_clock, int64_t seconds,
    struct arena *, struct bytes *text);

#endif
