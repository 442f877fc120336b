/*
 * Standard base64 (RFC 4648 §4), strict: one text for one value, padding
 * aside.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_BASE64_H
#define LIB_BASE64_H

#include "postern.h"

/* Whether '=' fills the last group of four up. */
enum base64_padding { BASE64_PADDED, BASE64_BARE, BASE64_EITHER };

/* With padding. */
CHECKED enum status base64_encode(struct bytes, struct arena *,
    struct bytes *text);

/*
 * STATUS_MALFORMED for any byte outside the alphabet, for a length that no
 * value has, for unused bits that are not zero, and for other padding.
 */
CHECKED enum status base64_decode(struct bytes text, enum base64_padding,
    struct arena *, struct bytes *decoded);

/* The same with "-" and "_" for "+" and "/" (RFC 4648 §5). */
CHECKED enum status base64_decode_urlsafe(struct bytes text,
    enum base64_padding, struct arena *, struct bytes *decoded);

#endif
