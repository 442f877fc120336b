/* Parsers of one value.  See config_options.h.  SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config_options.h"

#define SITE_MAX 253 /* bytes of a DNS name (RFC 1035 §2.3.4) */

const char *
because(struct parsing *parsing, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(parsing->reason, sizeof(parsing->reason), format, arguments);
	va_end(arguments);
	return parsing->reason;
}

static int
is_visible_ascii(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= 0x20 || text.at[i] >= 0x7f)
			return 0;
	return 1;
}

const char *
parse_site(struct bytes value, struct parsing *parsing, void *target)
{
	(void)parsing;
	if (value.len > SITE_MAX)
		return "a site has at most 253 bytes";
	if (!is_visible_ascii(value))
		return "a site is visible ASCII without spaces";
	*(struct bytes *)target = value;
	return NULL;
}

const char *
parse_parameter(struct bytes value, struct parsing *parsing, void *target)
{
	(void)parsing;
	if (!config_is_name(value))
		return "a parameter is 1 to 32 letters, digits, '_' or '-'";
	*(struct bytes *)target = value;
	return NULL;
}

/* RFC 6265 §4.1.1; a '.' parts the name from a key id. */
const char *
parse_cookie(struct bytes value, struct parsing *parsing, void *target)
{
	(void)parsing;
	if (!config_is_name(value))
		return "a cookie's name is 1 to 32 letters, digits, '_' or '-'";
	*(struct bytes *)target = value;
	return NULL;
}

const char *
parse_text(struct bytes value, struct parsing *parsing, void *target)
{
	(void)parsing;
	if (!is_visible_ascii(value))
		return "it must be visible ASCII without spaces";
	*(struct bytes *)target = value;
	return NULL;
}

/* ---------------------------------------------------------------- paths */

static int
is_dot_segment(struct bytes segment)
{
	return bytes_equal(segment, BYTES(".")) ||
	    bytes_equal(segment, BYTES(".."));
}

/* NULL: absolute, and of one spelling. */
static const char *
path_reason(struct bytes path)
{
	size_t end;

	if (path.at[0] != '/')
		return "it must be absolute: start it with '/'";
	/* No other control byte gets past the scanner. */
	if (memchr(path.at, '\t', path.len) != NULL)
		return "it holds a tab";
	for (size_t at = 1; at < path.len; at = end + 1) {
		end = at;
		while (end < path.len && path.at[end] != '/')
			end++;
		if (end == at)
			return "it has an empty segment: //";
		if (is_dot_segment((struct bytes){ path.at + at, end - at }))
			return "it has a segment . or ..";
	}
	return NULL;
}

static const char *
keep_path(struct bytes path, struct parsing *parsing, void *target)
{
	char *copy = config_copy(parsing->memory, path);

	if (copy == NULL)
		return "out of memory";
	*(const char **)target = copy;
	return NULL;
}

const char *
parse_directory(struct bytes value, struct parsing *parsing, void *target)
{
	const char *reason = path_reason(value);

	if (reason != NULL)
		return reason;
	/* Names are appended to it behind a '/' of their own. */
	if (value.len > 1 && value.at[value.len - 1] == '/')
		value.len--;
	return keep_path(value, parsing, target);
}

const char *
parse_file(struct bytes value, struct parsing *parsing, void *target)
{
	const char *reason = path_reason(value);

	if (reason != NULL)
		return reason;
	if (value.at[value.len - 1] == '/')
		return "it names a directory: a file is wanted";
	return keep_path(value, parsing, target);
}

/* What a pattern may be, id_map_load says. */
const char *
parse_ids(struct bytes value, struct parsing *parsing, void *target)
{
	if (memmem(value.at, value.len, "{id}", 4) != NULL)
		return keep_path(value, parsing, target);
	if (value.at[0] != '/')
		return "it is neither a file, from '/' on, nor a pattern with "
		       "{id}";
	return parse_file(value, parsing, target);
}

const char *
parse_log(struct bytes value, struct parsing *parsing, void *target)
{
	if (bytes_equal(value, BYTES("stderr")) ||
	    bytes_equal(value, BYTES("syslog")))
		return keep_path(value, parsing, target);
	if (value.at[0] != '/')
		return "it is none of stderr, syslog and an absolute path";
	return parse_file(value, parsing, target);
}

const char *
parse_url_prefix(struct bytes value, struct parsing *parsing, void *target)
{
	static const struct bytes refused = { "%?#\\", 4 };
	const char               *reason = path_reason(value);

	(void)parsing;
	if (reason != NULL)
		return reason;
	if (value.at[value.len - 1] != '/')
		return "it must end with '/'";
	for (size_t i = 0; i < value.len; i++)
		if (memchr(refused.at, value.at[i], refused.len) != NULL)
			return "a prefix holds none of % ? # \\ and is "
			       "written as decoded";
	*(struct bytes *)target = value;
	return NULL;
}

const char *
parse_accel(struct bytes value, struct parsing *parsing, void *target)
{
	if (!is_visible_ascii(value))
		return "it must be visible ASCII without spaces";
	return parse_url_prefix(value, parsing, target);
}
