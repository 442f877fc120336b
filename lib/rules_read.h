/*
 * Rules as they are kept once their text was read: rules_read.c makes them,
 * rules.c judges by them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_RULES_READ_H
#define LIB_RULES_READ_H

#include "postern.h"

enum kind { LITERAL, ANY_ONE, ANY_REST, CLAIM, CLAIM_LIST };

struct segment {
	struct bytes text; /* a LITERAL, or the name of a claim */
	enum kind    kind;
	unsigned     is_path : 1; /* no segment: a whole rule in braces */
	unsigned     is_last : 1; /* of its rule */
};

/* Rule after rule, segment after segment; behind them the text of it all. */
struct rules {
	size_t         count;
	struct segment segments[];
};

#endif
