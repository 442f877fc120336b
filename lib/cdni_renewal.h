/*
 * Renewal of tokens by cookie (RFC 9246 §3): a token that asks for it brings
 * the next one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CDNI_RENEWAL_H
#define LIB_CDNI_RENEWAL_H

#include "grant.h"

/* The name of the cookie, and of the parameter. */
#define CDNI_PACKAGE "URISigningPackage"

/*
 * What Set-Cookie says: a token with the claims of this one, which dies cdniets
 * seconds from now.  Empty: none is asked for, or none can be made: the key
 * is a public one, the path has fewer segments than cdnistd or cannot stand in
 * a cookie, or the token is too long for one.  same_site: "Lax".
 */
CHECKED enum status cdni_renew(const struct grant *, const struct request *,
    struct bytes same_site, int64_t now, struct arena *,
    struct bytes *set_cookie);

#endif
