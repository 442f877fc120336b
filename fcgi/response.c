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

/* RFC 9110 §5.6.2 */
static int
is_token_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static int
is_token(const char *name)
{
	const char *c = name;

	while (*c != '\0' && is_token_byte(*c))
		c++;
	return c != name && *c == '\0';
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
	if (response->header_count == RESPONSE_HEADERS || !is_token(name) ||
	    has_control_byte(value)) {
		response->failed = 1;
		return;
	}
	response->headers[response->header_count++] =
	    (struct header){ name, value };
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

static enum status
status_line(const struct response *response, struct arena *arena,
    struct bytes *line)
{
	const int   status = response->status;
	const char *phrase = response_phrase(status);

	if (phrase == NULL)
		return STATUS_INTERNAL;
	if (response->is_carried)
		return text_format(arena, line, "Status: 403 Forbidden\r\n"
		    "X-Postern-Status: %d\r\n", status);
	return text_format(arena, line, "Status: %d %s\r\n", status, phrase);
}

static enum status
length_line(int64_t length, struct arena *arena, struct bytes *line)
{
	if (length < 0) {
		*line = BYTES("");
		return STATUS_OK;
	}
	return text_format(arena, line, "Content-Length: %lld\r\n",
	    (long long)length);
}

/* Only counts while it has no memory. */
struct writer {
	char  *memory;
	size_t length;
};

static void
put(struct writer *writer, struct bytes bytes)
{
	if (writer->memory != NULL && bytes.len > 0)
		memcpy(writer->memory + writer->length, bytes.at, bytes.len);
	writer->length += bytes.len;
}

static void
put_head(struct writer *writer, const struct response *response,
    struct bytes first_line, struct bytes last_line)
{
	put(writer, first_line);
	for (size_t i = 0; i < response->header_count; i++) {
		put(writer, bytes_of(response->headers[i].name));
		put(writer, BYTES(": "));
		put(writer, response->headers[i].value);
		put(writer, BYTES("\r\n"));
	}
	put(writer, last_line);
	put(writer, BYTES("\r\n"));
}

enum status
response_head(const struct response *response, struct arena *arena,
    struct bytes *head)
{
	struct writer counter = { 0 }, writer = { 0 };
	struct bytes  first_line, last_line;
	enum status   status;

	if (response->failed)
		return STATUS_INTERNAL;
	status = status_line(response, arena, &first_line);
	if (status != STATUS_OK)
		return status;
	status = length_line(response->content_length, arena, &last_line);
	if (status != STATUS_OK)
		return status;
	put_head(&counter, response, first_line, last_line);
	writer.memory = arena_take(arena, counter.length);
	if (writer.memory == NULL)
		return STATUS_TOO_LARGE;
	put_head(&writer, response, first_line, last_line);
	*head = (struct bytes){ writer.memory, writer.length };
	return STATUS_OK;
}
