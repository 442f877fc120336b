/*
 * The body of a call: whose it is, whether it is whole, and how much of it is
 * kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "place.h"

#include "input.h"
#include "responder.h"

#define API                                                     \
	"[route x]\nrole = api\nprefix = /x/\nsigns = images\n" \
	"body_limit = 1k\n"
#define LIMIT 1024

struct desk {
	struct place  place;
	struct gate  *gate;
	struct arena *arena;
};

static void
open_desk(struct desk *desk)
{
	*desk = (struct desk){ .place = open_place("", API) };
	desk->gate = gate_open(desk->place.config);
	desk->arena = arena_new(REQUEST_MEMORY);
	assert_non_null(gate_config(desk->gate));
}

static void
close_desk(struct desk *desk)
{
	arena_free(desk->arena);
	gate_close(desk->gate);
	scratch_close(&desk->place.scratch);
}

static void
test_whose_it_is(void **state)
{
	static const struct {
		const char *method, *target;
		int         is_read;
	} rows[] = {
		{ "POST", "/x/sign", 1 },
		{ "POST", "/x/", 1 },
		{ "POST", "/x/sign?a=b", 1 },
		{ "POST", "https://example.org/x/sign", 1 },
		{ "POST", "/x", 0 },
		{ "POST", "/img/cat.jpg", 0 },
		{ "POST", "/elsewhere", 0 },
		{ "POST", "/x/%", 0 },
		{ "POST", "/x/../img/", 0 },
		{ "POST", "", 0 },
		{ "post", "/x/sign", 0 },
		{ "GET", "/x/sign", 0 },
		{ "PUT", "/x/sign", 0 },
	};
	struct desk desk;

	(void)state;
	open_desk(&desk);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct environment environment = {
			.method = bytes_of(rows[i].method),
			.target = bytes_of(rows[i].target),
		};
		struct input input;

		input_open(&input, desk.gate, &environment, desk.arena);
		EXPECT(rows[i].target, (input.arena != NULL) ==
		    rows[i].is_read);
		input_add(&input, "{}", 2);
		input_end(&input, 1, &environment);
		EXPECT(rows[i].target, environment.body_state ==
		    (rows[i].is_read ? BODY_WHOLE : BODY_NONE));
		EXPECT_BYTES(rows[i].target, environment.body,
		    rows[i].is_read ? BYTES("{}") : BYTES(""));
		input_close(&input);
	}
	close_desk(&desk);
}

static const struct {
	size_t      length;
	const char *said; /* CONTENT_LENGTH */
	int         ended;
	enum body   wanted;
} rows[] = {
	{ 0, "", 1, BODY_NONE },
	{ 0, "0", 1, BODY_NONE },
	{ 1, "", 1, BODY_WHOLE },
	{ 1, "1", 1, BODY_WHOLE },
	{ LIMIT, "1024", 1, BODY_WHOLE },
	{ LIMIT, "", 1, BODY_WHOLE },
	{ 0, "10", 1, BODY_CUT_SHORT },
	{ 9, "10", 1, BODY_CUT_SHORT },
	{ 11, "10", 1, BODY_CUT_SHORT },
	{ 10, "10", 0, BODY_CUT_SHORT },
	{ 10, "", 0, BODY_CUT_SHORT },
	{ 10, "-10", 1, BODY_CUT_SHORT },
	{ 10, "010", 1, BODY_CUT_SHORT },
	{ 10, "10 ", 1, BODY_CUT_SHORT },
	{ 10, "99999999999999999999", 1, BODY_CUT_SHORT },
	{ LIMIT + 1, "", 1, BODY_TOO_LONG },
	{ LIMIT + 1, "", 0, BODY_TOO_LONG },
	{ LIMIT + 1, "1025", 1, BODY_TOO_LONG },
	{ LIMIT + 1, "10", 1, BODY_TOO_LONG },
	{ 10, "1025", 0, BODY_TOO_LONG },
	{ 0, "1025", 1, BODY_TOO_LONG },
	{ 50000, "50000", 1, BODY_TOO_LONG },
};

/* In pieces of every size, of which none is written beyond the limit. */
static void
test_states(void **state)
{
	static char content[50000];
	struct desk desk;

	(void)state;
	memset(content, 'x', sizeof(content));
	open_desk(&desk);
	for (size_t i = 0; i < COUNT(rows) * 4; i++) {
		const size_t       row = i / 4;
		const size_t       pieces[] = { 1, 7, 1000, 50000 };
		size_t             left = rows[row].length;
		struct environment environment = { .method = BYTES("POST"),
			.target = BYTES("/x/sign"),
			.content_length = bytes_of(rows[row].said) };
		struct input       input;
		char               name[32];

		snprintf(name, sizeof(name), "row %zu", row);
		input_open(&input, desk.gate, &environment, desk.arena);
		while (left > 0) {
			size_t piece = left < pieces[i % 4] ? left
							    : pieces[i % 4];

			input_add(&input, content, piece);
			left -= piece;
		}
		input_end(&input, rows[row].ended, &environment);
		EXPECT(name, environment.body_state == rows[row].wanted);
		EXPECT(name, environment.body.len ==
		    (rows[row].wanted == BODY_WHOLE ? rows[row].length : 0));
		EXPECT(name, memcmp(environment.body.at, content,
		    environment.body.len) == 0);
		input_close(&input);
	}
	close_desk(&desk);
}

/* A call of which there is no memory for is no call without a body. */
static void
test_unread(void **state)
{
	struct environment environment = { 0 };
	struct input       input = { .is_wanted = 1 };

	(void)state;
	input_add(&input, "{}", 2);
	input_end(&input, 1, &environment);
	assert_int_equal(environment.body_state, BODY_UNREAD);
	input_close(&input);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whose_it_is),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
