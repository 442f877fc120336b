/*
 * bunny-v1: token authentication of bunny.net, the basic one, with MD5.
 * bunny_token.h has the grammar.  Weak: MD5, and its secret stands before the
 * message.
 *
 *	TOKEN = base64url of MD5(KEY PATH END [ADDRESS]), without padding
 *
 * PATH is decoded; with bunny-v1.ip = yes, ADDRESS is that of the client, as
 * text.  Nothing else of the query is signed or read.  Who knows a link can
 * lengthen what was hashed, but the bytes that MD5 puts in between are none
 * that a path may hold.  By hand:
 *
 *	e=1800000000; t=$(printf %s "$KEY/img/cat.jpg$e" |
 *	    openssl dgst -md5 -binary | openssl base64 |
 *	    tr +/ -_ | tr -d =)
 *	echo "/img/cat.jpg?token=$t&expires=$e"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bunny_token.h"

extern const struct scheme scheme_bunny_v1;

static const struct bunny_generation generation = {
	.scheme = &scheme_bunny_v1,
	.prefix = "",
	.length = 22,
};

static enum status
bunny_v1_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return bunny_token_read(source, &generation, arena, credential);
}

static enum status
bunny_v1_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return bunny_token_sign(&generation, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "MD5", NULL };

const struct scheme scheme_bunny_v1 = {
	.name = "bunny-v1",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = bunny_settings,
	.read = bunny_v1_read,
	.verify = bunny_token_verify,
	.sign = bunny_v1_sign,
};
