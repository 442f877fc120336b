/*
 * What the makers of key files share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_TEXT_H
#define LIB_KEY_TEXT_H

#include <jansson.h>

#include "postern_keys.h"

#define KEY_TEXT_NOT_MADE "out of memory, or what it is to say is no UTF-8"

/* Zero: no memory, or no UTF-8. */
int key_text_set(json_t *object, const char *name, struct bytes value);

/* Adds the member "postern"; zero as above. */
int key_text_add_scope(json_t *jwk, const struct key_plan *);

/* "alg", where EC and Ed25519 keys do not say it: there is one for each. */
int key_text_add_algorithm(json_t *jwk);

/* Into the arena, a member a line. */
const char *key_text_write(const json_t *, struct arena *, struct bytes *text);

/* Whether a loader would take it; one key with its id, if it has one. */
const char *key_text_check(const struct key_text *);

/* Both of them, under the name that goes with the id. */
const char *key_text_finish(const json_t *jwk, struct arena *,
    struct key_text *);

/* All of it, for a secret. */
const char *key_text_of_secret(const struct key_plan *, struct bytes secret,
    struct arena *, struct key_text *);

#endif
