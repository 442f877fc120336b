/*
 * Dates as HTTP writes them (RFC 9110 §5.6.7).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_HTTP_DATE_H
#define FCGI_HTTP_DATE_H

#include "postern.h"

/* "Sun, 06 Nov 1994 08:49:37 GMT"; what lies outside 1970 to 9999 is moved
 * to its edge. */
CHECKED enum status http_date_format(int64_t seconds, struct arena *,
    struct bytes *text);

/*
 * Any of the three forms that a recipient must accept, to the letter.  now
 * settles the century of the one with a two-digit year.  0: no such date.
 */
int http_date_parse(struct bytes text, int64_t now, int64_t *seconds);

#endif
