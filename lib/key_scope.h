/*
 * The member "postern" of a JWK: what the key may sign for.
 *
 *	{"prefixes": ["/img/"], "schemes": ["native"], "issuer": "x",
 *	 "longest_lifetime": 604800, "not_before": 0, "retired_after": 0}
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_SCOPE_H
#define LIB_KEY_SCOPE_H

#include <jansson.h>

#include "key.h"

/*
 * scope may be NULL: the scheme is then the one that is meant for the key's
 * algorithm.  Returns NULL or the reason to refuse the key.
 */
const char *key_scope_read(struct key *, const json_t *scope);

#endif
