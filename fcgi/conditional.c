/* See conditional.h.  SPDX-License-Identifier: ISC */
#include "conditional.h"

#include "http_date.h"

#include <string.h>

struct entity_tag {
	int          is_weak;
	struct bytes quoted;
};

static void
skip(struct bytes *cursor, size_t count)
{
	*cursor = (struct bytes){ cursor->at + count, cursor->len - count };
}

/* Empty elements of a list mean nothing (RFC 9110 §5.6.1.2). */
static void
skip_separators(struct bytes *cursor)
{
	while (cursor->len > 0 && (cursor->at[0] == ',' ||
	    cursor->at[0] == ' ' || cursor->at[0] == '\t'))
		skip(cursor, 1);
}

/* [ "W/" ] DQUOTE *etagc DQUOTE (§8.8.3) */
static int
take_entity_tag(struct bytes *cursor, struct entity_tag *tag)
{
	struct bytes rest = *cursor;
	const char  *end;

	tag->is_weak = bytes_start_with(rest, BYTES("W/"));
	if (tag->is_weak)
		skip(&rest, 2);
	if (rest.len < 2 || rest.at[0] != '"')
		return 0;
	end = memchr(rest.at + 1, '"', rest.len - 1);
	if (end == NULL)
		return 0;
	tag->quoted = (struct bytes){ rest.at, (size_t)(end - rest.at) + 1 };
	skip(&rest, tag->quoted.len);
	*cursor = rest;
	return 1;
}

/* A list that is not one of entity tags matches no further. */
static int
list_matches(struct bytes list, struct bytes etag, int weak_counts)
{
	struct entity_tag tag;

	if (bytes_equal(list, BYTES("*")))
		return 1;
	skip_separators(&list);
	while (take_entity_tag(&list, &tag)) {
		if (bytes_equal(tag.quoted, etag) &&
		    (weak_counts || !tag.is_weak))
			return 1;
		skip_separators(&list);
	}
	return 0;
}

/* Dates that are none are ignored (§13.1.3, §13.1.4). */
static int
unmodified_since(struct bytes header, const struct validators *validators,
    int64_t now, int otherwise)
{
	int64_t date;

	if (!http_date_parse(header, now, &date))
		return otherwise;
	return validators->modified <= date;
}

enum conditional
conditional_judge(const struct environment *request,
    const struct validators *validators, int64_t now)
{
	if (request->if_match.len > 0) {
		if (!list_matches(request->if_match, validators->etag, 0))
			return CONDITIONAL_FAILED;
	} else if (!unmodified_since(request->if_unmodified_since, validators,
	    now, 1))
		return CONDITIONAL_FAILED;

	if (request->if_none_match.len > 0) {
		if (list_matches(request->if_none_match, validators->etag, 1))
			return CONDITIONAL_NOT_MODIFIED;
	} else if (unmodified_since(request->if_modified_since, validators,
	    now, 0))
		return CONDITIONAL_NOT_MODIFIED;
	return CONDITIONAL_PROCEED;
}

int
conditional_range_holds(const struct environment *request,
    const struct validators *validators, int64_t now)
{
	int64_t date;

	if (request->if_range.len == 0)
		return 1;
	if (bytes_equal(request->if_range, validators->etag))
		return 1;
	return http_date_parse(request->if_range, now, &date) &&
	    date == validators->modified;
}
