/*
 * Text with a stamp of time and a MAC behind it, as Django's signing module and
 * itsdangerous write it.  A scheme of the family is a row:
 *
 *	TOKEN  = VALUE SEPARATOR STAMP SEPARATOR MAC
 *	VALUE  = text
 *	       / base64url of JSON, or "." and base64url of it, deflated by zlib
 *	STAMP  = seconds since 1970 when it was made: digits of base 62, or
 *	         base64url of the big-endian number without leading zero bytes
 *	MAC    = base64url of HMAC(DERIVED, VALUE SEPARATOR STAMP)
 *
 * DERIVED comes of the secret and of the "salt", which says what for it is
 * signed.  Base64url is without padding.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SIGNED_TEXT_H
#define LIB_SIGNED_TEXT_H

#include "scheme.h"

enum signed_clock { SIGNED_BASE62, SIGNED_BYTES };

struct signed_format {
	const struct scheme *scheme; /* its settings: salt, and derivation */
	char                 separator;
	enum signed_clock    clock;
	unsigned             is_json : 1;
};

CHECKED enum status signed_text_read(const struct signed_format *,
    const struct source *, struct arena *, struct credential *);
CHECKED enum status signed_text_verify(const struct signed_format *,
    const struct source *, const struct credential *, const struct key *,
    struct arena *, struct grant *);
/* Percent-encoded, so that it can stand in a query. */
CHECKED enum status signed_text_sign(const struct signed_format *,
    const struct terms *, const struct key *, const struct verifier *,
    struct arena *, struct bytes *token);

#endif
