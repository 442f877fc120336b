/*
 * Signature version 2 in a query, as Amazon and Google had it
 * (docs.aws.amazon.com, "Signing and authenticating REST requests (AWS
 * Signature Version 2)"; cloud.google.com, "V2 signing process").
 *
 *	QUERY = ID "=" key id "&Expires=" seconds since 1970
 *	        "&Signature=" base64, percent-encoded
 *	what is signed = METHOD LF Content-MD5 LF Content-Type LF Expires LF
 *	        *(header LF) ["/" bucket] PATH ["?" sub-resources]
 *
 * PATH is as received.  Parameters that are none of these are not signed, and
 * never change the answer.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SIGV2_H
#define LIB_SIGV2_H

#include "scheme.h"

struct sigv2_vendor {
	const char        *id;      /* "AWSAccessKeyId" */
	const char        *headers; /* "x-amz-": every one is signed */
	const char *const *resources; /* parameters that are; NULL: none */
	const char        *host; /* that has the bucket in its path; or NULL */
};

/*
 * bucket: where it is known, URLs that begin with it lead to the same files as
 * those of a host that stands for it.
 */
CHECKED enum status sigv2_read(const struct source *,
    const struct sigv2_vendor *, struct bytes bucket, struct arena *,
    struct credential *);

#endif
