/*
 * bunny-v2: token authentication of bunny.net, with SHA-256, as its SDKs signed
 * up to 2026.  bunny_token.h has the grammar.  Weak: a hash, whose secret
 * stands before the message.
 *
 *	TOKEN = base64url, without padding, of
 *	        SHA-256(KEY SCOPE END [ADDRESS] PARAMETERS)
 *
 * SCOPE is token_path or the path, decoded.  With bunny-v2.ip = yes, ADDRESS is
 * that of the client, as text.  PARAMETERS are all but token and expires,
 * decoded, by their names, as "a=1&b=2"; none is empty.  Who knows a link can
 * lengthen what was hashed, but the bytes that SHA-256 puts in between are none
 * that a path may hold.  By hand:
 *
 *	e=1800000000; t=$(printf %s "$KEY/img/cat.jpg$e" |
 *	    openssl dgst -sha256 -binary | openssl base64 |
 *	    tr +/ -_ | tr -d =)
 *	echo "/img/cat.jpg?token=$t&expires=$e"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bunny_token.h"

extern const struct scheme scheme_bunny_v2;

static const struct bunny_generation generation = {
	.scheme = &scheme_bunny_v2,
	.prefix = "",
	.length = 43,
	.signs_parameters = 1,
};

static enum status
bunny_v2_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return bunny_token_read(source, &generation, arena, credential);
}

static enum status
bunny_v2_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return bunny_token_sign(&generation, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "SHA256", NULL };

const struct scheme scheme_bunny_v2 = {
	.name = "bunny-v2",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = bunny_settings,
	.read = bunny_v2_read,
	.verify = bunny_token_verify,
	.sign = bunny_v2_sign,
};
