/* See lookup.h.  SPDX-License-Identifier: ISC */
#include "lookup.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "beneath.h"
#include "delivery.h"
#include "directories.h"

/* A name can be in one set only, in any place of it. */
#define SETS   256
#define PLACES 4

/*
 * A file may change within one tick of its time stamp, twice and unseen; whose
 * last change is older than any tick cannot have.
 */
#define SETTLED 2 /* seconds */

/* What the first bytes of a file said. */
struct known {
	uint64_t             name; /* hash of root and path; 0: free */
	struct file_identity is;
	struct kinds         kinds;

	const struct content_type *type;
};

struct lookup {
	struct directories *directories;
	size_t              turn; /* whose place is taken next */
	struct known        sets[SETS][PLACES];
};

struct lookup *
lookup_new(int64_t seconds)
{
	struct lookup *lookup = calloc(1, sizeof(*lookup));

	if (lookup == NULL)
		return NULL;
	lookup->directories = directories_new(seconds * 1000);
	if (lookup->directories != NULL)
		return lookup;
	free(lookup);
	return NULL;
}

void
lookup_free(struct lookup *lookup)
{
	if (lookup == NULL)
		return;
	directories_free(lookup->directories);
	free(lookup);
}

static int64_t
milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int
lookup_sweep(struct lookup *lookup)
{
	return directories_sweep(lookup->directories, milliseconds());
}

/* It only finds the place: what is remembered there is compared whole. */
static uint64_t
hash_of(int root, struct bytes path)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)root;

	for (size_t i = 0; i < path.len; i++)
		sum = (sum ^ (unsigned char)path.at[i]) *
		    UINT64_C(0x100000001b3);
	return sum != 0 ? sum : 1;
}

static struct known *
known_named(struct lookup *lookup, uint64_t name)
{
	struct known *set = lookup->sets[name % SETS];

	for (size_t i = 0; i < PLACES; i++)
		if (set[i].name == name)
			return &set[i];
	return NULL;
}

static int
is_same(const struct file_identity *one, const struct file_identity *other)
{
	return one->device == other->device && one->inode == other->inode &&
	    one->size == other->size && one->modified == other->modified &&
	    one->modified_nanoseconds == other->modified_nanoseconds &&
	    one->changed == other->changed &&
	    one->changed_nanoseconds == other->changed_nanoseconds;
}

/* Zero: it cannot be seen this way. */
static int
look(struct lookup *lookup, int root, struct bytes path, struct stat *found)
{
	const char *slash = memrchr(path.at, '/', path.len);
	int         directory;

	if (slash == NULL)
		return beneath_look(root, path.at, found) == 0;
	directory = directories_at(lookup->directories, root,
	    (struct bytes){ path.at, (size_t)(slash - path.at) },
	    milliseconds());
	return directory >= 0 &&
	    beneath_look(directory, slash + 1, found) == 0;
}

/* Whether the file is the one that is remembered, and its type with it. */
static int
recall(struct lookup *lookup, int root, const struct known *known,
    const struct kinds *kinds, struct file *file)
{
	struct stat found;

	if (known->kinds.named != kinds->named ||
	    known->kinds.asked != kinds->asked ||
	    !look(lookup, root, file->path, &found) || !S_ISREG(found.st_mode))
		return 0;
	file->is = resolve_identity(&found);
	file->type = known->type;
	return is_same(&file->is, &known->is);
}

static int
is_settled(const struct file_identity *is, int64_t now)
{
	return is->modified <= now - SETTLED && is->changed <= now - SETTLED;
}

static void
remember(struct lookup *lookup, struct known *known, uint64_t name,
    const struct kinds *kinds, const struct file *file)
{
	if (known == NULL)
		known = &lookup->sets[name % SETS][lookup->turn++ % PLACES];
	*known = (struct known){ name, file->is, *kinds, file->type };
}

enum status
lookup_file(const struct post *post, const struct permit *permit,
    int64_t now, struct arena *arena, struct file *file)
{
	const struct delivery *delivery = post->route->delivery;

	/* An authorizer has none. */
	const int     opens = delivery != NULL && delivery->opens_file;
	struct known *known;
	struct kinds  kinds;
	uint64_t      name;
	enum status   status;

	status = resolve_path(post->route, permit, arena, file);
	if (status != STATUS_OK)
		return status;
	kinds = resolve_kinds(post->route, permit, file);
	if (post->lookup == NULL || opens)
		return resolve_open(post->root, &kinds, file);
	name = hash_of(post->root, file->path);
	known = known_named(post->lookup, name);
	if (known != NULL &&
	    recall(post->lookup, post->root, known, &kinds, file))
		return STATUS_OK;
	status = resolve_open(post->root, &kinds, file);
	if (status == STATUS_OK && is_settled(&file->is, now))
		remember(post->lookup, known, name, &kinds, file);
	file_close(file);
	return status;
}
