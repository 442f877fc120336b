/* The keys of one site.  See key.h.  SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bytes.h"
#include "key_file.h"
#include "key_watch.h"
#include "postern_keys.h"

/* Asked once a second, these are two milliseconds' work. */
#define FILES_A_LOOK 1000

struct keyring {
	struct key_list  keys; /* sorted by id */
	struct key_watch watch;
};

static int
compare(struct bytes a, struct bytes b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int    order = memcmp(a.at, b.at, shorter);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct key *one = *(struct key *const *)a;
	const struct key *other = *(struct key *const *)b;
	int               order = compare(one->id, other->id);

	return order != 0 ? order : compare(one->file, other->file);
}

static int
sort_and_check(struct key_list *keys, const char *path,
    struct complaint *complaint)
{
	if (keys->count == 0)
		return 1;
	qsort(keys->at, keys->count, sizeof(*keys->at), compare_keys);
	for (size_t i = 1; i < keys->count; i++) {
		const struct key *one = keys->at[i - 1], *other = keys->at[i];

		if (!bytes_equal(one->id, other->id))
			continue;
		snprintf(complaint->text, sizeof(complaint->text),
		    "key files %.80s and %.80s in %.200s have the same id, "
		    "%s", one->file.at, other->file.at, path, one->id.at);
		return 0;
	}
	return 1;
}

/* Who may add a key to the directory may sign whatever he likes. */
static int
others_may_write(DIR *directory)
{
	struct stat stat;

	return fstat(dirfd(directory), &stat) != 0 ||
	    (stat.st_mode & S_IWOTH) != 0;
}

static int
load_directory(struct keyring *keyring, DIR *directory, const char *path,
    struct complaint *complaint)
{
	struct dirent *entry;

	if (!key_watch_start(&keyring->watch, dirfd(directory)) ||
	    others_may_write(directory)) {
		snprintf(complaint->text, sizeof(complaint->text),
		    "key directory %s is refused: others may write to it: "
		    "chmod o-w",
		    path);
		return 0;
	}
	while ((entry = readdir(directory)) != NULL) {
		struct refusal refusal;

		if (!is_key_file_name(entry->d_name))
			continue;
		if (!key_watch_add(&keyring->watch, dirfd(directory),
		        entry->d_name)) {
			snprintf(complaint->text, sizeof(complaint->text),
			    "out of memory");
			return 0;
		}
		refusal = key_file_read(dirfd(directory), entry->d_name,
		    &keyring->keys);
		if (refusal.reason == NULL)
			continue;
		refusal_tell(&refusal, path, entry->d_name, complaint);
		return 0;
	}
	return sort_and_check(&keyring->keys, path, complaint);
}

struct keyring *
keyring_load(const char *path, struct complaint *complaint)
{
	struct keyring *keyring = calloc(1, sizeof(*keyring));
	DIR            *directory = opendir(path);
	int             loaded = 0;

	if (keyring == NULL || directory == NULL)
		snprintf(complaint->text, sizeof(complaint->text),
		    "key directory %s cannot be read: %s%s", path,
		    strerror(errno), directory == NULL && errno == ENOENT
		    ? " (postern keygen makes it)" : "");
	if (keyring != NULL && directory != NULL)
		loaded = load_directory(keyring, directory, path, complaint);
	if (directory != NULL)
		closedir(directory);
	if (loaded)
		return keyring;
	keyring_free(keyring);
	return NULL;
}

void
keyring_free(struct keyring *keyring)
{
	if (keyring == NULL)
		return;
	key_list_empty(&keyring->keys);
	key_watch_end(&keyring->watch);
	free(keyring);
}

int
keyring_has_changed(struct keyring *keyring, const char *path)
{
	return key_watch_has_changed(&keyring->watch, path, FILES_A_LOOK);
}

size_t
keyring_count(const struct keyring *keyring)
{
	return keyring->keys.count;
}

const struct key *
keyring_at(const struct keyring *keyring, size_t i)
{
	return keyring->keys.at[i];
}

const struct key *
keyring_find(const struct keyring *keyring, struct bytes id)
{
	size_t low = 0;
	size_t high = keyring->keys.count;

	while (low < high) {
		size_t      middle = low + (high - low) / 2;
		struct key *key = keyring->keys.at[middle];
		int         order = compare(id, key->id);

		if (order == 0)
			return key;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

int
keyring_has(const struct keyring *keyring, struct bytes id)
{
	return keyring_find(keyring, id) != NULL;
}
