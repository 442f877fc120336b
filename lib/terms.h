/*
 * What terms may say, whatever format they came in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_TERMS_H
#define LIB_TERMS_H

#include "postern.h"

/* Seconds since 1970 have 11 digits at most: milliseconds have 13. */
#define TIME_MAX 99999999999

/*
 * STATUS_MALFORMED unless every term keeps to its grammar (docs/native.md):
 * one check for those who read terms and for those who sign them.
 */
CHECKED enum status terms_check(const struct terms *);

/* Whether they say one path and its end, and nothing else. */
int terms_are_plain(const struct terms *);

#endif
