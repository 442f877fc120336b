/*
 * What each term of a grant covers, row by row: times, methods, paths, clients.
 * How they stand together: test_authorise.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "trial.h"

static void
test_boundaries_of_time(void **state)
{
	static const struct {
		const char *name;
		int64_t     not_before, expires_at;
		int64_t     key_not_before, retired_after, longest;
		enum status wanted;
	} rows[] = {
		{ "last second", 0, NOW, 0, 0, 0, STATUS_OK },
		{ "one too late", 0, NOW - 1, 0, 0, 0, STATUS_EXPIRED },
		{ "first second", NOW, NOW + 1, 0, 0, 0, STATUS_OK },
		{ "one too early", NOW + 1, NOW + 2, 0, 0, 0,
		    STATUS_NOT_YET_VALID },
		{ "key's first", 0, NOW + 1, NOW, 0, 0, STATUS_OK },
		{ "key too early", 0, NOW + 1, NOW + 1, 0, 0,
		    STATUS_KEY_NOT_YET_VALID },
		{ "key's last", 0, NOW + 1, 0, NOW, 0, STATUS_OK },
		{ "key too late", 0, NOW + 1, 0, NOW - 1, 0,
		    STATUS_KEY_RETIRED },
		{ "longest", 0, NOW + 60, 0, 0, 60, STATUS_OK },
		{ "too long", 0, NOW + 61, 0, 0, 60,
		    STATUS_LIFETIME_TOO_LONG },
		{ "any length", 0, 99999999999, 0, 0, 0, STATUS_OK },
		{ "expired of limited key", 0, NOW - 1, 0, 0, 60,
		    STATUS_EXPIRED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial trial;

		fill(&trial);
		trial.grant.terms.not_before = rows[i].not_before;
		trial.grant.terms.expires_at = rows[i].expires_at;
		trial.key.not_before = rows[i].key_not_before;
		trial.key.retired_after = rows[i].retired_after;
		trial.key.longest_lifetime = rows[i].longest;
		expect_judged(rows[i].name, &trial, rows[i].wanted);
	}
}

static void
test_methods(void **state)
{
	static const struct {
		const char *granted, *method;
		int         covered;
	} rows[] = {
		{ "", "GET", 1 },
		{ "", "HEAD", 1 },
		{ "", "POST", 0 },
		{ "", "OPTIONS", 0 },
		{ "", "get", 0 },
		{ "", "GETX", 0 },
		{ "", "", 0 },
		{ "GET", "GET", 1 },
		{ "GET", "HEAD", 1 },
		{ "GET", "POST", 0 },
		{ "HEAD", "HEAD", 1 },
		{ "HEAD", "GET", 0 },
		{ "POST-GET", "HEAD", 1 },
		{ "POST-GET", "POST", 1 },
		{ "POST-PUT", "GET", 0 },
		{ "GETX", "HEAD", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial trial;

		fill(&trial);
		trial.grant.terms.methods = guarded_text(rows[i].granted);
		trial.request.method = guarded_text(rows[i].method);
		expect_judged(rows[i].method, &trial, rows[i].covered
		    ? STATUS_OK : STATUS_METHOD_NOT_GRANTED);
	}
}

static void
test_paths(void **state)
{
	static const struct {
		const char *granted;
		int         is_prefix;
		const char *path;
		enum status wanted;
	} rows[] = {
		{ "/img/cat.jpg", 0, "/img/cat.jpg", STATUS_OK },
		{ "/img/cat.jpg", 0, "/img/cat.jp", STATUS_OUTSIDE_GRANT },
		{ "/img/cat.jpg", 0, "/img/cat.jpg2", STATUS_OUTSIDE_GRANT },
		{ "/img/cat.jpg", 0, "/img/Cat.jpg", STATUS_OUTSIDE_GRANT },
		{ "/img/", 0, "/img/cat.jpg", STATUS_OUTSIDE_GRANT },
		{ "/img/", 1, "/img/cat.jpg", STATUS_OK },
		{ "/img/", 1, "/img/a/b", STATUS_OK },
		{ "/img/", 1, "/img/", STATUS_OK },
		{ "/img/", 1, "/img", STATUS_OUTSIDE_GRANT },
		{ "/img/", 1, "/images/cat.jpg", STATUS_OUTSIDE_GRANT },
		{ "/img/", 1, "/img/a//b", STATUS_HOSTILE_PATH },
		{ "/img/", 1, "/img/a\\b", STATUS_HOSTILE_PATH },
		{ "/img/a//", 1, "/img/a//b", STATUS_HOSTILE_PATH },
		{ "/other/x", 0, "/other/x", STATUS_OK },
		{ "/third/x", 0, "/third/x", STATUS_KEY_SCOPE },
		{ "/", 1, "/img/cat.jpg", STATUS_KEY_SCOPE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial trial;

		fill(&trial);
		trial.grant.terms.path = guarded_text(rows[i].granted);
		trial.grant.terms.is_prefix = rows[i].is_prefix;
		trial.request.path = guarded_text(rows[i].path);
		trial.request.raw_path = trial.request.path;
		expect_judged(rows[i].path, &trial, rows[i].wanted);
	}
}

static void
test_clients(void **state)
{
	static const struct {
		const char *granted, *client;
		int         covered;
	} rows[] = {
		{ "", "192.0.2.1", 1 },
		{ "", "", 1 },
		{ "192.0.2.1", "192.0.2.1", 1 },
		{ "192.0.2.1", "192.0.2.2", 0 },
		{ "192.0.2.1", "", 0 },
		{ "0.0.0.0/0", "198.51.100.1", 1 },
		{ "0.0.0.0/0", "2001:db8::1", 0 },
		{ "2001:db8::/32", "2001:db8:1::1", 1 },
		{ "nonsense", "192.0.2.1", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial trial;

		fill(&trial);
		trial.grant.terms.client = guarded_text(rows[i].granted);
		trial.request.client_address = guarded_text(rows[i].client);
		expect_judged(rows[i].client, &trial,
		    rows[i].covered ? STATUS_OK : STATUS_WRONG_CLIENT);
	}
}

/* A route may take a scheme up to a day. */
static void
test_end_of_a_scheme(void **state)
{
	static const struct {
		const char *name;
		int64_t     until;
		enum status wanted;
	} rows[] = {
		{ "for ever", 0, STATUS_OK },
		{ "last second", NOW, STATUS_OK },
		{ "one too late", NOW - 1, STATUS_SCHEME_ENDED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial trial;

		fill(&trial);
		trial.grant.accepted_until = rows[i].until;
		expect_judged(rows[i].name, &trial, rows[i].wanted);
	}
}

/* What leads to no file may be spelled as its signer likes. */
static void
test_passed_on(void **state)
{
	struct trial trial;

	(void)state;
	fill(&trial);
	trial.request.raw_path = BYTES("/img%2Fcat.jpg");
	expect_judged("a file", &trial, STATUS_HOSTILE_PATH);
	trial.grant.passed_on = BYTES("/img%2Fcat.jpg");
	expect_judged("passed on", &trial, STATUS_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boundaries_of_time),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_end_of_a_scheme),
		cmocka_unit_test(test_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
