/*
 * One generation: configuration, keys, and what each route needs of files, all
 * loaded together and const from then on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_LOADED_H
#define FCGI_LOADED_H

#include "gate.h"

struct loaded {
	struct config  *config;
	struct keyring *keyring;
	struct post    *posts; /* one a route, in the same order */
	struct lookup  *lookup; /* NULL: the configuration wants none */
};

/* NULL, and a complaint, when any part of it is refused. */
struct loaded *loaded_new(const char *config_file, struct complaint *);
void           loaded_free(struct loaded *); /* NULL is fine */

/* Changes when a file does that the configuration names. */
uint64_t loaded_stamp(const struct loaded *);
/* The same for key files: keyring_has_changed. */
int loaded_has_other_keys(struct loaded *);

#endif
