/*
 * Tokens of Rails where they stand in paths, queries and cookies; nothing goes
 * wrong for want of memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "framework.h"

/* By ActiveSupport 6.1, under SECRET_TEXT, until END + 1. */
#define MESSAGE                                                             \
	"eyJfcmFpbHMiOnsibWVzc2FnZSI6ImV5SnBiV0ZuWlNJNkltTmhkQzVxY0djaWZRPT0i" \
	"LCJleHAiOiIyMDMzLTA1LTE4VDAzOjMzOjIxLjAwMFoiLCJwdXIiOm51bGx9fQ==--"  \
	"359bdbdeeb46e21e27364031b812165b99cc679fbc0854144c2d5f44ef573a56"
#define SIGNED_ID                                                           \
	"eyJfcmFpbHMiOnsibWVzc2FnZSI6IkJBaHBMdz09IiwiZXhwIjoiMjAzMy0wNS0xOFQw" \
	"MzozMzoyMS4wMDBaIiwicHVyIjoiYmxvYl9pZCJ9fQ==--"                      \
	"d9fb0422e13ffcf0d747e98ca1a851cf4d63e7dd562f5450cc6f451e942fb5c1"
#define COOKIE                                                              \
	"85pfWWv8tM75UqwFw/13MTsv9QuDFByd/j8MmnzTMwKLe0OOsenflV0M1em9iAkw9q4L" \
	"T8nlWjeOcOdShRrpG3LMoIOcOFstCv4yqzE+PZAjEgEW/9DMxMoKoD8qqXG8nb4p1DOm" \
	"5R3prmEwiuPBloOQdRWyx74r--p8hyf04dfaEemuiW--T2jGHhjqVGTTKos2Gppd+Q=="

/* As Active Storage has it: the name behind the token is anything. */
static void
test_signed_ids_in_paths(void **state)
{
	static const struct {
		const char *target;
		enum status status;
	} rows[] = {
		{ PREFIX SIGNED_ID, STATUS_OK },
		{ PREFIX SIGNED_ID "/", STATUS_OK },
		{ PREFIX SIGNED_ID "/42.jpg", STATUS_OK },
		{ PREFIX SIGNED_ID "/my%20holiday.png", STATUS_OK },
		{ PREFIX SIGNED_ID "/by-id/42.jpg", STATUS_OK },
		{ PREFIX SIGNED_ID "/by-id/43.jpg", STATUS_OUTSIDE_GRANT },
		{ PREFIX SIGNED_ID "/a/b.jpg", STATUS_OUTSIDE_GRANT },
		{ PREFIX SIGNED_ID "x/42.jpg", STATUS_FOREIGN_CREDENTIAL },
		{ PREFIX "x/42.jpg", STATUS_FOREIGN_CREDENTIAL },
		{ PREFIX "?st=" SIGNED_ID, STATUS_NO_CREDENTIAL },
	};
	struct verifier verifier = verifier_of("rails-signed-id");

	(void)state;
	verifier.carriers = CARRIER_PATH;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct asked asked = { .target = rows[i].target };
		struct arena      *arena = arena_new(1 << 15);
		struct terms       terms;
		enum status        status = judge_link(&verifier, &asked,
		           arena, &terms);

		EXPECT_STATUS(rows[i].target, status, rows[i].status);
		if (status == STATUS_OK)
			EXPECT_BYTES(rows[i].target, terms.path,
			    BYTES(PREFIX "by-id/42.jpg"));
		arena_free(arena);
	}
}

/* In a query, what is asked for must be the file itself. */
static void
test_signed_id_in_query(void **state)
{
	const struct verifier verifier = verifier_of("rails-signed-id");
	struct verifier       without = verifier;
	struct arena         *arena = arena_new(1 << 15);

	(void)state;
	EXPECT_STATUS("a name", judge_link(&verifier, &(struct asked){
	    .target = PREFIX "x.jpg?st=" SIGNED_ID }, arena, NULL),
	    STATUS_OUTSIDE_GRANT);
	EXPECT_STATUS("its file", judge_link(&verifier, &(struct asked){
	    .target = PREFIX "by-id/42.jpg?st=" SIGNED_ID }, arena, NULL),
	    STATUS_OK);
	without.ids = NULL;
	EXPECT_STATUS("no map", judge_link(&without, &(struct asked){
	    .target = PREFIX "by-id/42.jpg?st=" SIGNED_ID }, arena, NULL),
	    STATUS_NOT_FOUND);
	arena_free(arena);
}

static void
test_little_memory(void **state)
{
	static const struct {
		const char  *scheme;
		struct asked asked;
	} rows[] = {
		{ "rails-message", { .target = PREFIX "cat.jpg?st=" MESSAGE } },
		{ "rails-signed-id",
		    { .target = PREFIX "by-id/42.jpg?st=" SIGNED_ID } },
		{ "rails-cookie", { .target = PREFIX "cat.jpg",
		    .cookies = "st=" COOKIE } },
		{ "rails-cookie", { .target = PREFIX "cat.jpg?st="
		    "85pfWWv8tM75UqwFw/13MTsv9QuDFByd/j8MmnzTMwKLe0OOsenflV0M1"
		    "em9iAkw9q4LT8nlWjeOcOdShRrpG3LMoIOcOFstCv4yqzE%2BPZAjEgEW"
		    "/9DMxMoKoD8qqXG8nb4p1DOm5R3prmEwiuPBloOQdRWyx74r--p8hyf04"
		    "dfaEemuiW--T2jGHhjqVGTTKos2Gppd%2BQ==" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct verifier verifier = verifier_of(rows[i].scheme);

		judge_in_little_memory(&verifier, &rows[i].asked, LIMIT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signed_ids_in_paths),
		cmocka_unit_test(test_signed_id_in_query),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
