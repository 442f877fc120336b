/*
 * Pieces of memory of one size that come and go with connections: a few that
 * went are kept for those to come, so that a request allocates nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_POOL_H
#define FCGI_POOL_H

#include <stddef.h>

struct pool {
	struct pool_piece *free;
	size_t             count; /* of them */
};

/* A piece full of zeros, of the pool's one size; NULL: no memory. */
void *pool_take(struct pool *, size_t size);
void  pool_give(struct pool *, void *piece);
void  pool_empty(struct pool *);

#endif
