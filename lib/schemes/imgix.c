/*
 * imgix: secure URLs of imgix, as @imgix/js-core and its siblings make them
 * (docs.imgix.com, "Securing Images"; "Expiring Images").
 *
 *	URL  = PATH "?" [QUERY "&"] "s=" HASH
 *	HASH = hex of MD5(TOKEN PATH ["?" QUERY])
 *
 * All is taken as received; s is the last parameter.  QUERY may have expires,
 * in seconds since 1970.  Weak: the secret stands before what is hashed, so
 * that who knows a link can lengthen it, but the bytes that MD5 puts in between
 * are none that a URL may hold.  By hand:
 *
 *	u="/img/cat.jpg?expires=1800000000"
 *	h=$(printf %s "$TOKEN$u" | openssl dgst -md5 -r); echo "$u&s=${h%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

static const struct link_format format = {
	.parameters = {
	    { LINK_TEXT("expires"), "$expires", .is_optional = 1,
	        .is_before = 1 },
	    { LINK_TEXT("s"), "$mac", 0, 0 },
	},
	.message = LINK_TEXT("$secret$raw_path$mark$before"),
	.mac = LINK_HEX,
	.closes_query = 1,
};

static enum status
imgix_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return link_read(source, &format, arena, credential);
}

static enum status
imgix_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(&format, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "MD5", NULL };

extern const struct scheme scheme_imgix;

const struct scheme scheme_imgix = {
	.name = "imgix",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.read = imgix_read,
	.verify = link_verify,
	.sign = imgix_sign,
};
