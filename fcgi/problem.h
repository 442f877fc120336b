/*
 * What an API says when it does not do what was asked: application/problem+json
 * (RFC 9457).  It tells no more than a denial does, and repeats nothing of the
 * request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_PROBLEM_H
#define FCGI_PROBLEM_H

#include "config.h"
#include "environment.h"
#include "response.h"

struct problem {
	const char *detail;    /* static, for who writes the caller; or NULL */
	const char *methods;   /* static: of a 405; or NULL: of any endpoint */
	int         who_calls; /* 401 in place of 403 and 410: send a token */
	int         is_shown;  /* to people: a denial says it better */
};

CHECKED enum status problem_answer(enum status, const struct problem *,
    const struct route *, const struct environment *, struct arena *,
    struct response *);

#endif
