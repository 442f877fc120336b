/* See beneath.h.  SPDX-License-Identifier: ISC */
#include "beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Non-blocking: a FIFO must not hold us up; a terminal must not become ours. */
#define FILE_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
#define DIRECTORY_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)

/* The segment's length; 0: it is empty, "." or "..". */
static size_t
plain_segment(const char *segment)
{
	const size_t length = strcspn(segment, "/");

	if (length <= 2 && strspn(segment, ".") >= length)
		return 0;
	return length;
}

static int
is_plain(const char *path)
{
	size_t length;

	for (;; path += length + 1) {
		length = plain_segment(path);
		if (length == 0)
			return 0;
		if (path[length] == '\0')
			return 1;
	}
}

/* Takes over the directory's descriptor and gives the next one's. */
static int
enter(int directory, const char *segment, size_t length)
{
	char name[NAME_MAX + 1];
	int  next = -1;
	int  reason = ENAMETOOLONG;

	if (length < sizeof(name)) {
		memcpy(name, segment, length);
		name[length] = '\0';
		next = openat(directory, name, DIRECTORY_FLAGS | O_NOFOLLOW);
		reason = errno;
	}
	(void)close(directory);
	errno = reason;
	return next;
}

static int
walk(int directory, const char *path, int flags)
{
	int    at, opened, reason;
	size_t length;

	if (!is_plain(path)) {
		errno = ENOENT;
		return -1;
	}
	at = fcntl(directory, F_DUPFD_CLOEXEC, 0);
	for (; at >= 0; path += length + 1) {
		length = plain_segment(path);
		if (path[length] == '\0')
			break;
		at = enter(at, path, length);
	}
	if (at < 0)
		return -1;
	opened = openat(at, path, flags | O_NOFOLLOW);
	reason = errno;
	(void)close(at);
	errno = reason;
	return opened;
}

static int
open_beneath(int directory, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)flags,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
		    RESOLVE_NO_MAGICLINKS,
	};
	long opened;

	if (!is_plain(path)) {
		errno = ENOENT;
		return -1;
	}
	opened = syscall(SYS_openat2, directory, path, &how, sizeof(how));
	/* A system-call filter that does not know it says EPERM. */
	if (opened < 0 && (errno == ENOSYS || errno == EPERM))
		return walk(directory, path, flags);
	return (int)opened;
}

int
beneath_walk(int directory, const char *path)
{
	return walk(directory, path, FILE_FLAGS);
}

int
beneath_open(int directory, const char *path)
{
	return open_beneath(directory, path, FILE_FLAGS);
}

int
beneath_enter(int directory, const char *path)
{
	return open_beneath(directory, path, DIRECTORY_FLAGS);
}

int
beneath_look(int directory, const char *name, struct stat *found)
{
	if (strchr(name, '/') != NULL || !is_plain(name)) {
		errno = ENOENT;
		return -1;
	}
	return fstatat(directory, name, found, AT_SYMLINK_NOFOLLOW);
}
