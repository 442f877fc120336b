/*
 * The JSON of signed tokens that were read before, so that a gallery of 200
 * images under one token reads it once.
 *
 * What is remembered is what a text says, never that it is right: signature,
 * expiry, rules and the life of the key are judged anew for every request.
 * Only tokens whose signature was right are remembered, so that nobody else
 * can fill the memory.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SEEN_TOKENS_H
#define LIB_SEEN_TOKENS_H

#include "jose.h"
#include "json.h"
#include "seen_name.h"

#define SEEN_TOKENS_MAX 32 /* that one process remembers */

struct seen_token {
	struct jose_header header;
	const json_t      *claims;
};

/* At the start of a process.  0: no memory. */
int seen_tokens_make_room(void);

/*
 * NULL: it was not seen; *name is what it is to be remembered by.  What is
 * found lives as long as the request: those that one request asks for do not
 * make room for each other.
 */
const struct seen_token *seen_token_find(struct bytes token,
    struct seen_name *name);

/*
 * As json_read, of the claims of a token that was verified; and remembers them
 * with the header.  What takes too much room is read into the arena alone.
 */
CHECKED enum status seen_token_read(const struct seen_name *,
    const struct jose_header *, struct bytes claims, struct arena *,
    const json_t **);

/* All of them. */
void seen_tokens_forget(void);

#endif
