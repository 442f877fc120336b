/*
 * What a sealed token says, packed: terms to bytes and back.  docs/sealed.md
 * is the specification.
 *
 *	BODY    = SHAPE EXPIRY [NUMBER] [LENGTH FIELDS] TARGET
 *	SHAPE   = one byte: 01, then a bit each for ID, PREFIX, NUMBER, SECONDS
 *	          and FIELDS, and a zero
 *	EXPIRY  = 3 bytes: whole minutes since 2024
 *	        / 5 bytes: seconds since 1970, where minutes cannot say it
 *	NUMBER  = 8 bytes: the subject, where it is a decimal number
 *	LENGTH  = 2 bytes
 *	FIELDS  = all other terms, as token_fields.h has them, without p
 *	TARGET  = path behind the route's prefix / 8 bytes: ID of a file
 *
 * All numbers are big-endian.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SEALED_BODY_H
#define LIB_SEALED_BODY_H

#include "postern.h"

#define SEALED_BODY_MIN 4 /* bytes: shape, minutes, and the whole prefix */

/* STATUS_MALFORMED: the terms say what no body can, or nobody may. */
CHECKED enum status sealed_body_pack(const struct terms *,
    struct bytes prefix, struct arena *, struct bytes *body);

/*
 * STATUS_MALFORMED unless these are the very bytes that sealed_body_pack gives
 * for the terms.  With a file_id their path is left empty.
 */
CHECKED enum status sealed_body_unpack(struct bytes body, struct bytes prefix,
    struct arena *, struct terms *);

#endif
