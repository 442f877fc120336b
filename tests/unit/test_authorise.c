/*
 * Grant × request × now --> permit, by a truth table: every combination of
 * the conditions, each fulfilled or not.  What each condition covers, row by
 * row: test_authorise_terms.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "trial.h"

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

static void
test_truth_table(void **state)
{
	(void)state;
	for (unsigned set = 0; set < 1u << COUNT(conditions); set++) {
		struct trial trial;
		enum status  wanted = STATUS_OK;
		char         row[16];

		fill(&trial);
		for (size_t i = COUNT(conditions); i > 0; i--) {
			if ((set >> (i - 1) & 1) == 0)
				continue;
			conditions[i - 1].spoil(&trial);
			wanted = conditions[i - 1].status;
		}
		snprintf(row, sizeof(row), "set %#x", set);
		expect_judged(row, &trial, wanted);
	}
}

/* Beside the table: whoever is late cannot live too long. */
static void
test_expired_comes_after_all_but_the_path_to_a_file(void **state)
{
	static const int after[] = { 0, 1, 3, 4, 5, 6, 7 };
	struct trial     trial;

	(void)state;
	for (size_t i = 0; i < COUNT(after); i++) {
		fill(&trial);
		trial.grant.terms.expires_at = NOW - 1;
		conditions[after[i]].spoil(&trial);
		expect_judged("before", &trial, conditions[after[i]].status);
	}
	fill(&trial);
	trial.grant.terms.expires_at = NOW - 1;
	spoil_lifetime(&trial);
	spoil_not_before(&trial);
	spoil_file_path(&trial);
	expect_judged("after", &trial, STATUS_EXPIRED);
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
	arena = arena_new(16);
	EXPECT_STATUS("full", permit_unverified(&request, arena, &permit),
	    STATUS_TOO_LARGE);
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
		cmocka_unit_test(test_permit_says_what_the_grant_said),
		cmocka_unit_test(test_permit_of_a_request_that_nobody_verified),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
