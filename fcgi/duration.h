/*
 * Durations as people write them: one number and one unit, "90s", "15m",
 * "1h", "2d" or "1w"; "0" alone is none.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_DURATION_H
#define FCGI_DURATION_H

#include "postern.h"

/* How to write one, for messages. */
#define DURATION_HELP \
	"write a number and a unit, as 90s, 15m, 1h, 2d or 1w; 0 for none"

/* 0: it is none; *seconds is set only on success. */
int duration_parse(struct bytes text, int64_t *seconds);

/* 1 to 9 digits without a leading zero; *number is set only on success. */
int number_parse(struct bytes digits, int64_t *number);

#endif
