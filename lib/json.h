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

/* As json_read (postern_api.h), of any value. */
CHECKED enum status json_read_any(struct bytes text, struct arena *,
    const json_t **value);

/* A string in the arena; STATUS_MALFORMED: the text is no UTF-8. */
CHECKED enum status json_text(struct bytes text, struct arena *,
    const json_t **string);

/* {NAME: VALUE} in the arena, which both share. */
CHECKED enum status json_object_of(const char *name, const json_t *value,
    struct arena *, const json_t **object);

/* The object as text, with this number in the place of what had its name. */
CHECKED enum status json_write_with(const json_t *object, const char *name,
    int64_t number, struct arena *, struct bytes *text);

/* Whether it is a string with this text. */
int json_is(const json_t *, struct bytes text);

/*
 * Makes jansson wipe whatever it frees and take a request's values from the
 * arena.  Called before the first use of jansson; more than once is fine.
 */
void json_start(void);

#endif
