/*
 * One FastCGI request through libfcgi, without its waiting: it neither reads
 * what is not there yet, nor lingers when it is done.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_FASTCGI_H
#define FCGI_FASTCGI_H

#include "gate.h"

struct fastcgi_answer {
	int socket; /* given back; -1: libfcgi closed it */
	int keep;   /* the front server asked for it */

	/* What is still to be sent as records, the end included. */
	int     file; /* the caller's now; -1: nothing */
	int     request_id;
	int64_t from, length;
};

/* Whether this process was started as a CGI program: fd 0 is no socket. */
int is_cgi(void);

/* Once, before the first answer.  Zero: libfcgi cannot work. */
int fastcgi_start(void);

/* A whole request (record_check said so). */
struct fastcgi_request {
	int          socket;
	int          stdin_ended; /* its input is there to its end */
	struct bytes gathered;    /* all of it (gather.h); empty: it waits on
	                             the socket */
};

void fastcgi_answer(struct gate *, struct arena *,
    const struct fastcgi_request *, int64_t now, struct fastcgi_answer *);

#endif
