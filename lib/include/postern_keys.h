/*
 * Key files, for those who make them and look at them: the command line.
 * docs/keys.md has their format.
 *
 * Where something cannot be made, a static string says why; NULL: it was made.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_KEYS_H
#define POSTERN_KEYS_H

#include "postern.h"

#define KEY_TEXT_MAX 65536 /* bytes of a key file, and of what becomes one */

/* ------------------------------------------------------ keys of a keyring */

struct bytes         key_file(const struct key *); /* in its directory */
const struct scheme *key_scheme(const struct key *, size_t); /* NULL: end */
/* A secret that others made and that could be tried out: under 128 bits. */
int                  key_is_short(const struct key *);
/* MD5 or SHA-1, for what others have made. */
int                  key_is_weak(const struct key *);
int64_t              key_not_before(const struct key *); /* 0: at once */
int                  keyring_has(const struct keyring *, struct bytes id);

/* Whether Postern signs by this scheme, too. */
int scheme_signs(const struct scheme *);

/* ------------------------------------------------------------ new key files */

/* How a secret is written that is imported. */
enum secret_encoding {
	SECRET_AS_IT_IS,
	SECRET_IN_HEX,
	SECRET_IN_BASE64, /* of either alphabet, padded or not */
};

/* What a key is to be; what is empty or zero is left to its defaults. */
struct key_plan {
	struct bytes      id;
	struct bytes      algorithm;
	struct bytes      encryption; /* "A256GCM": of a JWE key */
	struct bytes_list schemes, prefixes;
	int64_t           longest_lifetime; /* seconds */
	int64_t           not_before;       /* seconds since 1970 */
	enum secret_encoding encoding;
};

/* That the key would serve first; NULL: none that is known. */
const struct scheme *key_plan_scheme(const struct key_plan *);

struct key_text {
	struct bytes id;   /* of its key */
	struct bytes name; /* of the file; NUL-terminated */
	struct bytes text;
};

/* A new random secret. */
CHECKED const char *key_generate(const struct key_plan *, struct arena *,
    struct key_text *);

/*
 * From a PEM block, a JWK, or else a secret: its bytes as they are, but for
 * the end of the line behind one of text.  The id and the algorithm of a JWK
 * need not be planned, nor the algorithm of an EC or Ed25519 key.
 */
CHECKED const char *key_import(const struct key_plan *, struct bytes material,
    struct arena *, struct key_text *);

/* A set of keys that an issuer of JWTs publishes. */
struct issued_keys {
	struct bytes          published;
	struct bytes          algorithm; /* of RSA keys that state none */
	struct bytes          issuer;    /* whom they speak for; empty: stays */
	struct bytes          file;      /* name of the file to be */
	struct bytes          replaced;  /* its text now; empty: none */
	const struct keyring *keyring;   /* where ids may be taken */
	/* Told why a key is left out, with its id; NULL: nobody is. */
	void (*left_out)(struct bytes id, const char *reason);
};

/*
 * Of the keys only those that Postern can use, and of their members only those
 * that it knows.  The scope ("postern") is the replaced file's with the issuer
 * in it, never what was published.
 */
CHECKED const char *issued_keys_read(const struct issued_keys *,
    struct arena *, struct bytes *text);

#endif
