/*
 * Files that are refused for their lines, sections and names, each with the
 * whole text of its complaint.  Values: test_config_values.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "refused.h"

#include <sys/stat.h>

#include "config_file.h"

static const struct refused rows[] = {
	/* Lines. */
	{ HEAD "mode\n", "f:8: mode: this is neither [SECTION] nor "
	    "NAME = VALUE nor a comment" },
	{ HEAD "a b = c\n", "f:8: a b = c: this is neither [SECTION] nor "
	    "NAME = VALUE nor a comment" },
	{ HEAD "= c\n", "f:8: = c: this is neither [SECTION] nor "
	    "NAME = VALUE nor a comment" },
	{ HEAD "mode =\n", "f:8: mode =: the value is empty: leave the line "
	    "out" },
	{ HEAD "mode = ; off\n", "f:8: mode = ; off: the value is empty: leave "
	    "the line out" },
	{ HEAD "mode = ''\n", "f:8: mode = '': the value is empty: leave the "
	    "line out" },
	{ HEAD "keys = \" \"\n", "f:8: keys =  : the value is empty: leave the "
	    "line out" },
	{ HEAD "mode = o\x1b[31mff\n", "f:8: column 9 holds the control byte "
	    "0x1b" },
	{ HEAD "mode = off\r\r\n", "f:8: column 11 holds the control byte "
	    "0x0d" },
	{ HEAD "mode = off\x7f\n", "f:8: column 11 holds the control byte "
	    "0x7f" },
	{ HEAD "; a comment \\ \nmode = off\n", "f:8: ; a comment \\: a "
	    "backslash at its end joins a line to the next" },
	{ HEAD "mode = \\\noff\n", "f:8: mode = \\: a backslash at its end "
	    "joins a line to the next" },
	{ "\xef\xbb\xbf" HEAD, "f:1: the file starts with a byte order mark: "
	    "save it as UTF-8 without one" },
	{ "", "f: there is no [postern]" },

	/* What iniparser would shorten. */
	{ "[postern]\nsite = a\nkeys = /a;b\n", "f:3: keys = /a;b: ';' and '#' "
	    "end a value: put it in double quotes, or a space before a "
	    "comment" },
	{ "[postern]\nsite = a#b\n", "f:2: site = a#b: ';' and '#' end a "
	    "value: put it in double quotes, or a space before a comment" },
	{ HEAD "mode = \"off\n", "f:8: mode = \"off: the quote is not closed" },
	{ HEAD "mode = 'off\" ; it's\n", "f:8: mode = 'off\" ; it's: text "
	    "stands behind the closing quote" },
	{ HEAD "mode = \"off\"x\n", "f:8: mode = \"off\"x: text stands behind "
	    "the closing quote" },
	{ HEAD "mode = \"off\";x\n", "f:8: mode = \"off\";x: text stands "
	    "behind the closing quote" },

	/* Sections. */
	{ "site = a\n" HEAD, "f:1: site = a: this belongs below a [postern] or "
	    "[route NAME]" },
	{ ROUTE, "f: there is no [postern]" },
	{ TOP, "f: there is no [route NAME]" },
	{ "[Postern]\n", "f:1: [Postern]: no such section: there are [postern] "
	    "and [route NAME]" },
	{ "[postern\n", "f:1: [postern: the ']' is missing" },
	{ "[postern] ; [x]\n", "f:1: [postern] ; [x]: nothing may stand behind "
	    "a [SECTION]: put the comment above it" },
	{ "[route]\n", "f:1: [route]: no such section: there are [postern] and "
	    "[route NAME]" },
	{ "[route ]\n", "f:1: [route ]: a route's name is 1 to 32 letters, "
	    "digits, '_' or '-', behind one space" },
	{ "[route  a]\n", "f:1: [route  a]: a route's name is 1 to 32 letters, "
	    "digits, '_' or '-', behind one space" },
	{ "[route a:b]\n", "f:1: [route a:b]: a route's name is 1 to 32 "
	    "letters, digits, '_' or '-', behind one space" },
	{ "[route a23456789012345678901234567890123]\n", "f:1: "
	    "[route a23456789012345678901234567890123]: a route's name is 1 to "
	    "32 letters, digits, '_' or '-', behind one space" },
	{ HEAD "[postern]\n", "f:8: [postern]: it stands in line 1 already "
	    "(letter case does not count)" },
	{ HEAD "[route A]\n", "f:8: [route A]: it stands in line 4 already "
	    "(letter case does not count)" },

	/* Names of settings. */
	{ "[postern]\nsites = a\n", "f:2: sites = a: unknown in [postern]: "
	    "postern.ini(5) lists the settings" },
	{ HEAD "modus = off\n", "f:8: modus = off: unknown in [route NAME]: "
	    "postern.ini(5) lists the settings" },
	{ HEAD "Mode = off\n", "f:8: Mode = off: write it in lower case: "
	    "mode" },
	{ HEAD "site = a\n", "f:8: site = a: this belongs in [postern]" },
	{ "[postern]\nprefix = /a/\n", "f:2: prefix = /a/: this belongs in "
	    "[route NAME]" },
	{ HEAD "prefix = /a/\n", "f:8: prefix = /a/: it is set in line 5 "
	    "already" },
	{ "[postern]\nkeys = /k\n" ROUTE, "f:1: [postern]: site is missing: "
	    "the site's name, bound into every credential, as example.org" },
	{ "[postern]\nsite = a\n" ROUTE, "f:1: [postern]: keys is missing: the "
	    "directory of the key files, as /etc/postern/keys" },
	{ TOP "[route a]\nroot = /a\n", "f:4: [route a]: prefix is missing: "
	    "the URL prefix that the route guards, as /img/" },
	{ TOP "[route a]\nprefix = /a/\ndelivery = direct\n", "f:4: [route a]: "
	    "root is missing: the directory of its files, as "
	    "/srv/private/img" },
	{ TOP "[route a]\nprefix = /b/\nroot = /b\n", "f:4: [route a]: "
	    "delivery is missing: how files are sent, as x-sendfile" },
};

static void
refused(void **state)
{
	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
assert_refused(const char *file, const char *wanted)
{
	struct complaint complaint = { "" };

	assert_null(config_load(file, &complaint));
	assert_string_equal(complaint.text, wanted);
}

/* What is no readable regular file. */
static void
no_file(void **state)
{
	(void)state;
	assert_refused("missing", "missing: cannot be opened: No such file or "
	    "directory");
	assert_refused(".", ".: it is no regular file");
	/* Nobody writes to it: opening must not wait. */
	assert_int_equal(unlink(FILE_NAME), 0);
	assert_int_equal(mkfifo(FILE_NAME, 0600), 0);
	assert_refused(FILE_NAME, "f: it is no regular file");
	assert_int_equal(unlink(FILE_NAME), 0);
}

static void
long_line(void **state)
{
	char text[CONFIG_LINE_MAX + 1];

	(void)state;
	memset(text, ';', sizeof(text));
	write_file(text, sizeof(text));
	assert_refused(FILE_NAME, "f:1: the line is longer than 1000 bytes");
}

static void
large_file(void **state)
{
	(void)state;
	write_file("", 0);
	assert_int_equal(truncate(FILE_NAME, CONFIG_SIZE_MAX + 1), 0);
	assert_refused(FILE_NAME, "f: it is larger than 1 MiB");
	assert_int_equal(truncate(FILE_NAME, CONFIG_SIZE_MAX), 0);
	assert_refused(FILE_NAME, "f:1: the line is longer than 1000 bytes");
}

/* A NUL would hide the rest of the line from iniparser. */
static void
nul_byte(void **state)
{
	static const char text[] = HEAD "mode = off\0 on\n";

	(void)state;
	write_file(text, sizeof(text) - 1);
	assert_refused(FILE_NAME, "f:8: column 11 holds the control byte 0x00");
}

/* Long names and values are cut, so that the reason always fits. */
static void
long_parts(void **state)
{
	char text[900], file[300], end[200];

	(void)state;
	snprintf(file, sizeof(file), "./%0200d", 0);
	snprintf(end, sizeof(end), "...%0120d: cannot be opened: No such file "
	    "or directory", 0);
	assert_refused(file, end);

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	memcpy(text, HEAD "mode = ", sizeof(HEAD "mode = ") - 1);
	write_file(text, strlen(text));
	assert_refused(FILE_NAME, "f:8: mode = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxx...: it is none of enforce, "
	    "report-only, off");
	memset(text, 'x', sizeof(text) - 1);
	write_file(text, strlen(text));
	assert_refused(FILE_NAME, "f:1: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxx...: this is neither [SECTION] nor "
	    "NAME = VALUE nor a comment");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(no_file),
		cmocka_unit_test(long_line),
		cmocka_unit_test(large_file),
		cmocka_unit_test(nul_byte),
		cmocka_unit_test(long_parts),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
