/*
 * From a permit to a file by one look at it: its directory was entered a moment
 * ago, and what its first bytes say is remembered for as long as it is the same
 * file, unchanged.  Whatever is not known is resolved (resolve.h).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_LOOKUP_H
#define FCGI_LOOKUP_H

#include "gate.h"
#include "resolve.h"

struct lookup;

/* seconds: how long a directory that was entered is used.  NULL: no memory. */
struct lookup *lookup_new(int64_t seconds);
void           lookup_free(struct lookup *); /* NULL is fine */

/*
 * As resolve does; file->descriptor is -1 on success, too, where the route's
 * delivery can do without and the post has a lookup.  now: seconds since 1970.
 */
CHECKED enum status lookup_file(const struct post *, const struct permit *,
    int64_t now, struct arena *, struct file *);

/* What is open for too long is closed; non-zero: something still is. */
int lookup_sweep(struct lookup *);

#endif
