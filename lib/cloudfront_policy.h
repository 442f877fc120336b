/*
 * The policies of CloudFront (docs.aws.amazon.com, "Create a signed URL using a
 * custom policy"):
 *
 *	{"Statement": [{"Resource": URL with '*' and '?',
 *	  "Condition": {"DateLessThan": {"AWS:EpochTime": SECONDS},
 *	    "DateGreaterThan": {"AWS:EpochTime": SECONDS},
 *	    "IpAddress": {"AWS:SourceIp": ADDRESS or NETWORK}}}]}
 *
 * Only DateLessThan must be there; both times are exclusive.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CLOUDFRONT_POLICY_H
#define LIB_CLOUDFRONT_POLICY_H

#include "postern.h"

/*
 * Of a policy whose signature is right: whether it covers the URL, and until
 * when, for whom.  STATUS_MALFORMED, STATUS_OUTSIDE_GRANT.
 */
CHECKED enum status cloudfront_policy_read(struct bytes policy,
    struct bytes url, struct arena *, struct terms *);

/* The policy of a URL that has none of its own. */
CHECKED enum status cloudfront_policy_write(struct bytes url,
    struct bytes expires, struct arena *, struct bytes *policy);

#endif
