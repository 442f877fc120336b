/* base64url, one text for one value.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "base64url.h"

/* RFC 4648 §10, and the two letters that tell base64url from base64. */
static const struct {
	const char *plain, *text;
} pairs[] = {
	{ "", "" },
	{ "f", "Zg" },
	{ "fo", "Zm8" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg" },
	{ "fooba", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbe", "-_--" },
	{ "\xff\xff\xff", "____" },
};

static void
test_pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct bytes plain = guarded_text(pairs[i].plain);
		struct bytes text = guarded_text(pairs[i].text);
		struct bytes got;

		EXPECT_STATUS(pairs[i].text,
		    base64url_encode(plain, arena, &got), STATUS_OK);
		EXPECT_BYTES(pairs[i].text, got, text);
		assert_int_equal(BASE64URL_LENGTH(plain.len), text.len);
		EXPECT_STATUS(pairs[i].text,
		    base64url_decode(text, arena, &got), STATUS_OK);
		EXPECT_BYTES(pairs[i].text, got, plain);
	}
}

static void
test_malformed(void **state)
{
	static const char *const rows[] = { "A", "AAAAA", "Zg=", "Zg==",
		"Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zm.v", "Zh", "Zv", "Zm9",
		"Zm_", "Zm9vY", "Zm9vYh", "Zm\xc3\xb6v", "%5A" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes got = BYTES("untouched");

		EXPECT_STATUS(rows[i],
		    base64url_decode(guarded_text(rows[i]), arena, &got),
		    STATUS_MALFORMED);
		EXPECT_BYTES(rows[i], got, BYTES("untouched"));
	}
	EXPECT_STATUS("NUL", base64url_decode(BYTES("Zm\0v"), arena,
	    &(struct bytes){ 0 }), STATUS_MALFORMED);
}

/* Of every two bytes, exactly those that encode gives are decoded. */
static void
test_every_pair_of_bytes(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 1 << 16; i++) {
		char         pair[2] = { (char)(i >> 8), (char)i };
		struct bytes text = { pair, 2 };
		struct bytes plain, again;

		arena_reset(arena);
		if (base64url_decode(text, arena, &plain) != STATUS_OK)
			continue;
		assert_int_equal(plain.len, 1);
		EXPECT_STATUS("encode", base64url_encode(plain, arena, &again),
		    STATUS_OK);
		EXPECT_BYTES("again", again, text);
	}
	for (unsigned i = 0; i < 256; i++) {
		char         byte = (char)i;
		struct bytes text, plain;

		arena_reset(arena);
		EXPECT_STATUS("encode", base64url_encode(
		    (struct bytes){ &byte, 1 }, arena, &text), STATUS_OK);
		EXPECT_STATUS("decode", base64url_decode(text, arena, &plain),
		    STATUS_OK);
		assert_int_equal(plain.at[0], byte);
	}
}

static void
test_full_arena(void **state)
{
	struct bytes got;

	(void)state;
	EXPECT_STATUS("absurd", base64url_encode(
	    (struct bytes){ "", SIZE_MAX }, arena, &got), STATUS_TOO_LARGE);
	FOR_EACH_ARENA(size, small, 16) {
		EXPECT_STATUS("encode", base64url_encode(BYTES("foobar"),
		    small, &got), STATUS_TOO_LARGE);
		EXPECT_STATUS("decode", base64url_decode(BYTES("Zm9v"),
		    small, &got), STATUS_TOO_LARGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_every_pair_of_bytes),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
