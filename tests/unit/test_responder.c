/*
 * Whole requests by the mode of their route: the answer, the log line, and
 * that no file is left open behind either.
 *
 * SPDX-License-Identifier: ISC
 */
#include "place.h"

#include <time.h>

#include "log.h"
#include "responder.h"

#define PNG "\x89PNG\r\n\x1a\n"

struct visit {
	struct place    place;
	struct gate    *gate;
	struct arena   *arena;
	struct response response;
	struct bytes    head;
	char            target[256];
};

/* Its log is the file "log" in the place; its route's lines are these. */
static void
start_visit(struct visit *visit, const char *route)
{
	char more[512];

	*visit = (struct visit){ .place = { .scratch = scratch_open() } };
	snprintf(visit->place.config, sizeof(visit->place.config),
	    "%s/postern.ini", visit->place.scratch.path);
	snprintf(more, sizeof(more), "log = %s/log\n[route images]\n"
	    "prefix = /img/\nroot = %s\n%s", visit->place.scratch.path,
	    visit->place.scratch.path, route);
	write_config(&visit->place, more);
	scratch_write(&visit->place.scratch, "k1.jwk", JWK("k1", ""), 0640);
	scratch_write(&visit->place.scratch, "cat.png", PNG, 0644);
	visit->gate = gate_open(visit->place.config);
	assert_non_null(gate_config(visit->gate));
	gate_open_log(visit->gate);
	visit->arena = arena_new(REQUEST_MEMORY);
}

static void
end_visit(struct visit *visit)
{
	log_open("stderr");
	arena_free(visit->arena);
	gate_close(visit->gate);
	scratch_close(&visit->place.scratch);
}

/* Signs the path, with a subject and a link; a lifetime below 0 has expired. */
static void
sign_target(struct visit *visit, const char *path, int64_t lifetime)
{
	struct key        *key = key_of(JWK("k1", ""));
	const struct terms terms = {
		.path = bytes_of(path),
		.expires_at = time(NULL) + lifetime,
		.subject = BYTES("kim"),
		.link_id = BYTES("mail"),
	};
	const struct verifier here = { .site = BYTES("example.org") };
	struct bytes token;

	EXPECT_STATUS(path, sign(scheme_named(BYTES("native")), key,
	    &here, &terms, visit->arena, &token), STATUS_OK);
	snprintf(visit->target, sizeof(visit->target), "%s?st=%.*s", path,
	    (int)token.len, token.at);
	key_free(key);
}

static void
ask(struct visit *visit)
{
	const struct environment environment = {
		.method = BYTES("GET"),
		.target = bytes_of(visit->target),
		.remote_address = BYTES("127.0.0.1"),
	};

	respond(visit->gate, &environment, visit->arena, &visit->response,
	    &visit->head);
	if (visit->response.body_file >= 0)
		close(visit->response.body_file);
}

/* What was logged since; the file begins anew. */
static const char *
logged(const struct visit *visit)
{
	static char text[4096];
	char        path[128];
	FILE       *file;

	snprintf(path, sizeof(path), "%s/log", visit->place.scratch.path);
	file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_int_equal(truncate(path, 0), 0);
	return text;
}

static void
test_modes(void **state)
{
	static const struct {
		const char *mode, *path;
		int64_t     lifetime; /* 0: not signed */
		int         status;
		const char *decision;
	} rows[] = {
		{ "enforce", "/img/cat.png", 60, 200,
		    "decision=allow reason=ok status=200" },
		{ "enforce", "/img/cat.png", -60, 410,
		    "decision=deny reason=expired status=410" },
		{ "enforce", "/img/cat.png", 0, 403,
		    "decision=deny reason=no-credential status=403" },
		{ "enforce", "/img/dog.png", 60, 404,
		    "decision=deny reason=not-found status=404" },
		{ "report-only", "/img/cat.png", 60, 200,
		    "decision=allow reason=ok status=200" },
		{ "report-only", "/img/cat.png", -60, 200,
		    "decision=would-deny reason=expired status=200" },
		{ "report-only", "/img/cat.png", 0, 200,
		    "decision=would-deny reason=no-credential status=200" },
		{ "report-only", "/img/dog.png", 0, 404,
		    "decision=deny reason=not-found status=404" },
		{ "off", "/img/cat.png", -60, 200,
		    "decision=allow reason=ok status=200" },
		{ "off", "/img/cat.png", 0, 200,
		    "decision=allow reason=ok status=200" },
		{ "off", "/img/dog.png", 0, 404,
		    "decision=deny reason=not-found status=404" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct visit visit;
		char         route[128];
		const char  *line;

		snprintf(route, sizeof(route),
		    "delivery = x-sendfile\nmode = %s\n", rows[i].mode);
		start_visit(&visit, route);
		snprintf(visit.target, sizeof(visit.target), "%s",
		    rows[i].path);
		if (rows[i].lifetime != 0)
			sign_target(&visit, rows[i].path, rows[i].lifetime);
		ask(&visit);
		line = logged(&visit);
		if (visit.response.status != rows[i].status ||
		    strstr(line, rows[i].decision) == NULL)
			fail_msg("row %zu: %d, %s", i, visit.response.status,
			    line);
		end_visit(&visit);
	}
}

/* Who was let in is told; by what, is not. */
static void
test_log_line(void **state)
{
	struct visit visit;
	const char  *line;

	(void)state;
	start_visit(&visit, "delivery = x-sendfile\nparameter = key\n");
	sign_target(&visit, "/img/cat.png", 60);
	memcpy(strstr(visit.target, "?st="), "?key", 4);
	ask(&visit);
	assert_non_null(strstr(logged(&visit), "reason=no-credential"));

	snprintf(visit.target, sizeof(visit.target), "%s",
	    "/img/cat.png%26key%3Dopensesame");
	ask(&visit);
	line = logged(&visit);
	assert_non_null(strstr(line, " path=/img/cat.png&[cut] "));
	assert_null(strstr(line, "opensesame"));
	end_visit(&visit);

	start_visit(&visit, "delivery = x-sendfile\n");
	sign_target(&visit, "/img/cat.png", 60);
	ask(&visit);
	line = logged(&visit);
	assert_non_null(strstr(line, " route=images "));
	assert_non_null(strstr(line, " scheme=native key=k1 link=mail "
	    "subject=kim path=/img/cat.png "));
	assert_null(strstr(line, strrchr(visit.target, '.')));
	end_visit(&visit);
}

static void
test_no_file_stays_open(void **state)
{
	static const char *const deliveries[] = { "x-sendfile", "direct" };

	(void)state;
	for (size_t i = 0; i < COUNT(deliveries); i++) {
		struct visit visit;
		char         route[64];
		size_t       descriptors;

		snprintf(route, sizeof(route), "delivery = %s\n",
		    deliveries[i]);
		start_visit(&visit, route);
		sign_target(&visit, "/img/cat.png", 60);
		descriptors = open_descriptors();
		for (int round = 0; round < 3; round++) {
			ask(&visit);
			EXPECT(deliveries[i], visit.response.status == 200);
		}
		assert_int_equal(open_descriptors(), descriptors);
		for (int round = 0; round < 3; round++)
			gate_reload(visit.gate, 1000 + round);
		assert_int_equal(open_descriptors(), descriptors);
		end_visit(&visit);
	}
}

/* However little memory there is: an answer, a line, and nothing left open. */
static void
test_little_memory(void **state)
{
	struct visit visit;
	size_t       descriptors, answers[600] = { 0 };

	(void)state;
	start_visit(&visit, "delivery = direct\n");
	sign_target(&visit, "/img/cat.png", 60);
	descriptors = open_descriptors();
	arena_free(visit.arena);
	for (size_t size = 0; size < 4096; size += 8) {
		visit.arena = arena_new(size);
		ask(&visit);
		assert_true(visit.head.len > 0);
		assert_in_range(visit.response.status, 200, 599);
		answers[visit.response.status]++;
		arena_free(visit.arena);
		assert_non_null(strstr(logged(&visit), " status="));
	}
	visit.arena = NULL;
	assert_int_equal(open_descriptors(), descriptors);
	assert_true(answers[200] > 0 && answers[503] > 0);
	assert_int_equal(answers[200] + answers[503], 4096 / 8);
	end_visit(&visit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_log_line),
		cmocka_unit_test(test_no_file_stays_open),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
