/*
 * What the rules of a route and a token that names its file make of a path.
 *
 * SPDX-License-Identifier: ISC
 */
#include "trial.h"

#include "json.h"

static const struct scheme naming = { .name = "naming", .names_file = 1 };

/* As a token without a path of its own gives it. */
static void
fill_claims(struct trial *trial, const char *claims, const char *rules,
    struct arena *arena)
{
	const char *reason;

	fill(trial);
	trial->key.prefix_count = 0;
	trial->grant.terms = (struct terms){ .expires_at = NOW };
	trial->verifier.prefix = BYTES("/img/");
	if (claims != NULL)
		EXPECT_STATUS(claims, json_read(bytes_of(claims), arena,
		    &trial->grant.claims), STATUS_OK);
	if (rules != NULL) {
		trial->verifier.rules = rules_new(bytes_of(rules), &reason);
		assert_non_null(trial->verifier.rules);
	}
}

static void
empty(struct trial *trial)
{
	rules_free((struct rules *)(uintptr_t)trial->verifier.rules);
}

#define KIM "{\"sub\":\"kim\",\"files\":[\"/img/cat.jpg\"]}"

static void
test_rules(void **state)
{
	static const struct {
		const char *claims, *rules, *path; /* path: of the token */
		int         is_prefix;
		enum status wanted; /* for /img/cat.jpg */
	} rows[] = {
		{ KIM, "/img/*", "", 0, STATUS_OK },
		{ KIM, "/img/**", "", 0, STATUS_OK },
		{ KIM, "{claim:files[]}", "", 0, STATUS_OK },
		{ KIM, "/img/{sub}", "", 0, STATUS_NO_RULE },
		{ KIM, "/other/*", "", 0, STATUS_NO_RULE },
		{ KIM, NULL, "", 0, STATUS_NO_RULE },
		{ NULL, "/img/*", "", 0, STATUS_NO_RULE },
		{ NULL, NULL, "", 0, STATUS_NO_RULE },
		/* A path of its own, with rules and without. */
		{ NULL, NULL, "/img/cat.jpg", 0, STATUS_OK },
		{ NULL, "/other/*", "/img/cat.jpg", 0, STATUS_OK },
		{ KIM, NULL, "/img/cat.jpg", 0, STATUS_OK },
		{ KIM, "/img/*", "/img/cat.jpg", 0, STATUS_OK },
		{ KIM, "/img/*", "/img/", 1, STATUS_OK },
		{ KIM, "/other/*", "/img/cat.jpg", 0, STATUS_NO_RULE },
		{ KIM, "/img/*", "/img/dog.jpg", 0, STATUS_OUTSIDE_GRANT },
		{ KIM, "/img/*", "/other/", 1, STATUS_OUTSIDE_GRANT },
	};
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial trial;
		char         row[16];

		snprintf(row, sizeof(row), "row %zu", i);
		arena_reset(arena);
		fill_claims(&trial, rows[i].claims, rows[i].rules, arena);
		trial.grant.terms.path = bytes_of(rows[i].path);
		trial.grant.terms.is_prefix = rows[i].is_prefix;
		expect_judged(row, &trial, rows[i].wanted);
		EXPECT(row, grant_opens(&trial.grant, BYTES("/img/cat.jpg")) ==
		    (rows[i].wanted == STATUS_OK));
		empty(&trial);
	}
	arena_free(arena);
}

static void
test_access_file(void **state)
{
	char             name[] = "/tmp/postern-access-XXXXXX";
	int              file = mkstemp(name);
	struct arena    *arena = arena_new(4096);
	struct complaint complaint;
	struct access_list *access;
	struct trial     trial;

	(void)state;
	assert_int_equal(write(file, "user kim /img/*\n", 16), 16);
	close(file);
	access = access_load(name, &complaint);
	unlink(name);
	assert_non_null(access);
	fill_claims(&trial, KIM, NULL, arena);
	trial.verifier.access = access;
	trial.verifier.group_claim = BYTES("groups");
	expect_judged("kim", &trial, STATUS_OK);
	fill_claims(&trial, "{\"sub\":\"jo\"}", NULL, arena);
	trial.verifier.access = access;
	expect_judged("jo", &trial, STATUS_NO_RULE);
	fill_claims(&trial, "{\"sub\":\"jo\"}", "/img/cat.jpg", arena);
	trial.verifier.access = access;
	expect_judged("jo, by a rule", &trial, STATUS_OK);
	empty(&trial);
	access_free(access);
	arena_free(arena);
}

static void
test_named_file(void **state)
{
	static const struct {
		const char  *path;
		enum carrier carrier;
		int          is_prefix;
		enum status  wanted;
		const char  *permitted;
	} rows[] = {
		{ "/i/", CARRIER_QUERY, 0, STATUS_OK, "/i/a/b.jpg" },
		{ "/i/", CARRIER_PATH, 0, STATUS_OK, "/i/a/b.jpg" },
		{ "/i/b.jpg", CARRIER_PATH, 0, STATUS_OK, "/i/a/b.jpg" },
		{ "/i/b.jpg", CARRIER_QUERY, 0, STATUS_OUTSIDE_GRANT, NULL },
		{ "/i/a/b.jpg", CARRIER_PATH, 0, STATUS_OK, "/i/a/b.jpg" },
		{ "/i/a/b.jpg", CARRIER_COOKIE, 0, STATUS_OK, "/i/a/b.jpg" },
		{ "/i/c.jpg", CARRIER_PATH, 0, STATUS_OUTSIDE_GRANT, NULL },
		{ "/i/a/", CARRIER_PATH, 0, STATUS_OUTSIDE_GRANT, NULL },
		{ "/i/b.jpg/", CARRIER_PATH, 0, STATUS_OUTSIDE_GRANT, NULL },
		{ "/j/", CARRIER_PATH, 0, STATUS_OUTSIDE_GRANT, NULL },
		{ "/i/a/x.jpg", CARRIER_PATH, 1, STATUS_OK, "/i/a/x.jpg" },
		{ "/i/", CARRIER_PATH, 1, STATUS_OUTSIDE_GRANT, NULL },
	};
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct permit *permit = NULL;
		struct trial         trial;

		fill_claims(&trial, NULL, NULL, arena);
		trial.verifier.prefix = BYTES("/i/");
		trial.grant.scheme = &naming;
		trial.grant.carrier = rows[i].carrier;
		trial.grant.terms.is_prefix = rows[i].is_prefix;
		trial.grant.terms.path = rows[i].is_prefix
		    ? BYTES("/i/a/") : BYTES("/i/a/b.jpg");
		trial.request.path = bytes_of(rows[i].path);
		trial.request.raw_path = trial.request.path;
		EXPECT_STATUS(rows[i].path, judge(&trial, arena, &permit),
		    rows[i].wanted);
		if (permit != NULL)
			EXPECT_BYTES(rows[i].path, permit->path,
			    bytes_of(rows[i].permitted));
		/* A route of unknown prefix has no file named for it. */
		trial.verifier.prefix = BYTES("");
		if (bytes_equal(trial.request.path, BYTES("/i/")))
			expect_judged("no prefix", &trial,
			    STATUS_OUTSIDE_GRANT);
	}
	arena_free(arena);
}

/* Only the request's own path can be encoded in a hostile way. */
static void
test_hostile_name(void **state)
{
	struct trial trial;

	(void)state;
	fill_claims(&trial, NULL, NULL, NULL);
	trial.grant.scheme = &naming;
	trial.verifier.prefix = BYTES("/i/");
	trial.grant.terms.path = BYTES("/i/a//b.jpg");
	trial.request.path = BYTES("/i/");
	trial.request.raw_path = BYTES("/i/");
	expect_judged("empty segment", &trial, STATUS_HOSTILE_PATH);
}

/* What caches are told: see struct permit. */
static void
test_exposed_and_bare(void **state)
{
	static const struct {
		enum carrier carrier;
		const char  *path;
		int          exposed, bare;
	} rows[] = {
		{ CARRIER_QUERY, "", 1, 0 }, { CARRIER_PATH, "", 1, 0 },
		{ CARRIER_HEADER, "", 0, 1 }, { CARRIER_COOKIE, "", 0, 1 },
		{ CARRIER_QUERY, "/img/cat.jpg", 0, 0 },
	};
	struct arena *arena = arena_new(8192);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct permit *permit;
		struct trial         trial;

		fill_claims(&trial, KIM, "/img/*", arena);
		trial.grant.carrier = rows[i].carrier;
		trial.grant.terms.path = bytes_of(rows[i].path);
		trial.grant.terms.shared = 1;
		EXPECT_STATUS("claims", judge(&trial, arena, &permit),
		    STATUS_OK);
		assert_int_equal(permit->exposed, rows[i].exposed);
		assert_int_equal(permit->bare, rows[i].bare);
		assert_int_equal(permit->shared, !rows[i].bare);
		trial.grant.claims = NULL;
		trial.grant.terms.path = BYTES("/img/cat.jpg");
		EXPECT_STATUS("none", judge(&trial, arena, &permit),
		    STATUS_OK);
		assert_int_equal(permit->exposed, 0);
		empty(&trial);
	}
	arena_free(arena);
}

/* Both keys have a say: the box's, and that of the token in it. */
static void
test_nested_key(void **state)
{
	struct arena *arena = arena_new(4096);
	struct trial  trial;
	struct key    inner = { .id = BYTES("inner") };

	(void)state;
	fill_claims(&trial, KIM, "/img/*", arena);
	trial.grant.nested_key = &inner;
	expect_judged("fine", &trial, STATUS_OK);
	inner.retired_after = NOW - 1;
	expect_judged("retired", &trial, STATUS_KEY_RETIRED);
	inner.retired_after = 0;
	inner.prefixes[0] = BYTES("/other/");
	inner.prefix_count = 1;
	expect_judged("scope", &trial, STATUS_KEY_SCOPE);
	trial.key.not_before = NOW + 1;
	expect_judged("outer first", &trial, STATUS_KEY_NOT_YET_VALID);
	empty(&trial);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_access_file),
		cmocka_unit_test(test_named_file),
		cmocka_unit_test(test_hostile_name),
		cmocka_unit_test(test_exposed_and_bare),
		cmocka_unit_test(test_nested_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
