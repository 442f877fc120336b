/*
 * The body of a call to an API, and the memory that such a call takes: an
 * arena of its own, large enough for what its route allows.  Nobody reads the
 * body of any other request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_INPUT_H
#define FCGI_INPUT_H

#include "gate.h"

struct input {
	int           is_wanted;
	struct arena *arena; /* NULL: not wanted, or there is no memory */
	char         *body;
	size_t        limit;
	size_t        length; /* of all that came */
};

/* shared: the arena of all requests, which is reset. */
void input_open(struct input *, const struct gate *,
    const struct environment *, struct arena *shared);

void input_add(struct input *, const char *bytes, size_t length);

/* That there is no more, or (ended is 0) that there would be more. */
void input_end(const struct input *, int ended, struct environment *);

/* Wipes; once the answer was written. */
void input_close(struct input *);

#endif
