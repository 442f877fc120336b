/*
 * imagekit: signed URLs of ImageKit, as its npm package imagekit makes them
 * (imagekit.io/docs, "Media delivery basic security"; the package's
 * libs/url/builder.ts).
 *
 *	URL = PREFIX REST "?" [QUERY "&"] ["ik-t=" END "&"] "ik-s=" MAC
 *	MAC = hex of HMAC-SHA-1(KEY, REST ["?" QUERY] END)
 *
 * PREFIX is the route's, what the application has as its urlEndpoint: REST is
 * signed without it, and without the host.  All is taken as received; the two
 * parameters are the last ones.  END is in seconds since 1970, in 10 digits,
 * since nothing divides it from what stands before; 9999999999 is no end, and
 * need not be in the URL.  Weak: HMAC-SHA-1.  By hand, for the prefix /img/:
 *
 *	e=1800000000; m=$(printf %s "cat.jpg$e" |
 *	    openssl dgst -sha1 -hmac "$KEY" -r)
 *	echo "/img/cat.jpg?ik-t=$e&ik-s=${m%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "bytes.h"
#include "link_format.h"

#define NO_END BYTES("9999999999")

static const struct link_format format = {
	.parameters = {
	    { LINK_TEXT("ik-t"), "$expires", .is_optional = 1, .is_before = 0 },
	    { LINK_TEXT("ik-s"), "$mac", 0, 0 },
	},
	.message = LINK_TEXT("$below$mark$before$expires"),
	.mac = LINK_HEX,
	.clock = CLOCK_TEN_DIGITS,
	.closes_query = 1,
};

static enum status
imagekit_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	enum status        status;
	const struct link *link;

	status = link_read(source, &format, arena, credential);
	if (status != STATUS_OK)
		return status;
	link = credential->detail;
	/* Said or not, so that nobody makes an end of it. */
	if (link->slots[SLOT_EXPIRES].at != NULL &&
	    bytes_equal(link->slots[SLOT_EXPIRES], NO_END))
		credential->terms.expires_at = TIME_NEVER;
	return STATUS_OK;
}

static enum status
imagekit_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	struct credential own = *credential;
	struct link       link;

	memcpy(&link, credential->detail, sizeof(link));
	if (link.slots[SLOT_EXPIRES].at == NULL)
		link.slots[SLOT_EXPIRES] = NO_END;
	own.detail = &link;
	return link_verify(source, &own, key, arena, grant);
}

static enum status
imagekit_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(&format, terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "HS1", NULL };

extern const struct scheme scheme_imagekit;

const struct scheme scheme_imagekit = {
	.name = "imagekit",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.read = imagekit_read,
	.verify = imagekit_verify,
	.sign = imagekit_sign,
};
