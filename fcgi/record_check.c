/* See record_check.h.  SPDX-License-Identifier: ISC */
#include "record_check.h"

#include <string.h>

enum {
	FCGI_VERSION = 1,
	FCGI_RESPONDER = 1,
	FCGI_AUTHORIZER = 2,
	HEADER_LENGTH = 8,
	BEGIN_LENGTH = 8,
	NAME_MAX_LENGTH = 8192 + 16, /* "HTTP_" and what front servers take */
};

/* Of the request that was looked at last. */
static char   params[RECORD_PARAMS_MAX];
static size_t params_length;
static int    is_authorizer;

static unsigned
byte_at(struct bytes bytes, size_t i)
{
	return (unsigned char)bytes.at[i];
}

enum framing
record_next(struct bytes *rest, struct record *record)
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

static int
are_pairs(struct bytes pairs)
{
	struct bytes name, value;

	while (pairs.len > 0)
		/* libfcgi makes C strings of them, so a NUL would cut one. */
		if (!record_next_pair(&pairs, &name, &value) ||
		    memchr(name.at, '\0', name.len + value.len) != NULL)
			return 0;
	return 1;
}

struct bytes
record_parameters(void)
{
	return (struct bytes){ params, params_length };
}

static int
is_begin(const struct record *record)
{
	unsigned role;

	if (record->type != RECORD_BEGIN || record->id == 0 ||
	    record->content.len != BEGIN_LENGTH)
		return 0;
	role = byte_at(record->content, 0) << 8 | byte_at(record->content, 1);
	is_authorizer = role == FCGI_AUTHORIZER;
	return role == FCGI_RESPONDER || is_authorizer;
}

int
record_is_to_authorizer(void)
{
	return is_authorizer;
}

/* The records up to the empty one, checked as the one stream that they are. */
static enum framing
check_params(struct bytes *rest, unsigned id)
{
	struct record record;
	enum framing  framing;

	params_length = 0;
	for (;;) {
		framing = record_next(rest, &record);
		if (framing != FRAMING_READY)
			return framing;
		if (record.type != RECORD_PARAMS || record.id != id ||
		    record.content.len > sizeof(params) - params_length)
			return FRAMING_REFUSED;
		if (record.content.len == 0)
			break;
		memcpy(params + params_length, record.content.at,
		    record.content.len);
		params_length += record.content.len;
	}
	return are_pairs(record_parameters()) ? FRAMING_READY
					      : FRAMING_REFUSED;
}

static enum framing
check_stdin(struct bytes rest, unsigned id, int *ended)
{
	struct record record;
	enum framing  framing;

	*ended = 0;
	while (!*ended) {
		framing = record_next(&rest, &record);
		if (framing == FRAMING_INCOMPLETE)
			return FRAMING_READY;
		if (framing != FRAMING_READY || record.type != RECORD_STDIN ||
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
	enum framing  framing = record_next(&rest, &begin);

	if (framing == FRAMING_READY)
		framing = is_begin(&begin) ? check_params(&rest, begin.id)
					   : FRAMING_REFUSED;
	if (framing == FRAMING_READY)
		framing = check_stdin(rest, begin.id, stdin_ended);
	if (framing == FRAMING_INCOMPLETE && received.len >= RECORD_BUFFER_SIZE)
		return FRAMING_REFUSED;
	return framing;
}
