/*
 * Links whose token is a hash or an HMAC over a template of named parts: most
 * servers and CDNs have one, and they differ in a row of this kind.
 *
 * Patterns say where the parts of the credential stand, "$mac,$expires"; a
 * message says what is hashed, "$secret$path$expires".  Of "$NAME" and
 * "${NAME}":
 *
 *	mac                  the token
 *	expires              its end, seconds since 1970
 *	issued               when it was made, written as the format's clock
 *	life                 seconds that it lives from then on
 *	random, user         whatever the signer says
 *	secret               the key, where the message is hashed, not MACed
 *	path                 the path decoded
 *	uri                  the same, as nginx normalises it
 *	raw_path             the path as received
 *	request_uri          the same, with the query
 *	rest, raw_rest       what stands behind a credential in the path, from
 *	                     its '/' on, decoded or as received
 *	link                 the same as received, without '/', with the query
 *	below                the path as received, behind the route's prefix
 *	before, mark         of a format that closes_query: the query as it was
 *	                     received, up to where the token's parameters begin,
 *	                     and the "?" in front, if they are not all there is
 *	directory            of rest: set by the scheme
 *	remote_addr, host, scheme, arg_NAME    as in nginx, arg_NAME raw
 *	http_host            the header Host
 *	secure_link_expires  the same as expires
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_LINK_FORMAT_H
#define LIB_LINK_FORMAT_H

#include "query.h"
#include "scheme.h"

#define LINK_TEXT(literal) { (literal), sizeof(literal) - 1 }
/* One that must be there, wherever it stands. */
#define LINK_PARAMETER(name, pattern) { LINK_TEXT(name), (pattern), 0, 0 }

#define LINK_PARAMETERS 3
#define LINK_PARTS      32 /* of a message */

/* How the token is written. */
enum link_mac {
	LINK_HEX,
	LINK_HEX_FOLD, /* of any case */
	LINK_BASE64URL,
	LINK_BASE64URL_PADDED,
	LINK_BASE64, /* percent-encoded */
};

/* How moments are written. */
enum link_clock {
	CLOCK_SECONDS,
	CLOCK_HEX,    /* seconds, 8 hexadecimal digits */
	CLOCK_EITHER, /* the same, or seconds in 10 digits */
	CLOCK_CHINA,  /* YYYYMMDDhhmm in UTC+8 */
	/*
	 * Seconds in 10 digits, where the message has them beside other bytes,
	 * which might be digits, too.
	 */
	CLOCK_TEN_DIGITS,
};

struct link_parameter {
	struct bytes name;
	const char  *pattern;
	unsigned     is_optional : 1;
	/* Of a format that closes_query: it is a part of $before. */
	unsigned     is_before : 1;
};

struct link_format {
	const char *when; /* of several: the value of the setting for it */
	struct link_parameter parameters[LINK_PARAMETERS]; /* at NULL: end */
	const char     *path; /* behind the route's prefix: "$mac/$issued/" */
	struct bytes    message;
	enum link_mac   mac;
	enum link_clock clock;
	/* Its parameters are the last ones, in this order. */
	unsigned        closes_query : 1;
};

/* The parts of one link. */
enum link_slot {
	SLOT_MAC,
	SLOT_EXPIRES,
	SLOT_ISSUED,
	SLOT_LIFE,
	SLOT_RANDOM,
	SLOT_USER,
	SLOT_COUNT
};

struct link {
	const struct link_format *format;
	struct bytes              slots[SLOT_COUNT]; /* at is NULL: none */
	struct bytes              rest, raw_rest;    /* at is NULL: none */
	struct bytes              directory;
	struct bytes              before, mark; /* at is NULL: none */
	const struct query       *query; /* for arg_NAME; NULL: none */
};

/*
 * Of several, closed by one whose when is NULL: that of the route's setting.
 * NULL: none, which link_read and link_sign refuse.
 */
const struct link_format *link_format_when(const struct verifier *,
    const struct scheme *, const char *setting, const struct link_format *);

/*
 * The format in the route's own words, in the arena: its parameters' names are
 * those of settings with their true names, and the message that it has not got
 * is the setting "expression".
 */
CHECKED enum status link_format_worded(const struct source *,
    const struct scheme *, const struct link_format *, struct arena *,
    const struct link_format **worded);

/*
 * Reads the credential: its detail is a struct link of the format, which must
 * live as long as the arena's content.  STATUS_NO_CREDENTIAL: none of its
 * parameters is there, or the path has another form.
 */
CHECKED enum status link_read(const struct source *,
    const struct link_format *, struct arena *, struct credential *);

/*
 * Whether the token is the key's.  STATUS_MALFORMED: its message has not all of
 * the link's times, so that anybody could change them.
 */
CHECKED enum status link_verify(const struct source *,
    const struct credential *, const struct key *, struct arena *,
    struct grant *);

/* The URL from its path on.  STATUS_MALFORMED: no such link says that. */
CHECKED enum status link_sign(const struct link_format *,
    const struct terms *, const struct key *, const struct verifier *,
    struct arena *, struct bytes *url);

/* ------------------------------------------ for the parts of this engine */

/* "$uri" and text: the parts of the message, at most LINK_PARTS. */
CHECKED enum status link_message(const struct source *, const struct link *,
    const struct key *, struct arena *, struct bytes parts[LINK_PARTS],
    size_t *count);

/*
 * Finds $before and $mark of a link whose query this is.  STATUS_MALFORMED: the
 * format's parameters do not close it.
 */
CHECKED enum status link_find_before(struct bytes query, struct link *);

/* What the link's moments say, to the terms. */
CHECKED enum status link_read_times(const struct source *,
    const struct link *, struct terms *);

/* The token that the key makes of the link. */
CHECKED enum status link_token(const struct source *, const struct link *,
    const struct key *, struct arena *, struct bytes *token);

/* Becomes a copy in small letters. */
CHECKED enum status link_lower(struct bytes *, struct arena *);

/* Cuts "$NAME" off, or text up to the next '$' (is_name is 0). */
struct bytes link_next_part(struct bytes *template, int *is_name);

/* SLOT_COUNT: it is none. */
enum link_slot link_slot_named(struct bytes name);

#endif
