/* See record_check.h.  SPDX-License-Identifier: ISC */
#include "record_check.h"

#include <string.h>

enum {
	FCGI_VERSION = 1,
	FCGI_BEGIN_REQUEST = 1,
	FCGI_PARAMS = 4,
	FCGI_STDIN = 5,
	FCGI_RESPONDER = 1,
	HEADER_LENGTH = 8,
	BEGIN_LENGTH = 8,
	NAME_MAX_LENGTH = 8192 + 16, /* "HTTP_" and what front servers take */
};

struct record {
	unsigned     type, id;
	struct bytes content;
};

static unsigned
byte_at(struct bytes bytes, size_t i)
{
	return (unsigned char)bytes.at[i];
}

/* Takes one record off the front. */
static enum framing
next_record(struct bytes *rest, struct record *record)
{
	size_t content, whole;

	if (rest->len < HEADER_LENGTH)
		return FRAMING_INCOMPLETE;
	if (byte_at(*rest, 0) != FCGI_VERSION)
		return FRAMING_REFUSED;
	content = byte_at(*rest, 4) << 8 | byte_at(*rest, 5);
	whole = HEADER_LENGTH + content + byte_at(*rest, 6);
	if (rest->len < whole)
		return FRAMING_INCOMPLETE;
	*record = (struct record){
		.type = byte_at(*rest, 1),
		.id = byte_at(*rest, 2) << 8 | byte_at(*rest, 3),
		.content = { rest->at + HEADER_LENGTH, content },
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

static int
are_pairs(struct bytes params)
{
	while (params.len > 0) {
		size_t name, value;

		if (!next_length(&params, &name) ||
		    !next_length(&params, &value))
			return 0;
		if (name == 0 || name > NAME_MAX_LENGTH || name > params.len ||
		    value > params.len - name)
			return 0;
		/* libfcgi makes C strings of them, so a NUL would cut one. */
		if (memchr(params.at, '\0', name + value) != NULL)
			return 0;
		params.at += name + value;
		params.len -= name + value;
	}
	return 1;
}

static int
is_begin(const struct record *record)
{
	return record->type == FCGI_BEGIN_REQUEST && record->id != 0 &&
	    record->content.len == BEGIN_LENGTH &&
	    (byte_at(record->content, 0) << 8 | byte_at(record->content, 1)) ==
	    FCGI_RESPONDER;
}

/* The records up to the empty one, checked as the one stream that they are. */
static enum framing
check_params(struct bytes *rest, unsigned id)
{
	static char   params[RECORD_PARAMS_MAX];
	size_t        length = 0;
	struct record record;
	enum framing  framing;

	for (;;) {
		framing = next_record(rest, &record);
		if (framing != FRAMING_READY)
			return framing;
		if (record.type != FCGI_PARAMS || record.id != id ||
		    record.content.len > sizeof(params) - length)
			return FRAMING_REFUSED;
		if (record.content.len == 0)
			break;
		memcpy(params + length, record.content.at, record.content.len);
		length += record.content.len;
	}
	return are_pairs((struct bytes){ params, length }) ? FRAMING_READY
							   : FRAMING_REFUSED;
}

static enum framing
check_stdin(struct bytes rest, unsigned id, int *ended)
{
	struct record record;
	enum framing  framing;

	*ended = 0;
	while (!*ended) {
		framing = next_record(&rest, &record);
		if (framing == FRAMING_INCOMPLETE)
			return FRAMING_READY;
		if (framing != FRAMING_READY || record.type != FCGI_STDIN ||
		    record.id != id)
			return FRAMING_REFUSED;
		*ended = record.content.len == 0;
	}
	return FRAMING_READY;
}

enum framing
record_check(struct bytes received, int *stdin_ended)
{
	struct bytes  rest = received;
	struct record begin;
	enum framing  framing = next_record(&rest, &begin);

	if (framing == FRAMING_READY)
		framing = is_begin(&begin) ? check_params(&rest, begin.id)
					   : FRAMING_REFUSED;
	if (framing == FRAMING_READY)
		framing = check_stdin(rest, begin.id, stdin_ended);
	if (framing == FRAMING_INCOMPLETE && received.len >= RECORD_BUFFER_SIZE)
		return FRAMING_REFUSED;
	return framing;
}
