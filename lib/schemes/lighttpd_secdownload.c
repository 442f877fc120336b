/*
 * lighttpd-secdownload: links of lighttpd's mod_secdownload, which lighttpd has
 * no more since 1.4.68.
 *
 *	URL  = PREFIX MAC "/" TIME PATH
 *	MAC  = hex of MD5(SECRET PATH TIME), of any case
 *	     / base64url of HMAC-SHA-1(SECRET, "/" TIME PATH), without padding
 *	     / base64url of HMAC-SHA-256(SECRET, "/" TIME PATH)
 *	TIME = when it was made: 8 hexadecimal digits of seconds since 1970
 *
 * PATH starts with "/" and is decoded.  Which of the three it is, the key says:
 * MD5, HS1 or HS256.  The route's longest_age is secdownload.timeout; the link
 * counts for so long before its TIME, too.  With path_segments only so many
 * segments of PATH are hashed: the link opens everything below.  By hand:
 *
 *	t=$(printf %08x $(date +%s)); p=/cat.jpg
 *	m=$(printf %s "/$t$p" | openssl dgst -sha256 -hmac "$SECRET" -binary |
 *	    openssl base64 | tr +/ -_ | tr -d =); echo "/dl/$m/$t$p"
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "link_format.h"
#include "source.h"
#include "token_fields.h"

extern const struct scheme scheme_lighttpd_secdownload;

static const struct scheme_setting settings[] = {
	{ "path_segments", "0", NULL, "how many segments are hashed; 0: all" },
	{ "hash_querystr", "no", "no yes", "whether the query is hashed" },
	{ NULL, NULL, NULL, NULL },
};

static const struct link_format hashed = {
	.path = "$mac/$issued/",
	.message = LINK_TEXT("$secret$rest$issued"),
	.mac = LINK_HEX_FOLD,
	.clock = CLOCK_HEX,
};

static const struct link_format maced = {
	.path = "$mac/$issued/",
	.message = LINK_TEXT("/$issued$rest"),
	.mac = LINK_BASE64URL,
	.clock = CLOCK_HEX,
};

static const struct link_format *
format_of(const struct key *key)
{
	return key->algorithm->use == USE_HASH ? &hashed : &maced;
}

/* "/a/b/c.jpg" and 2: "/a/b". */
static struct bytes
first_segments(struct bytes path, int64_t count)
{
	for (size_t i = 1; i < path.len; i++)
		if (path.at[i] == '/' && --count == 0)
			return (struct bytes){ path.at, i };
	return path;
}

/* What of the path, and of the query, is hashed. */
static enum status
take_hashed(const struct source *source, struct arena *arena,
    struct link *link)
{
	const struct scheme *scheme = &scheme_lighttpd_secdownload;
	const struct bytes   query = source->request->query;
	int64_t              segments;
	enum status          status;

	status = token_number(source_setting(source, scheme, "path_segments"),
	    &segments);
	if (status != STATUS_OK)
		return status;
	if (segments > 0)
		link->rest = first_segments(link->rest, segments);
	if (query.len == 0 || !source_is_set(source, scheme, "hash_querystr"))
		return STATUS_OK;
	return arena_join(arena, (const struct bytes[]){ link->rest,
	    BYTES("?"), query }, 3, &link->rest);
}

static enum status
lighttpd_secdownload_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	enum status status = link_read(source, &maced, arena, credential);

	if (status == STATUS_OK)
		credential->terms.not_before = credential->terms.expires_at -
		    2 * source->verifier->policy.longest_age;
	return status;
}

static enum status
lighttpd_secdownload_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	struct credential of_key = *credential;
	struct link       link;
	enum status       status;

	memcpy(&link, credential->detail, sizeof(link));
	link.format = format_of(key);
	of_key.detail = &link;
	status = take_hashed(source, arena, &link);
	return status == STATUS_OK
	    ? link_verify(source, &of_key, key, arena, grant) : status;
}

static enum status
lighttpd_secdownload_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };

	/* Such a link would open more than was asked for. */
	if (!bytes_equal(source_setting(&source, &scheme_lighttpd_secdownload,
	        "path_segments"), BYTES("0")))
		return STATUS_MALFORMED;
	return link_sign(format_of(key), terms, key, verifier, arena, url);
}

static const char *const algorithms[] = { "HS256", "HS1", "MD5", NULL };

const struct scheme scheme_lighttpd_secdownload = {
	.name = "lighttpd-secdownload",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.states_issue = 1,
	.settings = settings,
	.in_path = "",
	.read = lighttpd_secdownload_read,
	.verify = lighttpd_secdownload_verify,
	.sign = lighttpd_secdownload_sign,
};
