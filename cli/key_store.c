/* See key_store.h.  SPDX-License-Identifier: ISC */
#include "key_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "postern_keys.h"
#include "print.h"

#define NAME_MAX_HERE  200 /* bytes: leaves room for a draft's name */
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
fill(const struct key_store *store, int file, struct bytes text)
{
	return share(store, file) && write_all(file, text) && fsync(file) == 0;
}

struct draft {
	const char *name; /* of the file that it becomes */
	char        own[NAME_MAX_HERE + 32];
};

/* Of the draft nothing is left, whatever comes of it. */
static enum key_stored
write_and_publish(const struct key_store *store, struct draft *draft,
    struct bytes text,
    enum key_stored (*publish)(int directory, const struct draft *))
{
	enum key_stored stored = KEY_FAILED;
	int             file, reason;

	/* No responder reads a name that starts with a dot. */
	snprintf(draft->own, sizeof(draft->own), ".%.*s.%ld", NAME_MAX_HERE,
	    draft->name, (long)getpid());
	file = openat(store->directory, draft->own,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, PRIVATE_MODE);
	if (file >= 0 && fill(store, file, text))
		stored = publish(store->directory, draft);
	reason = errno;
	if (file >= 0) {
		close(file);
		unlinkat(store->directory, draft->own, 0);
	}
	if (stored == KEY_STORED)
		(void)fsync(store->directory);
	if (stored == KEY_FAILED)
		complain("cannot write %s/%s: %s", store->path, draft->name,
		    strerror(reason));
	return stored;
}

/* link(2), unlike rename(2), never replaces a key that is there. */
static enum key_stored
publish_new(int directory, const struct draft *draft)
{
	if (linkat(directory, draft->own, directory, draft->name, 0) == 0)
		return KEY_STORED;
	return errno == EEXIST ? KEY_EXISTS : KEY_FAILED;
}

static enum key_stored
publish_instead(int directory, const struct draft *draft)
{
	return renameat(directory, draft->own, directory, draft->name) == 0
	    ? KEY_STORED : KEY_FAILED;
}

enum key_stored
key_store_add(const struct key_store *store, const char *name,
    struct bytes text)
{
	struct draft draft = { .name = name };

	return write_and_publish(store, &draft, text, publish_new);
}

/* One byte more than a key file may have, so that a longer one is noticed. */
static int
read_all(int file, struct arena *arena, struct bytes *text)
{
	char   *at = arena_take(arena, KEY_TEXT_MAX + 1);
	size_t  length = 0;
	ssize_t got = 1;

	while (at != NULL && got > 0 && length <= KEY_TEXT_MAX) {
		got = read(file, at + length, KEY_TEXT_MAX + 1 - length);
		if (got > 0)
			length += (size_t)got;
	}
	*text = (struct bytes){ at, length };
	return at != NULL && got == 0;
}

int
key_store_read(const struct key_store *store, const char *name,
    struct arena *arena, struct bytes *text)
{
	int file = openat(store->directory, name, O_RDONLY | O_CLOEXEC);
	int done;

	*text = (struct bytes){ "", 0 };
	if (file < 0 && errno == ENOENT)
		return 1;
	done = file >= 0 && read_all(file, arena, text);
	if (!done)
		complain("cannot read %s/%s", store->path, name);
	if (file >= 0)
		close(file);
	return done;
}

int
key_store_replace(const struct key_store *store, const char *name,
    struct bytes text)
{
	struct draft draft = { .name = name };

	return write_and_publish(store, &draft, text, publish_instead) ==
	    KEY_STORED;
}

void
key_store_advise(const struct key_store *store)
{
	if (store->is_new)
		complain("made the directory %s", store->path);
	if (!store->is_shared && geteuid() == 0)
		complain("only root can read it; for the web server's group: "
		    "chgrp -R www-data %s; chmod g+r %s/*", store->path,
		    store->path);
}
