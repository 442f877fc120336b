/*
 * Whole calls through respond, with less and less memory, and the lines that
 * they leave in the log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "place.h"

#include <time.h>

#include "api.h"
#include "log.h"
#include "responder.h"

#define LOGIN                                                         \
	"{\"kty\":\"oct\",\"kid\":\"login\",\"alg\":\"HS256\",\"k\":\"" \
	SECRET_K "\",\"postern\":{\"schemes\":[\"jwt\"]}}"

struct visit {
	struct place    place;
	struct gate    *gate;
	char            bearer[512];
	struct response response;
	struct bytes    head;
	char            log[128]; /* a file */
};

/* A JWT of kim's, which lives for a minute; of our own making. */
static void
make_bearer(struct visit *visit, struct arena *arena)
{
	const struct terms    terms = { .expires_at = time(NULL) + 60,
		   .subject = BYTES("kim") };
	const struct verifier verifier = { .site = BYTES("example.org") };
	struct key           *key = key_of(LOGIN);
	struct bytes          token;

	EXPECT_STATUS("jwt", sign(scheme_named(BYTES("jwt")), key, &verifier,
	    &terms, arena, &token), STATUS_OK);
	snprintf(visit->bearer, sizeof(visit->bearer), "Bearer %.*s",
	    (int)token.len, token.at);
	key_free(key);
}

static void
start_visit(struct visit *visit, struct arena *arena)
{
	char more[512];

	*visit = (struct visit){ .place = { .scratch = scratch_open() } };
	snprintf(visit->place.config, sizeof(visit->place.config),
	    "%s/postern.ini", visit->place.scratch.path);
	snprintf(visit->log, sizeof(visit->log), "%s/log",
	    visit->place.scratch.path);
	snprintf(more, sizeof(more), "log = %s\n[route images]\n"
	    "prefix = /img/\nroot = %s\ndelivery = direct\n"
	    "carrier = query cookie\nallow = /img/{sub}/*\n"
	    "[route x]\nrole = api\nprefix = /x/\nsigns = images\n",
	    visit->log, visit->place.scratch.path);
	write_config(&visit->place, more);
	scratch_write(&visit->place.scratch, "k1.jwk", JWK("k1", ""), 0640);
	scratch_write(&visit->place.scratch, "login.jwk", LOGIN, 0640);
	visit->gate = gate_open(visit->place.config);
	if (gate_config(visit->gate) == NULL)
		fail_msg("%s", gate_complaint(visit->gate)->text);
	gate_open_log(visit->gate);
	make_bearer(visit, arena);
}

static void
end_visit(struct visit *visit)
{
	log_open("stderr");
	gate_close(visit->gate);
	scratch_close(&visit->place.scratch);
}

static void
call(struct visit *visit, const char *method, const char *target,
    const char *body, struct arena *arena)
{
	const struct environment environment = {
		.method = bytes_of(method),
		.target = bytes_of(target),
		.remote_address = BYTES("127.0.0.1"),
		.authorization = bytes_of(visit->bearer),
		.fetch_site = BYTES("same-origin"),
		.content_type = BYTES("application/json"),
		.body = bytes_of(body),
		.body_state = *body != '\0' ? BODY_WHOLE : BODY_NONE,
	};

	respond(visit->gate, &environment, arena, &visit->response,
	    &visit->head);
	assert_true(visit->response.body_file < 0);
}

/* What was logged since; the file begins anew. */
static const char *
logged(const struct visit *visit)
{
	static char text[4096];
	FILE       *file = fopen(visit->log, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_int_equal(truncate(visit->log, 0), 0);
	return text;
}

#define PATHS "{\"paths\":[\"/img/kim/a.png\",\"/img/jo/a.png\"]}"

static const struct {
	const char *method, *target, *body;
	int         status;
	const char *line;
} rows[] = {
	{ "POST", "/x/sign", PATHS, 200, "route=x decision=allow reason=ok "
	    "status=200 scheme=jwt key=login link=- subject=kim "
	    "path=/x/sign " },
	{ "POST", "/x/sign", "{\"paths\":[]}", 200, "route=x decision=allow "
	    "reason=ok status=200 " },
	/* Why nothing was signed. */
	{ "POST", "/x/sign", "{\"paths\":[\"/img/jo/a.png\"]}", 200,
	    "route=x decision=deny reason=no-rule status=200 scheme=jwt "
	    "key=login link=- subject=kim path=/x/sign " },
	{ "POST", "/x/sign", "{\"paths\":[\"/elsewhere\"]}", 200,
	    "decision=deny reason=no-route status=200 " },
	{ "POST", "/x/sign", "{\"paths\":[\"/x/sign\"]}", 200,
	    "decision=deny reason=no-route status=200 " },
	{ "POST", "/x/sign", "{\"paths\":[\"/img/../x\"]}", 200,
	    "decision=deny reason=hostile-path status=200 " },
	{ "POST", "/x/sign", "[]", 400, "decision=deny reason=bad-body "
	    "status=400 scheme=jwt key=login link=- subject=kim " },
	{ "POST", "/x/sign", "", 400, "decision=deny reason=bad-body "
	    "status=400 " },
	{ "POST", "/x/session", "", 200, "decision=allow reason=ok "
	    "status=200 scheme=jwt key=login link=- subject=kim "
	    "path=/x/session " },
	{ "DELETE", "/x/session", "", 204, "decision=allow reason=ok "
	    "status=204 scheme=- key=- " },
	{ "GET", "/x/claim?to=/a&st=1.k1.1795000000.xxxxxxxxxxxxxxxxxxxxxA",
	    "", 403, "decision=deny reason=bad-signature status=403 "
	    "scheme=native key=k1 link=- subject=- path=/x/claim us=" },
	{ "GET", "/x/claim?to=//a", "", 400, "decision=deny "
	    "reason=bad-redirect status=400 " },
	{ "GET", "/x/sign", "", 405, "decision=deny "
	    "reason=method-not-allowed status=405 " },
	{ "GET", "/x/", "", 404, "decision=deny reason=no-endpoint "
	    "status=404 " },
	{ "POST", "/x/sign/", PATHS, 404, "decision=deny reason=no-endpoint "
	    "status=404 " },
};

static void
test_log_lines(void **state)
{
	struct arena *arena = arena_new(REQUEST_MEMORY);
	struct visit  visit;

	(void)state;
	start_visit(&visit, arena);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *line;

		arena_reset(arena);
		call(&visit, rows[i].method, rows[i].target, rows[i].body,
		    arena);
		line = logged(&visit);
		if (visit.response.status != rows[i].status ||
		    strstr(line, rows[i].line) == NULL)
			fail_msg("row %zu: %d, %s", i, visit.response.status,
			    line);
		/* Neither the token nor a part of it. */
		assert_null(strstr(line, strchr(visit.bearer, '.')));
		assert_null(strstr(line, "eyJ"));
		assert_null(strstr(line, "xxxxx"));
	}
	end_visit(&visit);
	arena_free(arena);
}

static size_t
lines_of(const char *name)
{
	FILE  *file = fopen(name, "r");
	size_t lines = 0;
	int    c;

	assert_non_null(file);
	while ((c = fgetc(file)) != EOF)
		lines += c == '\n';
	fclose(file);
	return lines;
}

/* However little memory there is: the right answer, or 503, and a line. */
static void
test_little_memory(void **state)
{
	struct arena *arena = arena_new(REQUEST_MEMORY);
	struct visit  visit;
	size_t        descriptors;

	(void)state;
	start_visit(&visit, arena);
	arena_free(arena);
	descriptors = open_descriptors();
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t answers[2] = { 0 };

		for (size_t size = 0; size < 16384; size += 32) {
			const int expected = rows[i].status;
			int       status;

			arena = arena_new(size);
			call(&visit, rows[i].method, rows[i].target,
			    rows[i].body, arena);
			status = visit.response.status;
			/* A body for whose JSON there is no room. */
			if (status != expected && status != 503 &&
			    status != 413)
				fail_msg("row %zu, %zu bytes: %d", i, size,
				    status);
			assert_true(visit.head.len > 0);
			answers[status == expected]++;
			arena_free(arena);
		}
		assert_true(answers[0] > 0 && answers[1] > 0);
	}
	assert_int_equal(open_descriptors(), descriptors);
	assert_int_equal(lines_of(visit.log), COUNT(rows) * 512);
	end_visit(&visit);
}

/* In a token's last second a cookie has one left: with 0 it would go. */
static void
test_cookie_age(void **state)
{
	const struct api      api = { .session_limit = 100 };
	const struct api_call call = { .api = &api, .now = 1000 };

	(void)state;
	assert_int_equal(api_cookie_age(&call, 1000), 1);
	assert_int_equal(api_cookie_age(&call, 1001), 1);
	assert_int_equal(api_cookie_age(&call, 1100), 100);
	assert_int_equal(api_cookie_age(&call, 1101), 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log_lines),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_cookie_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
