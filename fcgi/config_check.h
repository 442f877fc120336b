/*
 * What no single setting shows: unknown, repeated, missing and contradictory
 * ones.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONFIG_CHECK_H
#define FCGI_CONFIG_CHECK_H

#include "config.h"
#include "config_options.h"

/* Before values are read: finds every setting's option. */
CHECKED enum status config_check_names(const struct loading *,
    struct section *first);

/* One route as it was read from its section. */
CHECKED enum status config_check_route(const struct loading *,
    const struct route *, const struct section *);

/* All of them, once they are sorted. */
CHECKED enum status config_check_routes(const struct loading *,
    const struct config *);

/* Settings of schemes: reads them into the route; what they ask of others. */
CHECKED enum status config_read_schemes(const struct loading *,
    struct route *, const struct section *);
CHECKED enum status config_check_schemes(const struct loading *,
    const struct route *, const struct section *);

/* Of routes with role = api: one, and what they sign. */
CHECKED enum status config_check_api(const struct loading *,
    const struct route *, const struct section *);
CHECKED enum status config_check_signed(const struct loading *,
    const struct config *);

/* The section's own line of that name; NULL: the default holds. */
const struct setting *setting_named(const struct section *, const char *name);

#endif
