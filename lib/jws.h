/*
 * Signed tokens in JWS compact form (RFC 7515 §7.1), as jwt and rfc9246 have
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_JWS_H
#define LIB_JWS_H

#include "seen_tokens.h"

/* RFC 7518 §3.1 and RFC 8037 §3.1, without "none"; NULL at the end. */
extern const char *const jws_algorithms[];

/* Its parts; worth nothing until jws_verify has found the signature right. */
struct jws {
	struct jose_header header;
	struct bytes       message; /* that was signed, as it stands */
	struct bytes       signature;
	struct bytes       text;   /* of the claims, decoded */
	const json_t      *claims; /* NULL: still to be read from the text */
	struct seen_name   name;   /* of the token */
};

/*
 * token: jose_is_compact with JWS_PARTS.  STATUS_WRONG_ALGORITHM: none that is
 * known.  STATUS_MALFORMED: as jose_parts and jose_header_read say.
 */
CHECKED enum status jws_read(struct bytes token, const struct claim_policy *,
    struct arena *, struct jws *);

/* The claims of one that jws_verify has found right. */
CHECKED enum status jws_claims(const struct jws *, struct arena *,
    const json_t **claims);

/*
 * claims: JSON.  STATUS_WRONG_ALGORITHM: the key cannot sign, which only
 * secrets can.
 */
CHECKED enum status jws_sign(const struct key *, const struct claim_policy *,
    struct bytes claims, struct arena *, struct bytes *token);

#endif
