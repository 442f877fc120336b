/*
 * What PHP's serialize() writes of scalars and arrays.  Objects, references
 * and enums are never read: they are why unserialize() is dangerous.
 *
 *	value  = "N;" / "b:" ("0" / "1") ";" / "i:" INT ";" / "d:" DECIMAL ";"
 *	       / string / "a:" COUNT ":{" *(("i:" INT ";" / string) value) "}"
 *	string = "s:" LENGTH ":" DQUOTE LENGTH-bytes-of-UTF-8 DQUOTE ";"
 *
 * Strict: no sign or zero before a number but one '-', no NUL, no INF or NAN,
 * no key twice, nothing behind the end.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_PHP_SERIALIZE_H
#define LIB_PHP_SERIALIZE_H

#include "postern.h"

#define PHP_DEPTH_MAX  8   /* of values; a scalar has 1 */
#define PHP_ITEMS_MAX  64  /* of one array */
#define PHP_VALUES_MAX 256 /* in all, keys aside */

/* The same as JSON text; an array is an object there, whatever its keys. */
CHECKED enum status php_unserialize(struct bytes serialized, struct arena *,
    struct bytes *json);

/* The string of which all of it consists: a view. */
CHECKED enum status php_unserialize_string(struct bytes serialized,
    struct bytes *string);

#endif
