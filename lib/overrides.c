/* See overrides.h.  SPDX-License-Identifier: ISC */
#include "overrides.h"

#include <string.h>

#include "bytes.h"
#include "percent.h"

#define NAME_MAX_BYTES 255
#define AGE_DIGITS     9

static struct bytes
trim(struct bytes text)
{
	while (text.len > 0 && text.at[0] == ' ')
		text = (struct bytes){ text.at + 1, text.len - 1 };
	while (text.len > 0 && text.at[text.len - 1] == ' ')
		text.len--;
	return text;
}

/* --------------------------------------------------- Content-Disposition */

/* A name of a file, and nothing that leads elsewhere. */
static int
is_name(struct bytes name)
{
	return name.len > 0 && name.len <= NAME_MAX_BYTES &&
	    bytes_are_text(name) && memchr(name.at, '/', name.len) == NULL &&
	    memchr(name.at, '\\', name.len) == NULL;
}

/* Cuts the next parameter off; a ';' in quotes is none (RFC 9110 §5.6.4). */
static struct bytes
next_parameter(struct bytes *rest)
{
	struct bytes parameter = { rest->at, 0 };
	int          is_quoted = 0;

	while (parameter.len < rest->len) {
		char c = rest->at[parameter.len];

		if (c == '"')
			is_quoted = !is_quoted;
		if (c == ';' && !is_quoted)
			break;
		parameter.len++;
	}
	rest->at += parameter.len;
	rest->len -= parameter.len;
	if (rest->len > 0) {
		rest->at++;
		rest->len--;
	}
	return trim(parameter);
}

static struct bytes
unquote(struct bytes value)
{
	if (value.len >= 2 && value.at[0] == '"' &&
	    value.at[value.len - 1] == '"')
		value = (struct bytes){ value.at + 1, value.len - 2 };
	return value;
}

/* filename*=UTF-8''na%C3%AFve.jpg (RFC 8187 §3.2.1) */
static struct bytes
extended_name(struct bytes value, struct arena *arena)
{
	const struct bytes charset = BYTES("utf-8''");
	struct bytes       start = value, name = EMPTY;

	start.len = value.len < charset.len ? value.len : charset.len;
	if (!bytes_equal_fold(start, charset))
		return EMPTY;
	value = (struct bytes){ value.at + charset.len,
		value.len - charset.len };
	return percent_decode(value, arena, &name) == STATUS_OK ? name : EMPTY;
}

static struct bytes
find_name(struct bytes rest, struct arena *arena)
{
	struct bytes plain = EMPTY, extended = EMPTY;

	while (rest.len > 0) {
		struct bytes value = next_parameter(&rest);
		struct bytes name = trim(bytes_cut(&value, '='));

		if (bytes_equal_fold(name, BYTES("filename")))
			plain = unquote(trim(value));
		if (bytes_equal_fold(name, BYTES("filename*")))
			extended = extended_name(trim(value), arena);
	}
	return is_name(extended) ? extended : plain;
}

void
override_disposition(struct bytes value, struct arena *arena,
    struct terms *terms)
{
	const struct bytes kind = next_parameter(&value);
	const struct bytes name = find_name(value, arena);

	if (!is_name(name))
		return;
	if (bytes_equal_fold(kind, BYTES("attachment")))
		terms->disposition = DISPOSITION_ATTACHMENT;
	else if (bytes_equal_fold(kind, BYTES("inline")))
		terms->disposition = DISPOSITION_INLINE;
	else
		return;
	terms->file_name = name;
}

/* ------------------------------------------------------ type and caching */

void
override_type(struct bytes value, struct terms *terms)
{
	if (value.len <= NAME_MAX_BYTES && bytes_are_text(value) &&
	    memchr(value.at, ';', value.len) == NULL)
		terms->content_type = value;
}

void
override_caching(struct bytes value, struct terms *terms)
{
	const struct bytes age = BYTES("max-age=");

	while (value.len > 0) {
		struct bytes directive = trim(bytes_cut(&value, ','));
		int64_t      seconds;

		if (bytes_equal_fold(directive, BYTES("no-store")) ||
		    bytes_equal_fold(directive, BYTES("no-cache")))
			terms->cache_seconds = -1;
		if (terms->cache_seconds < 0 ||
		    !bytes_start_with(directive, age))
			continue;
		directive.at += age.len;
		directive.len -= age.len;
		if (bytes_number(directive, AGE_DIGITS, &seconds))
			terms->cache_seconds = seconds > 0 ? seconds : -1;
	}
}
