/*
 * fastly: URL tokens of Fastly (github.com/fastly/token-functions, and the VCL
 * of its documentation).
 *
 *	URL = PATH "?token=" seconds since 1970 "_" MAC
 *	MAC = hex of HMAC-SHA-1(KEY, PATH EXPIRY), or HMAC-SHA-256
 *
 * PATH is as received; the key is written in base64 there.  EXPIRY is in 10
 * digits, since nothing divides it from PATH in what is signed.  By hand:
 *
 *	e=1800000000; m=$(printf %s "/img/cat.jpg$e" |
 *	    openssl dgst -sha1 -mac HMAC -macopt hexkey:$KEY_IN_HEX -r)
 *	echo "/img/cat.jpg?token=${e}_${m%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

extern const struct scheme scheme_fastly;

static const struct link_format format = {
	.parameters = { LINK_PARAMETER("token", "${expires}_$mac") },
	.message = LINK_TEXT("$raw_path$expires"),
	.mac = LINK_HEX,
	.clock = CLOCK_TEN_DIGITS,
};

static enum status
fastly_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return link_read(source, &format, arena, credential);
}

static enum status
fastly_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(&format, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "HS1", "HS256", NULL };

const struct scheme scheme_fastly = {
	.name = "fastly",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.read = fastly_read,
	.verify = link_verify,
	.sign = fastly_sign,
};
