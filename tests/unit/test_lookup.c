/*
 * A file that is known is looked at, not opened: what is noticed at once, what
 * within the time that a directory is used, and what is never remembered.
 *
 * SPDX-License-Identifier: ISC
 */
#include <time.h>

#include "answer.h"
#include "delivery.h"
#include "lookup.h"
#include "tree.h"

#define OTHER "GIF89a01234" /* as long as what make_file writes */

struct scene {
	struct tree  *tree;
	struct route  route;
	struct post   post;
	struct permit permit;
	struct file   file;
	int64_t       now; /* when no file is new any more */
};

static void
make_file(struct tree *tree, const char *path, const char *content)
{
	int file = openat(tree->root, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(file >= 0);
	assert_int_equal(write(file, content, strlen(content)),
	    strlen(content));
	assert_int_equal(close(file), 0);
}

/* Two files, the one in a directory of its own. */
static struct scene *
scene_of(void **state)
{
	static struct scene scene;

	scene = (struct scene){ .tree = *state, .now = time(NULL) + 100 };
	scene.route = scene.tree->route;
	scene.route.delivery = delivery_named(BYTES("x-accel-redirect"));
	scene.post.route = &scene.route;
	scene.post.root = scene.tree->root;
	scene.post.lookup = lookup_new(60);
	assert_non_null(scene.post.lookup);
	assert_int_equal(mkdirat(scene.tree->root, "d", 0755), 0);
	make_file(scene.tree, "d/x.png", PNG "abc");
	make_file(scene.tree, "y.png", PNG "abc");
	return &scene;
}

static void
end(struct scene *scene)
{
	lookup_free(scene->post.lookup);
	(void)unlinkat(scene->tree->root, "y.png", 0);
	(void)unlinkat(scene->tree->root, "d/x.png", 0);
	assert_int_equal(unlinkat(scene->tree->root, "d", AT_REMOVEDIR), 0);
}

static enum status
look(struct scene *scene, const char *path)
{
	enum status status;

	scene->permit.path = guarded_text(path);
	arena_reset(scene->tree->arena);
	status = lookup_file(&scene->post, &scene->permit, scene->now,
	    scene->tree->arena, &scene->file);
	assert_true(scene->post.lookup == NULL || scene->file.descriptor < 0);
	file_close(&scene->file);
	return status;
}

#define X "/img/d/x.png"
#define Y "/img/y.png"

/* The directory goes elsewhere: who opens a file there finds none. */
static int
is_known(struct scene *scene)
{
	const int root = scene->tree->root;
	enum status status;

	assert_int_equal(renameat(root, "d", root, "e"), 0);
	status = look(scene, X);
	assert_int_equal(renameat(root, "e", root, "d"), 0);
	assert_true(status == STATUS_OK || status == STATUS_NOT_FOUND);
	return status == STATUS_OK;
}

static void
a_known_file_is_described_as_one_that_is_opened(void **state)
{
	struct scene     *scene = scene_of(state);
	struct file_identity is;

	EXPECT_STATUS("opened", look(scene, X), STATUS_OK);
	is = scene->file.is;
	assert_int_equal(is.size, sizeof(PNG "abc") - 1);
	EXPECT_STATUS("known", look(scene, X), STATUS_OK);
	assert_memory_equal(&scene->file.is, &is, sizeof(is));
	EXPECT_BYTES("path", scene->file.path, BYTES("d/x.png"));
	assert_string_equal(scene->file.type->media_type, "image/png");
	assert_true(is_known(scene));
	end(scene);
}

/* Without a lookup, and in one that is made anew. */
static void
nothing_is_known_of_before(void **state)
{
	struct scene  *scene = scene_of(state);
	struct lookup *lookup = scene->post.lookup;

	EXPECT_STATUS("x", look(scene, X), STATUS_OK);
	EXPECT_STATUS("x", look(scene, X), STATUS_OK);
	scene->post.lookup = NULL;
	EXPECT_STATUS("off", look(scene, X), STATUS_OK);
	assert_false(is_known(scene));
	scene->post.lookup = lookup_new(60);
	assert_false(is_known(scene));
	lookup_free(lookup);
	end(scene);
}

/* Two writes within a tick of the clock could not be told apart. */
static void
a_new_file_is_not_remembered(void **state)
{
	struct scene    *scene = scene_of(state);
	struct stat      about;
	struct timespec  times[2] = { { 0 }, { 0 } };

	assert_int_equal(fstatat(scene->tree->root, "d/x.png", &about, 0), 0);
	scene->now = about.st_ctim.tv_sec + 1;
	for (int i = 0; i < 2; i++)
		EXPECT_STATUS("new", look(scene, X), STATUS_OK);
	assert_false(is_known(scene));
	scene->now = about.st_ctim.tv_sec + 100;
	times[1].tv_sec = scene->now + 1;
	assert_int_equal(utimensat(scene->tree->root, "d/x.png", times, 0), 0);
	for (int i = 0; i < 2; i++)
		EXPECT_STATUS("of the future", look(scene, X), STATUS_OK);
	assert_false(is_known(scene));
	end(scene);
}

static void
know(struct scene *scene)
{
	for (int i = 0; i < 2; i++) {
		EXPECT_STATUS("x", look(scene, X), STATUS_OK);
		EXPECT_STATUS("y", look(scene, Y), STATUS_OK);
	}
	assert_true(is_known(scene));
}

static void
put(struct scene *scene, const char *path, enum kind kind)
{
	const struct entry entry = { kind, path, "../a.png" };

	assert_int_equal(unlinkat(scene->tree->root, path, 0), 0);
	make_entry(scene->tree->root, &entry);
}

static void
what_takes_a_files_place_is_seen_at_once(void **state)
{
	static const enum kind kinds[] = { FOLDER, LINK, FIFO };
	static const char *const paths[] = { "d/x.png", "y.png" };
	struct scene *scene = scene_of(state);

	for (size_t i = 0; i < COUNT(kinds) * 2; i++) {
		const char *path = paths[i % 2];

		know(scene);
		put(scene, path, kinds[i / 2]);
		EXPECT_STATUS(row_name(i, path), look(scene, i % 2 ? Y : X),
		    STATUS_NOT_FOUND);
		assert_int_equal(unlinkat(scene->tree->root, path,
		    kinds[i / 2] == FOLDER ? AT_REMOVEDIR : 0), 0);
		EXPECT_STATUS("gone", look(scene, i % 2 ? Y : X),
		    STATUS_NOT_FOUND);
		make_file(scene->tree, path, PNG "abc");
	}
	end(scene);
}

/* The same length, and even the same time where somebody sets it. */
static void
other_content_is_seen_at_once(void **state)
{
	static const char *const names[] = { X, Y };
	struct scene *scene = scene_of(state);
	struct stat   before;

	for (size_t i = 0; i < 4; i++) {
		const char *path = names[i % 2] + sizeof("/img/") - 1;

		know(scene);
		assert_int_equal(fstatat(scene->tree->root, path, &before, 0),
		    0);
		make_file(scene->tree, path, OTHER);
		if (i >= 2) {
			const struct timespec times[2] = { before.st_atim,
				before.st_mtim };

			assert_int_equal(utimensat(scene->tree->root, path,
			    times, 0), 0);
		}
		EXPECT_STATUS(row_name(i, path), look(scene, names[i % 2]),
		    STATUS_TYPE_MISMATCH);
		assert_int_equal(scene->file.is.size, before.st_size);
		make_file(scene->tree, path, PNG "abc");
	}
	end(scene);
}

/* Root is asked to be nobody for a moment. */
static void
a_file_that_may_not_be_read_is_seen_at_once(void **state)
{
	struct scene *scene = scene_of(state);
	const uid_t   user = geteuid();
	enum status   status;

	know(scene);
	assert_int_equal(fchmodat(scene->tree->root, "y.png", 0, 0), 0);
	if (user == 0)
		assert_int_equal(seteuid(65534), 0);
	status = look(scene, Y);
	if (user == 0)
		assert_int_equal(seteuid(0), 0);
	EXPECT_STATUS("locked", status, STATUS_NOT_FOUND);
	end(scene);
}

/* What a directory was counts for its time, and no longer. */
static void
a_directory_that_became_a_link(void **state)
{
	struct scene *scene = scene_of(state);
	const int     root = scene->tree->root;

	know(scene);
	assert_int_equal(renameat(root, "d", root, "e"), 0);
	assert_int_equal(symlinkat("e", root, "d"), 0);
	EXPECT_STATUS("within", look(scene, X), STATUS_OK);
	lookup_free(scene->post.lookup);
	scene->post.lookup = lookup_new(60);
	EXPECT_STATUS("behind", look(scene, X), STATUS_NOT_FOUND);
	assert_int_equal(unlinkat(root, "d", 0), 0);
	assert_int_equal(renameat(root, "e", root, "d"), 0);
	end(scene);
}

/* What was found for one question is no answer to another. */
static void
each_question_has_its_own_answer(void **state)
{
	struct scene *scene = scene_of(state);

	make_file(scene->tree, "y.png", OTHER);
	scene->permit.content_type = BYTES("image/gif");
	for (int i = 0; i < 3; i++) {
		EXPECT_STATUS("gif", look(scene, Y), STATUS_OK);
		assert_string_equal(scene->file.type->media_type, "image/gif");
	}
	scene->permit.content_type = BYTES("");
	EXPECT_STATUS("png", look(scene, Y), STATUS_TYPE_MISMATCH);
	EXPECT_STATUS("png", look(scene, Y), STATUS_TYPE_MISMATCH);
	scene->permit.content_type = BYTES("image/gif");
	scene->route.types = content_type_bits(BYTES("pdf"));
	EXPECT_STATUS("pdf", look(scene, Y), STATUS_TYPE_NOT_ALLOWED);
	end(scene);
}

static void
bytes_that_are_sent_are_of_an_opened_file(void **state)
{
	struct scene *scene = scene_of(state);

	scene->route.delivery = delivery_named(BYTES("direct"));
	scene->permit.path = BYTES(X);
	for (int i = 0; i < 3; i++) {
		arena_reset(scene->tree->arena);
		EXPECT_STATUS("direct", lookup_file(&scene->post,
		    &scene->permit, scene->now, scene->tree->arena,
		    &scene->file), STATUS_OK);
		assert_true(scene->file.descriptor >= 0);
		file_close(&scene->file);
	}
	assert_false(is_known(scene));
	end(scene);
}

/* More than are remembered: each is still what it is. */
static void
many_files(void **state)
{
	struct scene *scene = scene_of(state);
	char          path[40];

	for (int i = 0; i < 6000; i++) {
		const int number = i % 2000;
		char     *name = path + sizeof("/img/") - 1;

		(void)snprintf(path, sizeof(path), "/img/d/%d.png", number);
		if (i < 2000)
			make_file(scene->tree, name,
			    number % 3 == 0 ? OTHER : PNG "abc");
		EXPECT_STATUS(path, look(scene, path), number % 3 == 0
		    ? STATUS_TYPE_MISMATCH : STATUS_OK);
		if (i >= 4000)
			assert_int_equal(unlinkat(scene->tree->root, name, 0),
			    0);
	}
	end(scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_file_is_described_as_one_that_is_opened),
		cmocka_unit_test(nothing_is_known_of_before),
		cmocka_unit_test(a_new_file_is_not_remembered),
		cmocka_unit_test(what_takes_a_files_place_is_seen_at_once),
		cmocka_unit_test(other_content_is_seen_at_once),
		cmocka_unit_test(a_file_that_may_not_be_read_is_seen_at_once),
		cmocka_unit_test(a_directory_that_became_a_link),
		cmocka_unit_test(each_question_has_its_own_answer),
		cmocka_unit_test(bytes_that_are_sent_are_of_an_opened_file),
		cmocka_unit_test(many_files),
	};

	return cmocka_run_group_tests(tests, plant, fell);
}
