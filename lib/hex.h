/*
 * Bytes as hexadecimal digits (RFC 4648 §8).  Lower case is written.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_HEX_H
#define LIB_HEX_H

#include "postern.h"

/* What a digit of either case stands for; -1: it is none. */
int hex_digit(char);

/* Two digits a byte; hex has room for them. */
void hex_write(const unsigned char *bytes, size_t count, char *hex);

/* Whether it is so many digits of lower case and nothing else. */
int hex_is_lower(struct bytes text, size_t digits);

/* STATUS_MALFORMED: an odd number of digits, or something else. */
CHECKED enum status hex_decode(struct bytes text, struct arena *,
    struct bytes *decoded);

#endif
