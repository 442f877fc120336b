/* See directories.h.  SPDX-License-Identifier: ISC */
#include "directories.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "beneath.h"

/* A path can be in one set only, in any place of it. */
#define SETS      16
#define PLACES    ((size_t)4)
#define ALL       (SETS * PLACES)
#define PATH_MOST 240 /* bytes */

struct directory {
	int     descriptor; /* -1: the place is free */
	int     root;
	int64_t until; /* milliseconds */
	size_t  length;
	char    path[PATH_MOST];
};

struct directories {
	int64_t          lifetime; /* milliseconds */
	size_t           open;
	struct directory places[ALL]; /* set by set */
};

struct directories *
directories_new(int64_t milliseconds)
{
	struct directories *all = calloc(1, sizeof(*all));

	if (all == NULL)
		return NULL;
	all->lifetime = milliseconds;
	for (size_t i = 0; i < ALL; i++)
		all->places[i].descriptor = -1;
	return all;
}

static void
leave(struct directories *all, struct directory *one)
{
	if (one->descriptor < 0)
		return;
	(void)close(one->descriptor);
	one->descriptor = -1;
	all->open--;
}

void
directories_free(struct directories *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < ALL; i++)
		leave(all, &all->places[i]);
	free(all);
}

static int
is_at(const struct directory *one, int root, struct bytes path)
{
	return one->descriptor >= 0 && one->root == root &&
	    one->length == path.len &&
	    memcmp(one->path, path.at, path.len) == 0;
}

static struct directory *
set_of(struct directories *all, struct bytes path)
{
	uint64_t sum = path.len;

	for (size_t i = 0; i < path.len; i++)
		sum = sum * 31 + (unsigned char)path.at[i];
	return &all->places[sum % SETS * PLACES];
}

/* That of the path, else a free one, else the one that is oldest. */
static struct directory *
place_for(struct directory *set, int root, struct bytes path)
{
	struct directory *best = &set[0];

	for (size_t i = 0; i < PLACES; i++) {
		struct directory *one = &set[i];

		if (is_at(one, root, path))
			return one;
		if (best->descriptor >= 0 &&
		    (one->descriptor < 0 || one->until < best->until))
			best = one;
	}
	return best;
}

static int
enter(struct directories *all, struct directory *one, int root,
    struct bytes path, int64_t now)
{
	char name[PATH_MOST + 1];

	leave(all, one);
	memcpy(name, path.at, path.len);
	name[path.len] = '\0';
	one->descriptor = beneath_enter(root, name);
	if (one->descriptor < 0)
		return -1;
	all->open++;
	one->root = root;
	one->until = now + all->lifetime;
	one->length = path.len;
	memcpy(one->path, path.at, path.len);
	return one->descriptor;
}

int
directories_at(struct directories *all, int root, struct bytes path,
    int64_t now)
{
	struct directory *one;

	if (path.len > PATH_MOST || memchr(path.at, '\0', path.len) != NULL)
		return -1;
	one = place_for(set_of(all, path), root, path);
	if (is_at(one, root, path) && now < one->until)
		return one->descriptor;
	return enter(all, one, root, path, now);
}

int
directories_sweep(struct directories *all, int64_t now)
{
	for (size_t i = 0; all->open > 0 && i < ALL; i++) {
		struct directory *one = &all->places[i];

		if (now >= one->until)
			leave(all, one);
	}
	return all->open > 0;
}
