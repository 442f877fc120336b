/*
 * From a permit to a regular file beneath the route's root.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RESOLVE_H
#define FCGI_RESOLVE_H

#include "config.h"
#include "content_type.h"

/* A file that may be sent, opened; close it with file_close. */
struct file {
	int          descriptor; /* read-only; -1: none */
	struct bytes path;       /* relative to the root, decoded; has a NUL */
	int64_t      size;
	int64_t      modified;             /* seconds since 1970 */
	int64_t      modified_nanoseconds; /* the rest of it */

	const struct content_type *type;
};

/* A root directory, opened at load; it may itself be a symbolic link. */
CHECKED enum status root_open(const char *directory, int *descriptor);

/*
 * Opens the file that the permit's path names beneath the route's prefix,
 * following no symbolic link, and checks that its type is allowed and agrees
 * with its first bytes.  On failure file->descriptor is -1.
 */
CHECKED enum status resolve(const struct route *, int root,
    const struct permit *, struct arena *, struct file *);
void file_close(struct file *);

#endif
