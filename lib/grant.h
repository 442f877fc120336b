/* A verified credential.  SPDX-License-Identifier: ISC */
#ifndef LIB_GRANT_H
#define LIB_GRANT_H

#include <jansson.h>

#include "postern.h"

struct grant {
	const struct scheme   *scheme;
	const struct key      *key; /* under which it was verified */
	const struct verifier *verifier;
	enum carrier           carrier;
	int64_t                accepted_until; /* 0: for ever */
	/* What is asked for, where the URL's path holds the credential. */
	struct bytes           path, raw_path; /* at is NULL: the URL's */
	struct bytes           passed_on;      /* as struct permit */
	struct terms           terms;  /* path: empty when the rules decide */
	const json_t          *claims; /* in the arena; NULL: none */
	/* A JWT inside, still to be verified, and under which key it was. */
	struct bytes           nested;
	const struct key      *nested_key;
};

/* What a request for this path asks for, once the token has had its say. */
struct bytes grant_asked_path(const struct grant *, struct bytes path);

/*
 * STATUS_OUTSIDE_GRANT, STATUS_NO_RULE.  A token that names its paths is held
 * to them, one with claims to the rules of the route, one with both to both.
 * A token that names none needs rules.
 */
CHECKED enum status grant_judge_path(const struct grant *, struct bytes path);

/* Whether the scope of its key, and of the key inside, holds the path. */
int grant_keys_cover(const struct grant *, struct bytes path);

#endif
