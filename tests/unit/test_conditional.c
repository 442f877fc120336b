/*
 * Preconditions (RFC 9110 §13) and the dates in them (§5.6.7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "conditional.h"
#include "http_date.h"

#define NOW      1795000000 /* in November 2026 */
#define MODIFIED 784111777  /* RFC 9110's own example */
#define SAME     "Sun, 06 Nov 1994 08:49:37 GMT"
#define EARLIER  "Sun, 06 Nov 1994 08:49:36 GMT"
#define LATER    "Sun, 06 Nov 1994 08:49:38 GMT"

static const struct validators validators = {
	.etag = { "\"a-1\"", 5 },
	.modified = MODIFIED,
};

static const struct {
	const char *text;
	int64_t     seconds; /* -1: no date */
} dates[] = {
	{ "Sun, 06 Nov 1994 08:49:37 GMT", MODIFIED },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", MODIFIED },
	{ "Sun Nov  6 08:49:37 1994", MODIFIED },
	{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ "Tue, 29 Feb 2000 23:59:59 GMT", 951868799 },
	{ "Wed, 16 Nov 1994 08:49:37 GMT", MODIFIED + 864000 },
	{ "Wed Nov 16 08:49:37 1994", MODIFIED + 864000 },
	{ "Wednesday, 16-Nov-94 08:49:37 GMT", MODIFIED + 864000 },
	/* At most 50 years ahead of 2026 is ahead, else a century ago. */
	{ "Friday, 01-Jan-27 00:00:00 GMT", 1798761600 },
	{ "Wednesday, 01-Jan-75 00:00:00 GMT", -1 },
	{ "Tuesday, 01-Jan-75 00:00:00 GMT", 3313526400 },
	{ "Saturday, 01-Jan-77 00:00:00 GMT", 220924800 },
	{ "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 },
	{ "", -1 },
	{ "0", -1 },
	{ "784111777", -1 },
	{ "Sun, 06 Nov 1994 08:49:37", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 UTC", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 +0000", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 GMT ", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 GMT           ", -1 },
	{ " Sun, 06 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun,06 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun,  06 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 6 Nov 1994 08:49:37 GMT", -1 },
	{ "sun, 06 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 November 1994 08:49:37 GMT", -1 },
	{ "Mon, 06 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1994 8:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1994 24:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1994 08:60:37 GMT", -1 },
	{ "Sun, 06 Nov 94 08:49:37 GMT", -1 },
	{ "Thu, 31 Nov 1994 08:49:37 GMT", -1 },
	{ "Tue, 29 Feb 1994 08:49:37 GMT", -1 },
	{ "Sun, 00 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun Nov 06 08:49:37 1994", -1 },
	{ "Sun Nov 6 08:49:37 1994", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", -1 },
};

static void
dates_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(dates); i++) {
		int64_t seconds = -1;
		int     found = http_date_parse(guarded_text(dates[i].text),
		    NOW, &seconds);

		EXPECT(dates[i].text, seconds == dates[i].seconds);
		EXPECT(dates[i].text, found == (dates[i].seconds != -1));
	}
	assert_false(http_date_parse((struct bytes){ SAME "\0", 30 }, NOW,
	    &(int64_t){ 0 }));
	assert_false(http_date_parse((struct bytes){ NULL, 0 }, NOW,
	    &(int64_t){ 0 }));
}

static void
dates_are_written(void **state)
{
	static const struct {
		int64_t     seconds;
		const char *text;
	} rows[] = {
		{ MODIFIED, SAME },
		{ 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ -1, "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ INT64_MIN, "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ 951782400, "Tue, 29 Feb 2000 00:00:00 GMT" },
		{ 253402300799, "Fri, 31 Dec 9999 23:59:59 GMT" },
		{ INT64_MAX, "Fri, 31 Dec 9999 23:59:59 GMT" },
	};
	struct bytes text;

	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_STATUS(rows[i].text, http_date_format(rows[i].seconds,
		    *state, &text), STATUS_OK);
		EXPECT_BYTES(rows[i].text, text, bytes_of(rows[i].text));
	}
}

/* Every 37 days or so up to the year 2300. */
static void
what_is_written_is_read_again(void **state)
{
	for (int64_t at = 0; at < 10413792000; at += 3200401) {
		struct bytes text;
		int64_t      again;

		assert_int_equal(http_date_format(at, *state, &text),
		    STATUS_OK);
		assert_true(http_date_parse(text, NOW, &again));
		assert_int_equal(again, at);
		arena_reset(*state);
	}
}

static const struct {
	const char      *if_match, *if_unmodified, *if_none_match, *if_modified;
	enum conditional wanted;
} rows[] = {
	{ "", "", "", "", CONDITIONAL_PROCEED },

	{ "\"a-1\"", "", "", "", CONDITIONAL_PROCEED },
	{ "*", "", "", "", CONDITIONAL_PROCEED },
	{ "\"\", \"a-1\"", "", "", "", CONDITIONAL_PROCEED },
	{ "\"b\", \"a-1\"", "", "", "", CONDITIONAL_PROCEED },
	{ " ,\t,\"b\",,\"a-1\" ,", "", "", "", CONDITIONAL_PROCEED },
	{ "\"b\"", "", "", "", CONDITIONAL_FAILED },
	{ "W/\"a-1\"", "", "", "", CONDITIONAL_FAILED },
	{ "a-1", "", "", "", CONDITIONAL_FAILED },
	{ "\"a-1", "", "", "", CONDITIONAL_FAILED },
	{ "\"", "", "", "", CONDITIONAL_FAILED },
	{ "x, \"a-1\"", "", "", "", CONDITIONAL_FAILED },
	{ "*, \"b\"", "", "", "", CONDITIONAL_FAILED },

	{ "", SAME, "", "", CONDITIONAL_PROCEED },
	{ "", LATER, "", "", CONDITIONAL_PROCEED },
	{ "", EARLIER, "", "", CONDITIONAL_FAILED },
	{ "", "yesterday", "", "", CONDITIONAL_PROCEED },
	/* If-Match outweighs it (§13.1.4). */
	{ "\"a-1\"", EARLIER, "", "", CONDITIONAL_PROCEED },
	{ "\"b\"", SAME, "", "", CONDITIONAL_FAILED },

	{ "", "", "\"a-1\"", "", CONDITIONAL_NOT_MODIFIED },
	{ "", "", "W/\"a-1\"", "", CONDITIONAL_NOT_MODIFIED },
	{ "", "", "\"b\",W/\"a-1\"", "", CONDITIONAL_NOT_MODIFIED },
	{ "", "", "*", "", CONDITIONAL_NOT_MODIFIED },
	{ "", "", "\"b\"", "", CONDITIONAL_PROCEED },
	{ "", "", "\"a-1", "", CONDITIONAL_PROCEED },
	{ "", "", "\"A-1\"", "", CONDITIONAL_PROCEED },

	{ "", "", "", SAME, CONDITIONAL_NOT_MODIFIED },
	{ "", "", "", LATER, CONDITIONAL_NOT_MODIFIED },
	{ "", "", "", EARLIER, CONDITIONAL_PROCEED },
	{ "", "", "", "tomorrow", CONDITIONAL_PROCEED },
	/* If-None-Match outweighs it (§13.1.3). */
	{ "", "", "\"b\"", SAME, CONDITIONAL_PROCEED },
	{ "", "", "\"a-1\"", EARLIER, CONDITIONAL_NOT_MODIFIED },

	/* The steps of §13.2.2, one after the other. */
	{ "\"b\"", "", "\"a-1\"", "", CONDITIONAL_FAILED },
	{ "\"a-1\"", "", "\"a-1\"", "", CONDITIONAL_NOT_MODIFIED },
	{ "", EARLIER, "", SAME, CONDITIONAL_FAILED },
	{ "", SAME, "", SAME, CONDITIONAL_NOT_MODIFIED },
};

static void
preconditions_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct environment request = {
			.if_match = guarded_text(rows[i].if_match),
			.if_unmodified_since =
			    guarded_text(rows[i].if_unmodified),
			.if_none_match = guarded_text(rows[i].if_none_match),
			.if_modified_since = guarded_text(rows[i].if_modified),
		};

		EXPECT(row_name(i, "judge"), conditional_judge(&request,
		    &validators, NOW) == rows[i].wanted);
	}
}

static void
if_range_is_judged(void **state)
{
	static const struct {
		const char *if_range;
		int         holds;
	} ranges[] = {
		{ "", 1 }, { "\"a-1\"", 1 }, { SAME, 1 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", 1 },
		{ "W/\"a-1\"", 0 }, { "\"b\"", 0 }, { "*", 0 }, { EARLIER, 0 },
		{ LATER, 0 }, { "\"a-1\", \"b\"", 0 }, { "a-1", 0 }, { "x", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ranges); i++) {
		const struct environment request = {
			.if_range = guarded_text(ranges[i].if_range)
		};

		EXPECT(ranges[i].if_range, conditional_range_holds(&request,
		    &validators, NOW) == ranges[i].holds);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read),
		cmocka_unit_test(dates_are_written),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(preconditions_are_judged),
		cmocka_unit_test(if_range_is_judged),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
