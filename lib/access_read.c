/*
 * A line of an access file.  What returns a text says why the line is refused;
 * NULL: it is not.  See access_read.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "access_read.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "words.h"

static const char *const who_words[] = { "user", "group", "everyone" };

static const char *
read_who(struct bytes *line, enum who *who)
{
	struct bytes word = next_word(line);

	for (size_t i = 0; i < sizeof(who_words) / sizeof(*who_words); i++) {
		*who = (enum who)i;
		if (bytes_equal(word, bytes_of(who_words[i])))
			return NULL;
	}
	return "a line starts with user, group, everyone or '#'";
}

/* "NAME" at the start of the line, which moves behind it. */
static const char *
read_quoted(struct bytes *line, struct bytes *name)
{
	const char *close = memchr(line->at + 1, '"', line->len - 1);

	if (close == NULL)
		return "a '\"' is not closed";
	*name = (struct bytes){ line->at + 1,
		(size_t)(close - line->at - 1) };
	line->at = close + 1;
	line->len -= name->len + 2;
	if (line->len > 0 && !is_blank(*line->at))
		return "something stands right behind a '\"'";
	return NULL;
}

static const char *
read_name(struct bytes *line, struct bytes *name)
{
	const char *reason;

	skip_blanks(line);
	if (line->len > 0 && *line->at == '"') {
		reason = read_quoted(line, name);
		if (reason != NULL)
			return reason;
	} else {
		*name = next_word(line);
		if (name->len > 0 && memchr(name->at, '"', name->len) != NULL)
			return "a '\"' stands within a name";
	}
	if (name->len == 0)
		return "there is no name";
	if (!bytes_are_text(*name))
		return "the name is not UTF-8, or has a control byte";
	return NULL;
}

static const char *
append(struct access_list *list, const struct entry *entry)
{
	size_t        count = list->count;
	struct entry *entries = list->entries;

	/* Room is doubled whenever the count is a power of two. */
	if ((count & (count - 1)) == 0) {
		entries = reallocarray(entries, count == 0 ? 1 : 2 * count,
		    sizeof(*entries));
		if (entries == NULL)
			return "memory ran out";
		list->entries = entries;
	}
	entries[list->count++] = *entry;
	return NULL;
}

const char *
access_read_line(struct access_list *list, struct bytes line)
{
	struct entry entry = { .name = EMPTY };
	const char  *reason;

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	skip_blanks(&line);
	if (line.len == 0 || *line.at == '#')
		return NULL;
	reason = read_who(&line, &entry.who);
	if (reason == NULL && entry.who != EVERYONE)
		reason = read_name(&line, &entry.name);
	if (reason != NULL)
		return reason;
	skip_blanks(&line);
	entry.rules = rules_new(line, &reason);
	if (entry.rules == NULL)
		return reason;
	reason = append(list, &entry);
	if (reason != NULL)
		rules_free(entry.rules);
	return reason;
}
