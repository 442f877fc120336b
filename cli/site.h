/*
 * A site as its configuration says it, with its keys: all that signing needs.
 * (No roots: who signs need not be able to read a single image.)
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_SITE_H
#define CLI_SITE_H

#include "../fcgi/config.h"
#include "print.h"

struct site {
	struct config  *config;
	struct keyring *keyring;
};

/* The file of --config, or where else one is looked for. */
const char *site_config_file(const char *given);

/* Why it cannot be used, and what to do when there is none. */
void complain_of_config(const char *config_file, const struct complaint *);

/* Zero: it cannot be used, and was said why. */
int  site_open(const char *config_file, struct site *);
void site_close(struct site *);

struct verifier site_verifier(const struct site *, const struct route *);

/* "k1, k2": the ids that the route accepts; "none". */
struct shown_text key_ids(const struct keyring *, const struct words *only);

#endif
