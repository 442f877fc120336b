/* See php_serialize.h.  SPDX-License-Identifier: ISC */
#include "php_serialize.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "php_scalar.h"

struct reader {
	struct bytes rest; /* still to be read */
	char        *out;  /* NULL: used measures what it would be */
	size_t       used, size;
	unsigned     depth, values;
};

static int read_value(struct reader *);

/* --------------------------------------------------------------- output */

static void
put(struct reader *reader, struct bytes text)
{
	if (reader->out != NULL && text.len > 0 &&
	    reader->used + text.len <= reader->size)
		memcpy(reader->out + reader->used, text.at, text.len);
	reader->used += text.len;
}

static void
put_byte(struct reader *reader, const char *byte)
{
	char escaped[8];

	if (*byte == '"' || *byte == '\\')
		put(reader, BYTES("\\"));
	if (!php_is_control(*byte)) {
		put(reader, (struct bytes){ byte, 1 });
		return;
	}
	snprintf(escaped, sizeof(escaped), "\\u%04x", (unsigned)*byte);
	put(reader, bytes_of(escaped));
}

static void
put_string(struct reader *reader, struct bytes string)
{
	put(reader, BYTES("\""));
	for (size_t i = 0; i < string.len; i++)
		put_byte(reader, string.at + i);
	put(reader, BYTES("\""));
}

/* ---------------------------------------------------------------- parts */

static int
skip(struct reader *reader, struct bytes expected)
{
	if (!bytes_start_with(reader->rest, expected))
		return 0;
	reader->rest.at += expected.len;
	reader->rest.len -= expected.len;
	return 1;
}

/* What stands before the end character, which must be there. */
static int
read_until(struct reader *reader, char end, struct bytes *before)
{
	struct bytes rest = reader->rest;
	const char  *found = rest.len > 0 ? memchr(rest.at, end, rest.len)
					  : NULL;

	if (found == NULL)
		return 0;
	*before = bytes_cut(&reader->rest, end);
	return 1;
}

/* Behind "s:". */
static int
read_string_text(struct reader *reader, struct bytes *string)
{
	struct bytes digits;
	int64_t      length;

	if (!read_until(reader, ':', &digits) ||
	    !bytes_number(digits, 9, &length) || !skip(reader, BYTES("\"")) ||
	    (size_t)length > reader->rest.len)
		return 0;
	*string = (struct bytes){ reader->rest.at, (size_t)length };
	reader->rest.at += string->len;
	reader->rest.len -= string->len;
	return skip(reader, BYTES("\";")) && php_is_string(*string);
}

/* Behind "i:". */
static int
read_integer_text(struct reader *reader, struct bytes *text)
{
	return read_until(reader, ';', text) && php_is_integer(*text);
}

/* --------------------------------------------------------------- values */

static int
read_integer(struct reader *reader)
{
	struct bytes text;

	if (!read_integer_text(reader, &text))
		return 0;
	put(reader, text);
	return 1;
}

static int
read_decimal(struct reader *reader)
{
	struct bytes text;

	if (!read_until(reader, ';', &text) || !php_is_decimal(text))
		return 0;
	put(reader, text);
	/* PHP writes 1.0 as "d:1;": no integer, in JSON either. */
	if (memchr(text.at, '.', text.len) == NULL &&
	    memchr(text.at, 'E', text.len) == NULL)
		put(reader, BYTES(".0"));
	return 1;
}

static int
read_string(struct reader *reader)
{
	struct bytes string;

	if (!read_string_text(reader, &string))
		return 0;
	put_string(reader, string);
	return 1;
}

static int
read_key(struct reader *reader, struct bytes *key)
{
	if (skip(reader, BYTES("i:")))
		return read_integer_text(reader, key);
	return skip(reader, BYTES("s:")) && read_string_text(reader, key);
}

static int
is_among(const struct bytes *keys, size_t count, struct bytes key)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal(keys[i], key))
			return 1;
	return 0;
}

static int
read_array(struct reader *reader)
{
	struct bytes keys[PHP_ITEMS_MAX];
	struct bytes digits;
	int64_t      count;

	if (!read_until(reader, ':', &digits) ||
	    !bytes_number(digits, 2, &count) || count > PHP_ITEMS_MAX ||
	    !skip(reader, BYTES("{")))
		return 0;
	put(reader, BYTES("{"));
	for (size_t i = 0; i < (size_t)count; i++) {
		/* 1 and "1" are one key, to PHP and to JSON. */
		if (!read_key(reader, &keys[i]) || is_among(keys, i, keys[i]))
			return 0;
		if (i > 0)
			put(reader, BYTES(","));
		put_string(reader, keys[i]);
		put(reader, BYTES(":"));
		if (!read_value(reader))
			return 0;
	}
	put(reader, BYTES("}"));
	return skip(reader, BYTES("}"));
}

/* What is written at once, and what must be read on. */
static const struct {
	const char *start, *json;
	int (*read)(struct reader *);
} kinds[] = {
	{ "N;", "null", NULL },
	{ "b:1;", "true", NULL },
	{ "b:0;", "false", NULL },
	{ "i:", "", read_integer },
	{ "d:", "", read_decimal },
	{ "s:", "", read_string },
	{ "a:", "", read_array },
};

static int
read_value(struct reader *reader)
{
	int done = 0;

	if (++reader->values > PHP_VALUES_MAX ||
	    ++reader->depth > PHP_DEPTH_MAX)
		return 0;
	for (size_t i = 0; !done && i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!skip(reader, bytes_of(kinds[i].start)))
			continue;
		put(reader, bytes_of(kinds[i].json));
		if (kinds[i].read != NULL && !kinds[i].read(reader))
			return 0;
		done = 1;
	}
	reader->depth--;
	return done;
}

static int
read_whole(struct reader *reader)
{
	return read_value(reader) && reader->rest.len == 0;
}

enum status
php_unserialize(struct bytes serialized, struct arena *arena,
    struct bytes *json)
{
	struct reader measure = { .rest = serialized };
	struct reader reader = { .rest = serialized };

	if (!read_whole(&measure))
		return STATUS_MALFORMED;
	reader.size = measure.used;
	reader.out = arena_take(arena, reader.size);
	if (reader.out == NULL)
		return STATUS_TOO_LARGE;
	if (!read_whole(&reader) || reader.used != reader.size)
		return STATUS_INTERNAL;
	*json = (struct bytes){ reader.out, reader.used };
	return STATUS_OK;
}

enum status
php_unserialize_string(struct bytes serialized, struct bytes *string)
{
	struct reader reader = { .rest = serialized };
	struct bytes  text;

	if (!skip(&reader, BYTES("s:")) || !read_string_text(&reader, &text) ||
	    reader.rest.len > 0)
		return STATUS_MALFORMED;
	*string = text;
	return STATUS_OK;
}
