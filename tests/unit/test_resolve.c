/*
 * Which paths lead to a file beneath the root, and which lead nowhere.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "old_kernel.h"
#include "tree.h"

static enum status
look_up(struct tree *tree, const char *path, struct file *file)
{
	const struct permit permit = { .path = guarded_text(path) };

	arena_reset(tree->arena);
	return resolve(&tree->route, tree->root, &permit, tree->arena, file);
}

static const struct {
	const char *path;
	enum status wanted;
} rows[] = {
	{ "/img/a.png", STATUS_OK },
	{ "/img/caf\xc3\xa9 %41+;'.png", STATUS_OK },
	{ "/img/b/.../c.png", STATUS_OK },
	{ "/img/b/..c.png", STATUS_OK },

	{ "/img/missing.png", STATUS_NOT_FOUND },
	{ "/img/missing.php", STATUS_NOT_FOUND },
	{ "/img/A.png", STATUS_NOT_FOUND },
	{ "/img/a.png/", STATUS_NOT_FOUND },
	{ "/img/a.png/x.png", STATUS_NOT_FOUND },
	{ "/img/folder.png", STATUS_NOT_FOUND },
	{ "/img/pipe.png", STATUS_NOT_FOUND },
	{ "/img/", STATUS_NOT_FOUND },
	{ "/img", STATUS_NOT_FOUND },
	{ "/other/a.png", STATUS_NOT_FOUND },
	{ "", STATUS_NOT_FOUND },

	{ "/img/inner.png", STATUS_NOT_FOUND },
	{ "/img/outer.png", STATUS_NOT_FOUND },
	{ "/img/absolute.png", STATUS_NOT_FOUND },
	{ "/img/dangling.png", STATUS_NOT_FOUND },
	{ "/img/loop.png", STATUS_NOT_FOUND },
	{ "/img/up/outside.png", STATUS_NOT_FOUND },
	{ "/img/self/a.png", STATUS_NOT_FOUND },
	{ "/img/proc/etc/passwd", STATUS_NOT_FOUND },

	/* No permit has such a path; should one ever, it leads nowhere. */
	{ "/img/../outside.png", STATUS_NOT_FOUND },
	{ "/img/b/../a.png", STATUS_NOT_FOUND },
	{ "/img/./a.png", STATUS_NOT_FOUND },
	{ "/img//a.png", STATUS_NOT_FOUND },
	{ "/img/b//..c.png", STATUS_NOT_FOUND },
	{ "/img/b/..", STATUS_NOT_FOUND },
	{ "/img//etc/passwd", STATUS_NOT_FOUND },

	{ "/img/page.html", STATUS_TYPE_NOT_ALLOWED },
	{ "/img/program.php", STATUS_TYPE_NOT_ALLOWED },
	{ "/img/plain", STATUS_TYPE_NOT_ALLOWED },
	{ "/img/fake.png", STATUS_TYPE_MISMATCH },
	{ "/img/empty.png", STATUS_TYPE_MISMATCH },
};

static void
paths_lead_to_files_or_nowhere(void **state)
{
	struct file file;

	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_STATUS(rows[i].path,
		    look_up(*state, rows[i].path, &file), rows[i].wanted);
		EXPECT(rows[i].path,
		    (file.descriptor >= 0) == (rows[i].wanted == STATUS_OK));
		file_close(&file);
		assert_int_equal(file.descriptor, -1);
	}
}

/* In a child: the exit status is the wrong row's number. */
static void
look_up_without_openat2(struct tree *tree, unsigned error)
{
	struct file file;

	if (!forbid_openat2(error))
		_exit(255);
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (look_up(tree, rows[i].path, &file) != rows[i].wanted)
			_exit((int)i);
		file_close(&file);
	}
	_exit(COUNT(rows));
}

/* Old kernels do not know the call, strict containers refuse it. */
static void
paths_lead_the_same_way_without_openat2(void **state)
{
	static const unsigned errors[] = { ENOSYS, EPERM };

	for (size_t i = 0; i < COUNT(errors); i++) {
		pid_t child = fork();
		int   outcome;

		assert_true(child >= 0);
		if (child == 0)
			look_up_without_openat2(*state, errors[i]);
		assert_int_equal(waitpid(child, &outcome, 0), child);
		assert_true(WIFEXITED(outcome));
		assert_int_equal(WEXITSTATUS(outcome), COUNT(rows));
	}
}

static void
a_file_is_described(void **state)
{
	static const struct timespec times[] = { { 5, 6 }, { 784111777, 500 } };
	struct tree                 *tree = *state;
	struct file                  file;

	assert_int_equal(utimensat(tree->base, "root/a.png", times, 0), 0);
	EXPECT_STATUS("a.png", look_up(tree, "/img/a.png", &file), STATUS_OK);
	EXPECT_BYTES("a.png", file.path, BYTES("a.png"));
	assert_string_equal(file.type->media_type, "image/png");
	assert_int_equal(file.is.size, 12);
	assert_int_equal(file.is.modified, 784111777);
	assert_int_equal(file.is.modified_nanoseconds, 500);
	assert_int_equal(lseek(file.descriptor, 0, SEEK_CUR), 0);
	file_close(&file);
}

static void
the_route_says_which_types(void **state)
{
	struct tree *tree = *state;
	struct route route = tree->route;
	struct file  file;

	tree->route.types = content_type_bits(BYTES("html")) |
	    content_type_bits(BYTES("txt"));
	EXPECT_STATUS("html", look_up(tree, "/img/page.html", &file),
	    STATUS_OK);
	file_close(&file);
	EXPECT_STATUS("txt", look_up(tree, "/img/empty.txt", &file), STATUS_OK);
	file_close(&file);
	EXPECT_STATUS("png", look_up(tree, "/img/a.png", &file),
	    STATUS_TYPE_NOT_ALLOWED);
	tree->route = route;
}

static void
long_names_are_not_found(void **state)
{
	static char segment[600], path[6000];
	struct file file;

	memset(segment, 'a', sizeof(segment) - 1);
	(void)snprintf(path, sizeof(path), "/img/%s.png", segment);
	EXPECT_STATUS("file", look_up(*state, path, &file), STATUS_NOT_FOUND);
	(void)snprintf(path, sizeof(path), "/img/%s/a.png", segment);
	EXPECT_STATUS("dir", look_up(*state, path, &file), STATUS_NOT_FOUND);
	memset(path, '/', sizeof(path) - 1);
	for (size_t i = 5; i < sizeof(path) - 1; i += 2)
		path[i] = 'b';
	memcpy(path, "/img/", 5);
	EXPECT_STATUS("path", look_up(*state, path, &file), STATUS_NOT_FOUND);
}

/* A NUL would end the path before its extension. */
static void
a_nul_leads_nowhere(void **state)
{
	struct tree        *tree = *state;
	const struct permit permit = { .path = BYTES("/img/a.png\0.gif") };
	struct file         file;

	EXPECT_STATUS("NUL", resolve(&tree->route, tree->root, &permit,
	    tree->arena, &file), STATUS_NOT_FOUND);
}

/* Nobody but root may read it; root is asked to be nobody for a moment. */
static void
an_unreadable_file_is_not_found(void **state)
{
	const uid_t user = geteuid();
	struct file file;
	enum status status;

	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	status = look_up(*state, "/img/locked.png", &file);
	if (user == 0)
		assert_int_equal(seteuid(0), 0);
	EXPECT_STATUS("locked", status, STATUS_NOT_FOUND);
}

/* Our own want of descriptors does not say that there is no file. */
static void
a_full_table_of_files_is_our_failure(void **state)
{
	const int     lowest = dup(0);
	struct rlimit limit, none;
	struct file   file;
	enum status   status;

	assert_true(lowest >= 0);
	assert_int_equal(close(lowest), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = limit;
	none.rlim_cur = (rlim_t)lowest;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	status = look_up(*state, "/img/a.png", &file);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	EXPECT_STATUS("EMFILE", status, STATUS_INTERNAL);
	assert_int_equal(file.descriptor, -1);
}

static void
a_full_arena_opens_nothing(void **state)
{
	struct tree        *tree = *state;
	const struct permit permit = { .path = BYTES("/img/a.png") };
	struct arena       *arena = arena_new(0);
	struct file         file = { .descriptor = 99 };

	EXPECT_STATUS("arena", resolve(&tree->route, tree->root, &permit,
	    arena, &file), STATUS_TOO_LARGE);
	assert_int_equal(file.descriptor, -1);
	arena_free(arena);
}

/* The root itself may be a link: it is the operator's word. */
static void
roots_are_directories(void **state)
{
	struct tree *tree = *state;
	char         path[80];
	int          root = -2;
	int          file;

	(void)snprintf(path, sizeof(path), "%s/linked", tree->path);
	EXPECT_STATUS(path, root_open(path, &root), STATUS_OK);
	assert_int_equal(fcntl(root, F_GETFD), FD_CLOEXEC);
	file = openat(root, "a.png", O_RDONLY | O_CLOEXEC);
	assert_true(file >= 0);
	assert_int_equal(close(file), 0);
	assert_int_equal(close(root), 0);

	root = -2;
	(void)snprintf(path, sizeof(path), "%s/outside.png", tree->path);
	EXPECT_STATUS(path, root_open(path, &root), STATUS_UNCONFIGURED);
	(void)snprintf(path, sizeof(path), "%s/missing", tree->path);
	EXPECT_STATUS(path, root_open(path, &root), STATUS_UNCONFIGURED);
	assert_int_equal(root, -2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_lead_to_files_or_nowhere),
		cmocka_unit_test(paths_lead_the_same_way_without_openat2),
		cmocka_unit_test(a_file_is_described),
		cmocka_unit_test(the_route_says_which_types),
		cmocka_unit_test(long_names_are_not_found),
		cmocka_unit_test(a_nul_leads_nowhere),
		cmocka_unit_test(an_unreadable_file_is_not_found),
		cmocka_unit_test(a_full_table_of_files_is_our_failure),
		cmocka_unit_test(a_full_arena_opens_nothing),
		cmocka_unit_test(roots_are_directories),
	};

	return cmocka_run_group_tests(tests, plant, fell);
}
