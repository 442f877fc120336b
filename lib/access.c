/* See access.h.  SPDX-License-Identifier: ISC */
#include "access.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access_read.h"
#include "bytes.h"
#include "json.h"
#include "rules.h"
#include "stamp.h"

#define FILE_MAX   (1 << 20)
#define FILE_SHOWN 200 /* bytes of its name in a complaint */

/* ------------------------------------------------------------------ reading
 *
 * These return why the file is refused; NULL: it is not. */

static const char *
reason_to_refuse(int file, struct stat *stat)
{
	if (fstat(file, stat) != 0)
		return "it cannot be examined";
	if (!S_ISREG(stat->st_mode))
		return "it is not a regular file";
	if ((stat->st_mode & S_IWOTH) != 0)
		return "others may write to it: chmod o-w";
	if (stat->st_size > FILE_MAX)
		return "it is larger than 1 MiB";
	return NULL;
}

/* Half of a file that someone is writing could be another rule. */
static const char *
read_whole(int file, char *text, size_t size)
{
	size_t  length = 0;
	ssize_t got;

	while ((got = read(file, text + length, size + 1 - length)) > 0)
		length += (size_t)got;
	if (got < 0)
		return "it cannot be read";
	return length == size ? NULL : "it changed while it was read";
}

static const char *
read_text(int file, struct access_list *list, struct bytes *text)
{
	struct stat stat;
	const char *reason = reason_to_refuse(file, &stat);

	if (reason != NULL)
		return reason;
	*text = (struct bytes){ NULL, (size_t)stat.st_size };
	/* One more, to see whether there is more. */
	text->at = list->text = malloc(text->len + 1);
	if (text->at == NULL)
		return "memory ran out";
	return read_whole(file, list->text, text->len);
}

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

/* line: 0 when it is the whole file. */
static void
complain(struct complaint *complaint, const char *file, size_t line,
    const char *reason)
{
	size_t      length = strlen(file);
	const char *shown = length > FILE_SHOWN ? file + length - FILE_SHOWN
						: file;

	if (line == 0)
		snprintf(complaint->text, sizeof(complaint->text), "%s: %s",
		    shown, reason);
	else
		snprintf(complaint->text, sizeof(complaint->text),
		    "%s:%zu: %s", shown, line, reason);
}

static int
load(struct access_list *list, int file, const char *name,
    struct complaint *complaint)
{
	struct bytes text;
	const char  *reason = read_text(file, list, &text);
	size_t       line = 0;

	while (reason == NULL && text.len > 0) {
		reason = access_read_line(list, bytes_cut(&text, '\n'));
		line++;
	}
	if (reason != NULL) {
		complain(complaint, name, line, reason);
		return 0;
	}
	if (list->count > 0)
		qsort(list->entries, list->count, sizeof(*list->entries),
		    compare_entries);
	return 1;
}

struct access_list *
access_load(const char *name, struct complaint *complaint)
{
	/* Non-blocking, so that a FIFO is refused rather than waited for. */
	const int           flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
	int                 file = open(name, flags);
	struct access_list *list;
	int                 loaded = 0;

	if (file < 0) {
		complain(complaint, name, 0, strerror(errno));
		return NULL;
	}
	list = calloc(1, sizeof(*list));
	if (list == NULL)
		complain(complaint, name, 0, "memory ran out");
	else
		loaded = load(list, file, name, complaint);
	close(file);
	if (loaded)
		return list;
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
