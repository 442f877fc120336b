/*
 * The normal form of a URI (RFC 3986 §6.2.2, §6.2.3), for those who hash or
 * match it.  Nobody serves by it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_URI_NORMAL_H
#define LIB_URI_NORMAL_H

#include "postern.h"

/*
 * origin: "https://host:port"; path: raw, from its '/' on; query: raw, without
 * its question mark, and empty for none.  Scheme and host in lower case, no
 * port that the scheme has anyway, escapes of what needs none decoded and the
 * others in capital letters, no dot segments.
 */
CHECKED enum status uri_normalise(struct bytes origin, struct bytes path,
    struct bytes query, struct arena *, struct bytes *normal);

#endif
