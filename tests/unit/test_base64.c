/* Standard base64, one text for one value.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "base64.h"

static const enum base64_padding all[] = { BASE64_PADDED, BASE64_BARE,
	BASE64_EITHER };

/* RFC 4648 §10, and the two letters that tell base64 from base64url. */
static const struct {
	const char *plain, *padded, *bare;
} pairs[] = {
	{ "", "", "" },
	{ "f", "Zg==", "Zg" },
	{ "fo", "Zm8=", "Zm8" },
	{ "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg==", "Zm9vYg" },
	{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	{ "\xfb\xff\xbe", "+/++", "+/++" },
	{ "\xff\xff\xff", "////", "////" },
};

static void
expect_decoded(const char *text, enum base64_padding padding,
    const char *plain)
{
	struct bytes got;

	EXPECT_STATUS(text, base64_decode(guarded_text(text), padding, arena,
	    &got), STATUS_OK);
	EXPECT_BYTES(text, got, bytes_of(plain));
}

static void
expect_malformed(const char *text, enum base64_padding padding)
{
	struct bytes got = BYTES("untouched");

	EXPECT_STATUS(text, base64_decode(guarded_text(text), padding, arena,
	    &got), STATUS_MALFORMED);
	EXPECT_BYTES(text, got, BYTES("untouched"));
}

static void
test_pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		const char *plain = pairs[i].plain;

		expect_decoded(pairs[i].padded, BASE64_PADDED, plain);
		expect_decoded(pairs[i].padded, BASE64_EITHER, plain);
		expect_decoded(pairs[i].bare, BASE64_BARE, plain);
		expect_decoded(pairs[i].bare, BASE64_EITHER, plain);
		if (strcmp(pairs[i].padded, pairs[i].bare) == 0)
			continue;
		expect_malformed(pairs[i].padded, BASE64_BARE);
		expect_malformed(pairs[i].bare, BASE64_PADDED);
	}
}

static void
test_malformed(void **state)
{
	static const char *const rows[] = { "A", "AAAAA", "Zg=", "Zm9v=",
		"Zm9v==", "Zm9v====", "Zm8==", "=", "==", "===", "====", "Z===",
		"Zg==Zg==", "Z=g=", "Zm9v\n", " Zm9v", "Zm-v", "Zm_v", "Zm.v",
		"Zh", "Zh==", "Zv==", "Zm9=", "Zm_=", "Zm9vY", "Zm9vYh==",
		"Zm\xc3\xb6v", "%5A", "Zg%3D%3D" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t k = 0; k < COUNT(all); k++)
			expect_malformed(rows[i], all[k]);
	for (size_t k = 0; k < COUNT(all); k++)
		EXPECT_STATUS("NUL", base64_decode(BYTES("Zm\0v"), all[k],
		    arena, &(struct bytes){ 0 }), STATUS_MALFORMED);
}

/* Of every two bytes in front of the padding, 256 are texts. */
static void
test_every_pair_of_bytes(void **state)
{
	unsigned decoded = 0;
	int      seen[256] = { 0 };

	(void)state;
	for (unsigned i = 0; i < 1 << 16; i++) {
		char         text[4] = { (char)(i >> 8), (char)i, '=', '=' };
		struct bytes plain;

		arena_reset(arena);
		if (base64_decode((struct bytes){ text, 4 }, BASE64_PADDED,
		        arena, &plain) != STATUS_OK)
			continue;
		assert_int_equal(plain.len, 1);
		decoded++;
		seen[(unsigned char)plain.at[0]]++;
	}
	assert_int_equal(decoded, 256);
	for (size_t i = 0; i < COUNT(seen); i++)
		assert_int_equal(seen[i], 1);
}

static void
test_full_arena(void **state)
{
	struct bytes got;

	(void)state;
	FOR_EACH_ARENA(size, small, 16)
		EXPECT_STATUS("decode", base64_decode(BYTES("Zm9v"),
		    BASE64_PADDED, small, &got), STATUS_TOO_LARGE);
}

static void
test_encode(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct bytes text;

		assert_int_equal(base64_encode(guarded_text(pairs[i].plain),
		    arena, &text), STATUS_OK);
		EXPECT_BYTES(pairs[i].plain, text, bytes_of(pairs[i].padded));
	}
	FOR_EACH_ARENA (size, small, 64) {
		struct bytes text = BYTES("untouched");

		if (base64_encode(BYTES("fo"), small, &text) == STATUS_OK)
			EXPECT_BYTES("fo", text, BYTES("Zm8="));
		else
			EXPECT_BYTES("fo", text, BYTES("untouched"));
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
		cmocka_unit_test(test_encode),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
