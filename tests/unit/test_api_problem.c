/*
 * What an API says when it refuses (RFC 9457).
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "problem.h"

static struct bytes       origins[] = { { "https://a.example", 17 } };
static const struct route plain = { .role = ROLE_API };
static const struct route shared = { .role = ROLE_API,
	.origins = { origins, 1 } };

static const struct environment post = { .method = { "POST", 4 } };
static const struct environment head = { .method = { "HEAD", 4 } };

static const struct problem nothing = { 0 };
static const struct problem caller = { .who_calls = 1 };

static struct bytes
told(enum status status, const struct problem *problem,
    const struct environment *environment, struct arena *arena)
{
	struct response response;

	EXPECT_STATUS(status_name(status), problem_answer(status, problem,
	    &plain, environment, arena, &response), STATUS_OK);
	return whole_answer(&response, arena);
}

#define SAFE "X-Content-Type-Options: nosniff\r\n" \
	"Referrer-Policy: no-referrer\r\n" \
	"Cross-Origin-Resource-Policy: same-site\r\n" \
	"Cache-Control: no-store\r\n"

static void
test_whole_problems(void **state)
{
	const struct problem detailed = { .detail = "there is no body" };
	const struct problem methods = { .methods = "POST, OPTIONS" };

	EXPECT_BYTES("400", told(STATUS_BAD_BODY, &detailed, &post, *state),
	    BYTES("Status: 400 Bad Request\r\n" SAFE
	    "Content-Type: application/problem+json\r\n"
	    "Content-Length: 86\r\n\r\n"
	    "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
	    "\"detail\":\"there is no body\"}\n"));
	EXPECT_BYTES("401", told(STATUS_BAD_SIGNATURE, &caller, &post,
	    *state), BYTES("Status: 401 Unauthorized\r\n" SAFE
	    "WWW-Authenticate: Bearer\r\n"
	    "Content-Type: application/problem+json\r\n"
	    "Content-Length: 59\r\n\r\n"
	    "{\"type\":\"about:blank\",\"title\":\"Unauthorized\","
	    "\"status\":401}\n"));
	EXPECT_BYTES("405", told(STATUS_METHOD_NOT_ALLOWED, &methods, &head,
	    *state), BYTES("Status: 405 Method Not Allowed\r\n" SAFE
	    "Allow: POST, OPTIONS\r\n"
	    "Content-Type: application/problem+json\r\n"
	    "Content-Length: 65\r\n\r\n"));
}

/* A caller learns that his token is wrong, and never why. */
static void
test_tokens_are_refused_alike(void **state)
{
	struct bytes first = told(STATUS_NO_CREDENTIAL, &caller, &post,
	    *state);

	for (size_t i = STATUS_NO_CREDENTIAL; i <= STATUS_USES_UNCOUNTED; i++)
		EXPECT_BYTES(status_name((enum status)i),
		    told((enum status)i, &caller, &post, *state), first);
}

/* Every status has one, and none is a success. */
static void
test_every_status(void **state)
{
	for (size_t i = 0; i < 2 * STATUS_COUNT; i++) {
		const enum status status = (enum status)(i / 2);
		struct response   response;

		arena_reset(*state);
		EXPECT_STATUS(status_name(status), problem_answer(status,
		    i % 2 ? &caller : &nothing, &shared, &post, *state,
		    &response), STATUS_OK);
		assert_in_range(response.status, 400, 503);
		assert_int_equal(response.content_length, response.body.len);
		expect_header(status_name(status), &response, "Cache-Control",
		    "no-store");
		expect_header(status_name(status), &response, "Vary",
		    "Origin");
	}
}

static void
test_without_memory(void **state)
{
	size_t answers[2] = { 0 };

	(void)state;
	FOR_EACH_ARENA (size, arena, 300) {
		struct response response;

		answers[problem_answer(STATUS_BAD_BODY, &nothing, &plain,
		    &post, arena, &response) == STATUS_OK]++;
	}
	assert_true(answers[0] > 0 && answers[1] > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_problems),
		cmocka_unit_test(test_tokens_are_refused_alike),
		cmocka_unit_test(test_every_status),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
