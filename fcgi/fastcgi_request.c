/* See fastcgi_request.h.  SPDX-License-Identifier: ISC */
#include "fastcgi_request.h"

#include <string.h>

enum {
	ROLE_RESPONDER = 1,
	ROLE_AUTHORIZER = 2,
	FLAG_KEEP = 1,
	BEGIN_LENGTH = 8,
};

/* Of the request that was looked at last. */
static char params[FASTCGI_PARAMS_MAX];

static int
are_pairs(struct bytes pairs)
{
	struct bytes name, value;

	while (pairs.len > 0)
		/* In every other protocol of CGI a NUL would cut them. */
		if (!record_next_pair(&pairs, &name, &value) ||
		    memchr(name.at, '\0', name.len + value.len) != NULL)
			return 0;
	return 1;
}

static enum framing
read_begin(struct bytes *rest, struct fastcgi_request *request)
{
	struct record        record;
	const unsigned char *content;
	const enum framing   framing = record_next(rest, &record);
	unsigned             role;

	if (framing != FRAMING_READY)
		return framing;
	if (record.type != RECORD_BEGIN || record.id == 0 ||
	    record.content.len != BEGIN_LENGTH)
		return FRAMING_REFUSED;
	content = (const unsigned char *)record.content.at;
	role = (unsigned)content[0] << 8 | content[1];
	request->id = record.id;
	request->is_to_authorizer = role == ROLE_AUTHORIZER;
	request->keep = content[2] & FLAG_KEEP;
	return role == ROLE_RESPONDER || role == ROLE_AUTHORIZER
	    ? FRAMING_READY : FRAMING_REFUSED;
}

/* The records up to the empty one, checked as the one stream that they are. */
static enum framing
read_params(struct bytes *rest, struct fastcgi_request *request)
{
	struct record record;
	enum framing  framing;
	size_t        length = 0;

	for (;;) {
		framing = record_next(rest, &record);
		if (framing != FRAMING_READY)
			return framing;
		if (record.type != RECORD_PARAMS || record.id != request->id ||
		    record.content.len > sizeof(params) - length)
			return FRAMING_REFUSED;
		if (record.content.len == 0)
			break;
		memcpy(params + length, record.content.at, record.content.len);
		length += record.content.len;
	}
	request->parameters = (struct bytes){ params, length };
	return are_pairs(request->parameters) ? FRAMING_READY
	                                      : FRAMING_REFUSED;
}

static enum framing
check_stdin(struct bytes rest, struct fastcgi_request *request)
{
	struct record record;
	enum framing  framing;

	request->input = rest;
	request->stdin_ended = 0;
	while (!request->stdin_ended) {
		framing = record_next(&rest, &record);
		if (framing == FRAMING_INCOMPLETE)
			return FRAMING_READY;
		if (framing != FRAMING_READY || record.type != RECORD_STDIN ||
		    record.id != request->id)
			return FRAMING_REFUSED;
		request->stdin_ended = record.content.len == 0;
	}
	return FRAMING_READY;
}

enum framing
fastcgi_request_read(struct bytes received, struct fastcgi_request *request)
{
	struct bytes rest = received;
	enum framing framing = read_begin(&rest, request);

	if (framing == FRAMING_READY)
		framing = read_params(&rest, request);
	if (framing == FRAMING_READY)
		framing = check_stdin(rest, request);
	if (framing == FRAMING_INCOMPLETE &&
	    received.len >= FASTCGI_REQUEST_MAX)
		return FRAMING_REFUSED;
	return framing;
}

void
fastcgi_request_environment(const struct fastcgi_request *request,
    struct environment *environment)
{
	struct bytes rest = request->parameters, name, value;

	*environment = (struct environment){ 0 };
	/* Before any that was sent. */
	environment_add(environment, BYTES("FCGI_ROLE"),
	    request->is_to_authorizer ? BYTES("AUTHORIZER")
	                              : BYTES("RESPONDER"));
	while (record_next_pair(&rest, &name, &value))
		environment_add(environment, name, value);
}
