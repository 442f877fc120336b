/*
 * bunny: token authentication of bunny.net, with HMAC, as its SDKs sign since
 * 2026.  bunny_token.h has the grammar.
 *
 *	TOKEN = "HS256-" ["1-"] base64url, without padding, of
 *	        HMAC-SHA-256(KEY, SCOPE END [ADDRESS] PARAMETERS)
 *
 * SCOPE is token_path or the path as received.  With "1-", ADDRESS is that of
 * the client: 4 bytes, or the 16 of IPv6, the last 8 of them zero.  PARAMETERS
 * are all but token and expires, decoded, by their names, as "a=1&b=2".  Since
 * the "1-" itself is not signed, it could be dropped from a link with
 * parameters, and the address be written before the first name, if all of it is
 * printable: where links are for one address, set bunny.ip to yes rather than
 * to any.  By hand:
 *
 *	e=1800000000; t=$(printf %s "/img/cat.jpg$e" |
 *	    openssl dgst -sha256 -hmac "$KEY" -binary | openssl base64 |
 *	    tr +/ -_ | tr -d =)
 *	echo "/img/cat.jpg?token=HS256-$t&expires=$e"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bunny_token.h"

extern const struct scheme scheme_bunny;

static const struct bunny_generation generation = {
	.scheme = &scheme_bunny,
	.prefix = "HS256-",
	.length = 43,
	.tells_client = 1,
	.signs_raw_path = 1,
	.signs_parameters = 1,
	.has_empty = 1,
};

static enum status
bunny_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return bunny_token_read(source, &generation, arena, credential);
}

static enum status
bunny_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return bunny_token_sign(&generation, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_bunny = {
	.name = "bunny",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = bunny_settings,
	.read = bunny_read,
	.verify = bunny_token_verify,
	.sign = bunny_sign,
};
