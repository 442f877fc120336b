/* See query.h.  SPDX-License-Identifier: ISC */
#include "query.h"

#include "bytes.h"
#include "percent.h"

enum status
query_read(struct bytes raw, struct arena *arena, const struct query **query)
{
	struct query *made = arena_take(arena, sizeof(*made));

	if (made == NULL)
		return STATUS_TOO_LARGE;
	while (raw.len > 0) {
		struct parameter *parameter = &made->at[made->count];

		if (made->count++ == QUERY_MAX)
			return STATUS_MALFORMED;
		parameter->whole = bytes_cut(&raw, '&');
		parameter->value = parameter->whole;
		parameter->name = bytes_cut(&parameter->value, '=');
	}
	*query = made;
	return STATUS_OK;
}

int
query_names(struct bytes raw, struct bytes name)
{
	size_t i = 0, n = 0;

	if (raw.len <= name.len)
		return bytes_equal(raw, name);
	/* Each escape takes two bytes more than what it stands for. */
	if ((raw.len - name.len) % 2 != 0)
		return 0;
	for (; i < raw.len && n < name.len; i++, n++) {
		int c = (unsigned char)raw.at[i];

		if (c == '%') {
			c = percent_value(raw, i);
			i += 2;
		}
		if (c != (unsigned char)name.at[n])
			return 0;
	}
	return i == raw.len && n == name.len;
}

enum status
query_one(const struct query *query, struct bytes name, struct bytes *value)
{
	enum status result = STATUS_NO_CREDENTIAL;

	for (size_t i = 0; i < query->count; i++) {
		const struct parameter *parameter = &query->at[i];

		if (!query_names(parameter->name, name))
			continue;
		if (result != STATUS_NO_CREDENTIAL)
			return STATUS_AMBIGUOUS;
		result = STATUS_MALFORMED;
		if (!bytes_equal(parameter->name, name))
			continue;
		*value = parameter->value;
		result = STATUS_OK;
	}
	return result;
}

enum status
query_optional(const struct query *query, struct bytes name,
    struct bytes *value)
{
	enum status status = query_one(query, name, value);

	if (status != STATUS_NO_CREDENTIAL)
		return status;
	*value = (struct bytes){ NULL, 0 };
	return STATUS_OK;
}

int
query_ends_with(struct bytes raw, struct bytes value)
{
	return value.at + value.len == raw.at + raw.len;
}

enum status
query_decode(struct bytes raw, enum plus plus, struct arena *arena,
    struct bytes *decoded)
{
	char  *out = arena_take(arena, raw.len);
	size_t n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < raw.len; i++) {
		int c = (unsigned char)raw.at[i];

		if (c == '+' && plus == PLUS_IS_BLANK)
			c = ' ';
		if (c == '%') {
			c = percent_value(raw, i);
			i += 2;
		}
		if (c < 0)
			return STATUS_BAD_REQUEST;
		out[n++] = (char)c;
	}
	*decoded = (struct bytes){ out, n };
	return STATUS_OK;
}
