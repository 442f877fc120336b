/*
 * What the parts of a connection share: connection.c and connection_input.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONNECTION_PARTS_H
#define FCGI_CONNECTION_PARTS_H

#include "connection.h"
#include "gather.h"
#include "fastcgi_request.h"
#include "stream.h"

enum state { WAITING, GATHERING, STREAMING, DRAINING };

/* What came of a request that is not whole. */
struct beginning {
	size_t length;
	char   bytes[];
};

/* Ten thousand idle ones are to cost little: streams have their own memory. */
struct connection {
	struct connection *newer, *older;
	int64_t            deadline; /* seconds since 1970; 0: none */
	struct beginning  *beginning; /* of a request; NULL: nothing of it */
	struct gather     *gather;   /* NULL: nothing is gathered */
	struct stream     *stream;   /* of the pool; NULL: not STREAMING */
	int                socket;
	uint32_t           watched;  /* events; 0: epoll does not know it */
	enum state         state;
	unsigned answered : 1;     /* a request already */
	unsigned hung_up : 1;      /* the peer sends nothing any more */
	unsigned keep : 1;         /* the front server asked for it */
	unsigned limited : 1;      /* in how long a write may wait */
	unsigned params_ended : 1; /* a request waits for its input */
	unsigned stdin_ended : 1;  /* its input was read to the end */
};

void connection_set_deadline(struct connections *, struct connection *,
    int64_t deadline);
void connection_close(struct connections *, struct connection *);
/* A whole request is there, or no more of it will come. */
void connection_answer(struct connections *, struct connection *,
    const struct fastcgi_request *, int64_t now);

/* Takes what is there, and looks whether it is a request. */
void connection_look(struct connections *, struct connection *,
    uint32_t events, int64_t now);
/* Goes on with one that is being gathered. */
void connection_gather(struct connections *, struct connection *, int64_t now);
/* No more of the request will come: answers what its parameters allow. */
void connection_give_up(struct connections *, struct connection *,
    int64_t now);
void connection_forget_beginning(struct connection *);

#endif
