/* Tokens of the scheme sealed, made and opened.  SPDX-License-Identifier: ISC */
#include "sealed_key.h"

#define YEAR_2024   1704067200
#define LAST_MINUTE (YEAR_2024 + 60LL * 0xffffff)
#define PATH        "/img/albums/2026/07/IMG_2041.jpg"
#define USER        TEXT("9876543210987654321")

/* By another implementation; two lengths are promised in docs/sealed.md. */
static const struct {
	struct terms terms;
	const char  *token;
	size_t       length;
} known[] = {
	{ { .path = TEXT(PATH), .expires_at = EXPIRY, .subject = USER },
	    "It1o0kcnn6Bz_Js0TSxWqcVa-0LNedHBqjTsbaxyw6ttu0_d1cVe9OQ0qhqUt-MM"
	    "EL0hTDmtDQ", 74 },
	{ { .has_file_id = 1, .file_id = 42, .expires_at = EXPIRY,
	    .subject = USER },
	    "a1BGAc6INACWBsOsBpAuPwAE764yEFfeQNyZPz3vTp0ssqrx", 48 },
	{ { .path = TEXT("/img/cat.jpg"), .expires_at = EXPIRY },
	    "EO_-_c8sNtsBsSWG9NAKxjFvnpeVyA4vEgUe", 36 },
	{ { .path = TEXT("/img/"), .is_prefix = 1, .expires_at = EXPIRY },
	    "-M8FQkRhIsd-COVYkBd0ADWLBUE", 27 },
	{ { .path = TEXT("/img/cat.jpg"), .expires_at = EXPIRY + 1,
	    .shared = 1, .link_id = TEXT("x"), .subject = TEXT("kim") },
	    "CqdRz6_7W0YQgLXGuMBldtbFtX-hKSJZq0nZHenVtc59HQ4ERxb1PKY", 55 },
};

static void
test_known_tokens(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(known); i++) {
		struct bytes wanted = bytes_of(known[i].token);

		arena_reset(arena);
		EXPECT_BYTES(known[i].token, seal(&known[i].terms), wanted);
		EXPECT_BYTES("again", seal(&known[i].terms), wanted);
		assert_int_equal(wanted.len, known[i].length);
	}
}

static const struct terms rows[] = {
	{ .path = TEXT(PATH), .expires_at = EXPIRY },
	{ .path = TEXT(PATH), .expires_at = EXPIRY + 59 },
	{ .path = TEXT(PATH), .expires_at = 0 },
	{ .path = TEXT(PATH), .expires_at = YEAR_2024 - 60 },
	{ .path = TEXT(PATH), .expires_at = YEAR_2024 },
	{ .path = TEXT(PATH), .expires_at = LAST_MINUTE },
	{ .path = TEXT(PATH), .expires_at = LAST_MINUTE + 60 },
	{ .path = TEXT(PATH), .expires_at = 99999999999 },
	{ .path = TEXT("/img/a"), .expires_at = EXPIRY,
	    .subject = TEXT("0") },
	{ .path = TEXT("/img/a"), .expires_at = EXPIRY,
	    .subject = TEXT("18446744073709551615") },
	{ .path = TEXT("/img/a"), .expires_at = EXPIRY,
	    .subject = TEXT("18446744073709551616") },
	{ .path = TEXT("/img/a"), .expires_at = EXPIRY,
	    .subject = TEXT("00") },
	{ .path = TEXT("/img/a/"), .is_prefix = 1, .expires_at = EXPIRY },
	{ .path = TEXT("/img/Zo\xc3\xab \xe7\x8c\xab"), .expires_at = EXPIRY,
	    .not_before = 1, .methods = TEXT("GET"),
	    .client = TEXT("192.0.2.0/24"), .link_id = TEXT("link"),
	    .subject = TEXT("42"), .uses = 3,
	    .disposition = DISPOSITION_ATTACHMENT,
	    .file_name = TEXT("cat.jpg") },
	{ .path = TEXT("/img/a"), .expires_at = EXPIRY, .shared = 1,
	    .disposition = DISPOSITION_INLINE, .file_name = TEXT("cat") },
};

static void
expect_terms(const struct terms *got, const struct terms *wanted)
{
	EXPECT_BYTES("path", got->path, wanted->path);
	EXPECT_BYTES("methods", got->methods, wanted->methods);
	EXPECT_BYTES("client", got->client, wanted->client);
	EXPECT_BYTES("link", got->link_id, wanted->link_id);
	EXPECT_BYTES("subject", got->subject, wanted->subject);
	EXPECT_BYTES("name", got->file_name, wanted->file_name);
	assert_int_equal(got->is_prefix, wanted->is_prefix);
	assert_int_equal(got->expires_at, wanted->expires_at);
	assert_int_equal(got->not_before, wanted->not_before);
	assert_int_equal(got->uses, wanted->uses);
	assert_int_equal(got->shared, wanted->shared);
	assert_int_equal(got->disposition, wanted->disposition);
	assert_int_equal(got->has_file_id, wanted->has_file_id);
	assert_int_equal(got->file_id, wanted->file_id);
}

static void
test_opens_what_it_seals(void **state)
{
	struct terms terms;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		arena_reset(arena);
		EXPECT_STATUS("open", open_token(seal(&rows[i]), &terms),
		    STATUS_OK);
		expect_terms(&terms, &rows[i]);
	}
}

static void
test_ids(void **state)
{
	struct complaint complaint;
	struct verifier  with_ids = here;
	struct id_map   *ids = id_map_load("by-id/{id}.jpg", &complaint);
	struct terms     terms, wanted = known[1].terms;
	struct bytes     token = seal(&wanted);

	(void)state;
	assert_non_null(ids);
	EXPECT_STATUS("no map", open_token(token, &terms), STATUS_NOT_FOUND);
	EXPECT_BYTES("no map", terms.path, EMPTY);
	with_ids.ids = ids;
	EXPECT_STATUS("id", open_as(token, &with_ids, arena, &terms),
	    STATUS_OK);
	wanted.path = BYTES("/img/by-id/42.jpg");
	expect_terms(&terms, &wanted);
	with_ids.site = BYTES("example.net");
	EXPECT_STATUS("id", open_as(token, &with_ids, arena, &terms),
	    STATUS_BAD_SIGNATURE);
	id_map_free(ids);
}

/* As long as a token may be, and no longer. */
static void
test_longest(void **state)
{
	char         path[1024] = "/img/";
	struct terms opened, terms = { .expires_at = EXPIRY };
	struct bytes token;
	size_t       longest = 0;

	(void)state;
	memset(path + 5, 'a', sizeof(path) - 5);
	for (size_t length = 700; length < sizeof(path); length++) {
		terms.path = (struct bytes){ path, length };
		arena_reset(arena);
		if (sealed->sign(&terms, &key, &here, arena, &token) !=
		    STATUS_OK)
			continue;
		assert_int_equal(length, longest == 0 ? 700 : longest + 1);
		longest = length;
		EXPECT_STATUS("open", open_token(token, &opened), STATUS_OK);
	}
	assert_int_equal(longest, 1024 / 4 * 3 - 16 - 4 + strlen("/img/"));
}

static void
test_full_arena(void **state)
{
	const struct terms *terms = &rows[13];
	struct bytes        token = seal(terms);
	size_t              sealed_with = 0, opened_with = 0;

	(void)state;
	FOR_EACH_ARENA(size, small, 4096) {
		struct terms opened;
		struct bytes again;
		enum status  status = sealed->sign(terms, &key, &here, small,
		    &again);

		if (status != STATUS_OK)
			EXPECT_STATUS("seal", status, STATUS_TOO_LARGE);
		sealed_with += status == STATUS_OK;
		arena_reset(small);
		status = open_as(token, &here, small, &opened);
		if (status != STATUS_OK)
			EXPECT_STATUS("open", status, STATUS_TOO_LARGE);
		opened_with += status == STATUS_OK;
	}
	assert_in_range(sealed_with, 1, 4000);
	assert_in_range(opened_with, 1, 4000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_tokens),
		cmocka_unit_test(test_opens_what_it_seals),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
