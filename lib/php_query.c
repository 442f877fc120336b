/* See php_query.h.  SPDX-License-Identifier: ISC */
#include "php_query.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"

/* Decoded, by the bytes of their names. */
struct pairs {
	struct {
		struct bytes name, value;
	} at[QUERY_MAX];
	size_t count;
};

/* parse_str would take another name for it, or none. */
static int
is_rewritten(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == '\0' || strchr(" .[]", name.at[i]) != NULL)
			return 1;
	return name.len == 0;
}

static int
compare(struct bytes a, struct bytes b)
{
	int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

static enum status
insert(struct pairs *pairs, struct bytes name, struct bytes value)
{
	size_t i = pairs->count++;

	for (; i > 0; i--) {
		int order = compare(pairs->at[i - 1].name, name);

		if (order == 0)
			return STATUS_AMBIGUOUS;
		if (order < 0)
			break;
		pairs->at[i] = pairs->at[i - 1];
	}
	pairs->at[i].name = name;
	pairs->at[i].value = value;
	return STATUS_OK;
}

static enum status
add(const struct parameter *parameter, struct arena *arena,
    struct pairs *pairs)
{
	struct bytes name, value;
	enum status  status;

	if (parameter->whole.len == parameter->name.len)
		return STATUS_MALFORMED;
	status = query_decode(parameter->name, PLUS_IS_BLANK, arena, &name);
	if (status == STATUS_OK && is_rewritten(name))
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = query_decode(parameter->value, PLUS_IS_BLANK, arena,
		    &value);
	return status == STATUS_OK ? insert(pairs, name, value) : status;
}

static int
is_kept(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* As urlencode: all but those as %XX, and '+' for a blank. */
static enum status
encode(struct bytes text, struct arena *arena, struct bytes *encoded)
{
	static const char digits[] = "0123456789ABCDEF";
	char             *out = arena_take(arena, 3 * text.len);
	size_t            n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (is_kept(text.at[i])) {
			out[n++] = text.at[i];
			continue;
		}
		if (c == ' ') {
			out[n++] = '+';
			continue;
		}
		out[n++] = '%';
		out[n++] = digits[c >> 4];
		out[n++] = digits[c & 15];
	}
	*encoded = (struct bytes){ out, n };
	return STATUS_OK;
}

static enum status
write_pairs(const struct pairs *pairs, struct arena *arena,
    struct bytes *text)
{
	struct bytes parts[4 * QUERY_MAX];
	size_t       n = 0;
	enum status  status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < pairs->count; i++) {
		parts[n++] = i == 0 ? EMPTY : BYTES("&");
		status = encode(pairs->at[i].name, arena, &parts[n++]);
		parts[n++] = BYTES("=");
		if (status == STATUS_OK)
			status = encode(pairs->at[i].value, arena,
			    &parts[n++]);
	}
	return status == STATUS_OK ? arena_join(arena, parts, n, text)
				   : status;
}

enum status
php_query_write(const struct query *query, struct bytes without,
    struct arena *arena, struct bytes *text)
{
	struct pairs *pairs = arena_take(arena, sizeof(*pairs));
	enum status   status = STATUS_OK;

	if (pairs == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; status == STATUS_OK && i < query->count; i++)
		if (query->at[i].value.at != without.at)
			status = add(&query->at[i], arena, pairs);
	return status == STATUS_OK ? write_pairs(pairs, arena, text) : status;
}
