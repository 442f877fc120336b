/* See uri_normal.h.  SPDX-License-Identifier: ISC */
#include "uri_normal.h"

#include <string.h>

#include "bytes.h"
#include "percent.h"

/* Text that grows; what it is given always fits. */
struct writer {
	char  *at;
	size_t length;
};

static void
put(struct writer *writer, struct bytes bytes)
{
	memcpy(writer->at + writer->length, bytes.at, bytes.len);
	writer->length += bytes.len;
}

static void
put_character(struct writer *writer, char c)
{
	writer->at[writer->length++] = c;
}

static int
ends_with(struct bytes text, struct bytes end)
{
	return text.len >= end.len && memcmp(text.at + text.len - end.len,
	    end.at, end.len) == 0;
}

static struct bytes
without_port(struct bytes origin)
{
	const struct bytes http = BYTES("http:");
	const struct bytes scheme = { origin.at,
		origin.len < http.len ? origin.len : http.len };
	const struct bytes port = bytes_equal_fold(scheme, http)
	    ? BYTES(":80") : BYTES(":443");

	if (ends_with(origin, port))
		origin.len -= port.len;
	else if (ends_with(origin, BYTES(":")))
		origin.len--;
	return origin;
}

static void
put_origin(struct writer *writer, struct bytes origin)
{
	origin = without_port(origin);
	for (size_t i = 0; i < origin.len; i++) {
		const char c = origin.at[i];

		put_character(writer,
		    (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
	}
}

#define NONE (-1)

/* RFC 3986 §2.3 */
static int
is_unreserved(int c)
{
	return c > 0 && c < 0x80 && strchr("-._~0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", c) != NULL;
}

static char
upper_digit(char c)
{
	return (char)(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c);
}

static void
put_escapes(struct writer *writer, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		const int value = text.at[i] == '%' ? percent_value(text, i)
						    : NONE;

		if (value == NONE) {
			put_character(writer, text.at[i]);
			continue;
		}
		if (is_unreserved(value)) {
			put_character(writer, (char)value);
		} else {
			put_character(writer, '%');
			put_character(writer, upper_digit(text.at[i + 1]));
			put_character(writer, upper_digit(text.at[i + 2]));
		}
		i += 2;
	}
}

/* RFC 3986 §5.2.4: back to before the last segment, if there is one. */
static void
climb(struct writer *writer, size_t root)
{
	while (writer->length > root &&
	    writer->at[--writer->length] != '/')
		;
}

/* A dot segment at the end leaves its slash. */
static void
put_segments(struct writer *writer, struct bytes path)
{
	const size_t root = writer->length;
	int          has_more = 1;

	bytes_cut(&path, '/');
	while (has_more) {
		struct bytes segment;

		has_more = path.len > 0 &&
		    memchr(path.at, '/', path.len) != NULL;
		segment = bytes_cut(&path, '/');
		if (bytes_equal(segment, BYTES("..")))
			climb(writer, root);
		else if (!bytes_equal(segment, BYTES("."))) {
			put_character(writer, '/');
			put(writer, segment);
			continue;
		}
		if (!has_more)
			put_character(writer, '/');
	}
}

enum status
uri_normalise(struct bytes origin, struct bytes path, struct bytes query,
    struct arena *arena, struct bytes *normal)
{
	struct writer plain = { arena_take(arena, path.len + 1), 0 };
	struct writer writer = { arena_take(arena,
	    origin.len + path.len + query.len + 2), 0 };

	if (plain.at == NULL || writer.at == NULL)
		return STATUS_TOO_LARGE;
	put_origin(&writer, origin);
	/* An escaped dot is one, so that escapes come first. */
	put_escapes(&plain, path);
	put_segments(&writer, (struct bytes){ plain.at, plain.length });
	if (query.len > 0) {
		put_character(&writer, '?');
		put_escapes(&writer, query);
	}
	*normal = (struct bytes){ writer.at, writer.length };
	return STATUS_OK;
}
