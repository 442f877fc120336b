/*
 * The query of a URL (RFC 3986 §3.4), divided at '&' and '='.  Nothing is
 * decoded before it is asked for.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_QUERY_H
#define LIB_QUERY_H

#include "postern.h"

#define QUERY_MAX 64 /* parameters: more of them are refused */

/* Views into the raw query. */
struct parameter {
	struct bytes whole; /* NAME=VALUE */
	struct bytes name, value;
};

struct query {
	struct parameter at[QUERY_MAX];
	size_t           count;
};

/* In the arena.  An empty query has none.  STATUS_MALFORMED: too many. */
CHECKED enum status query_read(struct bytes raw, struct arena *,
    const struct query **);

/*
 * The value of the one parameter of this name, raw.  STATUS_NO_CREDENTIAL:
 * absent.  STATUS_AMBIGUOUS: there are two, percent-encoding aside.
 * STATUS_MALFORMED: its name is percent-encoded.
 */
CHECKED enum status query_one(const struct query *, struct bytes name,
    struct bytes *value);
/* The same for one that may be absent: EMPTY, whose at is then NULL. */
CHECKED enum status query_optional(const struct query *, struct bytes name,
    struct bytes *value);

/* Whether nothing stands behind the value in this query. */
int query_ends_with(struct bytes raw, struct bytes value);

/* Whether a raw name is this one, percent-encoding aside. */
int query_names(struct bytes raw, struct bytes name);

/* Decodes a name or value: %-escapes, and '+' where it stands for a blank. */
enum plus { PLUS_IS_PLUS, PLUS_IS_BLANK };
CHECKED enum status query_decode(struct bytes raw, enum plus, struct arena *,
    struct bytes *decoded);

#endif
