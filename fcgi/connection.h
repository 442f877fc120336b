/*
 * One connection of a front server: waits for a whole request, answers it, and
 * is kept or closed.  Nothing here ever waits for a peer.
 *
 *	WAITING    for a whole request; it is answered as soon as it is there
 *	GATHERING  one with a long body, for an API
 *	STREAMING  own bytes, as fast as the front server takes them
 *	DRAINING   input that came too late, so that the answer is not lost
 *
 * Behind its answer a connection is WAITING again when the front server keeps
 * it, else closed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONNECTION_H
#define FCGI_CONNECTION_H

#include "gate.h"
#include "pool.h"

struct connection;

/* What all connections of a worker share. */
struct connections {
	int                epoll;
	struct gate       *gate;
	struct arena      *arena;
	struct connection *newest;  /* list of all */
	struct pool        pool, streams; /* memory of connections that went */
	size_t             timed;   /* how many have a deadline */
	int64_t            swept_at;
	int                closing; /* answer what is in hand, keep nothing */
};

/* Takes the socket over and looks at once whether a request is there. */
void connection_open(struct connections *, int socket, int64_t now);

/* epoll said these events about it; it may be gone afterwards. */
void connection_ready(struct connections *, struct connection *,
    uint32_t events, int64_t now);

/* Closes what is past its deadline or, when closing, has nothing in hand. */
void connections_sweep(struct connections *, int64_t now);

/* Of none that is open: the memory that was kept for more. */
void connections_release(struct connections *);

#endif
