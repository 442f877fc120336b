/*
 * Who only asks whether a file may be sent, and sends it without us: nginx's
 * auth_request, and front servers that speak the role Authorizer (FastCGI 1.0
 * §6.3).  They look for the file under the path that they make of the URL, so
 * the answer is no wherever that could be another than the one that was judged.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_AUTHORIZER_H
#define FCGI_AUTHORIZER_H

#include "config.h"
#include "environment.h"
#include "response.h"

enum asking {
	ASKED_FOR_FILE,
	ASKED_BY_NGINX,      /* auth_request: 204 is yes, 403 is no */
	ASKED_BY_AUTHORIZER, /* the protocol's role: 200 is yes */
};

struct gate;
struct parcel;

/* Before its route is known, route is NULL. */
enum asking asking_of(const struct gate *, const struct environment *,
    const struct route *);

/*
 * In the protocol's role, of a route of files that was not made for it: its
 * front server may do with a yes what nobody thought of.
 */
int is_asked_unprepared(const struct gate *, const struct environment *,
    const struct route *);

/* In Apache's roles that let in whom nobody has judged. */
int is_asked_in_open_role(const struct environment *);

/*
 * Whether a request that was read is spelled as any server would spell it,
 * so that whoever normalises it comes to the same path (RFC 3986 §6.2.2): from
 * its path on, without a fragment or an encoded slash, and with nothing encoded
 * that need not be.  (Dot segments and empty ones are refused to everyone.)
 */
int is_spelled_normally(const struct request *);

/*
 * Yes, with the headers that the front server is to send beside the file;
 * STATUS_NOT_AS_SIGNED where it would send something else.
 */
CHECKED enum status authorizer_permit(const struct parcel *, struct arena *,
    struct response *);

#endif
