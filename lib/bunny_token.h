/*
 * Token authentication of bunny.net, in its three generations
 * (github.com/BunnyWay/BunnyCDN.TokenAuthentication: the SDKs of today, and
 * commit 6396438 for the second; docs.bunny.net, "Token Authentication").
 *
 *	URL = PATH "?token=" TOKEN *("&" NAME "=" VALUE) "&expires=" END
 *	    / "/bcdn_token=" TOKEN *("&" NAME "=" VALUE) "&expires=" END PATH
 *
 * The parameters may stand in any order, none of them twice; END is in seconds
 * since 1970, in 10 digits, since nothing divides it from what stands beside it
 * in what is signed.  The second form stands behind the route's prefix, with no
 * query; Apache lets its "%2F" through with AllowEncodedSlashes NoDecode.  Of
 * the parameters,
 *
 *	token_path           what the token opens: a directory, and what lies in
 *	                     it, or one file; else PATH
 *	token_ignore_params  "true", with HMAC alone: of all others only
 *	                     token_path is signed
 *	token_countries, token_countries_blocked
 *	                     "CA,US": where the client must be, or must not;
 *	                     the setting country names the header in which the
 *	                     front server says where it is
 *	limit                kilobytes a second, which nobody here enforces
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_BUNNY_TOKEN_H
#define LIB_BUNNY_TOKEN_H

#include "scheme.h"

struct bunny_generation {
	const struct scheme *scheme; /* whose settings count */
	const char          *prefix; /* of its tokens: "HS256-" */
	size_t               length; /* characters behind it */
	/* "1-" behind the prefix says that the client's address is signed. */
	unsigned tells_client : 1;
	/* The path is signed as received, not decoded. */
	unsigned signs_raw_path : 1;
	/* The parameters are signed, and mean something. */
	unsigned signs_parameters : 1;
	/* Parameters without a value are signed, too. */
	unsigned has_empty : 1;
};

/* The parts of one URL; the detail of its credential. */
struct bunny_link {
	const struct bunny_generation *generation;
	struct bytes path, expires, parameters; /* as they are signed */
	struct bytes countries, blocked; /* at is NULL: any, none */
	int          is_for_client;
};

/* The settings of all of them. */
extern const struct scheme_setting bunny_settings[];

/* STATUS_NO_CREDENTIAL: none, or of another generation. */
CHECKED enum status bunny_token_read(const struct source *,
    const struct bunny_generation *, struct arena *, struct credential *);

CHECKED enum status bunny_token_verify(const struct source *,
    const struct credential *, const struct key *, struct arena *,
    struct grant *);

/* One file and its end; and one address, where the setting ip asks for it. */
CHECKED enum status bunny_token_sign(const struct bunny_generation *,
    const struct terms *, const struct key *, const struct verifier *,
    struct arena *, struct bytes *url);

#endif
