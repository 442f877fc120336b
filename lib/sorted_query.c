/* See sorted_query.h.  SPDX-License-Identifier: ISC */
#include "sorted_query.h"

#include "arena.h"
#include "bytes.h"
#include "percent.h"

static enum status
insert(struct sorted_query *query, struct bytes name, struct bytes value,
    enum twice twice)
{
	size_t i = query->count;

	if (i == QUERY_MAX)
		return STATUS_TOO_LARGE;
	for (; i > 0; i--) {
		int order = bytes_compare(query->at[i - 1].name, name);

		if (order == 0 && twice == TWICE_IS_REFUSED)
			return STATUS_AMBIGUOUS;
		if (order <= 0)
			break;
		query->at[i] = query->at[i - 1];
	}
	query->at[i].name = name;
	query->at[i].value = value;
	query->count++;
	return STATUS_OK;
}

enum status
sorted_query_add(struct sorted_query *query, const struct parameter *parameter,
    enum plus plus, enum twice twice, struct arena *arena)
{
	struct bytes name, value;
	enum status  status = query_decode(parameter->name, plus, arena, &name);

	if (status == STATUS_OK)
		status = query_decode(parameter->value, plus, arena, &value);
	return status == STATUS_OK ? insert(query, name, value, twice) : status;
}

/* A blank is written as itself first, which nothing else then is. */
static enum status
encode(struct bytes text, const char *kept, struct arena *arena,
    struct bytes *encoded)
{
	struct bytes escaped;
	char        *out;
	enum status  status = percent_encode_but(text, kept, arena, &escaped);

	if (status != STATUS_OK)
		return status;
	out = arena_take(arena, escaped.len);
	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < escaped.len; i++)
		out[i] = (char)(escaped.at[i] == ' ' ? '+' : escaped.at[i]);
	*encoded = (struct bytes){ out, escaped.len };
	return STATUS_OK;
}

enum status
sorted_query_write(const struct sorted_query *query, const char *kept,
    struct arena *arena, struct bytes *text)
{
	struct bytes parts[4 * QUERY_MAX];
	size_t       n = 0;
	enum status  status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < query->count; i++) {
		parts[n++] = i == 0 ? EMPTY : BYTES("&");
		status = encode(query->at[i].name, kept, arena, &parts[n++]);
		parts[n++] = BYTES("=");
		if (status == STATUS_OK)
			status = encode(query->at[i].value, kept, arena,
			    &parts[n++]);
	}
	return status == STATUS_OK ? arena_join(arena, parts, n, text)
				   : status;
}
