/*
 * Schemes, as those see them who configure routes; a part of postern.h, which
 * is what to include.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_SCHEMES_H
#define POSTERN_SCHEMES_H

/* NULL: no such scheme. */
const struct scheme *scheme_named(struct bytes name);
const char          *scheme_name(const struct scheme *);
int                  scheme_is_weak(const struct scheme *);
/* Its tokens name the file, so that the URL need not. */
int scheme_names_file(const struct scheme *);
/* Its credential is no token, but the URL as a whole, or cookies of its own. */
int scheme_reads_request(const struct scheme *);
/* Its URLs say when they were made: longest_age says how long they live. */
int scheme_states_issue(const struct scheme *);
/* It opens no file, but a path that the front server passes on. */
int scheme_is_passed_on(const struct scheme *);
/* Its credential stands in the path, by what the route sets; NULL: nothing. */
int scheme_is_in_path(const struct scheme *, const struct bytes *settings);

/*
 * What a route says of one scheme, "s3.bucket = photos": text.  The table of a
 * scheme ends with a NULL name.
 */
struct scheme_setting {
	const char *name;     /* "bucket" */
	const char *standard; /* when it is not set; "" may mean none */
	const char *choices;  /* "no yes", divided by blanks; NULL: any text */
	const char *help;     /* a line for people */
};
#define SCHEME_SETTINGS 8
/* NULL: it has none. */
const struct scheme_setting *scheme_settings(const struct scheme *);

#endif
