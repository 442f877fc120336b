/* One arena for a group of tests.  SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_GROUP_ARENA_H
#define TESTS_UNIT_GROUP_ARENA_H

#include "support.h"

static struct arena *arena;

static int
open_arena(void **state)
{
	(void)state;
	arena = arena_new(1 << 16);
	return arena == NULL;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

#endif
