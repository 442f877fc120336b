/*
 * One URL, judged as the responder judges it, with what there is to say.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "../fcgi/judge.h"
#include "../fcgi/responder.h"
#include "print.h"

struct inspection {
	struct gate       *gate;
	struct arena      *arena;
	struct environment environment;
	int64_t            now;

	struct request      request;
	struct verdict      verdict;
	enum status         status;
	int                 http_status;
	const struct terms *terms; /* NULL: the signature is not right */
	const char         *file;  /* can be sent; NULL: none, or not asked */
};

/* Lines for people, and one JSON object. */
void report_text(const struct inspection *);
int  report_json(const struct inspection *); /* zero: it cannot be said */

/*
 * What may be wrong with the URL or the call, and what to do; empty: nothing
 * comes to mind.
 */
struct hint {
	char text[600];
};

struct hint hint_for(const struct inspection *);

/* The slip without which the signature would be right; NULL: none is known. */
const char *repair_for(const struct inspection *);

/* The URL's own host, when the URL was signed for it; else empty. */
struct bytes other_site(const struct inspection *);

#endif
