/*
 * A URL that opens one file of a route, signed by a key of the route.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_SIGNED_URL_H
#define FCGI_SIGNED_URL_H

#include "config.h"

/* Whether credentials of this scheme open what they name, to whoever has
 * them: native, sealed. */
int signs_urls(const struct scheme *);

/*
 * Path and query of a URL for terms->path, by the first scheme of the route
 * that signs URLs and has a key, or by only where that is not NULL.  Lowers
 * terms->expires_at to what the key may sign for.  STATUS_UNKNOWN_KEY: no key
 * may.
 */
CHECKED enum status signed_url(const struct route *, const struct verifier *,
    const struct scheme *only, struct terms *, int64_t now, struct arena *,
    struct bytes *url);

#endif
