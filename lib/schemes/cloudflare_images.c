/*
 * cloudflare-images: signed URLs of Cloudflare Images
 * (developers.cloudflare.com/images, "Serve private images").
 *
 *	URL = PATH "?" [QUERY "&"] ["exp=" seconds since 1970 "&"] "sig=" MAC
 *	MAC = hex of HMAC-SHA-256(KEY, PATH "?" what stands before "&sig=")
 *
 * All is taken as received; sig is the last parameter, and exp may stand
 * anywhere before it.  By hand:
 *
 *	u="/img/cat.jpg?exp=1800000000"
 *	m=$(printf %s "$u" | openssl dgst -sha256 -hmac "$KEY" -r)
 *	echo "$u&sig=${m%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

static const struct link_format format = {
	.parameters = {
	    { LINK_TEXT("exp"), "$expires", .is_optional = 1, .is_before = 1 },
	    { LINK_TEXT("sig"), "$mac", 0, 0 },
	},
	.message = LINK_TEXT("$raw_path?$before"),
	.mac = LINK_HEX,
	.closes_query = 1,
};

static enum status
cloudflare_images_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return link_read(source, &format, arena, credential);
}

static enum status
cloudflare_images_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(&format, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "HS256", NULL };

extern const struct scheme scheme_cloudflare_images;

const struct scheme scheme_cloudflare_images = {
	.name = "cloudflare-images",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.read = cloudflare_images_read,
	.verify = link_verify,
	.sign = cloudflare_images_sign,
};
