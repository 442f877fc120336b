/*
 * Who only asks for a yes or a no: what is one, how it is said, and that no
 * other file than the one that was judged is meant.
 *
 * SPDX-License-Identifier: ISC
 */
#include "place.h"

#include <time.h>

#include "authorizer.h"
#include "judge.h"
#include "log.h"
#include "responder.h"

#define PNG     "\x89PNG\r\n\x1a\n"
#define SENDER  "delivery = x-sendfile\n"
#define AUTHOR  "role = authorizer\n"
#define EXPIRED "\r\nX-Postern-Status: 410\r\n"

struct visit {
	struct place       place;
	struct gate       *gate;
	struct arena      *arena;
	struct environment environment;
	struct response    response;
	char               target[512], file[256];
	char               head[2048];
};

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
	scratch_write(&visit->place.scratch, "a b.png", PNG, 0644);
	visit->gate = gate_open(visit->place.config);
	if (gate_config(visit->gate) == NULL)
		fail_msg("%s", gate_complaint(visit->gate)->text);
	gate_open_log(visit->gate);
	visit->arena = arena_new(REQUEST_MEMORY);
	visit->environment.method = BYTES("GET");
	visit->environment.remote_address = BYTES("127.0.0.1");
}

static void
end_visit(struct visit *visit)
{
	log_open("stderr");
	arena_free(visit->arena);
	gate_close(visit->gate);
	scratch_close(&visit->place.scratch);
}

/* The URL as it is spelled, with a token that is right for the path. */
static void
sign_target(struct visit *visit, const char *url, const struct terms *terms)
{
	struct key           *key = key_of(JWK("k1", ""));
	const struct verifier here = { .site = BYTES("example.org") };
	struct bytes          token;

	EXPECT_STATUS(url, sign(scheme_named(BYTES("native")), key, &here,
	    terms, visit->arena, &token), STATUS_OK);
	snprintf(visit->target, sizeof(visit->target), "%s?st=%.*s", url,
	    (int)token.len, token.at);
	key_free(key);
}

static void
sign_path(struct visit *visit, const char *url, const char *path, int64_t life)
{
	const struct terms terms = {
		.path = bytes_of(path), .expires_at = time(NULL) + life
	};

	sign_target(visit, url, &terms);
}

/* Keeps the head, as the arena is used anew. */
static const char *
ask(struct visit *visit)
{
	struct bytes head;

	visit->environment.target = bytes_of(visit->target);
	respond(visit->gate, &visit->environment, visit->arena,
	    &visit->response, &head);
	assert_true(visit->response.body_file < 0);
	snprintf(visit->head, sizeof(visit->head), "%.*s", (int)head.len,
	    head.at);
	arena_reset(visit->arena);
	return visit->head;
}

static void
expect_start(const char *row, const char *head, const char *start)
{
	if (strncmp(head, start, strlen(start)) != 0)
		fail_msg("%s: %s", row, head);
	if (strcasestr(head, "sendfile") != NULL)
		fail_msg("%s: a command: %s", row, head);
}

/* By configuration, by a variable, by the process, by the protocol. */
static void
every_way_of_asking(void **state)
{
	static const struct {
		const char *name, *route;
		struct bytes asked_role, role;
		int          by_process;
		const char  *allowed, *expired;
	} rows[] = {
		{ "a route", AUTHOR, { NULL, 0 }, { NULL, 0 }, 0,
		    "Status: 204 No", "Status: 403 Forbidden" EXPIRED },
		{ "a variable", SENDER, TEXT("authorizer"), { NULL, 0 }, 0,
		    "Status: 204 No", "Status: 403 Forbidden" EXPIRED },
		{ "a process", SENDER, { NULL, 0 }, TEXT("RESPONDER"), 1,
		    "Status: 204 No", "Status: 403 Forbidden" EXPIRED },
		{ "the protocol", AUTHOR, { NULL, 0 }, TEXT("AUTHORIZER"), 0,
		    "Status: 200 OK", "Status: 410 Gone\r\nX-Content-Type" },
		{ "the protocol, a process", SENDER, { NULL, 0 },
		    TEXT("AUTHORIZER"), 1, "Status: 200 OK",
		    "Status: 410 Gone\r\nX-Content-Type" },
		{ "the protocol, a route", AUTHOR, TEXT("authorizer"),
		    TEXT("AUTHORIZER"), 0, "Status: 200 OK",
		    "Status: 410 Gone\r\nX-Content-Type" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct visit visit;

		start_visit(&visit, rows[i].route);
		visit.environment.asked_role = rows[i].asked_role;
		visit.environment.role = rows[i].role;
		if (rows[i].by_process)
			gate_authorize_only(visit.gate);
		sign_path(&visit, "/img/cat.png", "/img/cat.png", 60);
		expect_start(rows[i].name, ask(&visit), rows[i].allowed);
		EXPECT(rows[i].name, visit.response.body.len == 0);
		EXPECT(rows[i].name, strstr(visit.head, "private, max-age="));
		sign_path(&visit, "/img/cat.png", "/img/cat.png", -60);
		expect_start(rows[i].name, ask(&visit), rows[i].expired);
		end_visit(&visit);
	}
}

/* Whose front server may do with a yes what nobody thought of. */
static void
a_route_of_files_is_for_no_authorizer(void **state)
{
	struct visit visit;

	(void)state;
	start_visit(&visit, SENDER);
	visit.environment.role = BYTES("AUTHORIZER");
	sign_path(&visit, "/img/cat.png", "/img/cat.png", 60);
	expect_start("files", ask(&visit), "Status: 503 ");
	end_visit(&visit);
}

/* Even where no route is known, nginx gets no status that it makes a 500 of. */
static void
every_denial_is_carried(void **state)
{
	static const struct {
		const char *target, *method, *status;
	} rows[] = {
		{ "/img/../cat.png", "GET", "400" },
		{ "/img/%zz", "GET", "400" },
		{ "/other/cat.png", "GET", "403" },
		{ "/img/cat.png", "GET", "403" },
		{ "/img/cat.png", "POST", "405" },
		{ "/img/cat.png", "OPTIONS", "204" },
		{ "/other/cat.png", "OPTIONS", "403" },
		{ "", "GET", "400" },
	};
	struct visit visit;

	(void)state;
	start_visit(&visit, AUTHOR "origins = https://a.example\n");
	visit.environment.asked_role = BYTES("authorizer");
	visit.environment.origin = BYTES("https://a.example");
	visit.environment.preflight_method = BYTES("GET");
	for (size_t i = 0; i < COUNT(rows); i++) {
		char wanted[64];

		snprintf(visit.target, sizeof(visit.target), "%s",
		    rows[i].target);
		visit.environment.method = bytes_of(rows[i].method);
		snprintf(wanted, sizeof(wanted), "Status: 403 Forbidden\r\n"
		    "X-Postern-Status: %s\r\n", rows[i].status);
		expect_start(rows[i].target, ask(&visit), wanted);
		EXPECT(rows[i].target, visit.response.body.len == 0);
		EXPECT(rows[i].target,
		    strstr(visit.head, "Content-Length: 0\r\n"));
	}
	end_visit(&visit);
}

/* All signed for what they decode to. */
static void
no_other_spelling(void **state)
{
	static const struct {
		const char *url, *path;
		int         allowed;
	} rows[] = {
		{ "/img/cat.png", "/img/cat.png", 1 },
		{ "/img/a%20b.png", "/img/a b.png", 1 },
		{ "/img/c%61t.png", "/img/cat.png", 0 },
		{ "/img/cat%2Epng", "/img/cat.png", 0 },
		{ "/%69mg/cat.png", "/img/cat.png", 0 },
		{ "/img%2Fcat.png", "/img/cat.png", 0 },
		{ "http://example.org/img/cat.png", "/img/cat.png", 0 },
		{ "/img/cat.png#", "/img/cat.png", 0 },
		{ "/img/cat.png?#", "/img/cat.png", 0 },
	};
	struct visit visit;

	(void)state;
	start_visit(&visit, AUTHOR);
	for (size_t i = 0; i < COUNT(rows); i++) {
		sign_path(&visit, rows[i].url, rows[i].path, 60);
		expect_start(rows[i].url, ask(&visit), rows[i].allowed
		    ? "Status: 204"
		    : "Status: 403");
	}
	end_visit(&visit);
}

/* What nginx says that it would send. */
static void
no_other_file(void **state)
{
	static const struct {
		const char *file; /* behind the root */
		int         allowed;
	} rows[] = {
		{ "/cat.png", 1 }, { "/a b.png", 0 }, { "//cat.png", 0 },
		{ "cat.png", 0 }, { "/cat.pn", 0 }, { "/cat.png/", 0 },
		{ "2/cat.png", 0 }, { "", 0 },
	};
	struct visit visit;

	(void)state;
	start_visit(&visit, AUTHOR);
	sign_path(&visit, "/img/cat.png", "/img/cat.png", 60);
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(visit.file, sizeof(visit.file), "%s%s",
		    visit.place.scratch.path, rows[i].file);
		visit.environment.served_file = bytes_of(visit.file);
		expect_start(rows[i].file, ask(&visit), rows[i].allowed
		    ? "Status: 204"
		    : "Status: 403");
	}
	visit.environment.served_file = BYTES("");
	expect_start("none", ask(&visit), "Status: 403");
	end_visit(&visit);
}

/* A name to save by can be handed on by nginx's configuration alone. */
static void
no_other_manner(void **state)
{
	const struct terms terms = {
		.path = BYTES("/img/cat.png"),
		.expires_at = time(NULL) + 60,
		.disposition = DISPOSITION_ATTACHMENT,
		.file_name = BYTES("me.png"),
	};
	struct visit visit;

	(void)state;
	start_visit(&visit, AUTHOR);
	sign_target(&visit, "/img/cat.png", &terms);
	expect_start("nginx", ask(&visit), "Status: 204");
	EXPECT("nginx", strstr(visit.head, "\r\nContent-Disposition: att"));
	visit.environment.role = BYTES("AUTHORIZER");
	expect_start("lighttpd", ask(&visit), "Status: 403");
	end_visit(&visit);
}

static void
no_open_role_of_apache(void **state)
{
	static const struct {
		const char *role, *start;
	} rows[] = {
		{ "ACCESS_CHECKER", "Status: 200" },
		{ "AUTHORIZER", "Status: 503" },
		{ "AUTHENTICATOR", "Status: 503" },
		{ "ACCESS_CHECKERS", "Status: 503" },
	};
	struct visit visit;

	(void)state;
	start_visit(&visit, AUTHOR);
	visit.environment.role = BYTES("AUTHORIZER");
	sign_path(&visit, "/img/cat.png", "/img/cat.png", 60);
	for (size_t i = 0; i < COUNT(rows); i++) {
		visit.environment.apache_role = bytes_of(rows[i].role);
		expect_start(rows[i].role, ask(&visit), rows[i].start);
	}
	end_visit(&visit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_of_asking),
		cmocka_unit_test(a_route_of_files_is_for_no_authorizer),
		cmocka_unit_test(every_denial_is_carried),
		cmocka_unit_test(no_other_spelling),
		cmocka_unit_test(no_other_file),
		cmocka_unit_test(no_other_manner),
		cmocka_unit_test(no_open_role_of_apache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
