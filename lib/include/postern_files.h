/*
 * What is loaded from files and const from then on: keys, rules, access
 * lists; a part of postern.h, which is what to include.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_FILES_H
#define POSTERN_FILES_H

/* -------------------------------------------------------------------- keys */

/*
 * The keys of one site, read from a directory; const once loaded.  Every
 * loading gives a new generation, the old one stays valid until it is freed.
 */
struct keyring;
struct key;
struct scheme;

/* What went wrong with which file; one line for the log, no key material. */
struct complaint {
	char text[512];
};

/*
 * Reads every *.jwk, *.json and *.pem file of the directory (format:
 * docs/keys.md; postern_keys.h makes such files).  Refuses a directory that
 * others can write, a file that they can write, or read where it holds a
 * secret, and a file that is not one of valid keys, by name.  NULL on failure.
 */
struct keyring *keyring_load(const char *directory, struct complaint *);
void            keyring_free(struct keyring *); /* wipes; NULL is fine */
size_t          keyring_count(const struct keyring *);

/*
 * Whether the directory holds other key files than those that were loaded:
 * cheap enough to ask for once a second.  A file that was written in place
 * shows when its turn comes: of every thousand files, one question later.
 */
int keyring_has_changed(struct keyring *, const char *directory);

const struct key *keyring_at(const struct keyring *, size_t);
struct bytes      key_id(const struct key *);
const char       *key_algorithm(const struct key *);
int64_t           key_retired_after(const struct key *); /* 0: never */
int64_t           key_longest_lifetime(const struct key *); /* 0: any */
int               key_serves(const struct key *, const struct scheme *);

/* -------------------------------------------------------------------- rules */

/*
 * Which paths the claims of a token open; grammar: docs/rules.md.  NULL, and
 * *reason (a static text), when the text is no list of rules.
 */
struct rules;
struct rules *rules_new(struct bytes text, const char **reason);
void          rules_free(struct rules *); /* NULL is fine */

/*
 * The same by subject and group, from a file.  Refuses a file that others can
 * write.  NULL, and a complaint that names file and line, when it is refused.
 */
struct access_list;
struct access_list *access_load(const char *file, struct complaint *);
void                access_free(struct access_list *); /* NULL is fine */
/* Changes whenever the file does.  Zero: it cannot be examined. */
uint64_t access_stamp(const char *file);

/*
 * The paths behind the ids of sealed tokens.  setting: a file of lines
 * "ID PATH", or a pattern as "by-id/{id}.jpg"; both are relative to the
 * route's prefix, and docs/sealed.md has the rest.  NULL, and a complaint that
 * names file and line, when it is refused.
 */
struct id_map;
struct id_map *id_map_load(const char *setting, struct complaint *);
void           id_map_free(struct id_map *); /* NULL is fine */
/* Changes whenever the file does.  Zero: it cannot be examined. */
uint64_t id_map_stamp(const char *setting);

#endif
