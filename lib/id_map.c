/* See id_map.h and postern.h.  SPDX-License-Identifier: ISC */
#include "id_map.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "stamp.h"
#include "text_file.h"
#include "url_path.h"
#include "words.h"

#define FILE_MAX    (64UL << 20)
#define PLACE       "{id}"
#define DIGITS_SIZE 21 /* of an id, with its NUL */

struct entry {
	uint64_t id;
	uint32_t at, length; /* of its path in the text: FILE_MAX is less */
};

struct id_map {
	char         *text;            /* owned: of the file or pattern */
	struct bytes  before, behind;  /* of a pattern's {id} */
	struct entry *entries;         /* of a file: sorted by id */
	size_t        count;
	int           is_pattern;
};

/* slashed: the path with a slash in front of it. */
static int
is_path_of_file(struct bytes slashed)
{
	return url_path_leads_to_file(slashed, slashed) &&
	    slashed.at[slashed.len - 1] != '/';
}

/* ------------------------------------------------------------------ pattern */

static int
is_pattern(const char *setting)
{
	return strpbrk(setting, "{}") != NULL;
}

/* Why it is refused; NULL: it is not. */
static const char *
read_pattern(struct id_map *map, const char *setting)
{
	size_t      length = strlen(setting);
	const char *place;

	map->is_pattern = 1;
	map->text = malloc(length + 2);
	if (map->text == NULL)
		return "memory ran out";
	map->text[0] = '/';
	memcpy(map->text + 1, setting, length + 1);
	place = strstr(map->text, PLACE);
	if (place == NULL || strpbrk(map->text, "{}") != place ||
	    strpbrk(place + strlen(PLACE), "{}") != NULL)
		return "a pattern has " PLACE " once, and no other braces";
	if (!is_path_of_file((struct bytes){ map->text, length + 1 }))
		return "it is no path of a file that is relative to the prefix";
	map->before = (struct bytes){ map->text + 1,
		(size_t)(place - map->text - 1) };
	map->behind = bytes_of(place + strlen(PLACE));
	return NULL;
}

static enum status
fill_in(const struct id_map *map, uint64_t id, struct arena *arena,
    struct bytes *path)
{
	char digits[DIGITS_SIZE];

	snprintf(digits, sizeof(digits), "%" PRIu64, id);
	return arena_join(arena,
	    (const struct bytes[]){ map->before, bytes_of(digits),
	        map->behind }, 3, path);
}

/* --------------------------------------------------------------------- file */

static const char *
append(struct id_map *map, uint64_t id, struct bytes path)
{
	size_t        count = map->count;
	struct entry *entries = map->entries;

	/* Room is doubled whenever the count is a power of two. */
	if ((count & (count - 1)) == 0) {
		entries = reallocarray(entries, count == 0 ? 1 : 2 * count,
		    sizeof(*entries));
		if (entries == NULL)
			return "memory ran out";
		map->entries = entries;
	}
	entries[map->count++] = (struct entry){ id,
		(uint32_t)(path.at - map->text), (uint32_t)path.len };
	return NULL;
}

static const char *
read_line(struct id_map *map, struct bytes line)
{
	struct bytes word;
	uint64_t     id;

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	skip_blanks(&line);
	if (line.len == 0 || *line.at == '#')
		return NULL;
	word = next_word(&line);
	skip_blanks(&line);
	if (!bytes_uint64(word, &id))
		return "a line starts with an id, 0 to 18446744073709551615 "
		       "without a leading zero, or '#'";
	if (line.len == 0)
		return "there is no path behind the id";
	if (is_blank(line.at[line.len - 1]))
		return "a blank stands behind the path";
	/* The blank before it becomes the slash of a whole path. */
	map->text[line.at - map->text - 1] = '/';
	if (!is_path_of_file((struct bytes){ line.at - 1, line.len + 1 }))
		return "it is no path of a file that is relative to the prefix";
	return append(map, id, line);
}

/* Of two lines with one id the later one comes second. */
static int
compare(const void *a, const void *b)
{
	const struct entry *one = a, *two = b;

	if (one->id != two->id)
		return one->id < two->id ? -1 : 1;
	return (one->at > two->at) - (one->at < two->at);
}

static int
is_sorted(const struct id_map *map)
{
	for (size_t i = 1; i < map->count; i++)
		if (map->entries[i - 1].id > map->entries[i].id)
			return 0;
	return 1;
}

static size_t
line_of(const struct id_map *map, const struct entry *entry)
{
	size_t line = 1;

	for (size_t i = 0; i < entry->at; i++)
		line += map->text[i] == '\n';
	return line;
}

static const char *
sort_and_check(struct id_map *map, size_t *line)
{
	if (!is_sorted(map))
		qsort(map->entries, map->count, sizeof(*map->entries), compare);
	for (size_t i = 1; i < map->count; i++) {
		if (map->entries[i].id != map->entries[i - 1].id)
			continue;
		*line = line_of(map, &map->entries[i]);
		return "this id stands on an earlier line too";
	}
	return NULL;
}

/* line: of what is refused; 0: the whole file. */
static const char *
read_file(struct id_map *map, const char *name, size_t *line)
{
	const char  *reason;
	struct bytes text = { NULL, 0 };

	map->text = text_file_read(name, FILE_MAX, &text.len, &reason);
	text.at = map->text;
	while (reason == NULL && text.len > 0) {
		reason = read_line(map, bytes_cut(&text, '\n'));
		(*line)++;
	}
	return reason != NULL ? reason : sort_and_check(map, line);
}

static const struct entry *
find(const struct id_map *map, uint64_t id)
{
	size_t low = 0;
	size_t high = map->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (map->entries[middle].id == id)
			return &map->entries[middle];
		if (map->entries[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* ------------------------------------------------------------------- either */

struct id_map *
id_map_load(const char *setting, struct complaint *complaint)
{
	struct id_map *map = calloc(1, sizeof(*map));
	const char    *reason = "memory ran out";
	size_t         line = 0;

	if (map != NULL)
		reason = is_pattern(setting) ? read_pattern(map, setting)
					     : read_file(map, setting, &line);
	if (reason == NULL)
		return map;
	text_file_complain(complaint, setting, line, reason);
	id_map_free(map);
	return NULL;
}

void
id_map_free(struct id_map *map)
{
	if (map == NULL)
		return;
	free(map->entries);
	free(map->text);
	free(map);
}

uint64_t
id_map_stamp(const char *setting)
{
	struct stat status;
	uint64_t    sum = 1;

	if (is_pattern(setting))
		return sum;
	if (stat(setting, &status) != 0)
		return 0;
	sum = stamp_file(STAMP_START, &status);
	return sum == 0 ? 1 : sum;
}

enum status
id_map_path(const struct id_map *map, uint64_t id, struct arena *arena,
    struct bytes *path)
{
	const struct entry *entry;

	if (map == NULL)
		return STATUS_NOT_FOUND;
	if (map->is_pattern)
		return fill_in(map, id, arena, path);
	entry = find(map, id);
	if (entry == NULL)
		return STATUS_NOT_FOUND;
	*path = (struct bytes){ map->text + entry->at, entry->length };
	return STATUS_OK;
}

/* Only who was given the id may learn that nothing is behind it. */
enum status
id_map_name_file(const struct verifier *verifier, struct arena *arena,
    struct terms *terms)
{
	struct bytes path;
	enum status  status;

	if (!terms->has_file_id)
		return STATUS_OK;
	status = id_map_path(verifier->ids, terms->file_id, arena, &path);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena,
	    (const struct bytes[]){ verifier->prefix, path }, 2, &terms->path);
}
