/*
 * The member "postern" of a JWK: what the key may sign for.
 *
 *	{"prefixes": ["/img/"], "schemes": ["native"],
 *	 "longest_lifetime": 604800, "not_before": 0, "retired_after": 0}
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_SCOPE_H
#define LIB_KEY_SCOPE_H

#include <jansson.h>

#include "key.h"

/* scope may be NULL.  Returns NULL or the reason to refuse the key. */
const char *key_scope_read(struct key *, json_t *scope);

/* A JSON string's bytes; they live as long as it does. */

#endif
