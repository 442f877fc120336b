/*
 * An access file line by line: access_read.c reads them, access.c the file,
 * and judges by them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_ACCESS_READ_H
#define LIB_ACCESS_READ_H

#include "postern.h"

enum who { USER, GROUP, EVERYONE };

struct entry {
	enum who      who;
	struct bytes  name; /* in the text; empty for EVERYONE */
	struct rules *rules;
};

struct access_list {
	char         *text; /* of the file */
	struct entry *entries; /* sorted by who and name */
	size_t        count;
};

/*
 * Appends the entry of a line without its LF, or none when it is a comment.
 * Why it is refused; NULL: it is not.
 */
const char *access_read_line(struct access_list *, struct bytes line);

#endif
