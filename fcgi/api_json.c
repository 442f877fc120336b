/* See api_json.h.  SPDX-License-Identifier: ISC */
#include "postern_api.h"

#include "api_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A token (1024), names and a number. */
#define ANSWER_REST 1280

/*
 * Each text twice, since it grows while it is read; for each path a node, a
 * place in a list that grows, and what is lost between them.
 */
size_t
sign_order_size(const struct api *api)
{
	return 65536 + 4 * (size_t)api->body_limit +
	    256 * (size_t)api->paths_limit;
}

static enum status
refuse(enum status status, const char **detail, const char *why)
{
	*detail = why;
	return status;
}

static enum status
check_paths(const struct sign_order *order, const char **detail)
{
	for (size_t i = 0; i < order->count; i++)
		if (!json_is_string(json_array_get(order->paths, i)))
			return refuse(STATUS_BAD_BODY, detail,
			    "paths must be a list of texts");
	return STATUS_OK;
}

static enum status
read_ttl(const json_t *ttl, struct sign_order *order, const char **detail)
{
	if (ttl == NULL)
		return STATUS_OK;
	if (!json_is_integer(ttl) || json_integer_value(ttl) < 1)
		return refuse(STATUS_BAD_BODY, detail,
		    "ttl must be a whole number of seconds, at least 1");
	order->ttl = json_integer_value(ttl);
	return STATUS_OK;
}

static enum status
read_object(struct bytes body, struct arena *arena, const json_t **object,
    const char **detail)
{
	const enum status status = json_read(body, arena, object);

	if (status == STATUS_TOO_LARGE)
		return refuse(STATUS_BODY_TOO_LARGE, detail,
		    "there is too much in the body");
	if (status != STATUS_OK)
		return refuse(STATUS_BAD_BODY, detail,
		    "the body must be a JSON object without repeated names");
	return STATUS_OK;
}

enum status
sign_order_read(struct bytes body, const struct api *api, struct arena *arena,
    struct sign_order *order, const char **detail)
{
	const json_t *object, *ttl;
	enum status   status = read_object(body, arena, &object, detail);

	if (status != STATUS_OK)
		return status;
	ttl = json_object_get(object, "ttl");
	*order = (struct sign_order){
		.paths = json_object_get(object, "paths")
	};
	if (!json_is_array(order->paths))
		return refuse(STATUS_BAD_BODY, detail,
		    "paths must be a list of texts");
	if (json_object_size(object) != (ttl != NULL ? 2 : 1))
		return refuse(STATUS_BAD_BODY, detail,
		    "there may be paths and ttl, and nothing else");
	order->count = json_array_size(order->paths);
	if (order->count > (size_t)api->paths_limit)
		return refuse(STATUS_BODY_TOO_LARGE, detail,
		    "there are more paths than one call may list");
	status = check_paths(order, detail);
	if (status != STATUS_OK)
		return status;
	return read_ttl(ttl, order, detail);
}

struct bytes
sign_order_path(const struct sign_order *order, size_t i)
{
	const json_t *path = json_array_get(order->paths, i);

	return (struct bytes){ json_string_value(path),
		json_string_length(path) };
}

/* ---------------------------------------------------------------- writing */

/* A path as it is with escapes (six bytes for one), and in a URL (three). */
static size_t
answer_size(size_t count, size_t length)
{
	return ANSWER_REST * (count + 1) + 9 * length;
}

size_t
sign_answer_size(const struct sign_order *order)
{
	size_t length = 0;

	for (size_t i = 0; i < order->count; i++)
		length += sign_order_path(order, i).len;
	return answer_size(order->count, length);
}

size_t
sign_answer_most(const struct api *api)
{
	return answer_size((size_t)api->paths_limit, (size_t)api->body_limit);
}

static void
put(struct json_writer *writer, struct bytes raw)
{
	if (writer->full || raw.len > writer->size - writer->used) {
		writer->full = 1;
		return;
	}
	if (raw.len > 0)
		memcpy(writer->at + writer->used, raw.at, raw.len);
	writer->used += raw.len;
}

void
json_put(struct json_writer *writer, const char *raw)
{
	put(writer, bytes_of(raw));
}

/* RFC 8259 §7 */
static void
put_escaped(struct json_writer *writer, char c)
{
	char escape[8];

	if (c == '"' || c == '\\')
		snprintf(escape, sizeof(escape), "\\%c", c);
	else
		snprintf(escape, sizeof(escape), "\\u%04x", (unsigned char)c);
	json_put(writer, escape);
}

/* How many bytes from the start stand for themselves. */
static size_t
plain_run(struct bytes text)
{
	size_t count = 0;

	while (count < text.len && (unsigned char)text.at[count] >= 0x20 &&
	    text.at[count] != '"' && text.at[count] != '\\')
		count++;
	return count;
}

void
json_put_text(struct json_writer *writer, struct bytes text)
{
	json_put(writer, "\"");
	while (text.len > 0) {
		const size_t count = plain_run(text);

		put(writer, (struct bytes){ text.at, count });
		if (count == text.len)
			break;
		put_escaped(writer, text.at[count]);
		text.at += count + 1;
		text.len -= count + 1;
	}
	json_put(writer, "\"");
}

void
json_put_number(struct json_writer *writer, int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, number);
	json_put(writer, digits);
}
