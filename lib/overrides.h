/*
 * What a URL may ask of the answer, as S3, Google and Azure let it: the values
 * of response-content-disposition and its like, decoded.  What cannot be
 * honoured safely is left out.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_OVERRIDES_H
#define LIB_OVERRIDES_H

#include "postern.h"

struct query;

/*
 * response-content-disposition, -content-type and -cache-control, as Amazon
 * and Google name them.  STATUS_AMBIGUOUS: one of them is there twice.
 */
CHECKED enum status overrides_read(const struct query *, struct arena *,
    struct terms *);

/*
 * RFC 6266: attachment or inline.  The name is left out where it is not UTF-8,
 * or leads elsewhere.
 */
void override_disposition(struct bytes value, struct arena *, struct terms *);

/* A media type without parameters; who delivers looks at the file as well. */
void override_type(struct bytes value, struct terms *);

/* RFC 9111 §5.2.2: max-age, no-store and no-cache. */
void override_caching(struct bytes value, struct terms *);

#endif
