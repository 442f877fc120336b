/*
 * What a scheme asks of a request that it reads as a whole: its origin, its
 * cookies, its headers, the settings of the route.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SOURCE_H
#define LIB_SOURCE_H

#include "scheme.h"

/* The value of the route's setting SCHEME.NAME, or the standard one. */
struct bytes source_setting(const struct source *, const struct scheme *,
    const char *name);
/* Whether it is "yes". */
int source_is_set(const struct source *, const struct scheme *,
    const char *name);

/* Whether the route takes credentials from there. */
int source_looks_in(const struct source *, enum carrier);

/*
 * "https://example.org": the route's base or, where it has none, what the
 * client asked for.  STATUS_MALFORMED: the request has no fit Host, or an
 * absolute-form target of another origin (RFC 9112 §3.2.2).
 */
CHECKED enum status source_origin(const struct source *, struct arena *,
    struct bytes *origin);

/* The host that was signed: of the route's base or, where it has none, Host. */
struct bytes source_host(const struct source *);

/*
 * The value of the one cookie of this name (RFC 6265 §4.2.1), as it stands.
 * STATUS_NO_CREDENTIAL: absent, or the route looks in no cookies.
 * STATUS_AMBIGUOUS: there are two.
 */
CHECKED enum status source_cookie(const struct source *, struct bytes name,
    struct bytes *value);

/* In lower case, and '-' where CGI writes '_' (RFC 3875 §4.1.18). */
char header_folded(char);

/*
 * The header of this name, letter case aside; STATUS_NO_CREDENTIAL: absent.
 * STATUS_AMBIGUOUS: there are two.
 */
CHECKED enum status source_header(const struct source *, struct bytes name,
    struct bytes *value);

/*
 * For those that state when they were made: they die of the route's
 * longest_age.  Sets expires_at, and not_before to the same moment.
 * STATUS_CLAIM_MISSING: the route has none.
 */
CHECKED enum status source_terms_since(const struct source *, int64_t issued,
    struct terms *);

/*
 * For those that stand in the path: the URL's path without them, which is the
 * route's prefix and the rest (raw, no '/' at its start), becomes the
 * credential's, and what its terms name.  STATUS_HOSTILE_PATH, BAD_REQUEST.
 */
CHECKED enum status source_take_path(const struct source *, struct bytes rest,
    struct arena *, struct credential *);

/*
 * What stands behind the route's prefix in the raw path, for those that begin
 * there: "/img/" and "/img/TOKEN/cat.jpg" give "TOKEN/cat.jpg".
 * STATUS_NO_CREDENTIAL: nothing, or the prefix is spelled in another way.
 */
CHECKED enum status source_behind_prefix(const struct source *,
    struct bytes *rest);

#endif
