/*
 * A key file: one JWK (RFC 7517 §4, RFC 7518 §6.4), and beside its standard
 * members one of our own, "postern", with the key's scope.  docs/keys.md has
 * the format.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_FILE_H
#define LIB_KEY_FILE_H

#include "key.h"

#define KEY_FILE_MAX 16384 /* bytes */

/*
 * Opens name beneath the directory.  NULL with a reason, which is a static
 * string, when it is not a regular file of one valid key that no others may
 * read or write.
 */
struct key *key_file_read(int directory, const char *name,
    const char **reason);

/* The same from the file's text. */
struct key *key_parse(struct bytes jwk, const char **reason);

#endif
