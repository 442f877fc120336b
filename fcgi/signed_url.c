/* See signed_url.h.  SPDX-License-Identifier: ISC */
#include "signed_url.h"

#include "text.h"

/* Those whose credential is a link's, and not a user's. */
static const char *const url_schemes[] = { "native", "sealed" };

int
signs_urls(const struct scheme *scheme)
{
	const size_t       count = sizeof(url_schemes) / sizeof(*url_schemes);
	const struct bytes name = bytes_of(scheme_name(scheme));

	for (size_t i = 0; i < count; i++)
		if (bytes_equal(name, bytes_of(url_schemes[i])))
			return 1;
	return 0;
}

/* ------------------------------------------------------------- the joining */

static struct bytes
behind(struct bytes text, size_t count)
{
	return (struct bytes){ text.at + count, text.len - count };
}

/* "/img/t/a.jpg" would be read as the token "a.jpg". */
static int
looks_marked(const struct route *route, struct bytes path)
{
	const struct bytes rest = behind(path, route->prefix.len);
	const struct bytes segment = route->segment;

	return segment.len > 0 && rest.len > segment.len &&
	    bytes_start_with(rest, segment) && rest.at[segment.len] == '/';
}

static enum status
join_query(const struct route *route, struct bytes path, struct bytes token,
    struct arena *arena, struct bytes *url)
{
	enum status status = percent_encode(path, arena, &path);

	if (status != STATUS_OK)
		return status;
	return text_format(arena, url, "%.*s?%.*s=%.*s", TEXT(path),
	    TEXT(route->parameter), TEXT(token));
}

static enum status
join_path(const struct route *route, struct bytes rest, struct bytes token,
    struct arena *arena, struct bytes *url)
{
	struct bytes prefix = route->prefix;
	enum status  status = percent_encode(prefix, arena, &prefix);

	if (status == STATUS_OK)
		status = percent_encode(rest, arena, &rest);
	if (status != STATUS_OK)
		return status;
	return text_format(arena, url, "%.*s%.*s%s%.*s%s%.*s", TEXT(prefix),
	    TEXT(route->segment), route->segment.len > 0 ? "/" : "",
	    TEXT(token), rest.len > 0 ? "/" : "", TEXT(rest));
}

/* A token that says the path by itself stands behind the bare prefix. */
static enum status
join(const struct route *route, const struct scheme *scheme,
    struct bytes path, struct bytes token, struct arena *arena,
    struct bytes *url)
{
	const int   in_query = (route->carriers & CARRIER_QUERY) != 0;
	enum status status;

	if (in_query && looks_marked(route, path))
		return STATUS_OUTSIDE_GRANT;
	if (scheme_names_file(scheme))
		path = route->prefix;
	if (in_query)
		status = join_query(route, path, token, arena, url);
	else
		status = join_path(route, behind(path, route->prefix.len),
		    token, arena, url);
	if (status == STATUS_OK && url->len > TARGET_MAX)
		return STATUS_URL_TOO_LONG;
	return status;
}

/* ------------------------------------------------------------- the signing */

/* What outlives its key would not be honoured. */
static void
keep_to_key(const struct key *key, int64_t now, struct terms *terms)
{
	const int64_t retired_after = key_retired_after(key);
	const int64_t longest = key_longest_lifetime(key);

	if (retired_after != 0 && terms->expires_at > retired_after)
		terms->expires_at = retired_after;
	if (longest != 0 && terms->expires_at - now > longest)
		terms->expires_at = now + longest;
}

static enum status
sign_with(const struct route *route, const struct verifier *verifier,
    const struct scheme *scheme, struct terms *terms, int64_t now,
    struct arena *arena, struct bytes *url)
{
	const struct key *key = signing_key(verifier, (struct bytes){ "", 0 },
	    scheme, terms->path, now);
	struct bytes      token;
	enum status       status;

	if (key == NULL)
		return STATUS_UNKNOWN_KEY;
	keep_to_key(key, now, terms);
	status = sign(scheme, key, verifier, terms, arena, &token);
	if (status != STATUS_OK)
		return status;
	return join(route, scheme, terms->path, token, arena, url);
}

enum status
signed_url(const struct route *route, const struct verifier *verifier,
    const struct scheme *only, struct terms *terms, int64_t now,
    struct arena *arena, struct bytes *url)
{
	enum status status = STATUS_UNKNOWN_KEY;

	if (!(route->carriers & (CARRIER_QUERY | CARRIER_PATH)) ||
	    !bytes_start_with(terms->path, route->prefix))
		return STATUS_NO_ROUTE;
	for (size_t i = 0; i < route->scheme_count &&
	     status == STATUS_UNKNOWN_KEY; i++) {
		const struct scheme *scheme = route->schemes[i];

		if (signs_urls(scheme) && (only == NULL || only == scheme))
			status = sign_with(route, verifier, scheme, terms, now,
			    arena, url);
	}
	return status;
}
