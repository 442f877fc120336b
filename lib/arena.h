/*
 * What lib/ builds in an arena, beside postern.h's arena_take.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_ARENA_H
#define LIB_ARENA_H

#include "postern.h"

/* The parts one behind the other; STATUS_TOO_LARGE when the arena is full. */
CHECKED enum status arena_join(struct arena *, const struct bytes *parts,
    size_t count, struct bytes *joined);

#endif
