/* Tokens that the scheme sealed refuses.  SPDX-License-Identifier: ISC */
#include "sealed_key.h"

#include "base64url.h"

#define A26 "AAAAAAAAAAAAAAAAAAAAAAAAAA"
#define A27 A26 "A"

static const struct terms usual = { .path = TEXT("/img/albums/cat.jpg"),
	.expires_at = EXPIRY, .subject = TEXT("42") };

static void
test_read_refuses(void **state)
{
	static const struct {
		const char *token;
		enum status status;
	} refused[] = {
		{ "", STATUS_FOREIGN_CREDENTIAL },
		{ A26, STATUS_FOREIGN_CREDENTIAL },
		{ A27 "=", STATUS_FOREIGN_CREDENTIAL },
		{ A27 ".", STATUS_FOREIGN_CREDENTIAL },
		{ "+" A27, STATUS_FOREIGN_CREDENTIAL },
		{ "%41" A27, STATUS_FOREIGN_CREDENTIAL },
		{ A27 "\xc3\xa4", STATUS_FOREIGN_CREDENTIAL },
		{ "1.k1.1800000000." A27, STATUS_FOREIGN_CREDENTIAL },
		{ "eyJhbGciOiJkaXIifQ..AAAAAAAA.AAAA.AAAAAAAA",
		    STATUS_FOREIGN_CREDENTIAL },
		{ "eyJpdiI6" A27, STATUS_FOREIGN_CREDENTIAL },
		{ A27 "AA", STATUS_MALFORMED },
		{ "AAAAAAAAAAAAAAAAAAAAAAAAAAB", STATUS_MALFORMED },
		{ A27, STATUS_BAD_SIGNATURE },
		{ A27 "A", STATUS_BAD_SIGNATURE },
		{ "eyJpdiI7" A27 "A", STATUS_BAD_SIGNATURE },
	};
	struct terms terms;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		EXPECT_STATUS(refused[i].token,
		    open_token(bytes_of(refused[i].token), &terms),
		    refused[i].status);
}

static void
test_every_bit(void **state)
{
	struct bytes token = seal(&usual), opened;
	struct terms terms;
	char         bent[64];
	size_t       length;

	(void)state;
	EXPECT_STATUS("decode", base64url_decode(token, arena, &opened),
	    STATUS_OK);
	length = opened.len;
	assert_in_range(length, 40, sizeof(bent));
	memcpy(bent, opened.at, length);
	for (size_t i = 0; i < 8 * length; i++) {
		arena_reset(arena);
		bent[i / 8] = (char)(bent[i / 8] ^ 1 << i % 8);
		EXPECT_STATUS("encode", base64url_encode((struct bytes){ bent,
		    length }, arena, &token), STATUS_OK);
		EXPECT_STATUS("bit", open_token(token, &terms),
		    STATUS_BAD_SIGNATURE);
		EXPECT_BYTES("bit", terms.path, EMPTY);
		bent[i / 8] = (char)(bent[i / 8] ^ 1 << i % 8);
	}
}

static void
test_bound(void **state)
{
	static const struct bytes others[] = { TEXT(""), TEXT("/"),
		TEXT("/img/a/"), TEXT("/imh/"), TEXT("example.net") };
	struct terms              terms;

	(void)state;
	arena_reset(arena);
	for (size_t i = 0; i < COUNT(others); i++) {
		struct bytes    token = seal(&usual);
		struct verifier there = here;

		there.prefix = others[i];
		EXPECT_STATUS(others[i].at, open_as(token, &there, arena,
		    &terms), STATUS_BAD_SIGNATURE);
		there.prefix = here.prefix;
		there.site = others[i];
		EXPECT_STATUS(others[i].at, open_as(token, &there, arena,
		    &terms), STATUS_BAD_SIGNATURE);
		key.id = others[i];
		EXPECT_STATUS(others[i].at, open_token(token, &terms),
		    STATUS_BAD_SIGNATURE);
		key.id = BYTES("s1");
		EXPECT_STATUS("here", open_token(token, &terms), STATUS_OK);
	}
}

static void
test_sign_refuses(void **state)
{
	static const struct terms refused[] = {
		{ .path = TEXT("/docs/a"), .expires_at = EXPIRY },
		{ .path = TEXT("/img"), .expires_at = EXPIRY },
		{ .path = TEXT("/img/"), .expires_at = EXPIRY },
		{ .path = TEXT("/img/a/"), .expires_at = EXPIRY },
		{ .path = TEXT("/img//a"), .expires_at = EXPIRY },
		{ .path = TEXT("/img/../a"), .expires_at = EXPIRY },
		{ .path = TEXT("/img/a"), .is_prefix = 1,
		    .expires_at = EXPIRY },
		{ .path = TEXT("/img//"), .is_prefix = 1,
		    .expires_at = EXPIRY },
		{ .path = TEXT(""), .expires_at = EXPIRY },
		{ .path = TEXT("/img/a"), .expires_at = 100000000000 },
		{ .path = TEXT("/img/a"), .expires_at = -60 },
		{ .path = TEXT("/img/a"), .expires_at = EXPIRY,
		    .client = TEXT("nobody") },
		{ .path = TEXT("/img/a"), .expires_at = EXPIRY,
		    .has_file_id = 1 },
		{ .has_file_id = 1, .is_prefix = 1, .expires_at = EXPIRY },
		{ .has_file_id = 1, .expires_at = EXPIRY, .uses = 1 },
	};
	struct bytes token = TEXT("untouched");

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		char row[16];

		snprintf(row, sizeof(row), "row %zu", i);
		EXPECT_STATUS(row, sealed->sign(&refused[i], &key, &here,
		    arena, &token), STATUS_MALFORMED);
		EXPECT_BYTES(row, token, BYTES("untouched"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_refuses),
		cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_sign_refuses),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
