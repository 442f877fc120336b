/* The keys of one site.  See key.h.  SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "key_file.h"
#include "scheme.h"

struct keyring {
	struct key **keys; /* sorted by id */
	size_t       count;
};

static int
is_key_file_name(const char *name)
{
	const char *extension = strrchr(name, '.');

	return name[0] != '.' && extension != NULL &&
	    (strcmp(extension, ".jwk") == 0 || strcmp(extension, ".json") == 0);
}

static int
compare_ids(struct bytes a, struct bytes b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int    order = memcmp(a.at, b.at, shorter);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_keys(const void *a, const void *b)
{
	return compare_ids((*(struct key *const *)a)->id,
	    (*(struct key *const *)b)->id);
}

static int
append(struct keyring *keyring, struct key *key)
{
	size_t       count = keyring->count;
	struct key **keys = keyring->keys;

	/* Room is doubled whenever the count is a power of two. */
	if ((count & (count - 1)) == 0) {
		keys = reallocarray(keys, count == 0 ? 1 : 2 * count,
		    sizeof(*keys));
		if (keys == NULL)
			return 0;
		keyring->keys = keys;
	}
	keys[keyring->count++] = key;
	return 1;
}

static int
load_file(struct keyring *keyring, int directory, const char *path,
    const char *name, struct complaint *complaint)
{
	const char *reason;
	struct key *key = key_file_read(directory, name, &reason);

	if (key == NULL) {
		snprintf(complaint->text, sizeof(complaint->text),
		    "key file %s/%s is refused: %s", path, name, reason);
		return 0;
	}
	if (append(keyring, key))
		return 1;
	key_free(key);
	snprintf(complaint->text, sizeof(complaint->text), "out of memory");
	return 0;
}

static int
sort_and_check(struct keyring *keyring, const char *path,
    struct complaint *complaint)
{
	if (keyring->count == 0)
		return 1;
	qsort(keyring->keys, keyring->count, sizeof(*keyring->keys),
	    compare_keys);
	for (size_t i = 1; i < keyring->count; i++) {
		struct bytes id = keyring->keys[i]->id;

		if (!bytes_equal(id, keyring->keys[i - 1]->id))
			continue;
		snprintf(complaint->text, sizeof(complaint->text),
		    "two key files in %s have the id %.*s", path, (int)id.len,
		    id.at);
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

	if (others_may_write(directory)) {
		snprintf(complaint->text, sizeof(complaint->text),
		    "key directory %s is refused: others may write to it: "
		    "chmod o-w",
		    path);
		return 0;
	}
	while ((entry = readdir(directory)) != NULL) {
		if (!is_key_file_name(entry->d_name))
			continue;
		if (!load_file(keyring, dirfd(directory), path, entry->d_name,
		        complaint))
			return 0;
	}
	return sort_and_check(keyring, path, complaint);
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
	for (size_t i = 0; i < keyring->count; i++)
		key_free(keyring->keys[i]);
	free(keyring->keys);
	free(keyring);
}

/* One step of FNV-1a over eight bytes at a time: a stamp, not a digest. */
static uint64_t
mix(uint64_t sum, uint64_t value)
{
	return (sum ^ value) * 0x100000001b3;
}

static uint64_t
stamp_of_file(int directory, const char *name)
{
	uint64_t    sum = 0xcbf29ce484222325;
	struct stat stat;

	for (const char *c = name; *c != '\0'; c++)
		sum = mix(sum, (unsigned char)*c);
	if (fstatat(directory, name, &stat, 0) != 0)
		return sum;
	sum = mix(sum, (uint64_t)stat.st_ino);
	sum = mix(sum, (uint64_t)stat.st_size);
	sum = mix(sum, (uint64_t)stat.st_mode);
	sum = mix(sum, (uint64_t)stat.st_mtim.tv_sec);
	sum = mix(sum, (uint64_t)stat.st_mtim.tv_nsec);
	sum = mix(sum, (uint64_t)stat.st_ctim.tv_sec);
	return mix(sum, (uint64_t)stat.st_ctim.tv_nsec);
}

uint64_t
keyring_stamp(const char *path)
{
	DIR           *directory = opendir(path);
	struct dirent *entry;
	uint64_t       sum = 1;

	if (directory == NULL)
		return 0;
	/* A sum, because the order of a directory is not its own. */
	while ((entry = readdir(directory)) != NULL)
		if (is_key_file_name(entry->d_name))
			sum += stamp_of_file(dirfd(directory), entry->d_name);
	closedir(directory);
	return sum == 0 ? 1 : sum;
}

size_t
keyring_count(const struct keyring *keyring)
{
	return keyring->count;
}

const struct key *
keyring_at(const struct keyring *keyring, size_t i)
{
	return keyring->keys[i];
}

const struct key *
keyring_find(const struct keyring *keyring, struct bytes id)
{
	size_t low = 0;
	size_t high = keyring->count;

	while (low < high) {
		size_t      middle = low + (high - low) / 2;
		struct key *key = keyring->keys[middle];
		int         order = compare_ids(id, key->id);

		if (order == 0)
			return key;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

struct bytes
key_id(const struct key *key)
{
	return key->id;
}

const char *
key_algorithm(const struct key *key)
{
	return key->algorithm->name;
}

int64_t
key_retired_after(const struct key *key)
{
	return key->retired_after;
}

int
key_serves(const struct key *key, const struct scheme *scheme)
{
	for (size_t i = 0; i < key->scheme_count; i++)
		if (key->schemes[i] == scheme)
			return 1;
	return 0;
}

int
key_covers(const struct key *key, struct bytes path)
{
	for (size_t i = 0; i < key->prefix_count; i++)
		if (bytes_start_with(path, key->prefixes[i]))
			return 1;
	return key->prefix_count == 0;
}
