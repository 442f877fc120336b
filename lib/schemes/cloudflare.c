/*
 * cloudflare: URLs that Cloudflare's rules check by is_timed_hmac_valid_v0
 * (developers.cloudflare.com/waf, "Configure token authentication", and the
 * reference of that function).
 *
 *	URL = TEXT ("?" / "&") "verify=" MOMENT "-" MAC
 *	MAC = base64 of HMAC-SHA-256(SECRET, TEXT MOMENT), percent-encoded; with
 *	      the flag "s", base64 of URLs without padding
 *
 * TEXT is the path with its query, as received: what is signed stands before
 * the token, which is the last parameter.  MOMENT is when it was made, seconds
 * since 1970 in 10 digits, since nothing divides it from TEXT; the route's
 * longest_age says how long it lives.  cloudflare.mac is base64url where the
 * rule has the flag.  By hand:
 *
 *	t=$(date +%s); m=$(printf %s "/img/cat.jpg$t" |
 *	    openssl dgst -sha256 -hmac "$SECRET" -binary | openssl base64 |
 *	    sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')
 *	echo "/img/cat.jpg?verify=$t-$m"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

extern const struct scheme scheme_cloudflare;

static const struct scheme_setting settings[] = {
	{ "parameter", "verify", NULL, "the parameter that holds the token" },
	{ "mac", "base64", "base64 base64url",
	    "how the MAC is written: base64url with the flag s" },
	{ NULL, NULL, NULL, NULL },
};

#define MESSAGE LINK_TEXT("$raw_path$mark$before$issued")

static const struct link_format formats[] = {
	{ .when = "base64",
	    .parameters = { { LINK_TEXT("parameter"), "$issued-$mac", 0, 0 } },
	    .message = MESSAGE,
	    .mac = LINK_BASE64,
	    .clock = CLOCK_TEN_DIGITS,
	    .closes_query = 1 },
	{ .when = "base64url",
	    .parameters = { { LINK_TEXT("parameter"), "$issued-$mac", 0, 0 } },
	    .message = MESSAGE,
	    .mac = LINK_BASE64URL,
	    .clock = CLOCK_TEN_DIGITS,
	    .closes_query = 1 },
	{ .when = NULL },
};

static enum status
format_of(const struct source *source, struct arena *arena,
    const struct link_format **format)
{
	*format = link_format_when(source->verifier, &scheme_cloudflare,
	    "mac", formats);
	return *format == NULL ? STATUS_MALFORMED
	    : link_format_worded(source, &scheme_cloudflare, *format, arena,
	          format);
}

static enum status
cloudflare_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct link_format *format;
	enum status               status = format_of(source, arena, &format);

	return status == STATUS_OK
	    ? link_read(source, format, arena, credential) : status;
}

static enum status
cloudflare_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source       source = { .verifier = verifier };
	const struct link_format *format;
	enum status               status = format_of(&source, arena, &format);

	return status == STATUS_OK
	    ? link_sign(format, terms, key, verifier, arena, url) : status;
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_cloudflare = {
	.name = "cloudflare",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.states_issue = 1,
	.settings = settings,
	.read = cloudflare_read,
	.verify = link_verify,
	.sign = cloudflare_sign,
};
