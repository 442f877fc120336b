/*
 * A directory for a group of tests, which is the current one while they run.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_DIRECTORY_H
#define TESTS_UNIT_DIRECTORY_H

#include "support.h"

#include <sys/stat.h>

static char directory[] = "/tmp/postern-unit-XXXXXX";

static int
enter_directory(void **state)
{
	(void)state;
	(void)umask(022);
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

/* Whatever a test that failed has left in it goes, too. */
static int
leave_directory(void **state)
{
	DIR           *files = opendir(directory);
	struct dirent *file;

	(void)state;
	assert_non_null(files);
	while ((file = readdir(files)) != NULL)
		(void)unlinkat(dirfd(files), file->d_name, 0);
	closedir(files);
	return chdir("/") != 0 || rmdir(directory) != 0;
}

/* Everything in the file, NUL-terminated; the file is removed. */
static inline char *
taken(const char *name)
{
	static char text[32768];
	FILE       *file = fopen(name, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	assert_int_equal(fclose(file), 0);
	assert_int_equal(unlink(name), 0);
	return text;
}

#endif
