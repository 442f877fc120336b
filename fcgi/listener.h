/*
 * Where requests come in: a socket that someone else opened, or our own.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_LISTENER_H
#define FCGI_LISTENER_H

#include "postern.h"

struct listener {
	int         socket;
	const char *path;     /* of our own Unix socket; NULL: not ours */
	uint64_t    file[2];  /* its device and inode */
};

/* address: "unix:/path".  Mode 0660.  Zero, with a complaint, on failure. */
int listener_open(const char *address, struct listener *, struct complaint *);

/* Whether standard input listens: it does in a FastCGI program, not in CGI. */
int listener_is_inherited(void);

/* The socket of systemd's activation (sd_listen_fds(3)); -1: none. */
int listener_from_systemd(void);

/* Closes; removes the path when it is still ours. */
void listener_close(struct listener *);

#endif
