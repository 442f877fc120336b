/* Views of bytes and their cursors.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "bytes.h"

static void
test_equality(void **state)
{
	static const struct {
		const char *a, *b;
		int         equal, fold, prefix; /* b is a's prefix */
	} rows[] = {
		{ "", "", 1, 1, 1 },
		{ "a", "", 0, 0, 1 },
		{ "", "a", 0, 0, 0 },
		{ "abc", "abc", 1, 1, 1 },
		{ "abc", "ab", 0, 0, 1 },
		{ "ABC", "abc", 0, 1, 0 },
		{ "a[z", "A{Z", 0, 0, 0 },
		{ "k@", "K`", 0, 0, 0 },
		{ "abd", "abc", 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes a = guarded_text(rows[i].a);
		struct bytes b = guarded_text(rows[i].b);

		EXPECT(rows[i].a, bytes_equal(a, b) == rows[i].equal);
		EXPECT(rows[i].a, bytes_equal_fold(a, b) == rows[i].fold);
		EXPECT(rows[i].a, bytes_start_with(a, b) == rows[i].prefix);
	}
	assert_true(bytes_equal((struct bytes){ NULL, 0 }, BYTES("")));
}

static void
test_cut(void **state)
{
	static const struct {
		const char *text, *before, *rest;
	} rows[] = {
		{ "", "", "" },
		{ "abc", "abc", "" },
		{ "a.b.c", "a", "b.c" },
		{ ".b", "", "b" },
		{ "a.", "a", "" },
		{ ".", "", "" },
	};
	struct bytes nowhere = { NULL, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes rest = guarded_text(rows[i].text);
		struct bytes before = bytes_cut(&rest, '.');

		EXPECT_BYTES(rows[i].text, before, bytes_of(rows[i].before));
		EXPECT_BYTES(rows[i].text, rest, bytes_of(rows[i].rest));
	}
	assert_int_equal(bytes_cut(&nowhere, '.').len, 0);
	assert_null(nowhere.at);
}

static void
test_last(void **state)
{
	(void)state;
	assert_int_equal(bytes_last(guarded_text(""), '.'), 0);
	assert_int_equal(bytes_last(guarded_text("abc"), '.'), 3);
	assert_int_equal(bytes_last(guarded_text(".abc"), '.'), 0);
	assert_int_equal(bytes_last(guarded_text("a.b.c"), '.'), 3);
	assert_int_equal(bytes_last(guarded_text("abc."), '.'), 3);
}

static void
test_word(void **state)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789_-";

	(void)state;
	for (int c = 0; c < 256; c++) {
		char         letter = (char)c;
		struct bytes word = guarded((struct bytes){ &letter, 1 });
		int wanted = c != 0 && strchr(allowed, c) != NULL;

		if (bytes_are_word(word, 1) != wanted)
			fail_msg("byte %d", c);
	}
	assert_false(bytes_are_word(BYTES(""), 4));
	assert_true(bytes_are_word(guarded_text("abcd"), 4));
	assert_false(bytes_are_word(guarded_text("abcde"), 4));
	assert_false(bytes_are_word(guarded_text("ab.d"), 4));
}

static void
test_number(void **state)
{
	static const struct {
		const char *text;
		size_t      digits;
		int         good;
		int64_t     number;
	} rows[] = {
		{ "0", 11, 1, 0 },
		{ "7", 1, 1, 7 },
		{ "99999999999", 11, 1, 99999999999 },
		{ "999999999999999999", 18, 1, 999999999999999999 },
		{ "", 11, 0, 0 },
		{ "100000000000", 11, 0, 0 },
		{ "00", 11, 0, 0 },
		{ "01", 11, 0, 0 },
		{ "+1", 11, 0, 0 },
		{ "-1", 11, 0, 0 },
		{ " 1", 11, 0, 0 },
		{ "1 ", 11, 0, 0 },
		{ "1e3", 11, 0, 0 },
		{ "0x1", 11, 0, 0 },
		{ "1/", 11, 0, 0 },
		{ "1:", 11, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t number = -1;
		int     good = bytes_number(guarded_text(rows[i].text),
		        rows[i].digits, &number);

		EXPECT(rows[i].text, good == rows[i].good);
		EXPECT(rows[i].text, number == (good ? rows[i].number : -1));
	}
}

static void
test_uint64(void **state)
{
	static const struct {
		const char *text;
		int         good;
		uint64_t    number;
	} rows[] = {
		{ "0", 1, 0 },
		{ "9", 1, 9 },
		{ "9223372036854775808", 1, 1ull << 63 },
		{ "18446744073709551609", 1, UINT64_MAX - 6 },
		{ "18446744073709551615", 1, UINT64_MAX },
		{ "18446744073709551616", 0, 7 },
		{ "18446744073709551620", 0, 7 },
		{ "18446744073709551625", 0, 7 },
		{ "28446744073709551615", 0, 7 },
		{ "184467440737095516150", 0, 7 },
		{ "", 0, 7 },
		{ "00", 0, 7 },
		{ "01", 0, 7 },
		{ "+1", 0, 7 },
		{ "-1", 0, 7 },
		{ "1 ", 0, 7 },
		{ " 1", 0, 7 },
		{ "1:", 0, 7 },
		{ "1/", 0, 7 },
		{ "1\xb2", 0, 7 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t number = 7;
		int      good = bytes_uint64(guarded_text(rows[i].text),
		         &number);

		EXPECT(rows[i].text, good == rows[i].good);
		EXPECT(rows[i].text, number == rows[i].number);
	}
}

/* RFC 3629 §3, by its own table rather than the way bytes.c goes. */
static size_t
encode(uint32_t point, char out[4])
{
	static const uint32_t first[] = { 0, 0x80, 0x800, 0x10000, 0x110000 };
	static const int      lead[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
	size_t                length = 1;

	while (point >= first[length])
		length++;
	for (size_t i = length; i > 1; i--) {
		out[i - 1] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	out[0] = (char)((uint32_t)lead[length] | point);
	return length;
}

static void
test_text_of_every_code_point(void **state)
{
	(void)state;
	for (uint32_t point = 0; point < 0x110000; point++) {
		char   text[4];
		size_t length = encode(point, text);
		int    wanted = point >= 0x20 && point != 0x7f &&
		    !(point >= 0xd800 && point <= 0xdfff);

		if (bytes_are_text((struct bytes){ text, length }) != wanted)
			fail_msg("U+%04X", point);
	}
}

static void
test_text_that_is_none(void **state)
{
	static const char *const rows[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc3(",
		"\xe0\x80\x80", "\xe0\x9f\xbf", "\xe2\x82", "\xe2(\xa1",
		"\xe2\x82(", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
		"\xf0\x90\x80(", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80", "\xff", "good \xe2\x82\xac bad \xe2\x82",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (bytes_are_text(guarded_text(rows[i])))
			fail_msg("row %zu", i);
	assert_true(bytes_are_text(BYTES("")));
	assert_true(bytes_are_text(guarded_text("Zo\xc3\xab \xf0\x9f\x90\x88")));
}

static void
test_copy(void **state)
{
	struct bytes copy = bytes_copy(guarded_text("abc"));
	struct bytes empty = bytes_copy((struct bytes){ NULL, 0 });

	(void)state;
	assert_string_equal(copy.at, "abc");
	assert_int_equal(copy.len, 3);
	assert_string_equal(empty.at, "");
	free((void *)(uintptr_t)copy.at);
	free((void *)(uintptr_t)empty.at);
}

/* Each is less than the next. */
static void
test_order(void **state)
{
	static const char *const texts[] = { "", "\x01", "A", "AB", "B", "a",
		"a-", "a=", "\x7f", "\x80", "\xff" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		for (size_t j = 0; j < COUNT(texts); j++) {
			int order = bytes_compare(guarded_text(texts[i]),
			    guarded_text(texts[j]));

			EXPECT(texts[i], (order > 0) - (order < 0) ==
			    (i > j) - (i < j));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equality),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_last),
		cmocka_unit_test(test_word),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_uint64),
		cmocka_unit_test(test_text_of_every_code_point),
		cmocka_unit_test(test_text_that_is_none),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
