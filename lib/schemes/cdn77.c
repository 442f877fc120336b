/*
 * cdn77: secure tokens of CDN77 (its document "Secure Token").
 *
 *	URL   = PATH "?secure=" TOKEN ["," EXPIRY]
 *	      / "/" TOKEN ["," EXPIRY] PATH, behind the route's prefix
 *	TOKEN = base64url of MD5([EXPIRY] PATH SECRET), with padding; in the
 *	        path, of MD5([EXPIRY] DIRECTORY SECRET)
 *
 * PATH is decoded; DIRECTORY is one that holds the file, at whatever height,
 * without "/" at its end: such a token opens all of it.  By hand:
 *
 *	e=1800000000; t=$(printf %s "$e/img/cat.jpg$SECRET" |
 *	    openssl dgst -md5 -binary | openssl base64 | tr +/ -_)
 *	echo "/img/cat.jpg?secure=$t,$e"
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "bytes.h"
#include "link_format.h"

extern const struct scheme scheme_cdn77;

static const struct scheme_setting settings[] = {
	{ "place", "query", "query path", "where the token stands" },
	{ NULL, NULL, NULL, NULL },
};

static const struct link_format formats[] = {
	{ .when = "query",
	    .parameters = { LINK_PARAMETER("secure", "$mac,$expires|$mac") },
	    .message = LINK_TEXT("$expires$path$secret"),
	    .mac = LINK_BASE64URL_PADDED },
	{ .when = "path",
	    .path = "$mac,$expires/|$mac/",
	    .message = LINK_TEXT("$expires$directory$secret"),
	    .mac = LINK_BASE64URL_PADDED },
	{ .when = NULL },
};

static const struct link_format *
format_of(const struct verifier *verifier)
{
	return link_format_when(verifier, &scheme_cdn77, "place", formats);
}

static enum status
cdn77_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return link_read(source, format_of(source->verifier), arena,
	    credential);
}

/* Of any directory that holds the file, from the nearest one up. */
static enum status
verify_directories(const struct source *source,
    const struct credential *credential, struct link *link,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	enum status status = STATUS_BAD_SIGNATURE;

	link->directory = link->rest;
	while (status == STATUS_BAD_SIGNATURE && link->directory.len > 0) {
		link->directory.len = bytes_last(link->directory, '/');
		status = link_verify(source, credential, key, arena, grant);
	}
	return status;
}

static enum status
cdn77_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	struct credential own = *credential;
	struct link       link;

	memcpy(&link, credential->detail, sizeof(link));
	/* Of links that never end, nothing is hashed before the path. */
	if (link.slots[SLOT_EXPIRES].at == NULL)
		link.slots[SLOT_EXPIRES] = EMPTY;
	own.detail = &link;
	if (link.rest.at == NULL)
		return link_verify(source, &own, key, arena, grant);
	return verify_directories(source, &own, &link, key, arena, grant);
}

/*
 * One in the path opens a directory, more than is asked for: without a
 * $directory none is signed.
 */
static enum status
cdn77_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(format_of(verifier), terms, key, verifier, arena,
	    url);
}

static const char *const algorithms[] = { "MD5", NULL };

const struct scheme scheme_cdn77 = {
	.name = "cdn77",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.in_path = "path",
	.read = cdn77_read,
	.verify = cdn77_verify,
	.sign = cdn77_sign,
};
