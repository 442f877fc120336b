/*
 * A configuration with one route, its key, and its root: one directory.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_PLACE_H
#define TESTS_UNIT_PLACE_H

#include "keys.h"

#include "environment.h"
#include "gate.h"

struct place {
	struct scratch scratch;
	char           config[128];
};

static inline void
write_config(const struct place *place, const char *more)
{
	char text[1024];

	snprintf(text, sizeof(text),
	    "[postern]\nsite = example.org\nkeys = %s\n%s", place->scratch.path,
	    more);
	scratch_write(&place->scratch, "postern.ini", text, 0644);
}

static inline struct place
open_place(const char *postern, const char *route)
{
	struct place place = { .scratch = scratch_open() };
	char         more[512];

	snprintf(place.config, sizeof(place.config), "%s/postern.ini",
	    place.scratch.path);
	snprintf(more, sizeof(more),
	    "%s[route images]\nprefix = /img/\nroot = %s\n"
	    "accept = native\ndelivery = direct\n%s",
	    postern, place.scratch.path, route);
	write_config(&place, more);
	scratch_write(&place.scratch, "k1.jwk", JWK("k1", ""), 0640);
	return place;
}

#endif
