/*
 * A call with a body that does not fit into a socket's buffer: its records are
 * taken off the socket as they come, until they are whole.  Only for who reads
 * bodies, which are routes with role = api, and only as much as those allow.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_GATHER_H
#define FCGI_GATHER_H

#include "gate.h"

struct gather;

/*
 * For the request that record_check found ready last, but for its input.  NULL:
 * nobody will read that.  The arena is reset.
 */
struct gather *gather_new(struct gate *, struct arena *, int64_t now);
void           gather_free(struct gather *); /* wipes; NULL is fine */

enum gathering {
	GATHER_MORE,   /* must come */
	GATHER_ENOUGH, /* it is whole, or larger than it may be */
	GATHER_FAILED, /* the peer is gone or mad, or there is no memory */
};

/* Takes what is there now, without waiting. */
enum gathering gather_receive(struct gather *, int socket);

struct bytes gather_bytes(const struct gather *);
int          gather_is_whole(const struct gather *);

#endif
