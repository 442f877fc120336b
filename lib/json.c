/* See json.h.  SPDX-License-Identifier: ISC */
#include "json.h"

#include <malloc.h>
#include <stdlib.h>

#include "arena.h"
#include "bytes.h"

/* Where jansson takes memory from while json_read runs; NULL: the heap. */
static struct arena *reading_into;

static void *
take(size_t size)
{
	return reading_into != NULL ? arena_take(reading_into, size)
				    : malloc(size);
}

/* Tokens and secrets pass here, so nothing is given back unwiped. */
static void
give_back(void *memory)
{
	if (memory == NULL || reading_into != NULL)
		return;
	wipe(memory, malloc_usable_size(memory));
	free(memory);
}

void
json_start(void)
{
	json_set_alloc_funcs(take, give_back);
}

static int
is_shallow(const json_t *value, int depth)
{
	const json_t *member;
	const char   *name;
	size_t        i;

	if (depth > JSON_DEPTH_MAX)
		return 0;
	/* Walking it changes nothing, though its type does not say so. */
	json_object_foreach((json_t *)value, name, member)
		if (!is_shallow(member, depth + 1))
			return 0;
	json_array_foreach(value, i, member)
		if (!is_shallow(member, depth + 1))
			return 0;
	return 1;
}

static void
read_into(struct arena *arena)
{
	json_start();
	/* Before it takes the first memory, so that none of it is request's. */
	json_object_seed(0);
	reading_into = arena;
}

/* What came of it since read_into; NULL: nothing. */
static enum status
made(const json_t *value, struct arena *arena, const json_t **result)
{
	reading_into = NULL;
	if (arena_is_full(arena))
		return STATUS_TOO_LARGE;
	if (value == NULL || !is_shallow(value, 1))
		return STATUS_MALFORMED;
	*result = value;
	return STATUS_OK;
}

enum status
json_read_any(struct bytes text, struct arena *arena, const json_t **value)
{
	read_into(arena);
	return made(json_loadb(text.at, text.len,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL), arena, value);
}

enum status
json_read(struct bytes text, struct arena *arena, const json_t **object)
{
	const json_t *value;
	enum status   status = json_read_any(text, arena, &value);

	if (status != STATUS_OK)
		return status;
	if (!json_is_object(value))
		return STATUS_MALFORMED;
	*object = value;
	return STATUS_OK;
}

enum status
json_text(struct bytes text, struct arena *arena, const json_t **string)
{
	read_into(arena);
	return made(json_stringn(text.at, text.len), arena, string);
}

enum status
json_object_of(const char *name, const json_t *value, struct arena *arena,
    const json_t **object)
{
	read_into(arena);
	return made(json_pack("{s:O}", name, value), arena, object);
}

/* NULL: there is no room for it. */
static const char *
write_text(const json_t *object, struct arena *arena, size_t *length)
{
	char *text;

	*length = json_dumpb(object, NULL, 0, JSON_COMPACT);
	text = arena_take(arena, *length);
	if (text == NULL ||
	    json_dumpb(object, text, *length, JSON_COMPACT) != *length)
		return NULL;
	return text;
}

enum status
json_write_with(const json_t *object, const char *name, int64_t number,
    struct arena *arena, struct bytes *text)
{
	json_t     *changed;
	const char *written = NULL;
	size_t      length = 0;

	read_into(arena);
	/* Only the copy is changed, though its members are shared. */
	changed = json_copy((json_t *)object);
	if (json_object_set_new(changed, name, json_integer(number)) == 0)
		written = write_text(changed, arena, &length);
	reading_into = NULL;
	if (written == NULL || arena_is_full(arena))
		return STATUS_TOO_LARGE;
	*text = (struct bytes){ written, length };
	return STATUS_OK;
}

struct bytes
json_bytes(const json_t *text)
{
	if (!json_is_string(text))
		return EMPTY;
	return (struct bytes){ json_string_value(text),
		json_string_length(text) };
}

const json_t *
json_member(const json_t *object, struct bytes name)
{
	return json_object_getn(object, name.at, name.len);
}

int
json_is(const json_t *value, struct bytes text)
{
	return json_is_string(value) && bytes_equal(json_bytes(value), text);
}
