/*
 * Patterns with '*', for any run of bytes, and '?', for one byte.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_WILDCARD_H
#define LIB_WILDCARD_H

#include "postern.h"

/* In time that grows with the product of both lengths at worst. */
int wildcard_fits(struct bytes pattern, struct bytes text);

/* Whether one of several patterns does, with a separator between them. */
int wildcard_fits_any(struct bytes patterns, char separator,
    struct bytes text);

#endif
