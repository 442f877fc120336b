/*
 * mod-auth-token: Apache's mod_auth_token (AuthTokenSecret, AuthTokenTimeout,
 * AuthTokenLimitByIp; and Perl's Authen::ModAuthToken).
 *
 *	URL  = PREFIX MAC "/" TIME PATH
 *	MAC  = hex of MD5(SECRET PATH TIME), or MD5(SECRET PATH TIME ADDRESS)
 *	TIME = when it was made: 8 hexadecimal digits of seconds since 1970
 *
 * PATH starts with "/" and is decoded.  The route's longest_age is its
 * AuthTokenTimeout.  Who knows one link can lengthen what was hashed, but the
 * bytes that MD5 puts in between are none that a path may hold.  By hand:
 *
 *	t=$(printf %08x $(date +%s)); p=/cat.jpg
 *	m=$(printf %s "$SECRET$p$t" | openssl dgst -md5 -r)
 *	echo "/protected/${m%% *}/$t$p"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

extern const struct scheme scheme_mod_auth_token;

static const struct scheme_setting settings[] = {
	{ "ip", "no", "no yes", "AuthTokenLimitByIp: bound to an address" },
	{ NULL, NULL, NULL, NULL },
};

static const struct link_format formats[] = {
	{ .when = "no",
	    .path = "$mac/$issued/",
	    .message = LINK_TEXT("$secret$rest$issued"),
	    .clock = CLOCK_HEX },
	{ .when = "yes",
	    .path = "$mac/$issued/",
	    .message = LINK_TEXT("$secret$rest$issued$remote_addr"),
	    .clock = CLOCK_HEX },
	{ .when = NULL },
};

static const struct link_format *
format_of(const struct verifier *verifier)
{
	return link_format_when(verifier, &scheme_mod_auth_token, "ip",
	    formats);
}

static enum status
mod_auth_token_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return link_read(source, format_of(source->verifier), arena,
	    credential);
}

static enum status
mod_auth_token_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(format_of(verifier), terms, key, verifier, arena,
	    url);
}

static const char *const algorithms[] = { "MD5", NULL };

const struct scheme scheme_mod_auth_token = {
	.name = "mod-auth-token",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.states_issue = 1,
	.settings = settings,
	.in_path = "",
	.read = mod_auth_token_read,
	.verify = link_verify,
	.sign = mod_auth_token_sign,
};
