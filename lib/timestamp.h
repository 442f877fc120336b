/*
 * Moments, and how RFC 3339 §5.6 writes them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_TIMESTAMP_H
#define LIB_TIMESTAMP_H

#include "postern.h"

/* The last second that has four digits for its year. */
#define SECONDS_MAX 253402300799

/* seconds since 1970, and whether a part of the next one has passed. */
struct instant {
	int64_t seconds;
	int     has_fraction;
};

/*
 * "2027-01-15T09:00:00.25+01:00": capital letters, from 1970 on, every field
 * there and in its range; no leap second.  STATUS_MALFORMED for anything else.
 */
CHECKED enum status timestamp_read(struct bytes text, struct instant *);

/*
 * The same where the time of day may be absent, which is then midnight of UTC,
 * or its seconds: "2027-01-15", "2027-01-15T09:00Z".
 */
CHECKED enum status timestamp_read_short(struct bytes text,
    struct instant *);

/* Seconds since 1970 as "2027-01-15T09:00:00Z", in the arena. */
CHECKED enum status timestamp_write(int64_t seconds, struct arena *,
    struct bytes *text);

#endif
