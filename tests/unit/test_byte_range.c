/*
 * Range headers against a file of 1000 bytes, and against an empty one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "byte_range.h"
#include "support.h"

static const struct {
	const char            *header;
	int64_t                size;
	enum byte_range_answer answer;
	int64_t                from, length;
} rows[] = {
	{ "bytes=0-0", 1000, RANGE_PART, 0, 1 },
	{ "bytes=0-499", 1000, RANGE_PART, 0, 500 },
	{ "bytes=500-999", 1000, RANGE_PART, 500, 500 },
	{ "bytes=999-999", 1000, RANGE_PART, 999, 1 },
	{ "bytes=0-", 1000, RANGE_PART, 0, 1000 },
	{ "bytes=999-", 1000, RANGE_PART, 999, 1 },
	{ "BYTES=0-0", 1000, RANGE_PART, 0, 1 },
	{ "bytes=007-0008", 1000, RANGE_PART, 7, 2 },
	/* An end behind the file's own is its own (RFC 9110 §14.1.2). */
	{ "bytes=900-1000", 1000, RANGE_PART, 900, 100 },
	{ "bytes=900-9223372036854775807", 1000, RANGE_PART, 900, 100 },
	{ "bytes=900-99999999999999999999999", 1000, RANGE_PART, 900, 100 },
	{ "bytes=-1", 1000, RANGE_PART, 999, 1 },
	{ "bytes=-1000", 1000, RANGE_PART, 0, 1000 },
	{ "bytes=-1001", 1000, RANGE_PART, 0, 1000 },
	{ "bytes=-99999999999999999999999", 1000, RANGE_PART, 0, 1000 },

	{ "bytes=1000-", 1000, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=1000-1000", 1000, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=99999999999999999999999-", 1000, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-0", 1000, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=0-", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=0-0", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-0", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-5", 0, RANGE_WHOLE, 0, 0 },

	{ "", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=-", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=--5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=abc", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=5-4", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=2000-1999", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=+1-5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=0x1-5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=1-5x", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=1-5 ", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=1- 5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes= 1-5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes =1-5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=1-5-", 1000, RANGE_WHOLE, 0, 0 },
	{ "items=0-5", 1000, RANGE_WHOLE, 0, 0 },
	{ "0-5", 1000, RANGE_WHOLE, 0, 0 },
	{ "-5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=-5x", 1000, RANGE_WHOLE, 0, 0 },
	/* Several at once. */
	{ "bytes=0-9,20-29", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=0-9, -5", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=-5,0-9", 1000, RANGE_WHOLE, 0, 0 },
	{ "bytes=2000-,0-9", 1000, RANGE_WHOLE, 0, 0 },
};

static void
ranges_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct byte_range range = { 0, 0 };

		EXPECT(rows[i].header,
		    byte_range_read(guarded_text(rows[i].header),
		    rows[i].size, &range) == rows[i].answer);
		EXPECT(rows[i].header, range.from == rows[i].from);
		EXPECT(rows[i].header, range.length == rows[i].length);
	}
}

/* No byte behind the header is read. */
static void
cut_headers_are_read_no_further(void **state)
{
	static const char header[] = "bytes=12-345";
	struct byte_range range;

	(void)state;
	for (size_t length = 0; length < sizeof(header); length++) {
		struct bytes           cut = { header, length };
		enum byte_range_answer answer =
		    byte_range_read(guarded(cut), 100, &range);

		/* "12-", "12-34" and "12-345" are ranges; "12-3" is none. */
		assert_int_equal(answer == RANGE_PART,
		    length == 9 || length == 11 || length == 12);
		if (answer == RANGE_PART) {
			assert_int_equal(range.from, 12);
			assert_in_range(range.length, 1, 88);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_read),
		cmocka_unit_test(cut_headers_are_read_no_further),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
