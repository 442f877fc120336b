/*
 * JSON objects to keys: one JWK, and a set of them.  Unknown standard members
 * are ignored, as RFC 7517 asks; unknown ones of our own are refused.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_JWK_H
#define LIB_JWK_H

#include <jansson.h>

#include "key_file.h"

/* Room that the keys of a text of this length are decoded in. */
#define JWK_ROOM(length) (2 * (length) + 1024)

/*
 * A key of one JWK; scope: the member "postern" of its set, or NULL.  NULL:
 * *reason, a static string, says why not.
 */
struct key *jwk_read(const json_t *jwk, const json_t *scope, struct arena *,
    const char **reason);

/* Adds the keys of a set (RFC 7517 §5) that Postern can use. */
struct refusal jwk_set_read(const json_t *set, struct arena *,
    struct key_list *);

/* Sets the key's id.  The schemes must be there: some need short ids. */
const char *jwk_name(struct key *, struct bytes id);

/* The members that are the key itself, by its algorithm; or why not. */
const char *jwk_material_read(struct key *, const json_t *jwk, struct arena *);

/* Whether it has a part that only its owner should know. */
int jwk_is_private(const json_t *jwk);

/* Makes the key of its secret, if that is long enough. */
const char *jwk_secret_take(struct key *, struct bytes secret, struct arena *);

#endif
