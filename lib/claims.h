/*
 * The claims of a token (RFC 7519 §4.1), judged by what a route asks of them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_CLAIMS_H
#define LIB_CLAIMS_H

#include <jansson.h>

#include "postern.h"

/* How "exp", "nbf" and "iat" are written. */
enum time_form {
	TIME_NUMBER, /* RFC 7519 §2, NumericDate */
	TIME_TEXT,   /* RFC 3339, as in PASETO */
};

/*
 * Folds every edge of time into expires_at and not_before: "exp" must be
 * there, and it is the first second that is too late.  subject and link_id
 * come from "sub" and "jti" where these keep to what terms may say; they are
 * for the log, rules look at the claims.  The other terms are left alone.
 *
 * STATUS_CLAIM_MISSING, STATUS_WRONG_ISSUER, STATUS_WRONG_AUDIENCE,
 * STATUS_MILLISECONDS, STATUS_MALFORMED.
 */
CHECKED enum status claims_read(const json_t *claims,
    const struct claim_policy *, enum time_form, struct terms *);

/*
 * The same of a token that says its times elsewhere, too, and has set them in
 * the terms: "exp" may be absent then, and what is there can only narrow them.
 */
CHECKED enum status claims_read_within(const json_t *claims,
    const struct claim_policy *, enum time_form, struct terms *);

#endif
