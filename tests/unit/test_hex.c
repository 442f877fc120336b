/* Hexadecimal digits.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "support.h"

#include "hex.h"

static void
test_round_trip(void **state)
{
	unsigned char all[256];
	char          text[512];
	struct bytes  decoded;

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (unsigned char)i;
	hex_write(all, sizeof(all), text);
	assert_memory_equal(text, "000102", 6);
	assert_memory_equal(text + 508, "feff", 4);
	assert_true(hex_is_lower((struct bytes){ text, 512 }, 512));
	EXPECT_STATUS("all", hex_decode((struct bytes){ text, 512 }, arena,
	    &decoded), STATUS_OK);
	EXPECT_BYTES("all", decoded, ((struct bytes){ (char *)all, 256 }));
}

static void
test_what_is_none(void **state)
{
	struct bytes decoded;

	(void)state;
	for (int c = 0; c < 256; c++)
		assert_int_equal(hex_digit((char)c) >= 0, (c >= '0' && c <= '9')
		    || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
	assert_false(hex_is_lower(BYTES("aB"), 2));
	assert_false(hex_is_lower(BYTES("ab"), 4));
	assert_false(hex_is_lower(BYTES("ag"), 2));
	EXPECT_STATUS("upper", hex_decode(BYTES("aB"), arena, &decoded),
	    STATUS_OK);
	EXPECT_BYTES("upper", decoded, BYTES("\xab"));
	EXPECT_STATUS("odd", hex_decode(BYTES("abc"), arena, &decoded),
	    STATUS_MALFORMED);
	EXPECT_STATUS("high", hex_decode(BYTES("g0"), arena, &decoded),
	    STATUS_MALFORMED);
	EXPECT_STATUS("low", hex_decode(BYTES("0g"), arena, &decoded),
	    STATUS_MALFORMED);
}

static void
test_without_memory(void **state)
{
	struct arena *small = arena_new(16);
	struct bytes  decoded;
	char          text[200];

	(void)state;
	memset(text, 'a', sizeof(text));
	EXPECT_STATUS("no room", hex_decode((struct bytes){ text,
	    sizeof(text) }, small, &decoded), STATUS_TOO_LARGE);
	arena_free(small);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_what_is_none),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
