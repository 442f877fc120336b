/* See postern.h and arena.h.  SPDX-License-Identifier: ISC */
#include "arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct arena {
	size_t size, used;
	int    full;
	alignas(max_align_t) char memory[];
};

struct arena *
arena_new(size_t size)
{
	struct arena *arena;

	if (size > SIZE_MAX - sizeof(*arena))
		return NULL;
	arena = calloc(1, sizeof(*arena) + size);
	if (arena == NULL)
		return NULL;
	arena->size = size;
	return arena;
}

void
arena_reset(struct arena *arena)
{
	wipe(arena->memory, arena->used);
	arena->used = 0;
	arena->full = 0;
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_reset(arena);
	free(arena);
}

int
arena_is_full(const struct arena *arena)
{
	return arena->full;
}

void *
arena_take(struct arena *arena, size_t size)
{
	const size_t step = alignof(max_align_t);
	size_t       left = arena->size - arena->used;
	char        *taken = arena->memory + arena->used;

	if (arena->full || size > left || left - size < step) {
		arena->full = 1;
		return NULL;
	}
	arena->used += (size + step - 1) / step * step;
	return taken;
}

enum status
arena_join(struct arena *arena, const struct bytes *parts, size_t count,
    struct bytes *joined)
{
	size_t total = 0;
	char  *memory;
	char  *end;

	for (size_t i = 0; i < count; i++) {
		if (parts[i].len > SIZE_MAX - total)
			return STATUS_TOO_LARGE;
		total += parts[i].len;
	}
	memory = arena_take(arena, total);
	if (memory == NULL)
		return STATUS_TOO_LARGE;
	end = memory;
	for (size_t i = 0; i < count; i++)
		if (parts[i].len > 0)
			end = mempcpy(end, parts[i].at, parts[i].len);
	*joined = (struct bytes){ memory, total };
	return STATUS_OK;
}
