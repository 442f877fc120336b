/*
 * One way of proving a grant: a format, and how it is checked and signed.  One
 * const instance a file in schemes/, all of them listed in schemes.c.
 *
 * A scheme knows a format, the core knows policy: verify.c chooses the key and
 * insists on exactly one credential, authorise.c judges time and scope.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SCHEME_H
#define LIB_SCHEME_H

#include "key.h"

/* Where a credential is looked for. */
struct source {
	const struct verifier *verifier;
	const struct request  *request;
};

/* Read from the request; worth nothing until verified. */
struct credential {
	const struct scheme *scheme;
	struct bytes         key_id;
	struct bytes         message;   /* the exact bytes that were signed */
	struct bytes         signature; /* decoded */
	struct terms         terms;     /* claimed */
};

struct scheme {
	const char *name;     /* as written in the configuration */
	unsigned    weak : 1; /* MD5, SHA-1, short MAC: off unless named */
	/*
	 * STATUS_NO_CREDENTIAL: there is none where this scheme looks.
	 * STATUS_FOREIGN_CREDENTIAL: what is there is of another scheme.
	 * Anything else but STATUS_OK ends the search: it is ours and wrong.
	 */
	enum status (*read)(const struct source *, struct arena *,
	    struct credential *);
	/* Whether the signature is the key's over the message. */
	enum status (*verify)(const struct credential *, const struct key *);
	/* NULL when we only verify this scheme. */
	enum status (*sign)(const struct terms *, const struct key *,
	    struct bytes site, struct arena *, struct bytes *token);
};

/* Whether the route takes keys with this id. */
int verifier_has_key(const struct verifier *, struct bytes id);

/* The list, NULL at its end. */
extern const struct scheme *const schemes[];

#endif
