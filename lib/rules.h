/*
 * Which paths the claims of a verified token open.
 *
 *	RULES   = RULE *(SP RULE)
 *	RULE    = PATTERN / "{claim:" NAME "}" / "{claim:" NAME "[]}"
 *	PATTERN = 1*("/" SEGMENT)      of the decoded path, prefix and all
 *	SEGMENT = "*"                  any one segment
 *	        / "**"                 one or more segments; the last one only
 *	        / "{sub}"              as {claim:sub}
 *	        / "{claim:" NAME "}"   the claim, where it is a text or integer
 *	        / "{claim:" NAME "[]}" any element of the claim, a list of these
 *	        / LITERAL              decoded, without '*' '{' '}' '/' '\' '%',
 *	                               no ',' at its end; never empty, ".", ".."
 *
 * A claim stands for one whole segment: it is compared with it, byte by byte,
 * and so adds no segment and no wildcard.  As a whole RULE it names one path
 * in full, from the root of the URLs or, without a first '/', from the
 * prefix of the route; no element of it is a pattern either.  NAME is the name
 * of a claim as it is or, where there is none, names with dots between them,
 * from object to object ("realm_access.roles").  It holds no blank, '{' or '}'.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_RULES_H
#define LIB_RULES_H

#include <jansson.h>

#include "postern.h"

/* Whether one of them opens the path.  claims: an object, or NULL: none. */
int rules_allow(const struct rules *, const json_t *claims,
    struct bytes prefix, struct bytes path);

/* The claim of that name, as NAME says above; NULL: none. */
const json_t *rules_claim(const json_t *claims, struct bytes name);

#define RULES_NUMBER_SIZE 24

/*
 * What a claim is compared by: a text, or an integer as decimal digits, which
 * are put into number.  Empty when it is neither; NULL is fine.
 */
struct bytes rules_text(const json_t *claim, char number[RULES_NUMBER_SIZE]);

#endif
