/*
 * Buckets of Amazon and Google: where a URL says its own, and whether it asks
 * for a file of it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_BUCKET_H
#define LIB_BUCKET_H

#include "scheme.h"

struct query;

/*
 * The scheme's setting "bucket" where it counts.  EMPTY: it is not set, or the
 * route's prefix has it ("/photos/"): every URL is of path style then, and its
 * path stays as it is.
 */
struct bytes bucket_of(const struct source *, const struct scheme *);

/* Whether the host is the bucket's own: "photos.example.org", "photos". */
int bucket_has_host(struct bytes bucket, struct bytes host);

/*
 * Takes it out of the path: "/photos/cat.jpg" asks for "/cat.jpg".
 * STATUS_OUTSIDE_GRANT: it is another one.
 */
CHECKED enum status bucket_take(const struct source *, struct bytes bucket,
    struct arena *, struct credential *);

/* STATUS_OUTSIDE_GRANT: what is asked for is no content, as "?acl". */
CHECKED enum status bucket_judge_query(const struct query *);

#endif
