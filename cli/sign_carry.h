/*
 * A token put where its route looks for it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_SIGN_CARRY_H
#define CLI_SIGN_CARRY_H

#include "sign.h"

/*
 * In the arena: the URL or, where the route looks for tokens in no URL, the
 * cookie "NAME=TOKEN" or the token itself.  is_named: the token names its file,
 * so the URL need not.  It is judged as the responder will judge it.
 */
CHECKED enum status sign_carry(const struct signing *, const struct request *,
    const struct route *, int is_named, struct bytes token,
    struct bytes *carried);

/* "https://example.org" of what was given, or else the --base. */
struct bytes sign_origin(const struct signing *, const struct request *);

/*
 * The same for a scheme that reads the request, whose token is the URL from its
 * path on.
 */
CHECKED enum status sign_carry_whole(const struct signing *,
    const struct request *, const struct route *, struct bytes token,
    struct bytes *url);

#endif
