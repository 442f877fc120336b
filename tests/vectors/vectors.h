/*
 * The driver of the vectors: files of cases, each judged, and each accepted
 * one changed in every way that must make it worthless.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_VECTORS_H
#define TESTS_VECTORS_H

#include <jansson.h>

#include "grant.h"
#include "key.h"
#include "scheme.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define URL_SIZE 16384 /* bytes of the longest URL, its NUL included */

/* One request as the verifier gets it; the mutants change its members. */
struct attempt {
	const char *method;
	const char *url;
	/* Sent as "Authorization: Bearer"; at is NULL: none.  A mutant's has no
	 * NUL but the one behind it. */
	struct bytes token;
	const char *cookies; /* the header; NULL: none */
	const struct request_header *headers;
	size_t                       header_count;
	const char *client_ip;
	const char *site; /* whose verifier judges it */
	int64_t     now;
};

/* What a file's "key" and "policy" say, made into a verifier. */
struct policy {
	struct verifier verifier;
	struct keyring *keyring;
	struct rules   *rules; /* of the verifier; NULL: none */
	struct id_map  *ids;   /* the same */
	struct bytes    key_ids[64];
	struct bytes    words[16]; /* room for the verifier's lists */
	struct bytes    settings[SCHEME_SETTINGS]; /* of verifier.schemes[0] */
	const json_t   *file;
};

/*
 * How to run the files of one scheme: a row of adapters.c.  What the rules of
 * the scheme leave open is said here, so that nobody takes it for a mutant
 * that got through.
 */
struct adapter {
	const char *scheme; /* as the file says */

	/* Complains and returns 0 when the file makes no sense. */
	int (*open)(const json_t *file, struct policy *);

	/* What one case asks for beside its request; NULL: nothing. */
	void (*prepare)(const json_t *item, struct policy *);

	/*
	 * Whether the scheme's own rules take two different URLs for one, beside
	 * what url_says_the_same sees.  NULL: they never do.
	 */
	int (*says_the_same)(const struct policy *, const char *original,
	    const char *mutant);

	/*
	 * Instead of a whole verifier: one layer, as the decryption of what
	 * is no token yet.  *claims, or NULL where there are none to compare,
	 * lives as long as the arena's content.
	 */
	enum status (*judge)(const struct policy *, const struct attempt *,
	    struct arena *, const json_t **claims);

	/* Of cases that have none; NULL: "/img/cat.jpg". */
	const char *url;

	/* The query parameters that it reads; others are free to come, go
	 * and change places.  NULL at the end; none: it reads every one. */
	const char *parameters[8];
	/* Parts of a credential are divided by it; 0: it has none. */
	char separator;
	/* A parameter counts whatever the case of its name. */
	unsigned folds_names : 1;
	/* '=' at a token's end may be left out, or be written %3D. */
	unsigned padding_is_free : 1;
	/* Behind a token in the path nothing need stand. */
	unsigned names_file : 1;
	/* Nothing in it says who made it: a mutant may be right as well. */
	unsigned is_unsigned : 1;
	/* Its credentials are bound to verifier.site. */
	unsigned site_matters : 1;
	/* The file is our own: "deny-NAME" must be our status NAME, and rules
	 * on the way to a file count. */
	unsigned is_own : 1;
	/* "deny-expired" must be STATUS_EXPIRED, and nothing else may be. */
	unsigned expiry_is_told : 1;
	/* Its credential may stand in cookies that parameters names. */
	unsigned reads_cookies : 1;
	/* Its tokens are percent-encoded where they stand in queries and cookies,
	 * in any way that says the same. */
	unsigned is_encoded : 1;
	/* What it reads of the query may stand in any order. */
	unsigned order_is_free : 1;
	/* A MAC in the path may be of any case: 32 hexadecimal digits. */
	unsigned hex_case_is_free : 1;
	/* Signers normalise paths: cases with dot segments are for the scheme. */
	unsigned normalises_paths : 1;
	/* The URL's scheme and host are signed. */
	unsigned origin_matters : 1;
};

/*
 * Keys loaded from a directory as a user's are: JWKs, or {"file": NAME, "text":
 * what stands in it} for others, as PEM.
 */
struct keyring *load_keys(const json_t *keys);
/* One JWK of a secret: alg "HS256", scheme "s3".  To be decref'd. */
json_t *secret_key(const char *id, const char *algorithm, const char *scheme,
    struct bytes secret);
/* The same of a secret in hexadecimal digits or base64 of either alphabet. */
json_t *encoded_key(const char *id, const char *algorithm, const char *scheme,
    struct bytes text);
json_t *hex_key(const char *id, const char *algorithm, const char *scheme,
    struct bytes text);

/*
 * adapters_foreign.c: a verifier of one scheme for the prefix "/", with these
 * keys (decref'd here); it looks in the query and in cookies, and takes links
 * that never end.
 */
int foreign_open(struct policy *, const char *scheme, json_t *keys);
/* Sets SCHEME.NAME; the value must outlive the policy. */
void foreign_set(struct policy *, const char *name, struct bytes value);
/* A file whose "key" says all of it: README.md. */
extern const struct adapter adapter_generic;
int generic_open(const json_t *file, struct policy *);
/* The file's "parameters", where it has them. */
void generic_parameters(const json_t *file, struct adapter *);

/* A member that is text, or the fallback. */
struct bytes member_text(const json_t *object, const char *name,
    const char *fallback);

/* adapters_sealed.c */
int sealed_open(const json_t *file, struct policy *);

/* adapters_laravel.c */
int laravel_open(const json_t *file, struct policy *);
int laravel_encrypt_open(const json_t *file, struct policy *);
int laravel_route_open(const json_t *file, struct policy *);
int php_serialize_open(const json_t *file, struct policy *);
enum status laravel_judge(const struct policy *, const struct attempt *,
    struct arena *, const json_t **claims);
enum status php_serialize_judge(const struct policy *, const struct attempt *,
    struct arena *, const json_t **claims);

/* Rows of adapters_NAME.c. */
extern const struct adapter akamai_adapters[], azure_adapters[],
    cloudinary_adapters[],
    template_adapters[], cdn_adapters[], s3_adapters[],
    cloudfront_adapters[], google_adapters[], symfony_adapters[],
    rails_adapters[], signed_text_adapters[], transform_adapters[],
    cdni_adapters[];

/* {NAME: {"public_key_pem"}} as files NAME.ALGORITHM.pem. */
json_t *pem_keys(const json_t *pairs, const char *algorithm);

/* adapters_jose.c */
int jwt_open(const json_t *file, struct policy *);
int jwe_open_vectors(const json_t *file, struct policy *);
int paseto_open(const json_t *file, struct policy *);
/* A copy of the keys in which those of HS256 serve jwt. */
json_t *for_jwt(const json_t *jwks);
/* Keys that serve one scheme first serve the other in its place. */
void serve_instead(const struct keyring *, const struct scheme *,
    const struct scheme *instead);

/* wycheproof_jose.c: a file with "testGroups", in their own format. */
void wycheproof_run(const char *path, const json_t *file,
    unsigned long *passed, unsigned long *failed);

/* case_request.c: parts of a case's request. */
#define COOKIES_SIZE 8192
#define HEADERS_MAX  8
/* {NAME: VALUE} as the header Cookie, or that header itself; NULL: none. */
const char *cookies_of(const json_t *item, char header[COOKIES_SIZE]);
size_t      headers_of(const json_t *item,
         struct request_header headers[HEADERS_MAX]);
struct bytes host_of(const char *url);

/* NULL: no such scheme is built. */
const struct adapter *adapter_of(const char *scheme);
void                  policy_close(struct policy *);

/* Who judges attempts, and what came of them. */
struct bench {
	const struct adapter *adapter;
	const struct policy  *policy;
	struct arena         *arena;

	/* The accepted case whose mutants are tried. */
	const char          *id;
	const struct attempt original;
	struct terms         terms;

	unsigned long tried, allowed; /* mutants */
};

/*
 * STATUS_OK: allowed, and grant and permit are set; both live in the arena.
 * (An adapter that judges one layer has neither.  permit is NULL when only the way to the file is refused, and the file is
 * not our own.)
 */
struct judgement {
	const struct grant  *grant;
	const struct permit *permit;
	const json_t        *claims; /* NULL: none */
};
enum status judge(const struct adapter *, const struct policy *,
    const struct attempt *, struct arena *, struct judgement *);

/* Whether it yields the case's "claims"; says which one differs. */
int judgement_agrees(const char *id, const json_t *wanted,
    const struct judgement *);
/* The permit must lead where the request asks, and outlive no grant. */
int permit_agrees(const char *id, const struct permit *,
    const struct grant *);

/* Tries one mutant, unless it says the same as the original. */
void bench_try(struct bench *, const char *what, const struct attempt *);

/* Try them all. */
void mutate_url(struct bench *);
void mutate_request(struct bench *);
void mutate_token(struct bench *);

/* A part of a URL. */
struct span {
	size_t at, len;
};

/* "scheme://authority" cut off, split at '?', ended by '#'. */
void url_split(const char *url, struct span *path, struct span *query);
/* The parts of a span between separators; returns how many, at most max. */
size_t span_split(const char *url, struct span, char separator,
    struct span *parts, size_t max);
/* A part up to its first '=', and what stands behind that. */
void pair_split(const char *url, struct span pair, struct span *name,
    struct span *value);
/* A part decoded once; 0 for what cannot be decoded. */
int url_decode(const char *url, struct span, char out[URL_SIZE]);
/* Whether a parameter is one of those that the scheme reads. */
int is_credential(const struct adapter *, const char *url, struct span name);
/* Whether the scheme cannot tell the two URLs from one another. */
int url_says_the_same(const struct adapter *, const struct terms *,
    const char *original, const char *mutant);

#endif
