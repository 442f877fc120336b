/*
 * Directories beneath the routes' roots that were entered a moment ago, so that
 * the next file in one needs no walk.  Each is used for a limited time only:
 * within it, a directory that was moved or replaced is still the one that it
 * was.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_DIRECTORIES_H
#define FCGI_DIRECTORIES_H

#include "postern.h"

struct directories;

/* milliseconds: how long one is used.  NULL: no memory. */
struct directories *directories_new(int64_t milliseconds);
void                directories_free(struct directories *); /* NULL is fine */

/*
 * The descriptor of a directory beneath the root (which stays open as long as
 * the list lives), by the rules of beneath.h; the list's own, until the next
 * call.  -1: it cannot be entered, or its path is too long for the list.
 */
int directories_at(struct directories *, int root, struct bytes path,
    int64_t now);

/* Closes those whose time is over; non-zero: others are still open. */
int directories_sweep(struct directories *, int64_t now);

#endif
