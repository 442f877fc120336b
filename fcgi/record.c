/* See record.h.  SPDX-License-Identifier: ISC */
#include "record.h"

#include <string.h>

#define VERSION         1
#define END_LENGTH      8
#define NAME_MAX_LENGTH (8192 + 16) /* "HTTP_" and what front servers take */

static unsigned
byte_at(struct bytes bytes, size_t i)
{
	return (unsigned char)bytes.at[i];
}

enum framing
record_next(struct bytes *rest, struct record *record)
{
	size_t content, whole;

	if (rest->len < RECORD_HEADER)
		return FRAMING_INCOMPLETE;
	if (byte_at(*rest, 0) != VERSION)
		return FRAMING_REFUSED;
	content = byte_at(*rest, 4) << 8 | byte_at(*rest, 5);
	whole = RECORD_HEADER + content + byte_at(*rest, 6);
	if (rest->len < whole)
		return FRAMING_INCOMPLETE;
	*record = (struct record){
		.type = byte_at(*rest, 1),
		.id = byte_at(*rest, 2) << 8 | byte_at(*rest, 3),
		.content = { rest->at + RECORD_HEADER, content },
	};
	*rest = (struct bytes){ rest->at + whole, rest->len - whole };
	return FRAMING_READY;
}

/* A length in one byte, or in four with the first bit set. */
static int
next_length(struct bytes *rest, size_t *length)
{
	size_t size;

	if (rest->len == 0)
		return 0;
	size = byte_at(*rest, 0) & 0x80 ? 4 : 1;
	if (rest->len < size)
		return 0;
	*length = byte_at(*rest, 0) & 0x7f;
	for (size_t i = 1; i < size; i++)
		*length = *length << 8 | byte_at(*rest, i);
	*rest = (struct bytes){ rest->at + size, rest->len - size };
	return 1;
}

int
record_next_pair(struct bytes *rest, struct bytes *name, struct bytes *value)
{
	struct bytes at = *rest;

	if (!next_length(&at, &name->len) || !next_length(&at, &value->len))
		return 0;
	if (name->len == 0 || name->len > NAME_MAX_LENGTH ||
	    name->len > at.len || value->len > at.len - name->len)
		return 0;
	name->at = at.at;
	value->at = at.at + name->len;
	*rest = (struct bytes){ value->at + value->len,
		at.len - name->len - value->len };
	return 1;
}

void
record_put_header(unsigned char header[RECORD_HEADER], unsigned type,
    unsigned id, size_t length)
{
	const unsigned char bytes[RECORD_HEADER] = {
		VERSION,
		(unsigned char)type,
		(unsigned char)(id >> 8),
		(unsigned char)id,
		(unsigned char)(length >> 8),
		(unsigned char)length,
	};

	memcpy(header, bytes, sizeof(bytes));
}

void
record_put_ending(unsigned char ending[RECORD_ENDING], unsigned id)
{
	unsigned char *end = ending + RECORD_HEADER;

	record_put_header(ending, RECORD_STDOUT, id, 0);
	record_put_header(end, RECORD_END, id, END_LENGTH);
	/* Application status 0, protocol status FCGI_REQUEST_COMPLETE. */
	memset(end + RECORD_HEADER, 0, END_LENGTH);
}
