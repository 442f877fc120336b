/*
 * One way of proving a grant: a format, and how it is checked and signed.  One
 * const instance a file in schemes/, all of them listed in schemes.c.
 *
 * A scheme knows a format, the core knows policy: carrier.c finds the token,
 * verify.c chooses the key and insists on exactly one credential, authorise.c
 * judges time, rules and scope.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_SCHEME_H
#define LIB_SCHEME_H

#include "grant.h"
#include "key.h"

/* One token and where it was found; its at is NULL for the whole URL. */
struct source {
	const struct verifier *verifier;
	const struct request  *request; /* its path without the token */
	enum carrier           carrier;
	struct bytes           token;
	struct bytes           cookie; /* its name, when it is one */
	struct bytes           key_id; /* that the name states; else empty */
};

/* Read from the request; worth nothing until verified. */
struct credential {
	const struct scheme *scheme;
	struct bytes         key_id;    /* empty: it states none */
	struct bytes         algorithm; /* empty: it states none */
	struct bytes         message;   /* the exact bytes that were signed */
	struct bytes         signature; /* decoded */
	struct terms         terms;     /* claimed */
	enum carrier         carrier;   /* 0: the source's */
	/*
	 * The path that is asked for, where the URL's own has the credential
	 * in it; at is NULL: the URL's.
	 */
	struct bytes         path, raw_path;
	struct bytes         passed_on; /* as struct permit */
	const void          *detail;    /* the scheme's own, in the arena */
};

struct scheme {
	const char *name;     /* as written in the configuration */
	unsigned    weak : 1; /* MD5, SHA-1, short MAC: off unless named */
	/*
	 * Its credential is no token, but the URL as a whole: read gets a
	 * source without one, and may answer STATUS_NO_CREDENTIAL.
	 */
	unsigned reads_request : 1;
	/*
	 * May state no key: each that serves the scheme on the route is tried
	 * then.
	 */
	unsigned tries_keys : 1;
	/*
	 * Names the file itself: a request for the route's prefix, with nothing
	 * or the file's name behind it, asks for that one.
	 */
	unsigned names_file : 1;
	/* Its keys are made by others: secrets of any length. */
	unsigned others_keys : 1;
	/* Derives keys from the secret, which key->secret keeps therefore. */
	unsigned needs_secret : 1;
	/* Says when it was made, and dies of policy.longest_age. */
	unsigned states_issue : 1;
	/* Opens no file: the front server passes credential.passed_on on. */
	unsigned is_passed_on : 1;
	/*
	 * Its credential stands in the path: "" always, else where the first
	 * of its settings has one of these words; NULL: never by itself.
	 */
	const char *in_path;
	/* Names of algorithms that its keys may have; NULL at the end. */
	const char *const           *algorithms;
	const struct scheme_setting *settings; /* NULL: none */
	/*
	 * Of those whose secrets have a form of their own, else NULL: what is
	 * wrong with one, a static string; NULL: nothing is.
	 */
	const char *(*check_secret)(struct bytes secret, struct arena *);
	/*
	 * STATUS_FOREIGN_CREDENTIAL: the token is of another scheme.
	 * Anything else but STATUS_OK ends the search: it is ours and wrong.
	 */
	enum status (*read)(const struct source *, struct arena *,
	    struct credential *);
	/*
	 * Whether it is the key's.  The grant comes with the claimed terms; who
	 * learns more by opening the token sets terms, claims or nested.
	 */
	enum status (*verify)(const struct source *, const struct credential *,
	    const struct key *, struct arena *, struct grant *);
	/*
	 * What Set-Cookie shall say with an answer to this request, which the
	 * grant was found to cover; empty: nothing.  NULL: nothing ever.
	 */
	enum status (*renew)(const struct grant *, const struct request *,
	    int64_t now, struct arena *, struct bytes *set_cookie);
	/*
	 * NULL when we only verify this scheme.  token: of those that read the
	 * request, the URL from its path on.
	 */
	enum status (*sign)(const struct terms *, const struct key *,
	    const struct verifier *, struct arena *, struct bytes *token);
};

/* Whether the route takes keys with this id. */
int verifier_has_key(const struct verifier *, struct bytes id);

/* Whether its keys may have this algorithm. */
int scheme_takes(const struct scheme *, const char *algorithm);

/* The list, NULL at its end. */
extern const struct scheme *const schemes[];

#endif
