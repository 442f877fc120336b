/*
 * Keys and rings of keys for the unit tests.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_KEYS_H
#define TESTS_UNIT_KEYS_H

#include "support.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "key_file.h"
#include "scheme.h"

/* A directory of one test, under the system's temporary one. */
struct scratch {
	char path[64];
};

static inline void
scratch_empty(const char *path)
{
	DIR           *directory = opendir(path);
	struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    unlinkat(dirfd(directory), entry->d_name, 0) != 0)
			unlinkat(dirfd(directory), entry->d_name, AT_REMOVEDIR);
	if (directory != NULL)
		closedir(directory);
	rmdir(path);
}

/* Those of tests that failed before they came to close them. */
static struct scratch scratches[64];

static inline void
scratch_empty_all(void)
{
	for (size_t i = 0; i < COUNT(scratches); i++)
		if (scratches[i].path[0] != '\0')
			scratch_empty(scratches[i].path);
}

static inline struct scratch
scratch_open(void)
{
	static int     will_empty_all;
	struct scratch scratch = { "/tmp/postern-unit-XXXXXX" };
	size_t         i = 0;

	if (mkdtemp(scratch.path) == NULL)
		fail_msg("no temporary directory");
	while (i < COUNT(scratches) && scratches[i].path[0] != '\0')
		i++;
	assert_in_range(i, 0, COUNT(scratches) - 1);
	scratches[i] = scratch;
	if (!will_empty_all++)
		atexit(scratch_empty_all);
	return scratch;
}

static inline void
scratch_write(const struct scratch *scratch, const char *name,
    const char *text, mode_t mode)
{
	char path[256];
	int  file;

	snprintf(path, sizeof(path), "%s/%s", scratch->path, name);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0 || write(file, text, strlen(text)) < 0 ||
	    fchmod(file, mode) != 0 || close(file) != 0)
		fail_msg("cannot write %s", path);
}

static inline void
scratch_close(const struct scratch *scratch)
{
	scratch_empty(scratch->path);
	for (size_t i = 0; i < COUNT(scratches); i++)
		if (strcmp(scratches[i].path, scratch->path) == 0)
			scratches[i].path[0] = '\0';
}

static inline struct key *
key_of(const char *jwk)
{
	const char *reason;
	struct key *key = key_parse(bytes_of(jwk), &reason);

	if (key == NULL)
		fail_msg("%s: %s", jwk, reason);
	return key;
}

/* A ring of these keys, each through a file of its own. */
static inline struct keyring *
keyring_of(const char *const *jwks, size_t count)
{
	struct scratch   scratch = scratch_open();
	struct complaint complaint = { "" };
	struct keyring  *keyring;

	for (size_t i = 0; i < count; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%zu.jwk", i);
		scratch_write(&scratch, name, jwks[i], 0640);
	}
	keyring = keyring_load(scratch.path, &complaint);
	scratch_close(&scratch);
	if (keyring == NULL)
		fail_msg("%s", complaint.text);
	return keyring;
}

#endif
