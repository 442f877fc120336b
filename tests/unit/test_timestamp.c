/* Moments as text.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "timestamp.h"

/* Seconds by "date -u -d TEXT +%s". */
static void
test_reads(void **state)
{
	static const struct {
		const char *text;
		int64_t     seconds;
		int         has_fraction;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0, 0 },
		{ "1970-01-01T00:00:00.0Z", 0, 0 },
		{ "1970-01-01T00:00:00.000000001Z", 0, 1 },
		{ "1969-12-31T23:59:59-00:01", -1, 0 },
		{ "1970-01-01T00:00:59-00:01", 119, 0 },
		{ "1970-01-01T01:00:00+01:00", 0, 0 },
		{ "1970-12-31T23:59:59Z", 31535999, 0 },
		{ "1972-02-29T00:00:00Z", 68169600, 0 },
		{ "2000-02-29T12:00:00Z", 951825600, 0 },
		{ "2000-03-01T00:00:00Z", 951868800, 0 },
		{ "2024-02-29T23:59:59Z", 1709251199, 0 },
		{ "2026-11-23T23:23:34Z", 1795476214, 0 },
		{ "2027-01-15T08:00:00Z", 1800000000, 0 },
		{ "2027-01-15T08:00:00.500Z", 1800000000, 1 },
		{ "2027-01-15T10:30:00+02:30", 1800000000, 0 },
		{ "2027-01-14T20:00:00-12:00", 1800000000, 0 },
		{ "2027-01-15T08:00:00-00:00", 1800000000, 0 },
		{ "2027-01-16T07:59:00+23:59", 1800000000, 0 },
		{ "2100-02-28T00:00:00Z", 4107456000, 0 },
		{ "2100-03-01T00:00:00Z", 4107542400, 0 },
		{ "2400-02-29T00:00:00Z", 13574563200, 0 },
		{ "9999-12-31T23:59:59Z", SECONDS_MAX, 0 },
		{ "9999-12-31T23:59:59.9Z", SECONDS_MAX, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct instant instant = { -7, -7 };
		enum status    status = timestamp_read(
		       guarded_text(rows[i].text), &instant);

		/* Before 1970 there is nothing. */
		if (rows[i].seconds < 0) {
			EXPECT_STATUS(rows[i].text, status, STATUS_MALFORMED);
			continue;
		}
		EXPECT_STATUS(rows[i].text, status, STATUS_OK);
		EXPECT(rows[i].text, instant.seconds == rows[i].seconds);
		EXPECT(rows[i].text,
		    !instant.has_fraction == !rows[i].has_fraction);
	}
}

static void
test_refuses(void **state)
{
	static const char *const rows[] = { "", "2027", "2027-01-15",
		"2027-01-15T08:00", "2027-01-15T08:00:00",
		"2027-01-15T08:00:00z", "2027-01-15t08:00:00Z",
		"2027-01-15 08:00:00Z", "2027-01-15T08:00:00 Z",
		"2027-01-15T08:00:00ZZ", "2027-01-15T08:00:00Z ",
		" 2027-01-15T08:00:00Z", "2027-01-15T08:00:00+0100",
		"2027-01-15T08:00:00+01", "2027-01-15T08:00:00+01:0",
		"2027-01-15T08:00:00+01:000", "2027-01-15T08:00:00+24:00",
		"2027-01-15T08:00:00+01:60", "2027-01-15T08:00:00+-1:00",
		"2027-01-15T08:00:00+Z", "2027-01-15T08:00:00-",
		"2027-01-15T08:00:00.Z", "2027-01-15T08:00:00,5Z",
		"2027-01-15T08:00:00.5", "2027-01-15T08:00:00..5Z",
		"2027-01-15T08:00:60Z", "2027-01-15T08:60:00Z",
		"2027-01-15T24:00:00Z", "2027-1-15T08:00:00Z",
		"2027-01-5T08:00:00Z", "2027-00-15T08:00:00Z",
		"2027-13-15T08:00:00Z", "2027-01-00T08:00:00Z",
		"2027-01-32T08:00:00Z", "2027-02-29T08:00:00Z",
		"2100-02-29T08:00:00Z", "2027-04-31T08:00:00Z",
		"1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00Z",
		"12027-01-15T08:00:00Z", "-027-01-15T08:00:00Z",
		"+2027-01-15T08:00:00Z", "20270115T080000Z",
		"2027-W02-5T08:00:00Z", "2027-015T08:00:00Z", "1800000000",
		"2027-01-15T08:00:0xZ", "2027-01-15T08:00:00\xc2\xb5Z" };
	struct instant instant = { -7, -7 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_STATUS(rows[i], timestamp_read(guarded_text(rows[i]),
		    &instant), STATUS_MALFORMED);
		EXPECT(rows[i], instant.seconds == -7);
	}
	EXPECT_STATUS("NUL", timestamp_read(BYTES("2027-01-15T08:00:00Z\0"),
	    &instant), STATUS_MALFORMED);
}

/* The day after each day of 800 years is a day later. */
static void
test_every_day(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int64_t expected = 0;

	(void)state;
	for (int year = 1970; year < 2770; year++)
		for (int month = 0; month < 12; month++)
			for (int day = 1; day <= 31; day++) {
				int  leap = month == 1 && year % 4 == 0 &&
				    (year % 100 != 0 || year % 400 == 0);
				char text[64];
				struct instant instant;
				enum status    status;

				snprintf(text, sizeof(text),
				    "%04d-%02d-%02dT00:00:00Z", year,
				    month + 1, day);
				status = timestamp_read(bytes_of(text),
				    &instant);
				if (day > lengths[month] + leap) {
					EXPECT_STATUS(text, status,
					    STATUS_MALFORMED);
					continue;
				}
				EXPECT_STATUS(text, status, STATUS_OK);
				EXPECT(text, instant.seconds == expected);
				expected += 86400;
			}
}

/* The time of day, or its seconds, may be absent. */
static void
test_short(void **state)
{
	static const struct {
		const char *text;
		int64_t     seconds; /* -1: malformed */
	} rows[] = {
		{ "2027-01-15", 1799971200 },
		{ "2027-01-15T08:00Z", 1800000000 },
		{ "2027-01-15T09:00+01:00", 1800000000 },
		{ "2027-01-15T08:00:07Z", 1800000007 },
		{ "1970-01-01", 0 },
		{ "9999-12-31", 253402214400 },
		{ "", -1 },
		{ "2027-01", -1 },
		{ "2027-02-29", -1 },
		{ "2027-01-15T", -1 },
		{ "2027-01-15Z", -1 },
		{ "2027-01-15T08Z", -1 },
		{ "2027-01-15T08:00", -1 },
		{ "2027-01-15T08:00:Z", -1 },
		{ "2027-01-15T08:00:0Z", -1 },
		{ "2027-01-15T08:00:60Z", -1 },
		{ "2027-01-15T08:00.5Z", -1 },
		{ "1970-01-01T00:00+00:01", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct instant instant = { -1, -7 };

		EXPECT_STATUS(rows[i].text, timestamp_read_short(
		    guarded_text(rows[i].text), &instant),
		    rows[i].seconds < 0 ? STATUS_MALFORMED : STATUS_OK);
		EXPECT(rows[i].text, instant.seconds == rows[i].seconds);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
