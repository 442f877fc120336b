/*
 * Serving: FastCGI on a listening socket until told to stop, or one CGI
 * request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_SERVE_H
#define FCGI_SERVE_H

#include "gate.h"

/*
 * The loop of one worker.  SIGTERM, SIGINT and SIGUSR1 finish what is in hand
 * and return 0; SIGHUP loads everything again.  Returns non-zero only for what
 * no request can cure.
 */
int serve_fastcgi(struct gate *, int listener);

/* One request from the process environment to standard output. */
int serve_cgi(struct gate *, char *const *variables);

/* Before anything is loaded: the loop reads the signals it waits for. */
void block_signals(void);

#endif
