/*
 * Keeps a number of workers running.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_SUPERVISOR_H
#define FCGI_SUPERVISOR_H

#include "gate.h"

#define WORKERS_MAX 64

/*
 * Forks workers that serve on the socket, starts another one for each that
 * dies (at once, or a second later when it died young), passes SIGHUP on, and
 * on SIGTERM ends them all.  Returns the exit code.
 */
int supervise(struct gate *, int listener, int workers);

#endif
