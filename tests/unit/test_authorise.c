/*
 * Grant × request × now --> permit, by a truth table: every combination of
 * the conditions, each fulfilled or not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"

#include "grant.h"

#define NOW 1800000000

/* A case that is allowed, and what the conditions spoil. */
struct trial {
	struct key     key;
	struct grant   grant;
	struct request request;
	int64_t        now;
};

static void
fill(struct trial *trial)
{
	*trial = (struct trial){
		.key = {
			.id = BYTES("k1"),
			.prefixes = { BYTES("/other/"), BYTES("/img/") },
			.prefix_count = 2,
			.longest_lifetime = 100,
			.not_before = NOW,
			.retired_after = NOW,
		},
		.grant.terms = {
			.path = BYTES("/img/"),
			.is_prefix = 1,
			.expires_at = NOW + 100,
			.not_before = NOW,
			.methods = BYTES("HEAD-GET"),
			.client = BYTES("192.0.2.0/24"),
			.link_id = BYTES("link"),
			.subject = BYTES("subject"),
			.shared = 1,
			.disposition = DISPOSITION_INLINE,
			.file_name = BYTES("cat.jpg"),
		},
		.request = {
			.method = BYTES("GET"),
			.client_address = BYTES("192.0.2.255"),
			.raw_path = BYTES("/img/cat%2Ejpg"),
			.path = BYTES("/img/cat.jpg"),
		},
		.now = NOW,
	};
	trial->grant.key = &trial->key;
}

static void
spoil_key_not_before(struct trial *trial)
{
	trial->key.not_before = NOW + 1;
}

static void
spoil_key_retired(struct trial *trial)
{
	trial->key.retired_after = NOW - 1;
}

static void
spoil_lifetime(struct trial *trial)
{
	trial->key.longest_lifetime = 99;
}

static void
spoil_key_prefix(struct trial *trial)
{
	trial->key.prefix_count = 1;
}

static void
spoil_path(struct trial *trial)
{
	trial->request.path = BYTES("/img");
	trial->request.raw_path = BYTES("/img");
}

static void
spoil_method(struct trial *trial)
{
	trial->request.method = BYTES("POST");
}

static void
spoil_client(struct trial *trial)
{
	trial->request.client_address = BYTES("192.0.3.0");
}

static void
spoil_uses(struct trial *trial)
{
	trial->grant.terms.uses = 1;
}

static void
spoil_not_before(struct trial *trial)
{
	trial->grant.terms.not_before = NOW + 1;
}

static void
spoil_file_path(struct trial *trial)
{
	trial->request.raw_path = BYTES("/img%2Fcat.jpg");
}

/* In the order in which they are judged. */
static const struct {
	void (*spoil)(struct trial *);
	enum status status;
} conditions[] = {
	{ spoil_key_not_before, STATUS_KEY_NOT_YET_VALID },
	{ spoil_key_retired, STATUS_KEY_RETIRED },
	{ spoil_lifetime, STATUS_LIFETIME_TOO_LONG },
	{ spoil_key_prefix, STATUS_KEY_SCOPE },
	{ spoil_path, STATUS_OUTSIDE_GRANT },
	{ spoil_method, STATUS_METHOD_NOT_GRANTED },
	{ spoil_client, STATUS_WRONG_CLIENT },
	{ spoil_uses, STATUS_USES_UNCOUNTED },
	{ spoil_not_before, STATUS_NOT_YET_VALID },
	{ spoil_file_path, STATUS_HOSTILE_PATH },
};

static enum status
judge(struct trial *trial, struct arena *arena, const struct permit **permit)
{
	*permit = NULL;
	trial->grant.key = &trial->key;
	return authorise(&trial->grant, &trial->request, trial->now, arena,
	    permit);
}

static void
test_truth_table(void **state)
{
	struct arena *arena = arena_new(4096);

	(void)state;
	for (unsigned set = 0; set < 1u << COUNT(conditions); set++) {
		const struct permit *permit;
		struct trial         trial;
		enum status          wanted = STATUS_OK;
		char                 row[16];

		fill(&trial);
		for (size_t i = COUNT(conditions); i > 0; i--) {
			if ((set >> (i - 1) & 1) == 0)
				continue;
			conditions[i - 1].spoil(&trial);
			wanted = conditions[i - 1].status;
		}
		snprintf(row, sizeof(row), "set %#x", set);
		arena_reset(arena);
		EXPECT_STATUS(row, judge(&trial, arena, &permit), wanted);
		EXPECT(row, (permit != NULL) == (wanted == STATUS_OK));
	}
	arena_free(arena);
}

/* Beside the table: whoever is late cannot live too long. */
static void
test_expired_comes_after_all_but_the_path_to_a_file(void **state)
{
	static const int after[] = { 0, 1, 3, 4, 5, 6, 7 };
	struct arena         *arena = arena_new(4096);
	const struct permit  *permit;
	struct trial          trial;

	(void)state;
	for (size_t i = 0; i < COUNT(after); i++) {
		fill(&trial);
		trial.grant.terms.expires_at = NOW - 1;
		conditions[after[i]].spoil(&trial);
		EXPECT_STATUS("before", judge(&trial, arena, &permit),
		    conditions[after[i]].status);
	}
	fill(&trial);
	trial.grant.terms.expires_at = NOW - 1;
	spoil_lifetime(&trial);
	spoil_not_before(&trial);
	spoil_file_path(&trial);
	EXPECT_STATUS("after", judge(&trial, arena, &permit), STATUS_EXPIRED);
	assert_null(permit);
	arena_free(arena);
}

static void
test_boundaries_of_time(void **state)
{
	const struct {
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
	struct arena *arena = arena_new(8192);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct permit *permit;
		struct trial         trial;

		fill(&trial);
		trial.grant.terms.not_before = rows[i].not_before;
		trial.grant.terms.expires_at = rows[i].expires_at;
		trial.key.not_before = rows[i].key_not_before;
		trial.key.retired_after = rows[i].retired_after;
		trial.key.longest_lifetime = rows[i].longest;
		EXPECT_STATUS(rows[i].name, judge(&trial, arena, &permit),
		    rows[i].wanted);
	}
	arena_free(arena);
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
	struct arena *arena = arena_new(1 << 14);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct permit *permit;
		struct trial         trial;

		fill(&trial);
		trial.grant.terms.methods = guarded_text(rows[i].granted);
		trial.request.method = guarded_text(rows[i].method);
		EXPECT_STATUS(rows[i].method, judge(&trial, arena, &permit),
		    rows[i].covered ? STATUS_OK : STATUS_METHOD_NOT_GRANTED);
	}
	arena_free(arena);
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
	struct arena *arena = arena_new(1 << 14);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct permit *permit;
		struct trial         trial;

		fill(&trial);
		trial.grant.terms.path = guarded_text(rows[i].granted);
		trial.grant.terms.is_prefix = rows[i].is_prefix;
		trial.request.path = guarded_text(rows[i].path);
		trial.request.raw_path = trial.request.path;
		EXPECT_STATUS(rows[i].path, judge(&trial, arena, &permit),
		    rows[i].wanted);
	}
	arena_free(arena);
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
	struct arena *arena = arena_new(1 << 14);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct permit *permit;
		struct trial         trial;

		fill(&trial);
		trial.grant.terms.client = guarded_text(rows[i].granted);
		trial.request.client_address = guarded_text(rows[i].client);
		EXPECT_STATUS(rows[i].client, judge(&trial, arena, &permit),
		    rows[i].covered ? STATUS_OK : STATUS_WRONG_CLIENT);
	}
	arena_free(arena);
}

static void
test_permit_says_what_the_grant_said(void **state)
{
	struct arena        *arena = arena_new(4096);
	const struct permit *permit;
	struct trial         trial;

	(void)state;
	fill(&trial);
	trial.key.prefix_count = 0;
	EXPECT_STATUS("permit", judge(&trial, arena, &permit), STATUS_OK);
	EXPECT_BYTES("path", permit->path, BYTES("/img/cat.jpg"));
	assert_int_equal(permit->expires_at, NOW + 100);
	assert_int_equal(permit->shared, 1);
	assert_int_equal(permit->disposition, DISPOSITION_INLINE);
	EXPECT_BYTES("name", permit->file_name, BYTES("cat.jpg"));
	EXPECT_BYTES("key", permit->key_id, BYTES("k1"));
	EXPECT_BYTES("link", permit->link_id, BYTES("link"));
	EXPECT_BYTES("subject", permit->subject, BYTES("subject"));
	trial.grant.terms.shared = 0;
	EXPECT_STATUS("permit", judge(&trial, arena, &permit), STATUS_OK);
	assert_int_equal(permit->shared, 0);
	arena_free(arena);
}

static void
test_permit_of_a_request_that_nobody_verified(void **state)
{
	struct arena        *arena = arena_new(4096);
	const struct permit *permit = NULL;
	struct request       request = {
		      .raw_path = BYTES("/img/a//b"), .path = BYTES("/img/a//b")
	};

	(void)state;
	EXPECT_STATUS("hostile", permit_unverified(&request, arena, &permit),
	    STATUS_HOSTILE_PATH);
	assert_null(permit);
	request.raw_path = request.path = BYTES("/img/a/b");
	EXPECT_STATUS("good", permit_unverified(&request, arena, &permit),
	    STATUS_OK);
	EXPECT_BYTES("good", permit->path, BYTES("/img/a/b"));
	assert_int_equal(permit->expires_at, 0);
	assert_int_equal(permit->shared, 0);
	arena_free(arena);
}

static void
test_full_arena(void **state)
{
	size_t allowed = 0;

	(void)state;
	FOR_EACH_ARENA(size, arena, 512) {
		const struct permit *permit;
		struct trial         trial;
		enum status          status;

		fill(&trial);
		status = judge(&trial, arena, &permit);
		if (status != STATUS_OK)
			EXPECT_STATUS("size", status, STATUS_TOO_LARGE);
		EXPECT("size", (permit != NULL) == (status == STATUS_OK));
		allowed += status == STATUS_OK;
		arena_reset(arena);
		spoil_method(&trial);
		EXPECT_STATUS("size", judge(&trial, arena, &permit),
		    STATUS_METHOD_NOT_GRANTED);
	}
	assert_in_range(allowed, 512 - 2 * (sizeof(struct permit) + 16), 511);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truth_table),
		cmocka_unit_test(
		    test_expired_comes_after_all_but_the_path_to_a_file),
		cmocka_unit_test(test_boundaries_of_time),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_permit_says_what_the_grant_said),
		cmocka_unit_test(test_permit_of_a_request_that_nobody_verified),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
