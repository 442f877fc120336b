/*
 * base64url without padding (RFC 4648 §5), strict: one text for one value.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_BASE64URL_H
#define LIB_BASE64URL_H

#include "postern.h"

/* Characters for this many bytes. */
#define BASE64URL_LENGTH(bytes) (((bytes) * 4 + 2) / 3)

CHECKED enum status base64url_encode(struct bytes, struct arena *,
    struct bytes *text);

/*
 * STATUS_MALFORMED for any byte outside the alphabet, for padding, for a
 * length that no value has, and for unused bits that are not zero.
 */
CHECKED enum status base64url_decode(struct bytes text, struct arena *,
    struct bytes *decoded);

#endif
