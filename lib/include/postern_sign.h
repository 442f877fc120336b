/*
 * From terms to a credential; a part of postern.h, which is what to include.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_SIGN_H
#define POSTERN_SIGN_H

/*
 * The credential for these terms, in the arena: what stands behind "st=" or,
 * of a scheme that reads the request, the URL from its path on.  The
 * rules of the format are checked, the key's scope is not: authorise does.
 */
CHECKED enum status sign(const struct scheme *, const struct key *,
    const struct verifier *, const struct terms *, struct arena *,
    struct bytes *token);

/*
 * The key that signs for a path: the one with this id or, when it is empty, the
 * one with the newest file of those that may sign it now.  NULL: none.
 */
const struct key *signing_key(const struct verifier *, struct bytes id,
    const struct scheme *, struct bytes path, int64_t now);

/* Rounds up so that every signer of one window gives the same expiry. */
int64_t expiry_in_window(int64_t now, int64_t lifetime, int64_t window);

#endif
