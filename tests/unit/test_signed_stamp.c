/* Stamps of time in base 62 and as bytes.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "bytes.h"
#include "signed_stamp.h"

static const struct {
	enum signed_clock clock;
	const char       *text;
	enum status       status;
	int64_t           seconds;
} rows[] = {
	/* By Django's baseconv and by itsdangerous. */
	{ SIGNED_BASE62, "1xocE4", STATUS_OK, 1800000000 },
	{ SIGNED_BASE62, "1", STATUS_OK, 1 },
	{ SIGNED_BASE62, "z", STATUS_OK, 61 },
	{ SIGNED_BASE62, "10", STATUS_OK, 62 },
	{ SIGNED_BASE62, "1l9Zo9n", STATUS_OK, 99999999999 },
	{ SIGNED_BASE62, "1l9Zo9o", STATUS_MILLISECONDS, 0 },
	{ SIGNED_BASE62, "zzzzzzzz", STATUS_MILLISECONDS, 0 },
	{ SIGNED_BASE62, "100000000", STATUS_MALFORMED, 0 },
	{ SIGNED_BASE62, "", STATUS_MALFORMED, 0 },
	{ SIGNED_BASE62, "0", STATUS_MALFORMED, 0 },
	{ SIGNED_BASE62, "01", STATUS_MALFORMED, 0 },
	{ SIGNED_BASE62, "-1", STATUS_MALFORMED, 0 },
	{ SIGNED_BASE62, "1-", STATUS_MALFORMED, 0 },
	{ SIGNED_BASE62, "1 ", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "a0nSAA", STATUS_OK, 1800000000 },
	{ SIGNED_BYTES, "AQ", STATUS_OK, 1 },
	{ SIGNED_BYTES, "F0h25_8", STATUS_OK, 99999999999 },
	{ SIGNED_BYTES, "F0h26AA", STATUS_MILLISECONDS, 0 },
	{ SIGNED_BYTES, "________", STATUS_MILLISECONDS, 0 },
	{ SIGNED_BYTES, "_________w", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "AA", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "AGtJ0gA", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "a0nSAB", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "a0nSA", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "a0nSAA==", STATUS_MALFORMED, 0 },
	{ SIGNED_BYTES, "a0nS+A", STATUS_MALFORMED, 0 },
};

static void
test_stamps(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes text;
		int64_t      seconds = -1;

		EXPECT_STATUS(rows[i].text, signed_stamp_read(rows[i].clock,
		    guarded_text(rows[i].text), arena, &seconds),
		    rows[i].status);
		if (rows[i].status != STATUS_OK) {
			assert_int_equal(seconds, -1);
			continue;
		}
		assert_int_equal(seconds, rows[i].seconds);
		EXPECT_STATUS(rows[i].text, signed_stamp_write(rows[i].clock,
		    seconds, arena, &text), STATUS_OK);
		EXPECT_BYTES("again", text, bytes_of(rows[i].text));
	}
}

static void
test_no_second(void **state)
{
	static const int64_t never[] = { 0, -1, 100000000000, TIME_NEVER,
		INT64_MIN };
	struct bytes         text;

	(void)state;
	for (size_t i = 0; i < COUNT(never); i++) {
		assert_int_equal(signed_stamp_write(SIGNED_BASE62, never[i],
		    arena, &text), STATUS_MALFORMED);
		assert_int_equal(signed_stamp_write(SIGNED_BYTES, never[i],
		    arena, &text), STATUS_MALFORMED);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stamps),
		cmocka_unit_test(test_no_second),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
