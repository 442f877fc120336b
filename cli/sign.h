/*
 * Signing one URL after another by the same terms.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_SIGN_H
#define CLI_SIGN_H

#include "options.h"
#include "site.h"

/* What was asked for. */
struct sign_values {
	const char   *config, *route, *key, *scheme;
	struct amount ttl, window, expires, not_before, now, uses;
	int           is_prefix, is_shared;
	const char   *client, *link, *subject, *download, *inline_name;
	struct texts  methods;
	const char   *base, *from;
};

struct signing {
	struct site          site;
	struct arena        *arena;
	struct terms         terms;  /* all but the path */
	const struct route  *route;  /* NULL: found by the path */
	const struct scheme *scheme; /* NULL: the route's first that signs */
	struct bytes         key_id; /* empty: the newest valid key */
	struct bytes         base;   /* "https://example.org"; may be empty */

	/* Who asks when, and how: the URL must open the route to them. */
	int64_t      asked_at;
	struct bytes asked_by, method;
};

/*
 * Sets the terms, the base and who asks.  NULL, or what is wrong with the
 * values by themselves.
 */
const char *sign_terms(const struct sign_values *, struct signing *);

/* Whether it is one rather than a path. */
int is_url(struct bytes path_or_url);

/*
 * The URL for a decoded path or for an unsigned URL, in the arena until the
 * next call.  Zero, with the reason, when Postern would not accept it.
 */
int sign_url(const struct signing *, struct bytes path_or_url,
    struct bytes *url, struct complaint *why);

/*
 * Prints a URL for each line of the file ("-": standard input).  Says which
 * lines are refused and goes on.  Zero when any was.
 */
int sign_list(const struct signing *, const char *file);

#endif
