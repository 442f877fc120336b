/*
 * One FastCGI request, which is there as a whole: judged, and its answer
 * written.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_FASTCGI_H
#define FCGI_FASTCGI_H

#include "gate.h"
#include "fastcgi_request.h"

struct fastcgi_answer {
	int is_lost; /* the peer does not take it */

	/* What is still to be sent as records, the end included. */
	int     file; /* the caller's now; -1: nothing */
	int64_t from, length;
};

/* The socket is one that waits. */
void fastcgi_answer(struct gate *, struct arena *, int socket,
    const struct fastcgi_request *, int64_t now, struct fastcgi_answer *);

#endif
