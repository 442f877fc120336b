/*
 * What an API needs that is called with a credential: whose it is, which paths
 * of other routes it opens, and what was sent along.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_API_H
#define POSTERN_API_H

#include <jansson.h>

#include "postern.h"

/*
 * As authorise, for a request that asks for no file: judges time, client
 * network and the lives of the keys.  The permit has no path.
 */
CHECKED enum status authenticate(const struct grant *, const struct request *,
    int64_t now, struct arena *, const struct permit **permit);

/*
 * Whether the claims open this path on the route of that verifier: by its
 * rules, by what it asks of claims, within the scope of the keys and, where it
 * takes such credentials itself, under one of its keys.  A credential without
 * claims opens nothing here.  Time is left to the caller: *latest is the last
 * second in which the route would take the claims.
 */
int grant_opens_on(const struct grant *, const struct verifier *,
    struct bytes path, int64_t *latest);

/* ------------------------------------------------------------- what it says */

/* Decodes %-escapes once; STATUS_BAD_REQUEST for what is not whole. */
CHECKED enum status percent_decode(struct bytes, struct arena *,
    struct bytes *decoded);

#define JSON_DEPTH_MAX 8

/*
 * JSON (RFC 8259) in the arena, strict: UTF-8, no name twice, no NUL, nothing
 * behind the end, no depth beyond 8.  Values live as long as the arena's
 * content; nobody calls json_decref on them, nobody changes them.  An object;
 * STATUS_MALFORMED for anything else.
 */
CHECKED enum status json_read(struct bytes text, struct arena *,
    const json_t **object);

#endif
