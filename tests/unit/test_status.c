/* The names and texts of statuses.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "bytes.h"

static void
test_each_has_a_name_and_a_text(void **state)
{
	(void)state;
	for (unsigned i = 0; i < STATUS_COUNT; i++) {
		const char *name = status_name((enum status)i);
		const char *text = status_text((enum status)i);

		assert_true(bytes_are_word(bytes_of(name), 32));
		EXPECT(name, strlen(text) > 5);
		EXPECT(name, text[strlen(text) - 1] != '.');
		for (unsigned k = 0; k < i; k++) {
			EXPECT(name, strcmp(name, status_name(k)) != 0);
			EXPECT(name, strcmp(text, status_text(k)) != 0);
		}
	}
}

static void
test_zero_and_what_is_no_status_are_undecided(void **state)
{
	(void)state;
	assert_string_equal(status_name(0), "undecided");
	assert_string_equal(status_name(STATUS_OK), "ok");
	assert_string_equal(status_name(STATUS_COUNT), "undecided");
	assert_string_equal(status_text((enum status)12345),
	    status_text(STATUS_UNDECIDED));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_has_a_name_and_a_text),
		cmocka_unit_test(test_zero_and_what_is_no_status_are_undecided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
