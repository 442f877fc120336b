/*
 * A tree of files of its own for each test program: "root" is what may be sent
 * from, "outside.png" lies beside it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_TREE_H
#define TESTS_UNIT_TREE_H

#include <fcntl.h>
#include <sys/stat.h>

#include "resolve.h"
#include "support.h"

#define PNG "\x89PNG\r\n\x1a\n"

struct tree {
	char          path[32];
	int           base, root;
	struct route  route;
	struct arena *arena;
};

enum kind { FOLDER, CONTENT, LINK, FIFO };

/* Parents come first; taken down in the opposite order. */
static const struct entry {
	enum kind   kind;
	const char *path, *content;
} entries[] = {
	{ CONTENT, "outside.png", PNG },
	{ FOLDER, "root", NULL },
	{ CONTENT, "root/a.png", PNG "rest" },
	{ CONTENT, "root/caf\xc3\xa9 %41+;'.png", PNG },
	{ CONTENT, "root/empty.png", "" },
	{ CONTENT, "root/empty.txt", "" },
	{ CONTENT, "root/fake.png", "<html>" },
	{ CONTENT, "root/page.html", "<html>" },
	{ CONTENT, "root/program.php", "<?php" },
	{ CONTENT, "root/plain", PNG },
	{ CONTENT, "root/locked.png", PNG },
	{ FOLDER, "root/folder.png", NULL },
	{ FOLDER, "root/b", NULL },
	{ FOLDER, "root/b/...", NULL },
	{ CONTENT, "root/b/.../c.png", PNG },
	{ CONTENT, "root/b/..c.png", PNG },
	{ LINK, "root/inner.png", "a.png" },
	{ LINK, "root/outer.png", "../outside.png" },
	{ LINK, "root/absolute.png", "/etc/passwd" },
	{ LINK, "root/dangling.png", "nothing" },
	{ LINK, "root/loop.png", "loop.png" },
	{ LINK, "root/up", ".." },
	{ LINK, "root/self", "." },
	{ LINK, "root/proc", "/proc/self/root" },
	{ FIFO, "root/pipe.png", NULL },
	{ LINK, "linked", "root" },
};

static inline void
make_entry(int base, const struct entry *entry)
{
	int file;

	switch (entry->kind) {
	case FOLDER:
		assert_int_equal(mkdirat(base, entry->path, 0755), 0);
		return;
	case LINK:
		assert_int_equal(symlinkat(entry->content, base, entry->path),
		    0);
		return;
	case FIFO:
		assert_int_equal(mkfifoat(base, entry->path, 0644), 0);
		return;
	case CONTENT:
		file = openat(base, entry->path,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		assert_true(file >= 0);
		assert_int_equal(write(file, entry->content,
		    strlen(entry->content)), strlen(entry->content));
		assert_int_equal(close(file), 0);
	}
}

static inline int
plant(void **state)
{
	struct tree *tree = calloc(1, sizeof(*tree));
	char         root[80];

	assert_non_null(tree);
	(void)snprintf(tree->path, sizeof(tree->path),
	    "/tmp/postern-tree-XXXXXX");
	assert_non_null(mkdtemp(tree->path));
	assert_int_equal(chmod(tree->path, 0755), 0);
	tree->base = open(tree->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < COUNT(entries); i++)
		make_entry(tree->base, &entries[i]);
	assert_int_equal(fchmodat(tree->base, "root/locked.png", 0, 0), 0);
	(void)snprintf(root, sizeof(root), "%s/root", tree->path);
	EXPECT_STATUS(root, root_open(root, &tree->root), STATUS_OK);
	tree->route.prefix = BYTES("/img/");
	tree->route.types = content_type_bits(BYTES("images"));
	tree->arena = arena_new(64 * 1024);
	*state = tree;
	return 0;
}

static inline int
fell(void **state)
{
	struct tree *tree = *state;

	for (size_t i = COUNT(entries); i > 0; i--)
		assert_int_equal(unlinkat(tree->base, entries[i - 1].path,
		    entries[i - 1].kind == FOLDER ? AT_REMOVEDIR : 0), 0);
	assert_int_equal(rmdir(tree->path), 0);
	assert_int_equal(close(tree->base), 0);
	assert_int_equal(close(tree->root), 0);
	arena_free(tree->arena);
	free(tree);
	return 0;
}

#endif
