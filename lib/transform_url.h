/*
 * Signed URLs of what transforms images, which name no file but what is to be
 * made of which picture:
 *
 *	URL = PREFIX SIGNATURE "/" REST ["?" QUERY]
 *
 * PREFIX is the route's.  "/" REST is what was signed and what the transformer
 * gets, byte for byte, and its query where that was signed, too.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_TRANSFORM_URL_H
#define LIB_TRANSFORM_URL_H

#include "scheme.h"

/*
 * Sets the credential's path (PREFIX REST), what its terms name, and both its
 * message and what is passed on: "/" REST and, where it is not empty, "?" and
 * the query.  The text of the signature is for the scheme to judge.
 * STATUS_MALFORMED: nothing stands behind it.
 */
CHECKED enum status transform_read(const struct source *, struct bytes query,
    struct arena *, struct credential *, struct bytes *signature);

/*
 * For signers: "/", text that comes first, and what the terms' path has behind
 * PREFIX, with every byte as it may stand in a path (RFC 3986 §3.3): options
 * are not decoded there.  STATUS_MALFORMED: no such URL says that.
 */
CHECKED enum status transform_message(const struct terms *,
    const struct verifier *, const char *first, struct arena *,
    struct bytes *message);

/* PREFIX, the MAC as base64 of URLs, its padding, and the message. */
CHECKED enum status transform_write(const struct verifier *, struct bytes mac,
    const char *padding, struct bytes message, struct arena *,
    struct bytes *url);

#endif
