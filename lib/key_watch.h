/*
 * Whether the files of a key directory are still those that were loaded, at a
 * price that does not grow with their number.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_WATCH_H
#define LIB_KEY_WATCH_H

#include <stddef.h>
#include <stdint.h>

struct key_watch {
	uint64_t         directory; /* its stamp */
	uint64_t         sum;       /* of the stamps of its files */
	struct watched **at;        /* each of them */
	size_t           count;
	size_t           next; /* which is looked at next */
};

/* Before the directory is read.  Zero: it cannot be examined. */
int  key_watch_start(struct key_watch *, int directory);
/* Before the file is read.  Zero: no memory. */
int  key_watch_add(struct key_watch *, int directory, const char *name);
void key_watch_end(struct key_watch *);

/*
 * A file that was added, removed or renamed shows at once, in the directory;
 * one that was written in place when its turn comes: most of them at a time.
 */
int key_watch_has_changed(struct key_watch *, const char *path, size_t most);

#endif
