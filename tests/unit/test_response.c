/*
 * Headers that reach a client, and those that never may.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"

static void
a_head_is_written(void **state)
{
	struct response response;
	struct bytes    head;

	response_start(&response, 206);
	response_add_text(&response, "Content-Type", "image/png");
	response_add(&response, "X-Sendfile", BYTES("/caf\xc3\xa9 %41.png"));
	response.content_length = 0;
	EXPECT_STATUS("206", response_head(&response, *state, &head),
	    STATUS_OK);
	EXPECT_BYTES("206", head, BYTES("Status: 206 Partial Content\r\n"
	    "Content-Type: image/png\r\n"
	    "X-Sendfile: /caf\xc3\xa9 %41.png\r\n"
	    "Content-Length: 0\r\n\r\n"));
}

static void
a_start_is_a_clean_slate(void **state)
{
	struct response response;

	(void)state;
	memset(&response, 0x55, sizeof(response));
	response_start(&response, 404);
	assert_int_equal(response.status, 404);
	assert_int_equal(response.header_count, 0);
	assert_int_equal(response.failed, 0);
	assert_int_equal(response.content_length, -1);
	assert_int_equal(response.body.len, 0);
	assert_int_equal(response.body_file, -1);
}

static void
every_status_has_its_phrase(void **state)
{
	static const struct {
		int         status;
		const char *line;
	} rows[] = {
		{ 200, "Status: 200 OK\r\n\r\n" },
		{ 204, "Status: 204 No Content\r\n\r\n" },
		{ 304, "Status: 304 Not Modified\r\n\r\n" },
		{ 400, "Status: 400 Bad Request\r\n\r\n" },
		{ 403, "Status: 403 Forbidden\r\n\r\n" },
		{ 404, "Status: 404 Not Found\r\n\r\n" },
		{ 405, "Status: 405 Method Not Allowed\r\n\r\n" },
		{ 410, "Status: 410 Gone\r\n\r\n" },
		{ 412, "Status: 412 Precondition Failed\r\n\r\n" },
		{ 414, "Status: 414 URI Too Long\r\n\r\n" },
		{ 416, "Status: 416 Range Not Satisfiable\r\n\r\n" },
		{ 503, "Status: 503 Service Unavailable\r\n\r\n" },
	};
	struct response response;
	struct bytes    head;

	for (size_t i = 0; i < COUNT(rows); i++) {
		response_start(&response, rows[i].status);
		EXPECT_STATUS(rows[i].line,
		    response_head(&response, *state, &head), STATUS_OK);
		EXPECT_BYTES(rows[i].line, head, bytes_of(rows[i].line));
	}
	response_start(&response, 299);
	EXPECT_STATUS("299", response_head(&response, *state, &head),
	    STATUS_INTERNAL);
}

/* Every byte, in the middle of a value. */
static void
control_bytes_are_refused(void **state)
{
	struct response response;
	struct bytes    head;
	char            value[] = "a-b";

	for (int c = 0; c < 256; c++) {
		const int refused = c < 0x20 || c == 0x7f;

		value[1] = (char)c;
		response_start(&response, 200);
		response_add(&response, "X-Name", (struct bytes){ value, 3 });
		response_add_text(&response, "X-Next", "fine");
		EXPECT(row_name((size_t)c, "byte"), response.failed == refused);
		EXPECT_STATUS(row_name((size_t)c, "byte"),
		    response_head(&response, *state, &head),
		    refused ? STATUS_INTERNAL : STATUS_OK);
		arena_reset(*state);
	}
}

static void
one_header_too_many_is_refused(void **state)
{
	struct response response;

	(void)state;
	response_start(&response, 200);
	for (size_t i = 0; i < RESPONSE_HEADERS; i++)
		response_add_text(&response, "X-Name", "value");
	assert_int_equal(response.failed, 0);
	response_add_text(&response, "X-Name", "value");
	assert_int_equal(response.failed, 1);
	assert_int_equal(response.header_count, RESPONSE_HEADERS);
}

static void
a_full_arena_is_reported(void **state)
{
	struct response response;
	struct bytes    head;
	int             succeeded = 0;

	(void)state;
	response_start(&response, 200);
	response.content_length = 10;
	FOR_EACH_ARENA(size, arena, 512)
	{
		enum status status = response_head(&response, arena, &head);

		if (!succeeded && status == STATUS_TOO_LARGE)
			continue;
		EXPECT_STATUS(row_name(size, "bytes"), status, STATUS_OK);
		succeeded = 1;
	}
	assert_true(succeeded);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_is_written),
		cmocka_unit_test(a_start_is_a_clean_slate),
		cmocka_unit_test(every_status_has_its_phrase),
		cmocka_unit_test(control_bytes_are_refused),
		cmocka_unit_test(one_header_too_many_is_refused),
		cmocka_unit_test(a_full_arena_is_reported),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
