/*
 * Parameters of a query, and where one of them may lead a browser to.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_API_QUERY_H
#define FCGI_API_QUERY_H

#include "postern_api.h"

/*
 * The raw value of the one parameter with this name, as spelled.
 * STATUS_NO_CREDENTIAL: there is none; STATUS_AMBIGUOUS: there are two.
 */
CHECKED enum status query_value(struct bytes query, struct bytes name,
    struct bytes *value);

#define REDIRECT_MAX 2048

/*
 * A raw value as the Location of a redirect that stays on this site: decoded
 * once, it starts with one '/', and holds no control byte and no backslash.
 * What cannot stand in a URL is percent-encoded.  Else STATUS_BAD_REDIRECT.
 */
CHECKED enum status redirect_read(struct bytes value, struct arena *,
    struct bytes *location);

#endif
