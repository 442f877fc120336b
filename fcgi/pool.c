/* See pool.h.  SPDX-License-Identifier: ISC */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#define KEPT 32 /* pieces; what a burst took beyond them is given back */

struct pool_piece {
	struct pool_piece *next;
};

void *
pool_take(struct pool *pool, size_t size)
{
	struct pool_piece *piece = pool->free;

	if (piece == NULL)
		return calloc(1, size);
	pool->free = piece->next;
	pool->count--;
	return memset(piece, 0, size);
}

void
pool_give(struct pool *pool, void *memory)
{
	struct pool_piece *piece = memory;

	if (pool->count == KEPT) {
		free(memory);
		return;
	}
	piece->next = pool->free;
	pool->free = piece;
	pool->count++;
}

void
pool_empty(struct pool *pool)
{
	while (pool->free != NULL) {
		struct pool_piece *piece = pool->free;

		pool->free = piece->next;
		free(piece);
	}
	pool->count = 0;
}
