/*
 * Opening what was encrypted as JWE (RFC 7516), before anybody asks whether
 * its content is to be believed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_JWE_OPEN_H
#define LIB_JWE_OPEN_H

#include "jose.h"

/* As it stands in a token, decoded but for its header; in the arena. */
struct jwe {
	const struct content_encryption *encryption;
	struct bytes header; /* encoded: that is what the tag covers */
	struct bytes encrypted_key, iv, ciphertext, tag;
};

/*
 * token: of JWE_PARTS.  STATUS_WRONG_ALGORITHM: an "alg" or "enc" that is not
 * offered.  STATUS_MALFORMED: a part is none, or as jose_header_read says.
 */
CHECKED enum status jwe_read(struct bytes token, const struct claim_policy *,
    struct arena *, struct jose_header *, struct jwe *);

/*
 * By the key's algorithm, whatever the header says.  STATUS_BAD_SIGNATURE for
 * all that depends on what was encrypted.
 */
CHECKED enum status jwe_open(const struct jwe *, const struct key *,
    struct arena *, struct bytes *plaintext);

#endif
