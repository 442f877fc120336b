/*
 * Tokens of fields with "~" between them and a MAC as the last one: Akamai's
 * EdgeAuth 2.0, and who does as it does.
 *
 *	TOKEN = FIELD *("~" FIELD) "~hmac=" HEX
 *	FIELD = "ip=" ADDRESS
 *	      / "st=" seconds, the first good one
 *	      / "exp=" seconds, the last good one; always there
 *	      / "acl=" PATTERN *("!" PATTERN)
 *	      / "id=" TEXT / "data=" TEXT
 *
 * in any order, none of them twice.  The token stands in the query, a cookie or
 * a header of one name.  With acl it opens each path that fits a PATTERN, which
 * has "*" for any bytes and "?" for one; without, the path it was made for.
 * Paths are compared as they were sent.  HEX is in small letters, of
 *
 *	HMAC(key, all fields before it ["~url=" PATH] ["~salt=" SALT])
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_TILDE_TOKEN_H
#define LIB_TILDE_TOKEN_H

#include "scheme.h"

/* ------------------------------------------------------- fields in general */

#define TILDE_FIELDS 16

/* Views into the token. */
struct tilde_fields {
	struct {
		struct bytes name, value;
	} at[TILDE_FIELDS];
	size_t       count;
	struct bytes head; /* all before the "~" of the last field */
};

/*
 * names: those that it may have, closed by NULL; the last of them is the last
 * field's, and no other one's.  STATUS_AMBIGUOUS: one is there twice.
 */
CHECKED enum status tilde_fields_read(struct bytes text,
    const char *const *names, struct tilde_fields *);

/* at is NULL: absent. */
struct bytes tilde_field(const struct tilde_fields *, const char *name);

/* ---------------------------------------------------------- whole schemes */

/* How one of them writes its tokens. */
struct tilde_form {
	const char *const *fields; /* as names, above */
	struct bytes       name;   /* of the parameter, cookie or header */
	struct bytes       salt;   /* empty: none */
	/* What is not percent-encoded of a value; NULL: nothing ever is. */
	const char        *kept;
	unsigned           escapes_acl : 1; /* and the path, but no others */
	unsigned           in_header : 1;
	unsigned           has_query : 1; /* of PATH, without the token */
};

/* STATUS_AMBIGUOUS: there are tokens in two places. */
CHECKED enum status tilde_read(const struct source *, const struct tilde_form *,
    struct arena *, struct credential *);

/* Whether it is the key's, and for this path. */
CHECKED enum status tilde_verify(const struct source *,
    const struct credential *, const struct key *, struct arena *,
    struct grant *);

/* A URL for one path or, with acl, for a prefix. */
CHECKED enum status tilde_sign(const struct tilde_form *, const struct terms *,
    const struct key *, struct arena *, struct bytes *url);

#endif
