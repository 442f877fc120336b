/* See access.h.  SPDX-License-Identifier: ISC */
#include "access.h"

#include <stdlib.h>
#include <string.h>

#include "access_read.h"
#include "bytes.h"
#include "json.h"
#include "rules.h"
#include "stamp.h"
#include "text_file.h"

#define FILE_MAX (1 << 20)

/* ------------------------------------------------------------------ sorting */

static int
compare(enum who who, struct bytes name, const struct entry *entry)
{
	size_t shorter = name.len < entry->name.len ? name.len
						    : entry->name.len;
	int    order;

	if (who != entry->who)
		return who < entry->who ? -1 : 1;
	order = memcmp(name.at, entry->name.at, shorter);
	return order != 0 ? order
	    : (name.len > entry->name.len) - (name.len < entry->name.len);
}

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *entry = a;

	return compare(entry->who, entry->name, b);
}

/* The first entry that is not before this one. */
static size_t
position(const struct access_list *list, enum who who, struct bytes name)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(who, name, &list->entries[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ------------------------------------------------------------------ loading */

/* NULL, or why the file is refused, and in which line; 0: the whole of it. */
static const char *
load(struct access_list *list, const char *name, size_t *line)
{
	struct bytes text;
	const char  *reason = NULL;

	*line = 0;
	list->text = text_file_read(name, FILE_MAX, &text.len, &reason);
	if (list->text == NULL)
		return reason;
	text.at = list->text;
	while (reason == NULL && text.len > 0) {
		reason = access_read_line(list, bytes_cut(&text, '\n'));
		++*line;
	}
	if (reason == NULL && list->count > 0)
		qsort(list->entries, list->count, sizeof(*list->entries),
		    compare_entries);
	return reason;
}

struct access_list *
access_load(const char *name, struct complaint *complaint)
{
	struct access_list *list = calloc(1, sizeof(*list));
	size_t              line = 0;
	const char         *reason = "memory ran out";

	if (list != NULL)
		reason = load(list, name, &line);
	if (reason == NULL)
		return list;
	text_file_complain(complaint, name, line, reason);
	access_free(list);
	return NULL;
}

void
access_free(struct access_list *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < list->count; i++)
		rules_free(list->entries[i].rules);
	free(list->entries);
	free(list->text);
	free(list);
}

uint64_t
access_stamp(const char *file)
{
	struct stat status;
	uint64_t    sum;

	if (stat(file, &status) != 0)
		return 0;
	sum = stamp_file(STAMP_START, &status);
	return sum == 0 ? 1 : sum;
}

/* ------------------------------------------------------------------ judging */

struct question {
	const json_t *claims;
	struct bytes  prefix, path;
};

/* No entry of a USER or GROUP has an empty name. */
static int
opens(const struct access_list *list, enum who who, struct bytes name,
    const struct question *question)
{
	for (size_t i = position(list, who, name); i < list->count; i++) {
		const struct entry *entry = &list->entries[i];

		if (compare(who, name, entry) != 0)
			return 0;
		if (rules_allow(entry->rules, question->claims,
		        question->prefix, question->path))
			return 1;
	}
	return 0;
}

int
access_allows(const struct access_list *list, const json_t *claims,
    struct bytes group_claim, struct bytes prefix, struct bytes path)
{
	const struct question question = { claims, prefix, path };
	const json_t         *groups;
	char                  number[RULES_NUMBER_SIZE];

	if (list == NULL)
		return 0;
	if (opens(list, EVERYONE, EMPTY, &question) ||
	    opens(list, USER, rules_text(rules_claim(claims, BYTES("sub")),
	        number), &question))
		return 1;
	groups = group_claim.len > 0 ? rules_claim(claims, group_claim) : NULL;
	if (opens(list, GROUP, json_bytes(groups), &question))
		return 1;
	for (size_t i = 0; i < json_array_size(groups); i++)
		if (opens(list, GROUP, json_bytes(json_array_get(groups, i)),
		        &question))
			return 1;
	return 0;
}
