/* See key_store.h.  SPDX-License-Identifier: ISC */
#include "key_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fcgi/text.h"
#include "print.h"

#define NAME_ROOM      48 /* an id has at most 32 bytes */
#define DIRECTORY_MODE 0750
#define PRIVATE_MODE   0600
#define SHARED_MODE    0640

/* The mode is set again, as mkdir takes the umask's bits off. */
static int
make_directory(struct key_store *store)
{
	if (mkdir(store->path, DIRECTORY_MODE) != 0)
		return errno == EEXIST;
	store->is_new = 1;
	return chmod(store->path, DIRECTORY_MODE) == 0;
}

int
key_store_open(const char *path, struct key_store *store)
{
	struct stat stat;

	*store = (struct key_store){ .path = path, .directory = -1 };
	if (make_directory(store))
		store->directory = open(path,
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->directory < 0 || fstat(store->directory, &stat) != 0) {
		complain("key directory %s cannot be %s: %s", path,
		    store->directory < 0 ? "opened" : "examined",
		    strerror(errno));
		key_store_close(store);
		return 0;
	}
	store->group = stat.st_gid;
	store->is_shared = stat.st_gid != getegid();
	return 1;
}

void
key_store_close(struct key_store *store)
{
	if (store->directory >= 0)
		close(store->directory);
	store->directory = -1;
}

static int
write_all(int file, struct bytes text)
{
	while (text.len > 0) {
		ssize_t written = write(file, text.at, text.len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return 0;
		text.at += written;
		text.len -= (size_t)written;
	}
	return 1;
}

/*
 * Readable to the group only once it is the right one.  A key that responders
 * cannot read would stop them, so there had better be none.
 */
static int
share(const struct key_store *store, int file)
{
	if (!store->is_shared)
		return fchmod(file, PRIVATE_MODE) == 0;
	if (fchown(file, (uid_t)-1, store->group) == 0)
		return fchmod(file, SHARED_MODE) == 0;
	complain("you may not give files to the group of %s: be one of it, "
	    "or run this as root", store->path);
	return 0;
}

static int
fill(const struct key_store *store, int file, struct bytes jwk)
{
	return share(store, file) && write_all(file, jwk) && fsync(file) == 0;
}

/* link(2), unlike rename(2), never replaces a key that is there. */
static enum key_stored
publish(const struct key_store *store, const char *draft, const char *name)
{
	if (linkat(store->directory, draft, store->directory, name, 0) != 0)
		return errno == EEXIST ? KEY_EXISTS : KEY_FAILED;
	(void)fsync(store->directory);
	return KEY_STORED;
}

enum key_stored
key_store_add(const struct key_store *store, struct bytes id, struct bytes jwk)
{
	char            name[NAME_ROOM], draft[NAME_ROOM + 24];
	enum key_stored stored = KEY_FAILED;
	int             file, reason;

	snprintf(name, sizeof(name), "%.*s.jwk", TEXT(id));
	/* No responder reads a name that starts with a dot. */
	snprintf(draft, sizeof(draft), ".%s.%ld", name, (long)getpid());
	file = openat(store->directory, draft,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, PRIVATE_MODE);
	if (file >= 0 && fill(store, file, jwk))
		stored = publish(store, draft, name);
	reason = errno;
	if (file >= 0) {
		close(file);
		unlinkat(store->directory, draft, 0);
	}
	if (stored == KEY_FAILED)
		complain("cannot write %s/%s: %s", store->path, name,
		    strerror(reason));
	return stored;
}
