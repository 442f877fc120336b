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

/* RFC 6266: attachment or inline, with a name. */
void override_disposition(struct bytes value, struct arena *, struct terms *);

/* A media type without parameters; who delivers asks the file as well. */
void override_type(struct bytes value, struct terms *);

/* RFC 9111 §5.2.2: max-age, no-store and no-cache. */
void override_caching(struct bytes value, struct terms *);

#endif
