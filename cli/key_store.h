/*
 * Puts key files into a directory of keys, so that a responder sees all of one
 * or nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_KEY_STORE_H
#define CLI_KEY_STORE_H

#include "postern.h"

struct key_store {
	const char *path;
	int         directory; /* descriptor */
	unsigned    group;     /* of the directory */
	int         is_new;    /* made by key_store_open */
	int         is_shared; /* its group is to read the keys, too */
};

/* Makes the directory (0750) where it is missing.  Zero: said why. */
int  key_store_open(const char *path, struct key_store *);
void key_store_close(struct key_store *);

enum key_stored { KEY_STORED, KEY_EXISTS, KEY_FAILED };

/* Writes a file that is not there yet; a failure is said. */
enum key_stored key_store_add(const struct key_store *, const char *name,
    struct bytes text);

/* What is there now; empty when there is nothing.  Zero: said why. */
int key_store_read(const struct key_store *, const char *name, struct arena *,
    struct bytes *text);

/* Puts the text in the place of what is there; zero: said why. */
int key_store_replace(const struct key_store *, const char *name,
    struct bytes text);

/* Whom the web server's user reads by, where nobody but root may read yet. */
void key_store_advise(const struct key_store *);

#endif
