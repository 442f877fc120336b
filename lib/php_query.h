/*
 * A query read and written anew as PHP does: parse_str, ksort by the bytes of
 * the names, http_build_query.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_PHP_QUERY_H
#define LIB_PHP_QUERY_H

#include "query.h"

/*
 * "b=x%20y&a=~" --> "a=%7E&b=x+y", without the parameter that has this very
 * value.  STATUS_MALFORMED: a name that PHP would rewrite, as "a.b" and "a[]",
 * or a parameter without '='.  STATUS_AMBIGUOUS: a name that is there twice.
 */
CHECKED enum status php_query_write(const struct query *, struct bytes without,
    struct arena *, struct bytes *text);

#endif
