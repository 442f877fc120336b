/*
 * The access file: who may see what, apart from the token.
 *
 *	LINE  = ("user" NAME / "group" NAME / "everyone") RULES
 *	NAME  = 1*VISIBLE / DQUOTE 1*(any byte but DQUOTE) DQUOTE
 *	RULES = those of rules.h
 *
 * A line that starts with '#' is a comment.
 *
 * A line is a subject of a token ("sub"), one of its groups, or whoever has
 * a token, and the rules (rules.h) that hold for him.  Names stand in double
 * quotes where they have spaces; there is no escape in them.  The same name
 * may stand on several lines.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_ACCESS_H
#define LIB_ACCESS_H

#include <jansson.h>

#include "postern.h"

/* group_claim: the claim that lists the groups, or names the only one. */
int access_allows(const struct access_list *, const json_t *claims,
    struct bytes group_claim, struct bytes prefix, struct bytes path);

#endif
