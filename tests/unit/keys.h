/*
 * Keys and rings of keys for the unit tests.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_KEYS_H
#define TESTS_UNIT_KEYS_H

#include "support.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "key_file.h"
#include "scheme.h"

/* A directory of one test, under the system's temporary one. */
struct scratch {
	char path[64];
};

static inline struct scratch
scratch_open(void)
{
	struct scratch scratch = { "/tmp/postern-unit-XXXXXX" };

	if (mkdtemp(scratch.path) == NULL)
		fail_msg("no temporary directory");
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
	DIR           *directory = opendir(scratch->path);
	struct dirent *entry;

	if (directory == NULL)
		fail_msg("%s is gone", scratch->path);
	while ((entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    unlinkat(dirfd(directory), entry->d_name, 0) != 0)
			unlinkat(dirfd(directory), entry->d_name, AT_REMOVEDIR);
	closedir(directory);
	rmdir(scratch->path);
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
