/* See overrides.h.  SPDX-License-Identifier: ISC */
#include "overrides.h"

#include <string.h>

#include "bytes.h"
#include "percent.h"
#include "query.h"

#define NAME_MAX_BYTES 255
#define AGE_DIGITS     9

/* RFC 9110 §5.6.2 */
static int
is_token(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		const char c = text.at[i];

		if (c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c))
			return 0;
	}
	return text.len > 0;
}

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
		const char c = rest->at[parameter.len];

		if (c == ';' && !is_quoted)
			break;
		if (c == '"')
			is_quoted = !is_quoted;
		parameter.len += is_quoted && c == '\\' ? 2 : 1;
	}
	if (parameter.len > rest->len)
		parameter.len = rest->len;
	rest->at += parameter.len;
	rest->len -= parameter.len;
	if (rest->len > 0) {
		rest->at++;
		rest->len--;
	}
	return trim(parameter);
}

/* As it stands or between quotes; EMPTY: the quotes are none. */
static struct bytes
unquote(struct bytes value, struct arena *arena)
{
	char  *out;
	size_t n = 0, i = 1;

	if (value.len == 0 || memchr(value.at, '"', value.len) == NULL)
		return value;
	out = arena_take(arena, value.len);
	if (out == NULL || value.at[0] != '"')
		return EMPTY;
	while (i < value.len && value.at[i] != '"') {
		i += value.at[i] == '\\';
		if (i < value.len)
			out[n++] = value.at[i++];
	}
	return i + 1 == value.len ? (struct bytes){ out, n } : EMPTY;
}

/* filename*=UTF-8''na%C3%AFve.jpg (RFC 8187 §3.2.1) */
static struct bytes
extended_name(struct bytes value, struct arena *arena)
{
	const struct bytes charset = bytes_cut(&value, '\'');
	const struct bytes language = bytes_cut(&value, '\'');
	struct bytes       name = EMPTY;

	(void)language;
	if (!bytes_equal_fold(charset, BYTES("utf-8")) ||
	    percent_decode(value, arena, &name) != STATUS_OK)
		return EMPTY;
	return name;
}

/* Of two of a kind the first counts. */
static struct bytes
find_name(struct bytes rest, struct arena *arena)
{
	struct bytes plain = EMPTY, extended = EMPTY;

	while (rest.len > 0) {
		struct bytes value = next_parameter(&rest);
		struct bytes name = trim(bytes_cut(&value, '='));

		if (plain.len == 0 && bytes_equal_fold(name,
		        BYTES("filename")))
			plain = unquote(trim(value), arena);
		if (extended.len == 0 && bytes_equal_fold(name,
		        BYTES("filename*")))
			extended = extended_name(trim(value), arena);
	}
	return is_name(extended) ? extended : plain;
}

/* RFC 6266 §4.2: what is not known is an attachment. */
void
override_disposition(struct bytes value, struct arena *arena,
    struct terms *terms)
{
	const struct bytes kind = next_parameter(&value);
	const struct bytes name = find_name(value, arena);

	if (!is_token(kind))
		return;
	terms->disposition = bytes_equal_fold(kind, BYTES("inline"))
	    ? DISPOSITION_INLINE : DISPOSITION_ATTACHMENT;
	terms->file_name = is_name(name) ? name : EMPTY;
}

/* ------------------------------------------------------ type and caching */

void
override_type(struct bytes value, struct terms *terms)
{
	struct bytes       rest = value;
	const struct bytes type = bytes_cut(&rest, '/');

	if (value.len <= NAME_MAX_BYTES && is_token(type) && is_token(rest))
		terms->content_type = value;
}

/* The shortest that is said counts. */
static void
limit_age(struct bytes directive, struct terms *terms)
{
	struct bytes       seconds = directive;
	const struct bytes name = bytes_cut(&seconds, '=');
	int64_t            age;

	if (bytes_equal_fold(name, BYTES("no-store")) ||
	    bytes_equal_fold(name, BYTES("no-cache")))
		terms->cache_seconds = -1;
	if (terms->cache_seconds < 0 ||
	    !bytes_equal_fold(name, BYTES("max-age")) ||
	    !bytes_number(seconds, AGE_DIGITS, &age))
		return;
	if (terms->cache_seconds == 0 || age < terms->cache_seconds)
		terms->cache_seconds = age > 0 ? age : -1;
}

void
override_caching(struct bytes value, struct terms *terms)
{
	while (value.len > 0)
		limit_age(trim(bytes_cut(&value, ',')), terms);
}

/* ------------------------------------------------------ Amazon and Google */

static enum status
read_one(const struct query *query, struct bytes name, struct arena *arena,
    struct bytes *value)
{
	enum status status = query_optional(query, name, value);

	if (status != STATUS_OK || value->at == NULL)
		return status;
	return query_decode(*value, PLUS_IS_BLANK, arena, value);
}

enum status
overrides_read(const struct query *query, struct arena *arena,
    struct terms *terms)
{
	struct bytes disposition, type, caching;
	enum status  status;

	status = read_one(query, BYTES("response-content-disposition"), arena,
	    &disposition);
	if (status == STATUS_OK)
		status = read_one(query, BYTES("response-content-type"), arena,
		    &type);
	if (status == STATUS_OK)
		status = read_one(query, BYTES("response-cache-control"),
		    arena, &caching);
	if (status != STATUS_OK)
		return status;
	if (disposition.at != NULL)
		override_disposition(disposition, arena, terms);
	if (type.at != NULL)
		override_type(type, terms);
	if (caching.at != NULL)
		override_caching(caching, terms);
	return STATUS_OK;
}
