/*
 * What reading, checking and signing of version 4 share.  See sigv4.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SIGV4_PARTS_H
#define LIB_SIGV4_PARTS_H

#include "sigv4.h"

struct query;

/* One signed request, decoded; scope and region are parts of its text. */
struct sigv4 {
	const struct sigv4_vendor *vendor;
	const struct query        *query;
	int                        is_rsa;
	struct bytes               algorithm, date, day, region, scope;
	struct bytes               headers; /* "host;range" */
	struct bytes               method, path;
};

/* The string to sign; source: of the headers that are signed, beside host. */
CHECKED enum status sigv4_message(const struct sigv4 *, struct bytes host,
    const struct source *, struct arena *, struct bytes *message);

/* Its HMAC under the key of the day, in hex. */
CHECKED enum status sigv4_mac(const struct sigv4 *, struct bytes message,
    const struct key *, struct arena *, struct bytes *hex);

#endif
