/*
 * What a client is told when it gets nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "config.h"
#include "denial.h"

static struct bytes       origins[] = { { "https://a.example", 17 } };
static const struct route plain, shared = { .origins = { origins, 1 } };

static const struct environment get = { .method = { "GET", 3 } };
static const struct environment head = { .method = { "HEAD", 4 } };

static const struct placeholder picture = { { "\x89PNG", 4 }, "image/png" };
static const struct placeholder drawing = { { "<svg/>", 6 },
	"image/svg+xml" };

static const struct {
	enum status status;
	int         http_status;
} rows[] = {
	{ STATUS_UNDECIDED, 503 },
	{ STATUS_OK, 200 },
	{ STATUS_BAD_REQUEST, 400 },
	{ STATUS_HOSTILE_PATH, 400 },
	{ STATUS_URL_TOO_LONG, 414 },
	{ STATUS_METHOD_NOT_ALLOWED, 405 },
	{ STATUS_TOO_LARGE, 503 },
	{ STATUS_NO_ROUTE, 403 },
	{ STATUS_NO_CREDENTIAL, 403 },
	{ STATUS_FOREIGN_CREDENTIAL, 403 },
	{ STATUS_AMBIGUOUS, 403 },
	{ STATUS_MALFORMED, 403 },
	{ STATUS_MILLISECONDS, 403 },
	{ STATUS_UNKNOWN_KEY, 403 },
	{ STATUS_BAD_SIGNATURE, 403 },
	{ STATUS_WRONG_ALGORITHM, 403 },
	{ STATUS_WRONG_ISSUER, 403 },
	{ STATUS_WRONG_AUDIENCE, 403 },
	{ STATUS_CLAIM_MISSING, 403 },
	{ STATUS_KEY_NOT_YET_VALID, 403 },
	{ STATUS_KEY_RETIRED, 403 },
	{ STATUS_KEY_SCOPE, 403 },
	{ STATUS_SCHEME_ENDED, 403 },
	{ STATUS_LIFETIME_TOO_LONG, 403 },
	{ STATUS_NOT_YET_VALID, 403 },
	{ STATUS_EXPIRED, 410 },
	{ STATUS_METHOD_NOT_GRANTED, 403 },
	{ STATUS_WRONG_CLIENT, 403 },
	{ STATUS_OUTSIDE_GRANT, 403 },
	{ STATUS_NO_RULE, 403 },
	{ STATUS_USES_UNCOUNTED, 403 },
	{ STATUS_NOT_FOUND, 404 },
	{ STATUS_TYPE_NOT_ALLOWED, 403 },
	{ STATUS_TYPE_MISMATCH, 403 },
	{ STATUS_UNSENDABLE_NAME, 503 },
	{ STATUS_NOT_AS_SIGNED, 403 },
	{ STATUS_NO_ENDPOINT, 404 },
	{ STATUS_WRONG_ORIGIN, 403 },
	{ STATUS_WRONG_BODY_TYPE, 415 },
	{ STATUS_BAD_BODY, 400 },
	{ STATUS_BODY_TOO_LARGE, 413 },
	{ STATUS_TOKEN_TOO_LONG, 413 },
	{ STATUS_BAD_REDIRECT, 400 },
	{ STATUS_OPEN_ROLE, 503 },
	{ STATUS_UNCONFIGURED, 503 },
	{ STATUS_INTERNAL, 503 },
};

static void
every_status_has_its_row(void **state)
{
	(void)state;
	assert_int_equal(COUNT(rows), STATUS_COUNT);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *row = status_name(rows[i].status);

		EXPECT(row, rows[i].status == i);
		EXPECT(row, denial_http_status(rows[i].status) ==
		    rows[i].http_status);
	}
	assert_int_equal(denial_http_status(STATUS_COUNT), 503);
	assert_int_equal(denial_http_status((enum status)1000), 503);
}

static const struct route *const       routes[] = { NULL, &plain, &shared };
static const struct placeholder *const placeholders[] = { NULL, &picture };

/* All reasons of one HTTP status look the same, to the byte. */
static void
reasons_can_not_be_told_apart(void **state)
{
	struct response one, other;

	for (size_t k = 0; k < COUNT(rows) * COUNT(rows) * 6; k++) {
		const size_t i = k / 6 / COUNT(rows), j = k / 6 % COUNT(rows);
		const char  *row = status_name(rows[i].status);

		if (rows[i].http_status != rows[j].http_status)
			continue;
		deny(rows[i].status, routes[k % 3], placeholders[k % 2], &get,
		    &one);
		deny(rows[j].status, routes[k % 3], placeholders[k % 2], &get,
		    &other);
		EXPECT_BYTES(row, whole_answer(&one, *state),
		    whole_answer(&other, *state));
		arena_reset(*state);
	}
}

static void
a_denial_is_complete(void **state)
{
	struct response response;

	deny(STATUS_BAD_SIGNATURE, &plain, NULL, &get, &response);
	EXPECT_BYTES("403", whole_answer(&response, *state), BYTES(
	    "Status: 403 Forbidden\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Referrer-Policy: no-referrer\r\n"
	    "Cross-Origin-Resource-Policy: same-site\r\n"
	    "Cache-Control: no-store\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: 43\r\n\r\n"
	    "This URL does not give access to the file.\n"));
	assert_int_equal(response.body_file, -1);
	deny(STATUS_METHOD_NOT_ALLOWED, &plain, NULL, &get, &response);
	expect_header("405", &response, "Allow", "GET, HEAD, OPTIONS");
}

/* A denial forgets what the response held before. */
static void
nothing_of_a_delivery_is_left(void **state)
{
	struct response response;

	(void)state;
	response_start(&response, 200);
	response_add_text(&response, "X-Sendfile", "/srv/a.png");
	response_add_text(&response, "ETag", "\"1\"");
	response_add_text(&response, "X-Bad", "\n");
	response.body_file = 7;
	deny(STATUS_INTERNAL, &plain, NULL, &get, &response);
	expect_header("denial", &response, "X-Sendfile", NULL);
	expect_header("denial", &response, "ETag", NULL);
	assert_int_equal(response.failed, 0);
	assert_int_equal(response.body_file, -1);
}

static void
no_denial_is_a_success(void **state)
{
	struct response response;

	(void)state;
	for (size_t i = 0; i <= STATUS_COUNT; i++) {
		deny((enum status)i, NULL, NULL, &get, &response);
		assert_in_range(response.status, 400, 503);
		assert_true(response.body.len > 0);
		assert_int_equal(response.failed, 0);
	}
}

static void
head_has_the_same_headers_and_no_body(void **state)
{
	for (size_t i = 0; i < COUNT(rows) * 2; i++) {
		const enum status status = rows[i / 2].status;
		const char       *row = status_name(status);
		struct response   with, without;
		struct bytes      first, second;

		deny(status, &shared, placeholders[i % 2], &get, &with);
		deny(status, &shared, placeholders[i % 2], &head, &without);
		EXPECT_STATUS(row, response_head(&with, *state, &first),
		    STATUS_OK);
		EXPECT_STATUS(row, response_head(&without, *state, &second),
		    STATUS_OK);
		EXPECT_BYTES(row, first, second);
		EXPECT(row, with.content_length == (int64_t)with.body.len);
		EXPECT(row, without.body.len == 0);
		arena_reset(*state);
	}
}

static void
a_placeholder_keeps_the_status(void **state)
{
	static const struct {
		enum status status;
		int         is_shown;
	} shown[] = {
		{ STATUS_BAD_SIGNATURE, 1 }, { STATUS_EXPIRED, 1 },
		{ STATUS_NOT_FOUND, 1 }, { STATUS_BAD_REQUEST, 0 },
		{ STATUS_METHOD_NOT_ALLOWED, 0 }, { STATUS_URL_TOO_LONG, 0 },
		{ STATUS_INTERNAL, 0 },
	};
	const struct placeholder none = { { NULL, 0 }, NULL };
	struct response          response;

	(void)state;
	for (size_t i = 0; i < COUNT(shown); i++) {
		const char *row = status_name(shown[i].status);

		deny(shown[i].status, &plain, &picture, &get, &response);
		EXPECT(row, response.status ==
		    denial_http_status(shown[i].status));
		expect_header(row, &response, "Cache-Control", "no-store");
		expect_header(row, &response, "Content-Security-Policy", NULL);
		expect_header(row, &response, "Content-Type",
		    shown[i].is_shown ? "image/png"
				      : "text/plain; charset=utf-8");
		EXPECT(row, bytes_equal(response.body, picture.content) ==
		    shown[i].is_shown);
	}
	deny(STATUS_EXPIRED, &plain, &none, &get, &response);
	expect_header("denial", &response, "Content-Type",
	    "text/plain; charset=utf-8");
}

static void
a_drawing_is_kept_in_a_sandbox(void **state)
{
	struct response response;

	(void)state;
	deny(STATUS_EXPIRED, &plain, &drawing, &get, &response);
	assert_int_equal(response.status, 410);
	expect_header("denial", &response, "Content-Type", "image/svg+xml");
	expect_header("denial", &response, "Content-Security-Policy",
	    "default-src 'none'; style-src 'unsafe-inline'; sandbox");
}

static void
listed_origins_may_read_a_denial(void **state)
{
	struct environment from = get;
	struct response    response;

	(void)state;
	from.origin = BYTES("https://a.example");
	deny(STATUS_EXPIRED, &shared, NULL, &from, &response);
	expect_header("denial", &response, "Access-Control-Allow-Origin",
	    "https://a.example");
	expect_header("denial", &response, "Vary", "Origin");
	expect_header("denial", &response, "Cross-Origin-Resource-Policy",
	    "cross-origin");
	deny(STATUS_EXPIRED, &plain, NULL, &from, &response);
	expect_header("denial", &response, "Access-Control-Allow-Origin", NULL);
	expect_header("denial", &response, "Vary", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_has_its_row),
		cmocka_unit_test(reasons_can_not_be_told_apart),
		cmocka_unit_test(a_denial_is_complete),
		cmocka_unit_test(nothing_of_a_delivery_is_left),
		cmocka_unit_test(no_denial_is_a_success),
		cmocka_unit_test(head_has_the_same_headers_and_no_body),
		cmocka_unit_test(a_placeholder_keeps_the_status),
		cmocka_unit_test(a_drawing_is_kept_in_a_sandbox),
		cmocka_unit_test(listed_origins_may_read_a_denial),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
