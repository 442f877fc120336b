/*
 * Who may call an API, and which paths of other routes his claims open.
 *
 * SPDX-License-Identifier: ISC
 */
#include "trial.h"

#include "json.h"

/* A user's token, which names no path. */
static void
fill_caller(struct trial *trial, struct arena *arena)
{
	fill(trial);
	trial->grant.terms = (struct terms){ .expires_at = NOW + 100,
		.subject = BYTES("kim"), .link_id = BYTES("t1") };
	EXPECT_STATUS("claims", json_read(BYTES("{\"sub\":\"kim\",\"exp\":1800000100,"
	    "\"iat\":1800000000,\"iss\":\"a\",\"aud\":\"images\"}"), arena,
	    &trial->grant.claims), STATUS_OK);
}

static enum status
authenticated(struct trial *trial, struct arena *arena,
    const struct permit **permit)
{
	enum status status;

	*permit = NULL;
	status = authenticate(&trial->grant, &trial->request, trial->now,
	    arena, permit);
	assert_int_equal(*permit != NULL, status == STATUS_OK);
	return status;
}

/* The permit is for no file. */
static void
test_permit(void **state)
{
	struct arena        *arena = arena_new(4096);
	const struct permit *permit;
	struct trial         trial;

	(void)state;
	fill_caller(&trial, arena);
	EXPECT_STATUS("caller", authenticated(&trial, arena, &permit),
	    STATUS_OK);
	assert_int_equal(permit->path.len, 0);
	assert_int_equal(permit->expires_at, NOW + 100);
	EXPECT_BYTES("subject", permit->subject, BYTES("kim"));
	EXPECT_BYTES("link", permit->link_id, BYTES("t1"));
	EXPECT_BYTES("key", permit->key_id, BYTES("k1"));
	arena_free(arena);
}

enum change {
	NOTHING, LAST_SECOND, TOO_LATE, TOO_EARLY, KEY_TOO_EARLY, KEY_TOO_LATE,
	TOO_LONG, OTHER_CLIENT, COUNTED, INNER_KEY, INNER_KEY_TOO_LATE,
	OTHER_METHOD, OTHER_PATH,
};

static void
change(struct trial *trial, struct key *inner, enum change what)
{
	struct terms *terms = &trial->grant.terms;

	*inner = trial->key;
	if (what == LAST_SECOND)
		terms->expires_at = NOW;
	if (what == TOO_LATE)
		terms->expires_at = NOW - 1;
	if (what == TOO_EARLY)
		terms->not_before = NOW + 1;
	if (what == KEY_TOO_EARLY)
		trial->key.not_before = NOW + 1;
	if (what == KEY_TOO_LATE)
		trial->key.retired_after = NOW - 1;
	if (what == TOO_LONG)
		terms->expires_at = NOW + 101;
	if (what == OTHER_CLIENT)
		terms->client = BYTES("198.51.100.0/24");
	if (what == COUNTED)
		terms->uses = 1;
	if (what == INNER_KEY || what == INNER_KEY_TOO_LATE)
		trial->grant.nested_key = inner;
	if (what == INNER_KEY_TOO_LATE)
		inner->retired_after = NOW - 1;
	if (what == OTHER_METHOD)
		trial->request.method = BYTES("POST");
	if (what == OTHER_PATH)
		trial->request.path = BYTES("/api/sign");
}

static void
test_who_may_call(void **state)
{
	static const struct {
		enum change change;
		enum status wanted;
	} rows[] = {
		{ NOTHING, STATUS_OK },
		{ LAST_SECOND, STATUS_OK },
		{ TOO_LATE, STATUS_EXPIRED },
		{ TOO_EARLY, STATUS_NOT_YET_VALID },
		{ KEY_TOO_EARLY, STATUS_KEY_NOT_YET_VALID },
		{ KEY_TOO_LATE, STATUS_KEY_RETIRED },
		{ TOO_LONG, STATUS_LIFETIME_TOO_LONG },
		{ OTHER_CLIENT, STATUS_WRONG_CLIENT },
		{ COUNTED, STATUS_USES_UNCOUNTED },
		{ INNER_KEY, STATUS_OK },
		{ INNER_KEY_TOO_LATE, STATUS_KEY_RETIRED },
		{ OTHER_METHOD, STATUS_OK },
		{ OTHER_PATH, STATUS_OK },
	};
	struct arena        *arena = arena_new(4096);
	const struct permit *permit;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial trial;
		struct key   inner;
		char         row[16];

		snprintf(row, sizeof(row), "row %zu", i);
		arena_reset(arena);
		fill_caller(&trial, arena);
		change(&trial, &inner, rows[i].change);
		EXPECT_STATUS(row, authenticated(&trial, arena, &permit),
		    rows[i].wanted);
	}
	arena_free(arena);
}

static void
test_without_memory(void **state)
{
	struct arena        *arena = arena_new(4096), *none = arena_new(0);
	const struct permit *permit;
	struct trial         trial;

	(void)state;
	fill_caller(&trial, arena);
	EXPECT_STATUS("no memory", authenticated(&trial, none, &permit),
	    STATUS_TOO_LARGE);
	arena_free(none);
	arena_free(arena);
}

/* By the rules of the other route, never by those of the API. */
static void
test_paths_of_other_routes(void **state)
{
	static const struct {
		const char *here, *there, *path;
		int         opens;
	} rows[] = {
		{ NULL, "/img/*", "/img/a.jpg", 1 },
		{ NULL, "/img/{sub}/*", "/img/kim/a.jpg", 1 },
		{ NULL, "/img/{sub}/*", "/img/jo/a.jpg", 0 },
		{ "/img/*", NULL, "/img/a.jpg", 0 },
		{ "/img/*", "/img/x/*", "/img/a.jpg", 0 },
		/* Beyond the scope of the token's key: /img/ and /other/. */
		{ NULL, "/**", "/img/a.jpg", 1 },
		{ NULL, "/**", "/elsewhere/a.jpg", 0 },
	};
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char     *reason;
		struct rules   *here = NULL, *there = NULL;
		struct verifier other = { .prefix = BYTES("/img/") };
		struct trial    trial;
		int64_t         latest;

		arena_reset(arena);
		fill_caller(&trial, arena);
		if (rows[i].here != NULL)
			here = rules_new(bytes_of(rows[i].here), &reason);
		if (rows[i].there != NULL)
			there = rules_new(bytes_of(rows[i].there), &reason);
		trial.verifier.rules = here;
		other.rules = there;
		EXPECT(rows[i].path, grant_opens_on(&trial.grant, &other,
		    bytes_of(rows[i].path), &latest) == rows[i].opens);
		EXPECT(rows[i].path, trial.grant.verifier == &trial.verifier);
		rules_free(here);
		rules_free(there);
	}
	arena_free(arena);
}

/* A token that names paths, or was opened by a second key, opens no more. */
static void
test_narrower_tokens(void **state)
{
	struct arena   *arena = arena_new(4096);
	const char     *reason;
	struct rules   *rules = rules_new(BYTES("/img/**"), &reason);
	struct verifier other = { .prefix = BYTES("/img/"), .rules = rules };
	struct trial    trial;
	struct key      inner;
	int64_t         latest;

	(void)state;
	fill_caller(&trial, arena);
	trial.grant.terms.path = BYTES("/img/a/");
	trial.grant.terms.is_prefix = 1;
	assert_true(grant_opens_on(&trial.grant, &other, BYTES("/img/a/b"),
	    &latest));
	assert_false(grant_opens_on(&trial.grant, &other, BYTES("/img/b"),
	    &latest));

	fill_caller(&trial, arena);
	inner = trial.key;
	inner.prefixes[1] = BYTES("/img/b/");
	trial.grant.nested_key = &inner;
	assert_true(grant_opens_on(&trial.grant, &other, BYTES("/img/b/c"),
	    &latest));
	assert_false(grant_opens_on(&trial.grant, &other, BYTES("/img/a"),
	    &latest));

	/* A link is no user, even where it would open the path itself. */
	fill(&trial);
	assert_true(grant_opens(&trial.grant, BYTES("/img/a")));
	assert_false(grant_opens_on(&trial.grant, &other, BYTES("/img/a"),
	    &latest));
	rules_free(rules);
	arena_free(arena);
}

static void
expect_latest(const struct grant *grant, const struct rules *rules,
    int64_t wanted)
{
	const struct verifier other = {
		.prefix = BYTES("/img/"), .rules = rules
	};
	int64_t latest = 0;

	assert_true(grant_opens_on(grant, &other, BYTES("/img/a"), &latest));
	assert_int_equal(latest, wanted);
}

/* What the other route asks of claims, and of keys, holds for its URLs. */
static void
test_policy_of_the_other_route(void **state)
{
	static const struct bytes a = TEXT("a"), b = TEXT("b");
	static const struct bytes images = TEXT("images"), role = TEXT("role");
	static const struct bytes k1 = TEXT("k1"), k2 = TEXT("k2");
	const struct {
		const char         *row;
		struct claim_policy policy;
		struct bytes_list   keys;
		int                 takes_scheme, opens;
		int64_t             latest;
	} rows[] = {
		{ "nothing", { .leeway = 0 }, { NULL, 0 }, 1, 1, NOW + 99 },
		{ "leeway", { .leeway = 9 }, { NULL, 0 }, 1, 1, NOW + 108 },
		{ "age", { .longest_age = 30 }, { NULL, 0 }, 1, 1, NOW + 30 },
		{ "issuer", { .issuers = { &a, 1 } }, { NULL, 0 }, 1, 1,
		    NOW + 99 },
		{ "other issuer", { .issuers = { &b, 1 } }, { NULL, 0 }, 1, 0,
		    0 },
		{ "audience", { .audiences = { &images, 1 } }, { NULL, 0 }, 1,
		    1, NOW + 99 },
		{ "other audience", { .audiences = { &b, 1 } }, { NULL, 0 }, 1,
		    0, 0 },
		{ "required", { .required = { &role, 1 } }, { NULL, 0 }, 1, 0,
		    0 },
		{ "key", { .leeway = 0 }, { &k1, 1 }, 1, 1, NOW + 99 },
		{ "other key", { .leeway = 0 }, { &k2, 1 }, 1, 0, 0 },
		{ "keys of others", { .leeway = 0 }, { &k2, 1 }, 0, 1,
		    NOW + 99 },
	};
	struct arena *arena = arena_new(4096);
	const char   *reason;
	struct rules *rules = rules_new(BYTES("/img/**"), &reason);
	const struct verifier endless = {
		.prefix = BYTES("/img/"), .rules = rules
	};
	struct trial  trial;

	(void)state;
	fill_caller(&trial, arena);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct verifier other = {
			.prefix = BYTES("/img/"), .rules = rules,
			.policy = rows[i].policy, .key_ids = rows[i].keys.at,
			.key_id_count = rows[i].keys.count,
			.schemes = { trial.grant.scheme },
			.scheme_count = rows[i].takes_scheme ? 1 : 0,
		};
		int64_t latest = 0;

		EXPECT(rows[i].row, grant_opens_on(&trial.grant, &other,
		    BYTES("/img/a"), &latest) == rows[i].opens);
		EXPECT(rows[i].row, latest == rows[i].latest ||
		    !rows[i].opens);
	}
	/* PASETO's claims have their times in words. */
	EXPECT_STATUS("words", json_read(BYTES(
	    "{\"exp\":\"2027-01-15T08:00:10Z\"}"), arena,
	    &trial.grant.claims), STATUS_OK);
	expect_latest(&trial.grant, rules, NOW + 9);
	/* Without an end there are no URLs. */
	EXPECT_STATUS("none", json_read(BYTES("{\"sub\":\"kim\"}"), arena,
	    &trial.grant.claims), STATUS_OK);
	assert_false(grant_opens_on(&trial.grant, &endless, BYTES("/img/a"),
	    &(int64_t){ 0 }));
	rules_free(rules);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_permit),
		cmocka_unit_test(test_who_may_call),
		cmocka_unit_test(test_without_memory),
		cmocka_unit_test(test_paths_of_other_routes),
		cmocka_unit_test(test_narrower_tokens),
		cmocka_unit_test(test_policy_of_the_other_route),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
