/*
 * Signature version 4 in a query, as Amazon and Google have it
 * (docs.aws.amazon.com, "Authenticating Requests: Using Query Parameters";
 * cloud.google.com, "Signatures").  Of PREFIX X-Amz- and X-Goog-:
 *
 *	QUERY = PREFIX "Algorithm=" ALGORITHM  PREFIX "Credential=" ID "/" SCOPE
 *	        PREFIX "Date=" yyyymmddThhmmssZ  PREFIX "Expires=" 1 to 604800
 *	        PREFIX "SignedHeaders=host[;...]"  PREFIX "Signature=" hex
 *	SCOPE = yyyymmdd "/" region "/" service "/" terminator
 *
 * Every parameter is signed, in an order of its own: they may come in any, and
 * be encoded in any way.  The path is decoded once and encoded again; '+' in
 * it is a plus.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SIGV4_H
#define LIB_SIGV4_H

#include "scheme.h"

struct sigv4_vendor {
	const char *prefix;      /* "X-Amz-" */
	const char *symmetric, *asymmetric; /* algorithms; the latter: NULL */
	const char *service, *terminator;
	const char *secret;      /* before the secret: "AWS4" */
	const char *payload;     /* the header that says it, where signed */
	unsigned    port_is_free : 1; /* signers leave it out of the host */
};

/*
 * bucket: as bucket_of; it is taken out of paths that have it.  The terms say
 * what the URL asks of the answer (overrides.h), as all of it is signed.
 */
CHECKED enum status sigv4_read(const struct source *,
    const struct sigv4_vendor *, struct bytes bucket, struct arena *,
    struct credential *);

/*
 * head_by_get: a HEAD may have the signature of a GET.
 */
CHECKED enum status sigv4_verify(const struct source *,
    const struct credential *, const struct key *, int head_by_get,
    struct arena *);

/*
 * By HMAC; the host is that of verifier->policy.base.  Its date, from which the
 * life counts, is terms->not_before or, where that is not said, as early as the
 * end allows: there is no clock here.
 */
CHECKED enum status sigv4_sign(const struct sigv4_vendor *,
    const struct terms *, const struct key *, const struct verifier *,
    struct bytes region, struct arena *, struct bytes *url);

#endif
