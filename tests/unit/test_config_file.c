/*
 * A setting counts only where the scanner and iniparser agree: here the file
 * is another one by the time that iniparser reads it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "refused.h"

#include "config_file.h"

#define SCANNED "[postern]\nsite = example.org\n[route A]\nmode = off\n"

static const struct row {
	const char *text, *complaint; /* NULL: they agree */
} rows[] = {
	{ SCANNED, NULL },
	{ "[postern]\nsite = example.org\nSite = evil.example\n"
	  "[route A]\nmode = off\n", "f:2: site = example.org: iniparser "
	    "reads another value: the file has just changed, or is "
	    "ambiguous" },
	{ SCANNED "[route a]\nmode = enforce\n", "f:4: mode = off: iniparser "
	    "reads another value: the file has just changed, or is "
	    "ambiguous" },
	{ "[postern]\nsite = example.org\n; \\\n[route A]\nmode = off\n",
	    "f:4: mode = off: iniparser reads another value: the file has "
	    "just changed, or is ambiguous" },
	{ "", "f:2: site = example.org: iniparser reads another value: the "
	    "file has just changed, or is ambiguous" },
	{ SCANNED "nonsense\n", "f: iniparser cannot read it: the file has "
	    "just changed, or memory ran out" },
};

static void
confirm(const struct loading *loading, const struct section *sections,
    const struct row *row)
{
	enum status status;

	loading->complaint->text[0] = '\0';
	write_file(row->text, strlen(row->text));
	status = config_file_confirm(loading, sections);
	assert_int_equal(status,
	    row->complaint == NULL ? STATUS_OK : STATUS_UNCONFIGURED);
	assert_string_equal(loading->complaint->text,
	    row->complaint == NULL ? "" : row->complaint);
}

static void
changed(void **state)
{
	struct config_memory memory = { NULL };
	struct complaint     complaint;
	struct loading       loading = { FILE_NAME, &memory, &complaint };
	struct section      *sections = NULL;

	(void)state;
	assert_int_equal(config_scan(&loading, BYTES(SCANNED), &sections),
	    STATUS_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		confirm(&loading, sections, &rows[i]);
	config_release(&memory);
}

/* What the scanner hands on, in the order of the text. */
static void
sections(void **state)
{
	struct config_memory memory = { NULL };
	struct complaint     complaint;
	struct loading       loading = { FILE_NAME, &memory, &complaint };
	struct section      *section = NULL;

	(void)state;
	assert_int_equal(config_scan(&loading, BYTES(SCANNED), &section),
	    STATUS_OK);
	assert_int_equal(section->kind, SECTION_POSTERN);
	assert_int_equal(section->line, 1);
	assert_true(bytes_equal(section->settings->name, BYTES("site")));
	assert_null(section->settings->next);
	section = section->next;
	assert_int_equal(section->kind, SECTION_ROUTE);
	assert_true(bytes_equal(section->name, BYTES("A")));
	assert_true(bytes_equal(section->settings->value, BYTES("off")));
	assert_int_equal(section->settings->line, 4);
	assert_null(section->next);
	config_release(&memory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed),
		cmocka_unit_test(sections),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
