/*
 * Which pages of other origins may read an answer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "cors.h"

static struct bytes listed[] = {
	{ "https://a.example", 17 },
	{ "http://b.example:8080", 21 },
};
static const struct route closed;
static const struct route open_to_two = { .origins = { listed, 2 } };
static const struct route with_cookies = { .origins = { listed, 2 },
	.carriers = CARRIER_COOKIE | CARRIER_QUERY };
static const struct route with_header = { .origins = { listed, 2 },
	.carriers = CARRIER_HEADER };
static const struct route api = { .role = ROLE_API,
	.origins = { listed, 2 }, .carriers = CARRIER_HEADER };

static const struct {
	const struct route *route;
	const char         *origin;
	const char         *allowed, *vary;
} rows[] = {
	{ NULL, "https://a.example", NULL, NULL },
	{ &closed, "https://a.example", NULL, NULL },
	{ &closed, "", NULL, NULL },
	{ &open_to_two, "https://a.example", "https://a.example", "Origin" },
	{ &open_to_two, "http://b.example:8080", "http://b.example:8080",
	    "Origin" },
	{ &open_to_two, "", NULL, "Origin" },
	{ &open_to_two, "null", NULL, "Origin" },
	{ &open_to_two, "*", NULL, "Origin" },
	{ &open_to_two, "http://a.example", NULL, "Origin" },
	{ &open_to_two, "https://a.example:443", NULL, "Origin" },
	{ &open_to_two, "https://a.example.evil", NULL, "Origin" },
	{ &open_to_two, "https://a.exampl", NULL, "Origin" },
	{ &open_to_two, "https://A.example", NULL, "Origin" },
	{ &open_to_two, "https://a.example, https://b", NULL, "Origin" },
	{ &open_to_two, "https://a.example\r\nX: y", NULL, "Origin" },
};

static void
origins_are_matched(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct environment request = {
			.origin = bytes_of(rows[i].origin)
		};
		struct response response;

		response_start(&response, 200);
		cors_add(rows[i].route, &request, &response);
		expect_header(rows[i].origin, &response,
		    "Access-Control-Allow-Origin", rows[i].allowed);
		expect_header(rows[i].origin, &response, "Vary", rows[i].vary);
		expect_header(rows[i].origin, &response,
		    "Access-Control-Expose-Headers", rows[i].vary == NULL ?
		    NULL : "Content-Length, Content-Range, ETag");
		expect_header(rows[i].origin, &response,
		    "Access-Control-Allow-Credentials", NULL);
		EXPECT(rows[i].origin, !response.failed);
	}
}

/* By the place where the route looks for credentials. */
static void
credentials_are_allowed(void **state)
{
	static const struct {
		const struct route *route;
		const char         *origin, *credentials, *exposed;
	} cases[] = {
		{ &with_cookies, "https://a.example", "true",
		    "Content-Length, Content-Range, ETag" },
		{ &with_cookies, "https://c.example", NULL,
		    "Content-Length, Content-Range, ETag" },
		{ &with_cookies, "", NULL,
		    "Content-Length, Content-Range, ETag" },
		{ &with_header, "https://a.example", NULL,
		    "Content-Length, Content-Range, ETag" },
		{ &api, "https://a.example", "true", "Date" },
		{ &api, "https://c.example", NULL, "Date" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char              *row = row_name(i, cases[i].origin);
		const struct environment request = {
			.origin = bytes_of(cases[i].origin)
		};
		struct response response;

		response_start(&response, 200);
		cors_add(cases[i].route, &request, &response);
		expect_header(row, &response,
		    "Access-Control-Allow-Credentials", cases[i].credentials);
		expect_header(row, &response, "Access-Control-Expose-Headers",
		    cases[i].exposed);
		expect_header(row, &response, "Vary", "Origin");
	}
}

/* What is sent are the configuration's bytes, not the client's. */
static void
the_origin_is_our_own_copy(void **state)
{
	static char              theirs[] = "https://a.example";
	const struct environment request = { .origin = { theirs, 17 } };
	struct response          response;

	(void)state;
	response_start(&response, 200);
	cors_add(&open_to_two, &request, &response);
	assert_ptr_equal(header_named(&response,
	    "Access-Control-Allow-Origin")->value.at, listed[0].at);
}

static void
preflights_are_answered(void **state)
{
	static const struct {
		const struct route *route;
		const char         *origin, *method;
		enum status         wanted;
	} cases[] = {
		{ &open_to_two, "https://a.example", "GET", STATUS_OK },
		{ &open_to_two, "http://b.example:8080", "HEAD", STATUS_OK },
		{ &open_to_two, "https://a.example", "PUT",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &open_to_two, "https://a.example", "get",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &open_to_two, "https://a.example", "",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &open_to_two, "https://c.example", "GET",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &open_to_two, "", "GET", STATUS_METHOD_NOT_ALLOWED },
		{ &closed, "https://a.example", "GET",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &closed, "", "", STATUS_METHOD_NOT_ALLOWED },
		{ &open_to_two, "https://a.example", "POST",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &open_to_two, "https://a.example", "GET, HEAD",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &open_to_two, "https://a.example", " HEAD",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &with_cookies, "https://a.example", "GET", STATUS_OK },
		{ &with_header, "https://a.example", "HEAD", STATUS_OK },
		{ &api, "https://a.example", "POST", STATUS_OK },
		{ &api, "https://a.example", "DELETE", STATUS_OK },
		{ &api, "https://a.example", "GET",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &api, "https://c.example", "POST",
		    STATUS_METHOD_NOT_ALLOWED },
		{ &api, "", "POST", STATUS_METHOD_NOT_ALLOWED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct environment request = {
			.method = BYTES("OPTIONS"),
			.origin = bytes_of(cases[i].origin),
			.preflight_method = bytes_of(cases[i].method),
		};
		struct response response;

		response_start(&response, 200);
		EXPECT_STATUS(row_name(i, cases[i].origin),
		    cors_preflight(cases[i].route, &request, &response),
		    cases[i].wanted);
		EXPECT(row_name(i, cases[i].origin), response.status ==
		    (cases[i].wanted == STATUS_OK ? 204 : 200));
		EXPECT(row_name(i, cases[i].origin),
		    (response.header_count > 0) ==
		    (cases[i].wanted == STATUS_OK));
	}
}

static void
a_preflight_answer_is_complete(void **state)
{
	const struct environment request = {
		.origin = BYTES("https://a.example"),
		.preflight_method = BYTES("GET"),
	};
	struct response response;

	EXPECT_STATUS("GET", cors_preflight(&open_to_two, &request, &response),
	    STATUS_OK);
	EXPECT_BYTES("GET", whole_answer(&response, *state), BYTES(
	    "Status: 204 No Content\r\n"
	    "Vary: Origin\r\n"
	    "Access-Control-Allow-Origin: https://a.example\r\n"
	    "Access-Control-Allow-Methods: GET, HEAD\r\n"
	    "Access-Control-Allow-Headers: Range, If-Match, If-None-Match, "
	    "If-Modified-Since, If-Unmodified-Since, If-Range, "
	    "Cache-Control\r\n"
	    "Access-Control-Max-Age: 600\r\n\r\n"));
}

/* By role, and by where the route looks for credentials. */
static void
preflights_of_other_routes(void **state)
{
	static const struct {
		const struct route *route;
		const char         *method, *methods, *credentials, *last;
	} cases[] = {
		{ &with_cookies, "GET", "GET, HEAD", "true", "Cache-Control" },
		{ &with_header, "GET", "GET, HEAD", NULL, "Authorization" },
		{ &api, "POST", "POST, DELETE", "true", "Content-Type" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char              *row = cases[i].last;
		const struct environment request = {
			.origin = BYTES("https://a.example"),
			.preflight_method = bytes_of(cases[i].method),
		};
		struct response response;
		struct bytes    headers, last = bytes_of(cases[i].last);

		EXPECT_STATUS(row, cors_preflight(cases[i].route, &request,
		    &response), STATUS_OK);
		expect_header(row, &response, "Access-Control-Allow-Methods",
		    cases[i].methods);
		expect_header(row, &response,
		    "Access-Control-Allow-Credentials", cases[i].credentials);
		headers = header_named(&response,
		    "Access-Control-Allow-Headers")->value;
		EXPECT_BYTES(row, ((struct bytes){
		    headers.at + headers.len - last.len, last.len }), last);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(origins_are_matched),
		cmocka_unit_test(credentials_are_allowed),
		cmocka_unit_test(the_origin_is_our_own_copy),
		cmocka_unit_test(preflights_are_answered),
		cmocka_unit_test(a_preflight_answer_is_complete),
		cmocka_unit_test(preflights_of_other_routes),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
