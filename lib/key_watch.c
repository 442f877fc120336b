/* See key_watch.h.  SPDX-License-Identifier: ISC */
#include "key_watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "key_file.h"
#include "stamp.h"

#define FIRST_ROOM 16 /* places; doubled whenever they are full */

struct watched {
	uint64_t stamp;
	char     name[];
};

static uint64_t
stamp_of_file(int directory, const char *name)
{
	uint64_t    sum = STAMP_START;
	struct stat stat;

	for (const char *c = name; *c != '\0'; c++)
		sum = stamp_mix(sum, (unsigned char)*c);
	return fstatat(directory, name, &stat, 0) == 0 ? stamp_file(sum, &stat)
						       : sum;
}

int
key_watch_start(struct key_watch *watch, int directory)
{
	struct stat stat;

	*watch = (struct key_watch){ 0 };
	if (fstat(directory, &stat) != 0)
		return 0;
	watch->directory = stamp_file(STAMP_START, &stat);
	return 1;
}

static int
make_room(struct key_watch *watch)
{
	const int        is_full = watch->count >= FIRST_ROOM &&
	    (watch->count & (watch->count - 1)) == 0;
	struct watched **larger;

	if (watch->count > 0 && !is_full)
		return 1;
	larger = reallocarray(watch->at,
	    watch->count > 0 ? watch->count * 2 : FIRST_ROOM,
	    sizeof(*watch->at));
	if (larger != NULL)
		watch->at = larger;
	return larger != NULL;
}

int
key_watch_add(struct key_watch *watch, int directory, const char *name)
{
	const size_t    size = strlen(name) + 1;
	struct watched *watched;

	if (!make_room(watch))
		return 0;
	watched = malloc(sizeof(*watched) + size);
	if (watched == NULL)
		return 0;
	memcpy(watched->name, name, size);
	watched->stamp = stamp_of_file(directory, name);
	watch->sum += watched->stamp;
	watch->at[watch->count++] = watched;
	return 1;
}

void
key_watch_end(struct key_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++)
		free(watch->at[i]);
	free(watch->at);
	*watch = (struct key_watch){ 0 };
}

/* A sum, because the order of a directory is not its own. */
static uint64_t
sum_of_files(const char *path)
{
	DIR           *directory = opendir(path);
	struct dirent *entry;
	uint64_t       sum = 0;

	if (directory == NULL)
		return sum;
	while ((entry = readdir(directory)) != NULL)
		if (is_key_file_name(entry->d_name))
			sum += stamp_of_file(dirfd(directory), entry->d_name);
	closedir(directory);
	return sum;
}

/* What is no key file may come and go. */
static int
have_files_changed(struct key_watch *watch, int directory, const char *path)
{
	struct key_watch now;

	if (!key_watch_start(&now, directory))
		return 1;
	if (now.directory == watch->directory)
		return 0;
	if (sum_of_files(path) != watch->sum)
		return 1;
	watch->directory = now.directory;
	return 0;
}

static int
have_some_changed(struct key_watch *watch, int directory, size_t most)
{
	for (size_t i = 0; i < most && i < watch->count; i++) {
		const struct watched *one = watch->at[watch->next];

		watch->next = (watch->next + 1) % watch->count;
		if (stamp_of_file(directory, one->name) != one->stamp)
			return 1;
	}
	return 0;
}

int
key_watch_has_changed(struct key_watch *watch, const char *path, size_t most)
{
	const int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int       changed;

	if (directory < 0)
		return 1;
	changed = have_files_changed(watch, directory, path) ||
	    have_some_changed(watch, directory, most);
	close(directory);
	return changed;
}
