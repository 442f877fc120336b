/* The table of settings.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "config_options.h"
#include "delivery.h"

/* No name is there twice, each has help, and what is required no default. */
static void
options(void **state)
{
	(void)state;
	assert_true(config_option_count > 15);
	for (size_t i = 0; i < config_option_count; i++) {
		const struct option *option = &config_options[i];

		assert_ptr_equal(config_option(option->section,
		    bytes_of(option->name)), option);
		assert_true(strlen(option->help) > 10);
		assert_false(option->required && option->initial != NULL);
	}
	assert_null(config_option(SECTION_ROUTE, BYTES("sit")));
}

/* Every delivery that the message about an unknown one lists is there. */
static void
deliveries(void **state)
{
	static const char *const names[] = { "x-sendfile", "x-accel-redirect",
		"x-litespeed-location", "local-redirect", "direct" };
	struct parsing           parsing = { .memory = NULL };
	const struct delivery   *delivery = NULL;
	const char              *reason;

	(void)state;
	reason = parse_delivery(BYTES("x"), &parsing, &delivery);
	assert_null(delivery);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_non_null(strstr(reason, names[i]));
		assert_non_null(delivery_named(bytes_of(names[i])));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options),
		cmocka_unit_test(deliveries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
