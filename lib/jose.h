/*
 * JOSE in its compact form: parts between dots (RFC 7515 §7.1, RFC 7516 §7.1)
 * and the header that the first of them is, by the rules of RFC 8725.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_JOSE_H
#define LIB_JOSE_H

#include "key.h"

#define JOSE_TOKEN_MAX  4096 /* bytes of a token */
#define JOSE_HEADER_MAX 512  /* decoded */
#define JWS_PARTS       3
#define JWE_PARTS       5

/* Empty: it states none.  All live in the arena. */
struct jose_header {
	struct bytes algorithm; /* never empty */
	struct bytes key_id;
	struct bytes encryption;
	struct bytes content_type;
	struct bytes type;
};

/* Whether it begins as an encoded JSON object and has so many parts. */
int jose_is_compact(struct bytes token, size_t parts);

/* Decodes the count parts behind the header; STATUS_MALFORMED: one is bad. */
CHECKED enum status jose_parts(struct bytes token, struct arena *,
    struct bytes *parts, size_t count);

/*
 * STATUS_MALFORMED: it is too long or no JSON object, lacks "alg", brings a key
 * along, or holds what changes the meaning of the token.
 */
CHECKED enum status jose_header_read(struct bytes encoded, struct arena *,
    struct jose_header *);

/* STATUS_MALFORMED: it has a "typ" that the route does not take. */
CHECKED enum status jose_header_judge(const struct jose_header *,
    const struct claim_policy *);

/* Whether two media types are the same (RFC 7515 §4.1.9). */
int jose_type_is(struct bytes, struct bytes other);

/* Whether the message was signed with the key, by the key's algorithm. */
CHECKED enum status jws_verify(const struct key *, struct bytes message,
    struct bytes signature);

#endif
