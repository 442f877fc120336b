/*
 * What a route accepts, as lib/ wants to know it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_ROUTE_VERIFIER_H
#define FCGI_ROUTE_VERIFIER_H

#include "config.h"

/* All but the access file and the ids, which are loaded apart. */
struct verifier route_verifier(const struct config *, const struct route *,
    const struct keyring *);

/* Whether it opens no file, but passes requests on: schemes of both kinds
 * share no route. */
int route_passes_on(const struct route *);

#endif
