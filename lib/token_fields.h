/*
 * The fields of a native token: "i..." ".s..." and so on, to terms and back.
 *
 *	FIELD = "D" TEXT    name of the file, shown inline
 *	      / "c"         shared caches may keep the answer; not with i, u
 *	      / "d" TEXT    name of the file, as a download
 *	      / "i" TEXT    client network, as 192.0.2.0/24
 *	      / "j" WORD    link id
 *	      / "m" METHOD *("-" METHOD)
 *	      / "n" NUMBER  not before, seconds since 1970
 *	      / "p" TEXT    path prefix that the grant covers, ends in "/"
 *	      / "s" TEXT    subject
 *	      / "u" NUMBER  uses; needs j
 *	TEXT  = base64url without padding; none of them is ever empty
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_TOKEN_FIELDS_H
#define LIB_TOKEN_FIELDS_H

#include "postern.h"

/* 1 to 11 digits; STATUS_MILLISECONDS for more of them. */
CHECKED enum status token_number(struct bytes digits, int64_t *number);

/*
 * text: FIELD *("." FIELD), or nothing.  path: what the token covers when it
 * has no prefix of its own.
 */
CHECKED enum status token_fields_read(struct bytes text, int64_t expires_at,
    struct bytes path, struct arena *, struct terms *);

/* Appends "." FIELD for each term that there is. */
CHECKED enum status token_fields_append(const struct terms *, struct arena *,
    struct bytes *token);

#endif
