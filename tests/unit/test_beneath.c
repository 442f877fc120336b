/*
 * Opening beneath a directory: by openat2, and by hand where it is missing.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <limits.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "answer.h"
#include "beneath.h"
#include "old_kernel.h"
#include "tree.h"

/* reason 0: it is opened. */
static const struct {
	const char *path;
	int         reason;
} rows[] = {
	{ "a.png", 0 },
	{ "page.html", 0 },
	{ "b/.../c.png", 0 },
	{ "b/..c.png", 0 },
	{ "b", 0 },
	{ "b/...", 0 },
	{ "pipe.png", 0 },
	{ "missing.png", ENOENT },
	{ "missing/a.png", ENOENT },
	{ "a.png/b", ENOTDIR },
	{ "", ENOENT },
	{ ".", ENOENT },
	{ "..", ENOENT },
	{ "/", ENOENT },
	{ "/etc/passwd", ENOENT },
	{ "a.png/", ENOENT },
	{ "b/", ENOENT },
	{ "./a.png", ENOENT },
	{ "b/./..c.png", ENOENT },
	{ "b/../a.png", ENOENT },
	{ "b/..", ENOENT },
	{ "b/.", ENOENT },
	{ "b//..c.png", ENOENT },
	{ "../outside.png", ENOENT },
	{ "inner.png", ELOOP },
	{ "outer.png", ELOOP },
	{ "absolute.png", ELOOP },
	{ "dangling.png", ELOOP },
	{ "loop.png", ELOOP },
};

/* Where a link stands for a folder the two give different reasons. */
static const char *const linked_folders[] = { "up/outside.png", "self/a.png",
	"self/self/a.png", "proc/etc/passwd" };

static int (*const ways[])(int, const char *) = { beneath_open, beneath_walk };

static void
both_ways_open_the_same(void **state)
{
	struct tree *tree = *state;

	for (size_t i = 0; i < COUNT(rows) * 2; i++) {
		const char *row = row_name(i % 2, rows[i / 2].path);
		int         file;

		errno = 0;
		file = ways[i % 2](tree->root, rows[i / 2].path);
		EXPECT(row, (file >= 0) == (rows[i / 2].reason == 0));
		EXPECT(row, file >= 0 || errno == rows[i / 2].reason);
		if (file < 0)
			continue;
		EXPECT(row, fcntl(file, F_GETFD) == FD_CLOEXEC);
		EXPECT(row, (fcntl(file, F_GETFL) & O_ACCMODE) == O_RDONLY);
		assert_int_equal(close(file), 0);
	}
}

static void
no_link_leads_on(void **state)
{
	struct tree *tree = *state;

	for (size_t i = 0; i < COUNT(linked_folders) * 2; i++)
		EXPECT(linked_folders[i / 2],
		    ways[i % 2](tree->root, linked_folders[i / 2]) == -1);
}

/* Directories alone, by the same rules. */
static const struct {
	const char *path;
	int         entered;
} folders[] = {
	{ "b", 1 },
	{ "b/...", 1 },
	{ "folder.png", 1 },
	{ "missing", 0 },
	{ "a.png", 0 },
	{ "pipe.png", 0 },
	{ "", 0 },
	{ ".", 0 },
	{ "..", 0 },
	{ "b/..", 0 },
	{ "b/", 0 },
	{ "/", 0 },
	{ "/tmp", 0 },
	{ "up", 0 },
	{ "self", 0 },
	{ "self/b", 0 },
	{ "proc", 0 },
	{ "proc/etc", 0 },
};

static void
directories_are_entered(void **state)
{
	struct tree *tree = *state;

	for (size_t i = 0; i < COUNT(folders); i++) {
		int at = beneath_enter(tree->root, folders[i].path);

		EXPECT(folders[i].path, (at >= 0) == folders[i].entered);
		if (at < 0)
			continue;
		EXPECT(folders[i].path, fcntl(at, F_GETFD) == FD_CLOEXEC);
		assert_int_equal(close(at), 0);
	}
}

static void
directories_are_entered_without_openat2(void **state)
{
	pid_t child = fork();
	int   outcome;

	assert_true(child >= 0);
	if (child == 0) {
		if (!forbid_openat2(ENOSYS))
			_exit(255);
		directories_are_entered(state);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &outcome, 0), child);
	assert_int_equal(outcome, 0);
}

/* mode 0: there is none. */
static void
one_name_is_looked_at(void **state)
{
	static const struct {
		const char *name;
		mode_t      mode;
	} names[] = {
		{ "a.png", S_IFREG },
		{ "b", S_IFDIR },
		{ "pipe.png", S_IFIFO },
		{ "inner.png", S_IFLNK },
		{ "loop.png", S_IFLNK },
		{ "up", S_IFLNK },
		{ "missing.png", 0 },
		{ "b/..c.png", 0 },
		{ "up/outside.png", 0 },
		{ "a.png/", 0 },
		{ "/etc/passwd", 0 },
		{ "..", 0 },
		{ ".", 0 },
		{ "", 0 },
	};
	struct tree *tree = *state;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct stat found = { 0 };
		const int   seen = beneath_look(tree->root, names[i].name,
		      &found) == 0;

		EXPECT(names[i].name, seen == (names[i].mode != 0));
		EXPECT(names[i].name,
		    (found.st_mode & S_IFMT) == names[i].mode);
	}
}

static void
a_long_segment_is_refused(void **state)
{
	struct tree *tree = *state;
	char         path[NAME_MAX + 8];

	for (size_t length = NAME_MAX - 1; length <= NAME_MAX + 2; length++)
		for (size_t i = 0; i < 2; i++) {
			memset(path, 'a', length);
			memcpy(path + length, "/b", 3);
			assert_int_equal(ways[i](tree->root, path), -1);
			EXPECT(row_name(length, "folder"), errno ==
			    (length > NAME_MAX ? ENAMETOOLONG : ENOENT));
			path[length] = '\0';
			assert_int_equal(ways[i](tree->root, path), -1);
			EXPECT(row_name(length, "file"), errno ==
			    (length > NAME_MAX ? ENAMETOOLONG : ENOENT));
		}
}

/* The walk needs two descriptors besides the root's. */
static void
want_of_descriptors_is_reported(void **state)
{
	struct tree  *tree = *state;
	struct rlimit limit, few;
	int           lowest = dup(0);
	int           opened[2][3], reasons[2][3];

	assert_int_equal(close(lowest), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	few = limit;
	for (int spare = 0; spare < 3; spare++)
		for (int way = 0; way < 2; way++) {
			few.rlim_cur = (rlim_t)(lowest + spare);
			assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
			opened[way][spare] = ways[way](tree->root, "b/..c.png");
			reasons[way][spare] = errno;
			assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
			if (opened[way][spare] >= 0)
				assert_int_equal(close(opened[way][spare]), 0);
		}
	for (int way = 0; way < 2; way++) {
		assert_int_equal(opened[way][0], -1);
		assert_int_equal(reasons[way][0], EMFILE);
		assert_true(opened[way][2] >= 0);
	}
	assert_int_equal(opened[1][1], -1);
	assert_int_equal(reasons[1][1], EMFILE);
}

static void
no_descriptor_is_left_open(void **state)
{
	struct tree *tree = *state;
	const int    before = dup(0);

	assert_int_equal(close(before), 0);
	for (size_t i = 0; i < COUNT(rows) * 2; i++) {
		int file = ways[i % 2](tree->root, rows[i / 2].path);

		if (file >= 0)
			assert_int_equal(close(file), 0);
	}
	assert_int_equal(dup(0), before);
	assert_int_equal(close(before), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways_open_the_same),
		cmocka_unit_test(no_link_leads_on),
		cmocka_unit_test(directories_are_entered),
		cmocka_unit_test(directories_are_entered_without_openat2),
		cmocka_unit_test(one_name_is_looked_at),
		cmocka_unit_test(a_long_segment_is_refused),
		cmocka_unit_test(want_of_descriptors_is_reported),
		cmocka_unit_test(no_descriptor_is_left_open),
	};

	return cmocka_run_group_tests(tests, plant, fell);
}
