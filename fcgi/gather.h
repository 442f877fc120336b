/*
 * A call whose body does not come at once: its records are taken off the socket
 * as they come, until they are whole.  Only for who reads
 * bodies, which are routes with role = api, and only as much as those allow.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_GATHER_H
#define FCGI_GATHER_H

#include "gate.h"
#include "fastcgi_request.h"

struct gather;

/*
 * For a request whose input has not come to its end; received is all that has.
 * NULL: nobody will read it, or there is no memory.  The arena is reset.
 */
struct gather *gather_new(struct gate *, struct arena *,
    const struct fastcgi_request *, struct bytes received, int64_t now);
void           gather_free(struct gather *); /* wipes; NULL is fine */

enum gathering {
	GATHER_MORE,   /* must come */
	GATHER_ENOUGH, /* it is whole, or larger than it may be */
	GATHER_FAILED, /* the peer is gone or mad, or there is no memory */
};

/* Takes what is there now, without waiting. */
enum gathering gather_receive(struct gather *, int socket);

struct bytes gather_bytes(const struct gather *);

#endif
