/* See config_memory.h.  SPDX-License-Identifier: ISC */
#include "config_memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct block *older;
	alignas(max_align_t) char content[];
};

void *
config_take(struct config_memory *memory, size_t count, size_t size)
{
	struct block *block;

	if (size != 0 && count > (SIZE_MAX - sizeof(*block)) / size)
		return NULL;
	block = calloc(1, sizeof(*block) + count * size);
	if (block == NULL)
		return NULL;
	block->older = memory->newest;
	memory->newest = block;
	return block->content;
}

char *
config_copy(struct config_memory *memory, struct bytes text)
{
	char *copy = config_take(memory, text.len + 1, 1);

	if (copy != NULL && text.len > 0)
		memcpy(copy, text.at, text.len);
	return copy;
}

void
config_release(struct config_memory *memory)
{
	while (memory->newest != NULL) {
		struct block *block = memory->newest;

		memory->newest = block->older;
		free(block);
	}
}
