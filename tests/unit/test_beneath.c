/*
 * Opening beneath a directory: by openat2, and by hand where it is missing.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <limits.h>
#include <sys/resource.h>

#include "answer.h"
#include "beneath.h"
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
		cmocka_unit_test(a_long_segment_is_refused),
		cmocka_unit_test(want_of_descriptors_is_reported),
		cmocka_unit_test(no_descriptor_is_left_open),
	};

	return cmocka_run_group_tests(tests, plant, fell);
}
