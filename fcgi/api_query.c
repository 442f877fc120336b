/* See api_query.h.  SPDX-License-Identifier: ISC */
#include "api_query.h"

#include <string.h>

/* Cuts off what stands before the separator. */
static struct bytes
cut(struct bytes *rest, char separator)
{
	struct bytes first = *rest;

	for (first.len = 0; first.len < rest->len; first.len++)
		if (rest->at[first.len] == separator)
			break;
	rest->at += first.len;
	rest->len -= first.len;
	if (rest->len > 0) {
		rest->at++;
		rest->len--;
	}
	return first;
}

enum status
query_value(struct bytes query, struct bytes name, struct bytes *value)
{
	enum status status = STATUS_NO_CREDENTIAL;

	while (query.len > 0) {
		struct bytes pair = cut(&query, '&');

		if (!bytes_equal(cut(&pair, '='), name))
			continue;
		if (status == STATUS_OK)
			return STATUS_AMBIGUOUS;
		*value = pair;
		status = STATUS_OK;
	}
	return status;
}

/* --------------------------------------------------------------- redirects */

/*
 * Browsers read "//host" and "/\host" as another site's, and drop tabs and
 * line ends on the way (WHATWG URL §4.4).
 */
/* Empty, or one that begins with a dot: other programs make paths of their
 * own of it. */
static int
has_odd_segment(struct bytes path)
{
	for (size_t i = 0; i + 1 < path.len && path.at[i] != '?'; i++)
		if (path.at[i] == '/' &&
		    (path.at[i + 1] == '/' || path.at[i + 1] == '.'))
			return 1;
	return 0;
}

static int
stays_here(struct bytes path)
{
	if (path.len == 0 || path.at[0] != '/' || has_odd_segment(path))
		return 0;
	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.at[i] < 0x20 || path.at[i] == 0x7f ||
		    path.at[i] == '\\')
			return 0;
	return 1;
}

static int
is_hex(char c)
{
	return c != '\0' && strchr("0123456789abcdefABCDEF", c) != NULL;
}

static int
escapes_are_whole(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '%' && (text.len - i < 3 ||
		    !is_hex(text.at[i + 1]) || !is_hex(text.at[i + 2])))
			return 0;
	return 1;
}

/* RFC 3986 §2: unreserved, reserved and '%'. */
static int
may_stand_in_url(char c)
{
	return c > 0x20 && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL;
}

static enum status
encode(struct bytes path, struct arena *arena, struct bytes *location)
{
	static const char digits[] = "0123456789ABCDEF";
	char             *out = arena_take(arena, 3 * path.len);
	size_t            n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < path.len; i++) {
		const unsigned char byte = (unsigned char)path.at[i];

		if (may_stand_in_url(path.at[i])) {
			out[n++] = path.at[i];
			continue;
		}
		out[n++] = '%';
		out[n++] = digits[byte >> 4];
		out[n++] = digits[byte & 15];
	}
	*location = (struct bytes){ out, n };
	return STATUS_OK;
}

enum status
redirect_read(struct bytes value, struct arena *arena, struct bytes *location)
{
	struct bytes path;
	enum status  status = STATUS_BAD_REDIRECT;

	if (value.len > REDIRECT_MAX)
		return status;
	status = percent_decode(value, arena, &path);
	if (status == STATUS_BAD_REQUEST)
		return STATUS_BAD_REDIRECT;
	if (status != STATUS_OK)
		return status;
	if (!stays_here(path) || !escapes_are_whole(path))
		return STATUS_BAD_REDIRECT;
	status = encode(path, arena, location);
	if (status == STATUS_OK && location->len > REDIRECT_MAX)
		return STATUS_BAD_REDIRECT;
	return status;
}
