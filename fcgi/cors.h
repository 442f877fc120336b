/*
 * Cross-origin reads (the Fetch standard, "CORS protocol"), for the origins
 * that a route lists.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CORS_H
#define FCGI_CORS_H

#include "config.h"
#include "environment.h"
#include "response.h"

int cors_lists(const struct route *, struct bytes origin);

/*
 * Nothing for a route without origins; else Vary and what a page may read, and
 * Access-Control-Allow-Origin when the route lists the origin.  route may be
 * NULL.
 */
void cors_add(const struct route *, const struct environment *,
    struct response *);

/*
 * Answers OPTIONS: 204 to a listed origin's preflight for GET or HEAD (of an
 * API: POST or DELETE), else STATUS_METHOD_NOT_ALLOWED.
 */
CHECKED enum status cors_preflight(const struct route *,
    const struct environment *, struct response *);

#endif
