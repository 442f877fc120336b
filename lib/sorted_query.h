/*
 * The parameters of a query, decoded and sorted by the bytes of their names,
 * for those who sign them in that order.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SORTED_QUERY_H
#define LIB_SORTED_QUERY_H

#include "query.h"

struct sorted_query {
	struct {
		struct bytes name, value;
	} at[QUERY_MAX];
	size_t count;
};

/* A name that is there already: refused, or kept behind the other. */
enum twice { TWICE_IS_REFUSED, TWICE_IS_KEPT };

/*
 * Decodes one and puts it where it belongs.  STATUS_AMBIGUOUS: its name is
 * there already.  STATUS_TOO_LARGE: there are too many.
 */
CHECKED enum status sorted_query_add(struct sorted_query *,
    const struct parameter *, enum plus, enum twice, struct arena *);

/*
 * "a=%7E&b=x+y", as forms are sent: %XX for all but letters, digits and what is
 * kept; a blank, which must be among that, becomes "+".
 */
CHECKED enum status sorted_query_write(const struct sorted_query *,
    const char *kept, struct arena *, struct bytes *text);

#endif
