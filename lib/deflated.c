/* See deflated.h.  SPDX-License-Identifier: ISC */
#include "deflated.h"

#define ZLIB_CONST
#include <zlib.h>

static void *
take(void *arena, unsigned count, unsigned size)
{
	return arena_take(arena, (size_t)count * size);
}

/* The arena gives all of it back at once. */
static void
give_back(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

enum status
deflated_read(struct bytes deflated, struct arena *arena,
    struct bytes *inflated)
{
	z_stream    stream = { .zalloc = take, .zfree = give_back };
	const char *out;
	int         result;

	stream.opaque = arena;
	stream.next_in = (const unsigned char *)deflated.at;
	stream.avail_in = (unsigned)deflated.len;
	stream.next_out = arena_take(arena, INFLATED_MAX);
	stream.avail_out = INFLATED_MAX;
	if (stream.next_out == NULL)
		return STATUS_TOO_LARGE;
	if (deflated.len > INFLATED_MAX)
		return STATUS_MALFORMED;
	out = (const char *)stream.next_out;
	if (inflateInit(&stream) != Z_OK)
		return STATUS_TOO_LARGE;
	result = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	if (result != Z_STREAM_END || stream.avail_in > 0)
		return STATUS_MALFORMED;
	*inflated = (struct bytes){ out, stream.total_out };
	return STATUS_OK;
}
