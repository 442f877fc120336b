/*
 * Memory that a configuration owns: blocks that are freed together.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONFIG_MEMORY_H
#define FCGI_CONFIG_MEMORY_H

#include "postern.h"

struct config_memory {
	struct block *newest; /* all zero: empty */
};

/* Zeroed; NULL: out of memory. */
void *config_take(struct config_memory *, size_t count, size_t size);

/* NUL-terminated; NULL: out of memory. */
char *config_copy(struct config_memory *, struct bytes);

void config_release(struct config_memory *);

#endif
