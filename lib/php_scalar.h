/*
 * The texts of scalars as PHP's serialize() writes them: php_serialize.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_PHP_SCALAR_H
#define LIB_PHP_SCALAR_H

#include "postern.h"

static inline int
php_is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* UTF-8 without NUL; other control bytes may stand in a string. */
int php_is_string(struct bytes);

/* Within 64 bits; no zero before it, no "-0". */
int php_is_integer(struct bytes);

/* Digits with a fraction and an exponent, if any: a number in JSON, too. */
int php_is_decimal(struct bytes);

#endif
