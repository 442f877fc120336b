/* Where a configuration is looked for.  SPDX-License-Identifier: ISC */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"

#define NEIGHBOUR ".htpostern.ini"

static char directory[] = "/tmp/postern-test-config.XXXXXX";
static char program[PATH_MAX], neighbour[PATH_MAX];

static int
enter_directory(void **state)
{
	(void)state;
	if (mkdtemp(directory) == NULL || chdir(directory) != 0)
		return -1;
	snprintf(program, sizeof(program), "%s/postern.fcgi", directory);
	snprintf(neighbour, sizeof(neighbour), "%s/%s", directory, NEIGHBOUR);
	return unsetenv("POSTERN_CONFIG");
}

static int
leave_directory(void **state)
{
	(void)state;
	(void)unlink(NEIGHBOUR);
	return chdir("/") != 0 || rmdir(directory) != 0;
}

/* $POSTERN_CONFIG, then the program's neighbour, then the system's file. */
static void
default_file(void **state)
{
	FILE *file;

	(void)state;
	assert_string_equal(config_default_file(program),
	    "/etc/postern/postern.ini");
	/* Without a '/' it was found by $PATH: this test's own directory. */
	assert_string_equal(config_default_file("postern.fcgi"),
	    "/etc/postern/postern.ini");
	file = fopen(NEIGHBOUR, "w");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(config_default_file(program), neighbour);
	assert_string_equal(config_default_file("./postern.fcgi"),
	    "./.htpostern.ini");
	assert_int_equal(setenv("POSTERN_CONFIG", "/a/b.ini", 1), 0);
	assert_string_equal(config_default_file(program), "/a/b.ini");
	assert_int_equal(setenv("POSTERN_CONFIG", "", 1), 0);
	assert_string_equal(config_default_file(program), neighbour);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_file),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
