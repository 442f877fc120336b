/* See response.h.  SPDX-License-Identifier: ISC */
#include "response.h"

#include "text.h"

#include <string.h>

/* RFC 9110 §15 */
static const struct {
	int         status;
	const char *phrase;
} reasons[] = {
	{ 200, "OK" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 410, "Gone" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Range Not Satisfiable" },
	{ 503, "Service Unavailable" },
};

void
response_start(struct response *response, int status)
{
	*response = (struct response){
		.status = status, .content_length = -1, .body_file = -1
	};
}

static int
has_control_byte(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
			return 1;
	return 0;
}

void
response_add(struct response *response, const char *name, struct bytes value)
{
	if (response->header_count == RESPONSE_HEADERS ||
	    has_control_byte(value)) {
		response->failed = 1;
		return;
	}
	response->headers[response->header_count++] =
	    (struct header){ bytes_of(name), value };
}

void
response_add_text(struct response *response, const char *name,
    const char *value)
{
	response_add(response, name, bytes_of(value));
}

void
response_carry(struct response *response)
{
	response->is_carried = 1;
	response->content_length = 0;
	response->body = (struct bytes){ "", 0 };
}

const char *
response_phrase(int status)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].phrase;
	return NULL;
}

static char *
put(char *at, struct bytes bytes)
{
	return bytes.len > 0 ? mempcpy(at, bytes.at, bytes.len) : at;
}

static char *
put_header(char *at, struct bytes name, struct bytes value)
{
	at = put(put(at, name), BYTES(": "));
	return put(put(at, value), BYTES("\r\n"));
}

static char *
put_status(char *at, const struct response *response, const char *phrase)
{
	const int said = response->is_carried ? 403 : response->status;
	char      room[TEXT_NUMBER];

	at = put(put(at, BYTES("Status: ")), text_decimal(said, room));
	at = put(put(put(at, BYTES(" ")), bytes_of(phrase)), BYTES("\r\n"));
	if (!response->is_carried)
		return at;
	return put_header(at, BYTES("X-Postern-Status"),
	    text_decimal(response->status, room));
}

/* For the status and the length, and for one header with its punctuation. */
#define LINES_ROOM  256
#define HEADER_ROOM (sizeof(": \r\n") - 1)

static size_t
room_for(const struct response *response)
{
	size_t room = LINES_ROOM;

	for (size_t i = 0; i < response->header_count; i++)
		room += response->headers[i].name.len +
		    response->headers[i].value.len + HEADER_ROOM;
	return room;
}

enum status
response_head(const struct response *response, struct arena *arena,
    struct bytes *head)
{
	const char *phrase = response_phrase(response->status);
	char        room[TEXT_NUMBER];
	char       *start, *at;

	if (response->failed || phrase == NULL)
		return STATUS_INTERNAL;
	start = arena_take(arena, room_for(response));
	if (start == NULL)
		return STATUS_TOO_LARGE;
	at = put_status(start, response,
	    response->is_carried ? "Forbidden" : phrase);
	for (size_t i = 0; i < response->header_count; i++)
		at = put_header(at, response->headers[i].name,
		    response->headers[i].value);
	if (response->content_length >= 0)
		at = put_header(at, BYTES("Content-Length"),
		    text_decimal(response->content_length, room));
	at = put(at, BYTES("\r\n"));
	*head = (struct bytes){ start, (size_t)(at - start) };
	return STATUS_OK;
}
