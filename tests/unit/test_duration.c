/* Durations.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "duration.h"

static void
durations(void **state)
{
	static const struct row {
		const char *text;
		int64_t     seconds; /* -1: refused */
	} rows[] = {
		{ "0", 0 }, { "0s", 0 }, { "90s", 90 }, { "15m", 900 },
		{ "1h", 3600 }, { "2d", 172800 }, { "1w", 604800 },
		{ "999999999w", 604799999395200 }, { "1000000000s", -1 },
		{ "", -1 }, { "s", -1 }, { "15", -1 }, { "15 m", -1 },
		{ " 15m", -1 }, { "15m ", -1 }, { "1h30m", -1 }, { "-1h", -1 },
		{ "+1h", -1 }, { "1.5h", -1 }, { "015m", -1 }, { "00", -1 },
		{ "15M", -1 }, { "15y", -1 }, { "1mm", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t seconds = -1;
		int     ok = duration_parse(bytes_of(rows[i].text), &seconds);

		assert_int_equal(ok, rows[i].seconds >= 0);
		assert_true(seconds == rows[i].seconds);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
