/*
 * An image that is shown instead of a refused one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_PLACEHOLDER_H
#define FCGI_PLACEHOLDER_H

#include "postern.h"

#define PLACEHOLDER_MAX 65536 /* bytes: it must fit into a socket's buffer */

struct placeholder {
	struct bytes content; /* empty: there is none */
	const char  *media_type;
};

/* NULL, or the reason not to use the file; to be freed either way. */
const char *placeholder_read(const char *path, struct placeholder *);
void        placeholder_free(struct placeholder *);

#endif
