/*
 * What the tests of answers share: an arena, and looking at headers.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_ANSWER_H
#define TESTS_UNIT_ANSWER_H

#include "response.h"
#include "support.h"

static inline int
make_arena(void **state)
{
	*state = arena_new(64 * 1024);
	return *state == NULL;
}

static inline int
free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

/* A row without a name of its own; lives until the next one. */
static inline const char *
row_name(size_t number, const char *text)
{
	static char name[256];

	(void)snprintf(name, sizeof(name), "row %zu (%s)", number, text);
	return name;
}

/* NULL: there is none. */
static inline const struct header *
header_named(const struct response *response, const char *name)
{
	const struct header *found = NULL;

	for (size_t i = 0; i < response->header_count; i++) {
		if (strcasecmp(response->headers[i].name.at, name) != 0)
			continue;
		if (found != NULL)
			fail_msg("%s is there twice", name);
		found = &response->headers[i];
	}
	return found;
}

/* wanted NULL: there must be no such header. */
static inline void
expect_header(const char *row, const struct response *response,
    const char *name, const char *wanted)
{
	const struct header *header = header_named(response, name);

	if (header != NULL && wanted == NULL)
		fail_msg("%s: there is a %s: %.*s", row, name,
		    (int)header->value.len, header->value.at);
	if (header == NULL && wanted != NULL)
		fail_msg("%s: there is no %s", row, name);
	if (header != NULL)
		EXPECT_BYTES(row, header->value, bytes_of(wanted));
}

/* The head and the body as one text in the arena. */
static inline struct bytes
whole_answer(const struct response *response, struct arena *arena)
{
	struct bytes head;
	char        *whole;

	EXPECT_STATUS("head", response_head(response, arena, &head),
	    STATUS_OK);
	whole = arena_take(arena, head.len + response->body.len);
	assert_non_null(whole);
	memcpy(whole, head.at, head.len);
	if (response->body.len > 0)
		memcpy(whole + head.len, response->body.at,
		    response->body.len);
	return (struct bytes){ whole, head.len + response->body.len };
}

#endif
