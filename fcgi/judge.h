/*
 * One request up to its permit: environment --> request --> verdict.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_JUDGE_H
#define FCGI_JUDGE_H

#include "authorizer.h"
#include "environment.h"
#include "gate.h"
#include "problem.h"

struct verdict {
	const struct post   *post; /* NULL: no route */
	enum asking          asking;
	struct bytes         asked_path; /* with a token that stands in it */
	int                  is_normal;  /* is_spelled_normally */
	struct claim         claim;
	const struct permit *permit; /* set on STATUS_OK, and when would_deny */
	enum status          status;
	/* In mode report-only; or why an API signed nothing; else undecided. */
	enum status          would_deny;
	const char          *decision; /* of an API or a preflight; or NULL */
	struct problem       problem;  /* of an API that denies */
};

/*
 * Environment --> request, and the route that it is for.  A token in the path
 * is cut out of it.
 */
CHECKED enum status judge_read(const struct gate *, const struct environment *,
    struct request *, struct arena *, struct verdict *);

/*
 * Everything but the file, behind judge_read; whoever asks for a file comes by
 * here.  The path of the request becomes that of the permit.
 */
CHECKED enum status judge_files(const struct gate *, struct request *,
    int64_t now, struct arena *, struct verdict *);

/*
 * Both, for a GET or HEAD.
 * Fills the request's client address and what request_read fills.
 */
void judge(const struct gate *, const struct environment *,
    struct request *, int64_t now, struct arena *, struct verdict *);

#endif
