/*
 * The configuration: an ini file read once, strictly.  Unknown, duplicate,
 * missing and contradictory settings are errors that name file, line, setting,
 * value and reason.  Everything is const after loading.
 *
 * The settings, their types, defaults and explanations stand in one table,
 * config_options.c; docs/postern.ini.5 explains them to people.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONFIG_H
#define FCGI_CONFIG_H

#include "postern.h"

enum mode { MODE_ENFORCE, MODE_REPORT_ONLY, MODE_OFF };

/* What a route does with the requests below its prefix. */
enum role {
	ROLE_FILES, /* sends files to whom a credential opens them */
	ROLE_API,   /* makes credentials for files: docs/api.md */
	/* says yes or no to a front server that sends files by itself */
	ROLE_AUTHORIZER,
};

enum same_site { SAME_SITE_LAX, SAME_SITE_STRICT, SAME_SITE_NONE };

/* Which Cache-Control a 200 gets; see docs/postern.ini.5. */
enum cache_policy { CACHE_GRANT, CACHE_PRIVATE, CACHE_NO_STORE };

/* What the front server does to the path in X-Sendfile. */
enum encoding {
	ENCODING_UNSET,   /* not said: names with a '%' are refused */
	ENCODING_LITERAL, /* takes it as it is: Apache mod_xsendfile 0.12 */
	ENCODING_PERCENT, /* decodes it: lighttpd, mod_xsendfile 1.0 */
};

/* Several words of one setting. */
struct words {
	struct bytes *at;
	size_t        count;
};

struct networks {
	struct network *at;
	size_t          count;
};

struct delivery; /* delivery.h */

/* What a route with role = api has beside the rest; durations in seconds. */
struct api {
	struct bytes_list    signs;       /* names of routes */
	const struct scheme *sign_scheme; /* NULL: what the route accepts */
	int64_t              ttl, ttl_limit, window;
	int64_t              paths_limit;
	int64_t              body_limit; /* bytes */
	int64_t              session_limit;
	enum same_site       same_site;
	int                  partitioned;
};

struct route {
	struct bytes name;
	int          line; /* of its [route NAME], for messages */

	enum role    role;
	struct bytes prefix; /* "/img/" */
	const char  *root;   /* absolute directory; NULL: of an API */

	const struct scheme *schemes[VERIFIER_SCHEMES];
	size_t               scheme_count;
	int64_t              accepted_until[VERIFIER_SCHEMES]; /* 0: for ever */
	struct bytes        *settings[VERIFIER_SCHEMES]; /* NULL: standard */
	unsigned             carriers; /* bits of enum carrier */
	struct bytes         parameter;
	struct bytes         cookie;  /* "__Host-postern" */
	struct bytes         segment; /* "t"; empty: none */
	struct words         keys; /* ids; none: every key */

	struct rules       *rules;  /* owned; NULL: none */
	const char         *access; /* file; NULL: none */
	const char         *ids; /* file or pattern; NULL: none */
	struct bytes        group_claim;
	struct claim_policy policy;

	const struct delivery *delivery; /* NULL: of an API */
	struct bytes           accel; /* "/_postern/" */
	enum encoding          encoding;

	enum mode         mode;
	enum cache_policy cache;
	int64_t           cache_limit; /* seconds; 0: none */
	struct words      origins;     /* "https://example.org" */
	uint64_t          types;       /* bit N: row N of content_types.c */
	const char       *placeholder; /* file; NULL: none */
	int64_t           exchange;    /* seconds; 0: none */

	struct api api;
};

struct config {
	const char     *file; /* its path, as given */
	struct bytes    site;
	const char     *keys; /* directory */
	const char     *log;  /* "stderr", "syslog" or an absolute path */
	int64_t         directory_cache; /* seconds; 0: none */
	struct networks trusted_proxies;
	struct route   *routes; /* longest prefix first */
	size_t          route_count;
};

/* NULL, with a complaint "FILE:LINE: NAME = VALUE: reason", when refused. */
struct config *config_load(const char *file, struct complaint *);
void           config_free(struct config *); /* NULL is fine */

/* The route with the longest prefix of path; NULL: none. */
const struct route *config_route(const struct config *, struct bytes path);

/* Where a program looks for its configuration, --config aside. */
const char *config_default_file(const char *program);

#endif
