/*
 * Puts a new key file into a directory of keys, so that a responder sees all
 * of it or nothing.
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

/* Writes DIRECTORY/ID.jwk; a failure is said. */
enum key_stored key_store_add(const struct key_store *, struct bytes id,
    struct bytes jwk);

#endif
