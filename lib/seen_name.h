/*
 * How what was seen before is known again: by a hash of the whole of it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SEEN_NAME_H
#define LIB_SEEN_NAME_H

#include "postern.h"

#define SEEN_NAME_BYTES 32 /* of SHA-256 */

struct seen_name {
	unsigned char bytes[SEEN_NAME_BYTES];
	int           is_made; /* 0: nothing is remembered here */
};

/*
 * From now on names are made.  A program that answers one request and ends
 * does without: it has nothing to remember.
 */
CHECKED enum status seen_start(void);

/* Of the parts one behind the other; of two lengths, numbers is to tell. */
struct seen_name seen_name_of(const struct bytes *parts, size_t count);

/* In time that does not depend on where they differ. */
int seen_name_is(const struct seen_name *, const struct seen_name *other);

#endif
