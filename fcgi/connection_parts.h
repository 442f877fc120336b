/*
 * What the parts of a connection share: connection.c and connection_input.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONNECTION_PARTS_H
#define FCGI_CONNECTION_PARTS_H

#include "connection.h"
#include "gather.h"
#include "stream.h"

enum state { WAITING, GATHERING, STREAMING, DRAINING };

struct connection {
	struct connection *newer, *older;
	enum state         state;
	int                socket;
	int                answered;    /* a request already */
	int                hung_up;     /* the peer sends nothing any more */
	int                keep;        /* the front server asked for it */
	int                params_ended; /* a request waits for its input */
	int                stdin_ended;  /* its input was read to the end */
	int64_t            deadline;    /* seconds since 1970; 0: none */
	struct gather     *gather;      /* NULL: nothing was gathered */
	struct stream      stream;
};

void connection_set_deadline(struct connections *, struct connection *,
    int64_t deadline);
void connection_close(struct connections *, struct connection *);
/* A whole request is there, or no more of it will come. */
void connection_answer(struct connections *, struct connection *, int64_t now);

/* Looks whether a request is there. */
void connection_look(struct connections *, struct connection *,
    uint32_t events, int64_t now);
/* Goes on with one that is being gathered. */
void connection_gather(struct connections *, struct connection *, int64_t now);

#endif
