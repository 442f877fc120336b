/*
 * From a permit to a regular file beneath the route's root.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RESOLVE_H
#define FCGI_RESOLVE_H

#include <sys/stat.h>

#include "config.h"
#include "content_type.h"

/* Of two that are equal in all of this, the content is the same. */
struct file_identity {
	uint64_t device, inode;
	int64_t  size;
	int64_t  modified;             /* seconds since 1970 */
	int64_t  modified_nanoseconds; /* the rest of it */
	int64_t  changed, changed_nanoseconds;
};

/* A file that may be sent; close it with file_close. */
struct file {
	int          descriptor; /* read-only; -1: it was not opened */
	struct bytes path;       /* relative to the root, decoded; has a NUL */

	struct file_identity       is;
	const struct content_type *type;
};

/* A root directory, opened at load; it may itself be a symbolic link. */
CHECKED enum status root_open(const char *directory, int *descriptor);

/* What a file may be sent as; NULL: not as that. */
struct kinds {
	const struct content_type *named; /* as its name says */
	const struct content_type *asked; /* as the URL asks for */
};

/*
 * Opens the file that the permit's path names beneath the route's prefix,
 * following no symbolic link, and checks that its type is allowed and agrees
 * with its first bytes.  On failure file->descriptor is -1.
 */
CHECKED enum status resolve(const struct route *, int root,
    const struct permit *, struct arena *, struct file *);
void file_close(struct file *);

/* Parts of it: sets file->path, ... */
CHECKED enum status resolve_path(const struct route *, const struct permit *,
    struct arena *, struct file *);
/* ... says what it may be, by what its name and the URL say, ... */
struct kinds resolve_kinds(const struct route *, const struct permit *,
    const struct file *);
/* ... and, with both, opens it. */
CHECKED enum status resolve_open(int root, const struct kinds *,
    struct file *);
struct file_identity resolve_identity(const struct stat *);

#endif
