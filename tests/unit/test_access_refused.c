/* Which access files are refused, and what is said.  SPDX-License-Identifier: ISC */
#include "directory.h"

#include "access.h"

#define FILE_NAME "access"

static void
write_file(const char *text, size_t length, mode_t mode)
{
	FILE *file = fopen(FILE_NAME, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fchmod(fileno(file), mode), 0);
	assert_int_equal(fclose(file), 0);
}

static void
expect_complaint(const char *name, const char *wanted)
{
	struct complaint complaint = { "" };
	size_t           descriptors = open_descriptors();

	assert_null(access_load(name, &complaint));
	assert_string_equal(complaint.text, wanted);
	assert_int_equal(open_descriptors(), descriptors);
}

static const struct {
	const char *text, *complaint;
} lines[] = {
	{ "users alice /a", "1: a line starts with user, group, everyone "
	    "or '#'" },
	{ "\n\n/a", "3: a line starts with user, group, everyone or '#'" },
	{ "User alice /a", "1: a line starts with user, group, everyone "
	    "or '#'" },
	{ "\xef\xbb\xbfuser alice /a", "1: a line starts with user, group, "
	    "everyone or '#'" },
	{ "user", "1: there is no name" },
	{ "user ", "1: there is no name" },
	{ "group \"\" /a", "1: there is no name" },
	{ "user \"alice /a", "1: a '\"' is not closed" },
	{ "user \"", "1: a '\"' is not closed" },
	{ "user \"alice\"/a", "1: something stands right behind a '\"'" },
	{ "user ali\"ce /a", "1: a '\"' stands within a name" },
	{ "user alice\" /a", "1: a '\"' stands within a name" },
	{ "user al\xffice /a", "1: the name is not UTF-8, or has a control "
	    "byte" },
	{ "user \"a\tb\" /a", "1: the name is not UTF-8, or has a control "
	    "byte" },
	{ "user alice", "1: there is no rule" },
	{ "user alice\r\n", "1: there is no rule" },
	{ "everyone", "1: there is no rule" },
	{ "# a\neveryone /a\neveryone  \n", "3: there is no rule" },
	{ "user alice alice /a", "1: a rule starts with '/', or is "
	    "{claim:NAME}" },
	{ "user alice /a # b", "1: a rule starts with '/', or is "
	    "{claim:NAME}" },
	{ "user alice /a\r\r\n", "1: it is not UTF-8, or has a control byte" },
	{ "everyone /a\n\neveryone /*.jpg\n", "3: a '*' stands for a whole "
	    "segment: it is no part of a name" },
};

static void
test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		char wanted[512];

		snprintf(wanted, sizeof(wanted), FILE_NAME ":%s",
		    lines[i].complaint);
		write_file(lines[i].text, strlen(lines[i].text), 0644);
		expect_complaint(FILE_NAME, wanted);
	}
	/* A NUL ends nothing. */
	write_file("everyone /a\0b", 13, 0644);
	expect_complaint(FILE_NAME, FILE_NAME
	    ":1: it is not UTF-8, or has a control byte");
}

static void
test_modes(void **state)
{
	struct access_list *list;
	struct complaint    complaint;

	(void)state;
	for (mode_t mode = 0400; mode < 01000; mode++) {
		write_file("everyone /a\n", 12, mode);
		if ((mode & S_IWOTH) == 0 && (mode & S_IRUSR) != 0) {
			list = access_load(FILE_NAME, &complaint);
			assert_non_null(list);
			access_free(list);
		}
		if ((mode & S_IWOTH) != 0)
			expect_complaint(FILE_NAME, FILE_NAME
			    ": others may write to it: chmod o-w");
		assert_int_equal(unlink(FILE_NAME), 0);
	}
}

static void
test_kinds(void **state)
{
	struct complaint    complaint;
	struct access_list *list;

	(void)state;
	expect_complaint("missing", "missing: No such file or directory");
	expect_complaint(".", ".: it is not a regular file");
	assert_int_equal(mkfifo("pipe", 0600), 0);
	expect_complaint("pipe", "pipe: it is not a regular file");
	/* What it leads to is judged, as with key files. */
	assert_int_equal(symlink(FILE_NAME, "link"), 0);
	expect_complaint("link", "link: No such file or directory");
	write_file("everyone /a\n", 12, 0644);
	list = access_load("link", &complaint);
	assert_non_null(list);
	access_free(list);
}

static void
test_sizes(void **state)
{
	enum { MAX = 1 << 20 };
	char               *text = malloc(MAX + 1);
	struct complaint    complaint;
	struct access_list *list;

	(void)state;
	assert_non_null(text);
	memset(text, '\n', MAX + 1);
	memcpy(text + MAX - 11, "everyone /a", 11);
	write_file(text, MAX, 0644);
	list = access_load(FILE_NAME, &complaint);
	assert_non_null(list);
	assert_true(access_allows(list, NULL, BYTES(""), BYTES("/"),
	    BYTES("/a")));
	access_free(list);
	write_file(text, MAX + 1, 0644);
	expect_complaint(FILE_NAME, FILE_NAME ": it is too large");
	/* Files of the kernel say that they are empty, and are not. */
	expect_complaint("/proc/self/status",
	    "/proc/self/status: it changed while it was read");
	expect_complaint("/proc/self/mem",
	    "/proc/self/mem: it cannot be read");
	free(text);
}

static void
test_long_name(void **state)
{
	struct complaint complaint = { "" };
	char             name[4000];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_null(access_load(name, &complaint));
	assert_non_null(strstr(complaint.text, "aaa: File name too long"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_long_name),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
