/*
 * A key file: a JWK or a set of them (RFC 7517 §4, §5), or a PEM block (RFC
 * 7468), and beside its standard members one of our own, "postern", with the
 * scope.  docs/keys.md has the format.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_FILE_H
#define LIB_KEY_FILE_H

#include "key.h"

#define KEY_FILE_MAX 65536 /* bytes */

/* Owns its keys. */
struct key_list {
	struct key **at;
	size_t       count;
};

int  key_list_add(struct key_list *, struct key *); /* zero: no memory */
void key_list_empty(struct key_list *);

/* Why a file is refused. */
struct refusal {
	const char *reason; /* a static string; NULL: it is not */
	size_t      number; /* of the key in a set; 0: of no one key */
};

/* "key file keys/a.json is refused: key 2: REASON" */
void refusal_tell(const struct refusal *, const char *directory,
    const char *name, struct complaint *);

/* *.jwk, *.json and *.pem; not those that begin with a dot. */
int is_key_file_name(const char *name);

/*
 * Opens name beneath the directory and adds its keys to the list.  Refused
 * when it is not a regular file of valid keys that no others may write, nor
 * read if it holds a secret; what the list has then is not to be used.
 */
struct refusal key_file_read(int directory, const char *name,
    struct key_list *);

/* The same from the file's text. */
struct refusal key_file_parse(const char *name, struct bytes text,
    struct key_list *);

/* One JWK alone.  NULL: *reason, a static string, says why not. */
struct key *key_parse(struct bytes jwk, const char **reason);

#endif
