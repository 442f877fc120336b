/*
 * The URI container of RFC 9246 (§2.1.15): for which URIs a token is.
 *
 *	CONTAINER = "hash:sha-256;" base64url of SHA-256(URI)   ; RFC 6920 §5
 *	          / "regex:" ERE                                ; all of the URI
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CDNI_URI_H
#define LIB_CDNI_URI_H

#include "postern.h"

/*
 * container: of a token whose signature was found right, since its expression
 * costs work (ere.h).  uri: normal.  STATUS_OUTSIDE_GRANT: it is another one.
 * STATUS_MALFORMED: the container is none that is known.
 */
CHECKED enum status cdni_uri_judge(struct bytes container, struct bytes uri,
    struct arena *);

/* For this URI alone, or for all that begin so. */
CHECKED enum status cdni_uri_write(struct bytes uri, int is_prefix,
    struct arena *, struct bytes *container);

#endif
