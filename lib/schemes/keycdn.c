/*
 * keycdn: secure tokens of KeyCDN (its support page "Secure Token").
 *
 *	URL   = PATH "?token=" TOKEN "&expire=" seconds since 1970
 *	TOKEN = base64url of MD5(PATH SECRET EXPIRE), without padding; PATH is
 *	        decoded
 *
 * The secret stands within what is hashed, so that nobody can extend it.  By
 * hand:
 *
 *	e=1800000000; t=$(printf %s "/img/cat.jpg$SECRET$e" |
 *	    openssl dgst -md5 -binary | openssl base64 | tr +/ -_ | tr -d =)
 *	echo "/img/cat.jpg?token=$t&expire=$e"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

static const struct link_format format = {
	.parameters = { LINK_PARAMETER("token", "$mac"),
	    LINK_PARAMETER("expire", "$expires") },
	.message = LINK_TEXT("$path$secret$expires"),
	.mac = LINK_BASE64URL,
};

static enum status
keycdn_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return link_read(source, &format, arena, credential);
}

static enum status
keycdn_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(&format, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "MD5", NULL };

extern const struct scheme scheme_keycdn;

const struct scheme scheme_keycdn = {
	.name = "keycdn",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.read = keycdn_read,
	.verify = link_verify,
	.sign = keycdn_sign,
};
