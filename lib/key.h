/*
 * A key, the schemes it serves, and a scope that no grant can exceed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_H
#define LIB_KEY_H

#include "digest.h"

#include "public_key.h"
#include "seal.h"

#define KEY_ID_MAX   32  /* of those that our own formats name */
#define KEY_NAME_MAX 128 /* of others': visible ASCII */
#define KEY_PREFIXES 32

/* What a key is made of: "kty" (RFC 7518 §6.1). */
enum key_type { KEY_OCT, KEY_RSA, KEY_EC, KEY_OKP };

/* What it does; one algorithm does one thing. */
enum key_use {
	USE_HMAC,      /* hmac; and secret, for schemes that need it */
	USE_HASH,      /* secret: it is hashed with the message */
	USE_SIGNATURE, /* public_key */
	USE_SIV,       /* siv */
	USE_SECRET,    /* secret: "dir", key wrap, PASETO local */
	USE_APP_KEY,   /* secret: Laravel's APP_KEY, as its .env has it */
	USE_OAEP,      /* private_key */
};

/* By the name that "alg" has: JWA's (RFC 7518 §3.1, §4.1), or our own. */
struct algorithm {
	const char         *name;
	enum key_type       type;
	enum key_use        use;
	const char         *digest; /* "SHA256"; NULL: none */
	enum signature_form form;
	const char         *curve;  /* "P-256", "Ed25519"; NULL: none */
	size_t secret_min, secret_max; /* bytes; 0: any */
	size_t secret_made; /* bytes of a new one; 0: others make its keys */
	const char *scheme; /* that it serves by default; NULL: must be said */
	unsigned    is_weak : 1; /* MD5 or SHA-1 */
};

const struct algorithm *algorithm_named(struct bytes);
/* By a public key's type, as public_key_type: EdDSA for "Ed25519". */
const struct algorithm *algorithm_of_type(const char *type);
/* That stands at the end of the text, behind a dot. */
const struct algorithm *algorithm_at_end(struct bytes);

/* Bytes of the secret that "enc" needs (RFC 7518 §5.1); 0: it is not known. */
size_t encryption_secret(struct bytes name);

/* Owns everything it points at but the schemes; free with key_free. */
struct key {
	struct bytes            id;
	const struct algorithm *algorithm;
	struct bytes            encryption; /* "enc" of a JWE key; else empty */
	struct bytes            file;     /* its name in the directory */
	int64_t                 modified; /* its file: seconds since 1970 */

	/* The one of them that algorithm->use says. */
	struct hmac        *hmac;
	struct public_key  *public_key;
	struct private_key *private_key;
	struct siv         *siv;
	struct bytes        secret;
	size_t              secret_bytes; /* that it was made of; 0: none */

	struct bytes         issuer; /* whose tokens it signs; empty: any */
	struct bytes         prefixes[KEY_PREFIXES];
	size_t               prefix_count; /* 0: any path */
	const struct scheme *schemes[VERIFIER_SCHEMES];
	size_t               scheme_count;
	int64_t              longest_lifetime; /* seconds; 0: any */
	int64_t              not_before, retired_after; /* 0: none */
};

void key_free(struct key *); /* wipes; NULL is fine */

/* Whether the key's scope has the path, or the prefix that is granted. */
int key_covers(const struct key *, struct bytes path);

/* NULL: none in the ring has this id. */
const struct key *keyring_find(const struct keyring *, struct bytes id);

#endif
