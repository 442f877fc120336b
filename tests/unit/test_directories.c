/*
 * Directories that were entered a moment ago: for how long, how many, and none
 * that the rules of beneath.h refuse.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "directories.h"
#include "tree.h"

#define LIFETIME 1000

static int
is_open(int descriptor)
{
	return fcntl(descriptor, F_GETFD) >= 0;
}

static void
put_link(struct tree *tree, const char *name)
{
	assert_int_equal(renameat(tree->base, "root/b", tree->base, name), 0);
	assert_int_equal(symlinkat(name, tree->base, "root/b"), 0);
}

static void
put_back(struct tree *tree, const char *name)
{
	assert_int_equal(unlinkat(tree->base, "root/b", 0), 0);
	assert_int_equal(renameat(tree->base, name, tree->base, "root/b"), 0);
}

static void
one_is_used_for_its_time(void **state)
{
	struct tree        *tree = *state;
	struct directories *all = directories_new(LIFETIME);
	const int           at = directories_at(all, tree->root, BYTES("b"), 5);

	assert_true(at >= 0);
	put_link(tree, "moved");
	assert_int_equal(directories_at(all, tree->root, BYTES("b"), 1004), at);
	assert_int_equal(directories_at(all, tree->root, BYTES("b"), 1005), -1);
	assert_false(is_open(at));
	/* What was refused is not kept. */
	put_back(tree, "moved");
	assert_true(directories_at(all, tree->root, BYTES("b"), 1006) >= 0);
	directories_free(all);
}

static void
each_root_has_its_own(void **state)
{
	struct tree        *tree = *state;
	struct directories *all = directories_new(LIFETIME);
	const int           root = directories_at(all, tree->base,
	              BYTES("root"), 0);
	const int           one = directories_at(all, tree->root, BYTES("b"), 0);
	int                 other;

	assert_true(root >= 0 && one >= 0);
	assert_int_equal(directories_at(all, tree->base, BYTES("b"), 0), -1);
	other = directories_at(all, tree->root, BYTES("b/..."), 0);
	assert_true(other >= 0 && other != one);
	assert_int_equal(directories_at(all, tree->root, BYTES("b"), 1), one);
	directories_free(all);
	assert_false(is_open(one) || is_open(other) || is_open(root));
}

static void
what_cannot_be_entered(void **state)
{
	static const char *const paths[] = { "", ".", "..", "up", "self", "proc",
		"a.png", "pipe.png", "missing", "/", "/tmp", "b/", "b/..",
		"self/b" };
	static char         name[300];
	struct tree        *tree = *state;
	struct directories *all = directories_new(LIFETIME);

	for (size_t i = 0; i < COUNT(paths); i++)
		EXPECT(paths[i], directories_at(all, tree->root,
		    guarded_text(paths[i]), 0) == -1);
	assert_int_equal(directories_at(all, tree->root, BYTES("b\0x"), 0), -1);
	memset(name, 'a', sizeof(name));
	assert_int_equal(directories_at(all, tree->root,
	    (struct bytes){ name, sizeof(name) }, 0), -1);
	assert_false(directories_sweep(all, 0));
	directories_free(all);
}

static void
old_ones_are_closed(void **state)
{
	struct tree        *tree = *state;
	struct directories *all = directories_new(LIFETIME);
	const int one = directories_at(all, tree->root, BYTES("b"), 0);
	const int other = directories_at(all, tree->root, BYTES("b/..."), 500);

	assert_true(directories_sweep(all, 999));
	assert_true(is_open(one));
	assert_true(directories_sweep(all, 1000));
	assert_false(is_open(one));
	assert_true(is_open(other));
	assert_false(directories_sweep(all, 1500));
	assert_false(is_open(other));
	directories_free(all);
}

/* However many there are, few are open, and each is the right one. */
static void
many_of_them(void **state)
{
	struct tree        *tree = *state;
	struct directories *all = directories_new(LIFETIME);
	const size_t        before = open_descriptors();
	char                name[32];

	for (int i = 0; i < 1000; i++) {
		struct stat made, entered;
		int         at;

		(void)snprintf(name, sizeof(name), "many%d", i);
		assert_int_equal(mkdirat(tree->root, name, 0755), 0);
		at = directories_at(all, tree->root, bytes_of(name), i);
		assert_int_equal(fstat(at, &entered), 0);
		assert_int_equal(fstatat(tree->root, name, &made, 0), 0);
		assert_int_equal(entered.st_ino, made.st_ino);
		assert_int_equal(unlinkat(tree->root, name, AT_REMOVEDIR), 0);
	}
	assert_true(open_descriptors() - before <= 64);
	directories_free(all);
	assert_int_equal(open_descriptors(), before);
	directories_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_is_used_for_its_time),
		cmocka_unit_test(each_root_has_its_own),
		cmocka_unit_test(what_cannot_be_entered),
		cmocka_unit_test(old_ones_are_closed),
		cmocka_unit_test(many_of_them),
	};

	return cmocka_run_group_tests(tests, plant, fell);
}
