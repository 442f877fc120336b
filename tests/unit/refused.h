/*
 * What the tests of refused configurations share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_REFUSED_H
#define TESTS_UNIT_REFUSED_H

#include "directory.h"

#include "config.h"

#define FILE_NAME "f"

/* Lines 1 to 3 and 4 to 7; a row's own lines start at 8. */
#define TOP   "[postern]\nsite = example.org\nkeys = /k\n"
#define ROUTE "[route a]\nprefix = /a/\nroot = /a\ndelivery = x-sendfile\n"
#define HEAD  TOP ROUTE

struct refused {
	const char *text, *complaint;
};

static void
write_file(const char *text, size_t length)
{
	FILE *file = fopen(FILE_NAME, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

/* Shows every row that differs, not the first alone. */
static inline void
check_rows(const struct refused *rows, size_t count)
{
	size_t failed = 0;

	for (size_t i = 0; i < count; i++) {
		struct complaint complaint = { "" };
		struct config   *config;

		write_file(rows[i].text, strlen(rows[i].text));
		config = config_load(FILE_NAME, &complaint);
		if (config == NULL &&
		    strcmp(complaint.text, rows[i].complaint) == 0)
			continue;
		print_error("row %zu\n wanted: %s\n  found: %s\n", i,
		    rows[i].complaint,
		    config == NULL ? complaint.text : "accepted");
		config_free(config);
		failed++;
	}
	assert_int_equal(failed, 0);
}

#endif
