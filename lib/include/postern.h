/*
 * Postern: from a request to a permit, and from a grant to a signed URL.
 *
 *	request --> credential --> grant --> permit
 *	 (as it      (parsed,      (verified  (covers this
 *	  came)       worth         under      request now)
 *	              nothing yet)  one key)
 *
 * This is the only header of lib/ that fcgi/ and cli/ may include.
 *
 * Every function that can fail returns an enum status, which must be looked
 * at; outputs are set only on STATUS_OK.  Nothing here logs, reads a clock or
 * allocates outside the arena, but for the loading of keys.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_H
#define POSTERN_H

#include <stddef.h>
#include <stdint.h>

#include "postern_bytes.h"

#define POSTERN_VERSION "0.1.0"

#define CHECKED __attribute__((warn_unused_result))

/* ------------------------------------------------------------------ status */

/* enum status: why a request was decided as it was. */
#include "postern_status.h"

/* Static strings. */
const char *status_name(enum status);
const char *status_text(enum status);

/* ------------------------------------------------------------------- arena */

/*
 * The memory of one request: fixed size, given back all at once.  An arena
 * that ran out stays "full" until its reset.
 */
struct arena;

struct arena *arena_new(size_t size); /* NULL: out of memory */
void          arena_reset(struct arena *); /* also wipes what was used */
void          arena_free(struct arena *);
int           arena_is_full(const struct arena *);
/* NULL when full; aligned for any type; zeroed. */
void *arena_take(struct arena *, size_t size);

/* ----------------------------------------------------------------- request */

/* One header of a request; '_' may stand for '-' in its name. */
struct request_header {
	struct bytes name, value;
};

/*
 * One HTTP request.  The caller sets the first group from what the front
 * server says; request_read sets the second.  All views must outlive the
 * arena's next reset.
 */
struct request {
	struct bytes method;         /* GET */
	struct bytes target;         /* REQUEST_URI, nothing decoded */
	struct bytes client_address; /* 192.0.2.1 or 2001:db8::1 */
	struct bytes cookies;        /* the header Cookie (RFC 6265 §4.2.1) */
	struct bytes authorization;  /* the header Authorization */
	struct bytes host;           /* the header Host: "example.org:8443" */
	int          is_https;
	/* Every header, for schemes that sign some. */
	const struct request_header *headers;
	size_t                       header_count;

	struct bytes raw_path; /* as received, from the first '/' on */
	struct bytes path;     /* the same, decoded once */
	struct bytes query;    /* raw, without the question mark */

	/* What request_cut_token took out of both paths; at is NULL: nothing */
	struct bytes path_token;
};

#define TARGET_MAX 8192 /* bytes of REQUEST_URI */

/*
 * Cuts scheme://authority and #fragment off the target, splits it at the first
 * '?', and decodes the path once (RFC 3986 §2, §3).  Refuses, rather than
 * cleans up, whatever a URL may not hold: STATUS_URL_TOO_LONG,
 * STATUS_BAD_REQUEST, STATUS_HOSTILE_PATH.  (What may stand in a URL but not
 * on the way to a file, as %2F and empty segments, is authorise's to refuse.)
 */
CHECKED enum status request_read(struct request *, struct arena *);

/*
 * Takes a token that stands in the path out of path and raw_path, so that
 * nothing behind this judges, resolves or logs it: "/img/t/TOKEN/cat.jpg"
 * becomes "/img/cat.jpg".  Once done, or where the route has no tokens in
 * paths, it does nothing.
 */
struct verifier;
CHECKED enum status request_cut_token(struct request *,
    const struct verifier *, struct arena *);

/* ----------------------------------------------------------- client network */

/* An IPv4 or IPv6 network; IPv4 stands as ::ffff:a.b.c.d. */
struct network {
	unsigned char address[16];
	unsigned      prefix_bits;
};

/* "192.0.2.0/24", "2001:db8::1"; host bits must be zero. */
CHECKED enum status network_parse(struct bytes text, struct network *);
int network_holds(const struct network *, struct bytes client_address);

/* ---------------------------------------------- keys, rules, access, loaded */

#include "postern_files.h"

/* ----------------------------------------------------------------- verifier */

#include "postern_schemes.h"

#define VERIFIER_SCHEMES 16

/* Where a credential may stand: bits of a set. */
enum carrier {
	CARRIER_QUERY = 1,  /* ?st=TOKEN */
	CARRIER_COOKIE = 2, /* Cookie: NAME=TOKEN, or NAME.KEYID=TOKEN */
	CARRIER_HEADER = 4, /* Authorization: Bearer TOKEN (RFC 6750 §2.1) */
	CARRIER_PATH = 8,   /* the segment behind the route's prefix */
};

struct bytes_list {
	const struct bytes *at;
	size_t              count;
};

/* What a route asks of the claims of a token, its signature aside. */
struct claim_policy {
	struct bytes_list issuers;   /* "iss" is one of them; none: any */
	struct bytes_list audiences; /* "aud" names one of them; none: any */
	struct bytes_list types;     /* "typ", where it stands; none: JWT */
	struct bytes_list required;  /* claims that must be there */
	int64_t           leeway;    /* seconds, for exp, nbf and iat */
	int64_t           longest_age; /* seconds since iat; 0: any */
	struct bytes      path_field;  /* of an encrypted payload: "image" */
	struct bytes      token_field; /* of an encrypted payload: "jwt" */
	struct bytes      assertion;   /* PASETO's implicit one */
	struct bytes      base; /* "https://host" of URLs signed as a whole */
	int               endless; /* links without an expiry are taken */
};

/* What one route accepts.  Everything it points at outlives it. */
struct verifier {
	struct bytes              site;
	struct bytes              prefix; /* of the route's URLs: "/img/" */
	const struct scheme      *schemes[VERIFIER_SCHEMES];
	size_t                    scheme_count;
	/* Of schemes[i]: the last second it is accepted in; 0: for ever. */
	int64_t                   accepted_until[VERIFIER_SCHEMES];
	/* Of schemes[i], in the order of its table; NULL: all are standard. */
	const struct bytes       *settings[VERIFIER_SCHEMES];
	unsigned                  carriers;  /* 0: the query */
	struct bytes              parameter; /* of the query: "st" */
	struct bytes              cookie;    /* its name: "__Host-postern" */
	struct bytes              segment;   /* before a path's token: "t" */
	const struct bytes       *key_ids;   /* the route's keys; NULL: all */
	size_t                    key_id_count;
	const struct keyring     *keyring;
	struct claim_policy       policy;
	const struct rules       *rules;       /* NULL: none */
	const struct access_list *access;      /* NULL: none */
	struct bytes              group_claim; /* "groups" */
	const struct id_map      *ids;         /* of sealed tokens */
};

/* What the request claims, verified or not: for the log alone. */
struct claim {
	const char  *scheme; /* NULL: none was recognised */
	struct bytes key_id;
};

enum disposition {
	DISPOSITION_NONE,
	DISPOSITION_INLINE,
	DISPOSITION_ATTACHMENT
};

/* What may be had, as a signer says it.  Zeroed members ask for nothing. */
struct terms {
	struct bytes     path;      /* decoded; a prefix when is_prefix */
	int              is_prefix; /* path ends in '/' */
	int64_t          expires_at, not_before; /* seconds since 1970 */
	struct bytes     methods;   /* "GET-HEAD"; empty: GET and HEAD */
	struct bytes     client;    /* "192.0.2.0/24"; empty: any */
	struct bytes     link_id, subject;
	int64_t          uses;      /* 0: any number */
	int              shared;    /* shared caches may keep it */
	enum disposition disposition;
	struct bytes     file_name; /* UTF-8 */
	/* What a signer says instead of a path; sealed tokens alone have it. */
	int              has_file_id;
	uint64_t         file_id;
	/* What the URL asks of the answer, where that was signed. */
	struct bytes     content_type; /* "image/png"; empty: the file's own */
	int64_t          cache_seconds; /* at most; -1: none, 0: not said */
};

/* The expiry of what never expires; no format can say it. */
#define TIME_NEVER (INT64_MAX / 4)

/* The terms of a verified credential; only verify makes one. */
struct grant;

/*
 * Insists on exactly one credential, chooses its key and checks its
 * signature.  Of several cookies it takes the grant that covers the path, and
 * of several such ones that which lives longest.  Cuts the path's token, if
 * that was not done.  *grant lives in the arena.  *claim is set whatever comes
 * of it.
 */
CHECKED enum status verify(const struct verifier *, struct request *,
    struct arena *, struct claim *, const struct grant **grant);

/* What the credential says: to be shown, never to be judged by. */
const struct terms *grant_terms(const struct grant *);

/* Whether the grant covers this path, its time aside. */
int grant_opens(const struct grant *, struct bytes path);

/* A grant that was found to cover one request at one moment. */
struct permit {
	struct bytes     path;        /* decoded; safe to resolve */
	int64_t          expires_at;  /* seconds since 1970; 0: no grant */
	int              shared;      /* shared caches may keep it */
	enum disposition disposition;
	struct bytes     file_name;   /* UTF-8, as signed */
	struct bytes     key_id, link_id, subject;
	/*
	 * The URL holds a credential that opens more than this file: caches
	 * and referrers must not keep it.
	 */
	int exposed;
	/*
	 * It holds none: what is shown under the same URL may be another's a
	 * moment later, so that caches have to ask again.
	 */
	int bare;
	struct bytes set_cookie; /* the next credential; empty: none */
	/* Where no file is opened: what to pass on, raw, from its '/' on. */
	struct bytes passed_on;
	struct bytes content_type;  /* as struct terms */
	int64_t      cache_seconds; /* as struct terms */
};

/*
 * Judges time, method, client network, path and the key's own scope, at now
 * (seconds since 1970).  *permit lives in the arena.
 */
CHECKED enum status authorise(const struct grant *, const struct request *,
    int64_t now, struct arena *, const struct permit **permit);

/*
 * The permit of a request that nobody verified, for a route in mode "off" or
 * "report-only".  It obeys the same rules on paths.
 */
CHECKED enum status permit_unverified(const struct request *, struct arena *,
    const struct permit **permit);

/* ------------------------------------------------------------------ signing */
#include "postern_sign.h"

/* Percent-encodes all but unreserved bytes and '/' (RFC 3986 §2.3). */
CHECKED enum status percent_encode(struct bytes, struct arena *,
    struct bytes *encoded);

/* Wipes memory in a way that the compiler keeps. */
void wipe(void *, size_t);

/* ----------------------------------------------------------------- starting */

#include "postern_start.h"

#endif
