/*
 * What people read: messages, times, and texts from outside, which must not
 * get at the terminal nor show a credential.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <stdio.h>

#include "postern.h"

/* One line on stderr, "postern: ...". */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define SHOWN_MAX 400 /* bytes; "..." stands for the rest */

struct shown_text {
	char text[SHOWN_MAX + 16];
};

/*
 * A text with control bytes escaped, cut before anything that looks like a
 * credential.
 */
struct shown_text shown(struct bytes);

/* The same for an id of a key, which may look like a token. */
struct shown_text shown_key_id(struct bytes);

/* The same for a path or URL, also cut at its query. */
struct shown_text shown_path(struct bytes);

struct time_text {
	char text[48];
};

/* 2026-11-23T23:23:34Z */
struct time_text time_text(int64_t seconds_since_1970);

/* "43 s", "59 min", "3 h", "12 days": rounded down. */
struct time_text span_text(int64_t seconds);

/* Zero when the output could not be written; says so. */
int output_finish(void);

#endif
