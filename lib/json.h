/*
 * JSON (RFC 8259) in the arena, strict: UTF-8, no name twice, no NUL, nothing
 * behind the end, no depth beyond 8.  Values live as long as the arena's
 * content; nobody calls json_decref on them, nobody changes them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <jansson.h>

#include "postern.h"

#define JSON_DEPTH_MAX 8

/* An object; STATUS_MALFORMED for anything else. */
CHECKED enum status json_read(struct bytes text, struct arena *,
    const json_t **object);

/* The text of a string; the empty one when it is none. */
struct bytes json_bytes(const json_t *);

/* NULL: no such member, or no object. */
const json_t *json_member(const json_t *object, struct bytes name);

/* Whether it is a string with this text. */
int json_is(const json_t *, struct bytes text);

/*
 * Makes jansson wipe whatever it frees and take a request's values from the
 * arena.  Called before the first use of jansson; more than once is fine.
 */
void json_start(void);

#endif
