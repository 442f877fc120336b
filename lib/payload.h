/*
 * What applications put into tokens of their framework, and how that becomes a
 * grant.  It is JSON, or bare text:
 *
 *	an object: its members are the claims that the route's rules look at;
 *	           path_field, where it is there, holds the path
 *	a text:    the path or, where the route says so, who asks
 *	a number:  who asks
 *
 * A path begins with '/', or is beneath the route's prefix.  Nothing of it is
 * percent-decoded.  "exp" and "nbf" of an object can only narrow the times
 * that the token itself says.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_PAYLOAD_H
#define LIB_PAYLOAD_H

#include "source.h"

/* A row of the settings of each scheme that calls payload_read. */
#define PAYLOAD_SETTING(standard)                                         \
	{ "text", standard, "path subject",                               \
	    "what a text says: a path, or who asks (the claim sub)" }

/*
 * The token as the framework made it: percent-decoded once where it stood in a
 * query ('+' is a blank there), or in a cookie of those that encode theirs.
 */
CHECKED enum status payload_token(const struct source *, int encodes_cookies,
    struct arena *, struct bytes *token);

/* STATUS_BAD_SIGNATURE: the signature is not the key's HMAC of the message. */
CHECKED enum status payload_check_mac(const struct credential *,
    const struct key *);

/* grant->terms has the token's own times; TIME_NEVER where it says none. */
CHECKED enum status payload_read(const struct source *, const struct scheme *,
    const json_t *payload, struct arena *, struct grant *);
/* The same of JSON that is still to be parsed, and of bare text. */
CHECKED enum status payload_read_json(const struct source *,
    const struct scheme *, struct bytes json, struct arena *, struct grant *);
CHECKED enum status payload_read_text(const struct source *,
    const struct scheme *, struct bytes text, struct arena *, struct grant *);

/*
 * What begins with '/' as it is, the rest behind the prefix.  Whether it is of
 * this route and leads to a file is still to be judged.
 */
CHECKED enum status payload_path(struct bytes text, struct bytes prefix,
    struct arena *, struct bytes *path);

/*
 * The other way round.  STATUS_MALFORMED: the terms ask for more than a path,
 * its end and who asks, or the path is not beneath the prefix.
 */
CHECKED enum status payload_write_text(const struct terms *,
    const struct verifier *, struct bytes *text);
/* says_end: "exp" is among the members. */
CHECKED enum status payload_write_json(const struct terms *,
    const struct verifier *, int says_end, struct arena *,
    struct bytes *json);

#endif
