/*
 * JSON as postern_api.h reads it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include "postern_api.h"

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
