/*
 * The ways of having a permitted file sent: one const instance a file,
 * delivery_NAME.c, all of them listed in deliveries.c.
 *
 * A delivery header is a command to a more privileged reader.  It is sent on
 * success only, alone, without a body, as the configuration says and never as
 * a request asks.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_DELIVERY_H
#define FCGI_DELIVERY_H

#include "authorizer.h"
#include "conditional.h"
#include "environment.h"
#include "resolve.h"
#include "response.h"

/* Everything that a delivery may want to know. */
struct parcel {
	const struct route       *route;
	const struct permit      *permit;
	struct file              *file;
	const struct environment *environment;
	int64_t                   now; /* seconds since 1970 */
	enum asking               asking;
	struct validators         validators; /* unless front_validates */
};

struct delivery {
	const char *name; /* as written in the configuration */
	unsigned    needs_accel : 1;    /* the route must say accel = /.../ */
	unsigned    takes_encoding : 1; /* the route may say encoding = */
	unsigned    opens_file : 1;     /* and sends its bytes */
	/* Its front server sends ETag and Last-Modified of its own alone. */
	unsigned    front_validates : 1;
	/*
	 * Adds to a response that has every common header already.  May take
	 * file->descriptor over into response->body_file.
	 */
	enum status (*deliver)(struct parcel *, struct arena *,
	    struct response *);
};

extern const struct delivery delivery_x_sendfile, delivery_x_accel_redirect,
    delivery_x_litespeed_location, delivery_local_redirect, delivery_direct;

/* NULL: no such delivery. */
const struct delivery *delivery_named(struct bytes name);

/*
 * Type, nosniff, Content-Security-Policy, caching, CORS, ETag and the rest,
 * then the route's own delivery; or authorizer_permit's, to who asks so.
 */
CHECKED enum status deliver(struct parcel *, struct arena *,
    struct response *);

/*
 * No file: the front server is to pass permit->passed_on to whom it proxies at
 * the route's accel.  nginx alone can: its X-Accel-Redirect would decode the
 * path, so that it goes in X-Postern-Pass beside it, as it was signed.
 */
CHECKED enum status pass_on(const struct parcel *, struct arena *,
    struct response *);

/* For deliveries and authorizers: Cache-Control, ETag and Last-Modified. */
CHECKED enum status delivery_add_caching(const struct parcel *, struct arena *,
    struct response *);
CHECKED enum status delivery_add_cache_control(const struct parcel *,
    struct arena *, struct response *);
/* For what may run scripts, and the name to save it by. */
CHECKED enum status delivery_add_manner(const struct parcel *, struct arena *,
    struct response *);
/* Adds a header with the URL by which the front server reaches the file. */
CHECKED enum status delivery_add_accel(const struct parcel *,
    const char *header, struct arena *, struct response *);

#endif
