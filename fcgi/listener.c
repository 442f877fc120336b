/* See listener.h.  SPDX-License-Identifier: ISC */
#include "listener.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SYSTEMD_FIRST 3 /* SD_LISTEN_FDS_START */

static int
set_address(const char *path, struct sockaddr_un *address)
{
	size_t length = strlen(path);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (path[0] != '/' || length >= sizeof(address->sun_path))
		return 0;
	memcpy(address->sun_path, path, length + 1);
	return 1;
}

/* A socket that nobody listens on was left by someone who died. */
static void
remove_stale(const struct sockaddr_un *address)
{
	int         probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat file;
	int         refused;

	if (probe < 0)
		return;
	refused = connect(probe, (const struct sockaddr *)address,
	              sizeof(*address)) != 0 &&
	    errno == ECONNREFUSED;
	close(probe);
	if (refused && lstat(address->sun_path, &file) == 0 &&
	    S_ISSOCK(file.st_mode))
		unlink(address->sun_path);
}

/* The mask keeps others out from the first moment on. */
static int
bind_privately(int socket, const struct sockaddr_un *address)
{
	mode_t was = umask(0117);
	int    bound = bind(socket, (const struct sockaddr *)address,
	       sizeof(*address));

	umask(was);
	return bound;
}

static void
remember_file(struct listener *listener)
{
	struct stat file;

	if (stat(listener->path, &file) != 0)
		return;
	listener->file[0] = (uint64_t)file.st_dev;
	listener->file[1] = (uint64_t)file.st_ino;
}

int
listener_open(const char *text, struct listener *listener,
    struct complaint *complaint)
{
	struct sockaddr_un address;

	*listener = (struct listener){ .socket = -1 };
	if (strncmp(text, "unix:", 5) != 0 ||
	    !set_address(text + 5, &address)) {
		snprintf(complaint->text, sizeof(complaint->text),
		    "--listen %s: it must be unix:/PATH, below 108 bytes",
		    text);
		return 0;
	}
	remove_stale(&address);
	listener->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener->socket >= 0 &&
	    bind_privately(listener->socket, &address) == 0 &&
	    listen(listener->socket, SOMAXCONN) == 0) {
		listener->path = text + 5;
		remember_file(listener);
		return 1;
	}
	snprintf(complaint->text, sizeof(complaint->text), "--listen %s: %s",
	    text, strerror(errno));
	listener_close(listener);
	return 0;
}

int
listener_is_inherited(void)
{
	int       listens = 0;
	socklen_t length = sizeof(listens);

	return getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens,
	    &length) == 0 && listens;
}

int
listener_from_systemd(void)
{
	const char *pid = getenv("LISTEN_PID");
	const char *count = getenv("LISTEN_FDS");

	if (pid == NULL || count == NULL || strcmp(count, "1") != 0 ||
	    strtol(pid, NULL, 10) != (long)getpid())
		return -1;
	return SYSTEMD_FIRST;
}

void
listener_close(struct listener *listener)
{
	struct stat file;

	if (listener->socket >= 0)
		close(listener->socket);
	if (listener->path != NULL && stat(listener->path, &file) == 0 &&
	    (uint64_t)file.st_dev == listener->file[0] &&
	    (uint64_t)file.st_ino == listener->file[1])
		unlink(listener->path);
}
