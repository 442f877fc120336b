/*
 * Views of bytes, and cursors over them that advance only on success.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_BYTES_H
#define LIB_BYTES_H

#include "postern.h"

#define EMPTY ((struct bytes){ "", 0 })

/* ASCII letter case aside. */
int bytes_equal_fold(struct bytes, struct bytes);

/* As memcmp; of two with the same start, the shorter is less. */
int bytes_compare(struct bytes, struct bytes);

/* What stands before the first separator; the cursor moves behind it, or to
 * its end when there is none. */
struct bytes bytes_cut(struct bytes *cursor, char separator);

/* The position of the last such byte; len when there is none. */
size_t bytes_last(struct bytes, char);

/* Whether there is something, at most max long, made of [A-Za-z0-9_-] only. */
int bytes_are_word(struct bytes, size_t max);

/*
 * A decimal number: 1 to max_digits digits, no sign, no leading zero.
 * max_digits is at most 18, so nothing can overflow.
 */
int bytes_number(struct bytes, size_t max_digits, int64_t *number);

/* The same of 64 bits: up to 18446744073709551615. */
int bytes_uint64(struct bytes, uint64_t *number);

/* A copy with a NUL behind it, to be freed; at is NULL for want of memory. */
struct bytes bytes_copy(struct bytes);

/* Whether it is UTF-8 (RFC 3629) without control bytes. */
int bytes_are_text(struct bytes);

#endif
