/*
 * POSIX extended regular expressions (IEEE Std 1003.1, Base Definitions §9.4)
 * in the POSIX locale, matched against the whole of a text.
 *
 * libc's regcomp and regexec take memory from the heap, and time and memory
 * without a bound for some patterns.  Here a pattern becomes a program of at
 * most ERE_PROGRAM instructions, and matching follows all ways through it at
 * once (K. Thompson, CACM 11(6), 1968): nothing goes back, and after ERE_STEPS
 * steps it is over.
 *
 * What the standard leaves undefined is refused: back-references, "a**",
 * "(|a)", "\d", collating elements.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_ERE_H
#define LIB_ERE_H

#include "postern.h"

#define ERE_PATTERN 4096      /* bytes */
#define ERE_PROGRAM 2048      /* instructions; "a{9}" are nine */
#define ERE_STEPS   (1 << 20) /* some ten milliseconds */
#define ERE_DEPTH   16        /* of parentheses */
#define ERE_REPEATS 255       /* RE_DUP_MAX (IEEE Std 1003.1, limits.h) */

struct ere;

/* In the arena.  STATUS_MALFORMED: it is none, or too large. */
CHECKED enum status ere_compile(struct bytes pattern, struct arena *,
    const struct ere **);

/*
 * Whether all of the text is matched.  A byte beyond ASCII matches nothing.
 * STATUS_MALFORMED: it would take more than ERE_STEPS.
 */
CHECKED enum status ere_match(const struct ere *, struct bytes text,
    struct arena *, int *is_match);

#endif
