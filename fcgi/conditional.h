/*
 * Preconditions: may the answer be short, or must there be none (RFC 9110
 * §13).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONDITIONAL_H
#define FCGI_CONDITIONAL_H

#include "environment.h"

/* What tells one version of a file from another, as the client was told. */
struct validators {
	struct bytes etag;     /* strong, with its quotes */
	int64_t      modified; /* seconds since 1970 */
};

enum conditional {
	CONDITIONAL_PROCEED,
	CONDITIONAL_NOT_MODIFIED, /* 304 */
	CONDITIONAL_FAILED,       /* 412 */
};

/* For GET and HEAD, in the order of §13.2.2. */
enum conditional conditional_judge(const struct environment *,
    const struct validators *, int64_t now);

/* Whether a Range header may be honoured: no If-Range, or a matching one. */
int conditional_range_holds(const struct environment *,
    const struct validators *, int64_t now);

#endif
