/* See php_query.h.  SPDX-License-Identifier: ISC */
#include "php_query.h"

#include <string.h>

#include "arena.h"
#include "sorted_query.h"

/* parse_str would take another name for it, or none. */
static int
is_rewritten(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == '\0' || strchr(" .[]", name.at[i]) != NULL)
			return 1;
	return name.len == 0;
}

static enum status
add(const struct parameter *parameter, struct arena *arena,
    struct sorted_query *sorted)
{
	struct bytes name;
	enum status  status;

	if (parameter->whole.len == parameter->name.len)
		return STATUS_MALFORMED;
	status = query_decode(parameter->name, PLUS_IS_BLANK, arena, &name);
	if (status == STATUS_OK && is_rewritten(name))
		status = STATUS_MALFORMED;
	return status == STATUS_OK
	    ? sorted_query_add(sorted, parameter, PLUS_IS_BLANK,
	          TWICE_IS_REFUSED, arena)
	    : status;
}

enum status
php_query_write(const struct query *query, struct bytes without,
    struct arena *arena, struct bytes *text)
{
	struct sorted_query *sorted = arena_take(arena, sizeof(*sorted));
	enum status          status = STATUS_OK;

	if (sorted == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; status == STATUS_OK && i < query->count; i++)
		if (query->at[i].value.at != without.at)
			status = add(&query->at[i], arena, sorted);
	/* As urlencode. */
	return status == STATUS_OK
	    ? sorted_query_write(sorted, "-_. ", arena, text) : status;
}
