/* See sign.h.  SPDX-License-Identifier: ISC */
#include "sign.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../fcgi/text.h"
#include "print.h"
#include "sign_carry.h"

/* What the text of a status does not tell a signer. */
static const char *const advice[STATUS_COUNT] = {
	[STATUS_MALFORMED] = ("--link is 1 to 64 of A-Z a-z 0-9 _ -; "
	    "--subject, --download and --inline are UTF-8 text of at most 255 "
	    "bytes without control bytes; times have at most 11 digits"),
	[STATUS_AMBIGUOUS] = "the URL has the route's parameter already",
	[STATUS_EXPIRED] = ("--expires must be in the future, or --now "
	    "before it"),
	[STATUS_KEY_SCOPE] = "choose another key with --key",
	[STATUS_LIFETIME_TOO_LONG] = ("shorten --ttl or --window: their sum "
	    "is the longest life"),
	[STATUS_KEY_NOT_YET_VALID] = "wait, or choose another key with --key",
	[STATUS_KEY_RETIRED] = "choose another key with --key",
	[STATUS_WRONG_CLIENT] = "give --client as an address or a network",
};

static int __attribute__((format(printf, 2, 3)))
refuse(struct complaint *why, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why->text, sizeof(why->text), format, arguments);
	va_end(arguments);
	return 0;
}

static int
refuse_status(struct complaint *why, enum status status)
{
	const char *more = advice[status];

	return refuse(why, "%s: %s%s%s%s", status_name(status),
	    status_text(status), more != NULL ? " (" : "",
	    more != NULL ? more : "", more != NULL ? ")" : "");
}

/* ------------------------------------------------------- what is signed */

int
is_url(struct bytes given)
{
	return bytes_start_with(given, BYTES("https://")) ||
	    bytes_start_with(given, BYTES("http://"));
}

/* A path becomes a URL; the request is then read from it as from a client. */
static int
read_given(const struct signing *signing, struct bytes given,
    struct request *request, struct complaint *why)
{
	enum status status = STATUS_OK;

	request->target = given;
	if (given.len > TARGET_MAX)
		return refuse_status(why, STATUS_URL_TOO_LONG);
	if (!is_url(given)) {
		if (given.len == 0 || given.at[0] != '/')
			return refuse(why, "a PATH starts with '/', a URL with "
			    "https:// or http://");
		status = percent_encode(given, signing->arena,
		    &request->target);
	}
	if (status == STATUS_OK)
		status = request_read(request, signing->arena);
	if (status != STATUS_OK)
		return refuse_status(why, status);
	if (signing->terms.is_prefix &&
	    request->path.at[request->path.len - 1] != '/')
		return refuse(why, "with --prefix it must end in '/'");
	return 1;
}

/* The path of a file, where the path of its URL was asked for. */
static const struct route *
route_of_file(const struct config *config, struct bytes path)
{
	for (size_t i = 0; i < config->route_count; i++) {
		const char  *directory = config->routes[i].root;
		struct bytes root = bytes_of(directory ? directory : "/");

		if (path.len > root.len && bytes_start_with(path, root) &&
		    path.at[root.len] == '/')
			return &config->routes[i];
	}
	return NULL;
}

static void
refuse_no_route(const struct config *config, struct bytes path,
    struct complaint *why)
{
	const struct route *route = route_of_file(config, path);

	if (route == NULL) {
		refuse(why, "no [route] of %s has a prefix of this path",
		    config->file);
		return;
	}
	path.at += strlen(route->root) + 1;
	path.len -= strlen(route->root) + 1;
	refuse(why, "that is a file; the path of its URL is %s%s",
	    shown(route->prefix).text, shown(path).text);
}

static const struct route *
choose_route(const struct signing *signing, struct bytes path,
    struct complaint *why)
{
	const struct config *config = signing->site.config;
	const struct route  *route = config_route(config, path);

	if (route == NULL) {
		refuse_no_route(config, path, why);
		return NULL;
	}
	if (signing->route == NULL || signing->route == route)
		return route;
	refuse(why, "it is of [route %.*s], not of [route %.*s]",
	    TEXT(route->name), TEXT(signing->route->name));
	return NULL;
}

/* -------------------------------------------------------------- the URL */

static enum status
sign_with(const struct signing *signing, const struct request *request,
    const struct route *route, const struct scheme *scheme, struct bytes *url)
{
	struct verifier   verifier = site_verifier(&signing->site, route);
	const struct key *key = signing_key(&verifier, signing->key_id,
	    scheme, request->path, signing->asked_at);
	struct terms      terms = signing->terms;
	struct bytes      token;
	enum status       status;

	if (key == NULL)
		return STATUS_UNKNOWN_KEY;
	terms.path = request->path;
	if (verifier.policy.base.len == 0 && scheme_reads_request(scheme))
		verifier.policy.base = sign_origin(signing, request);
	status = sign(scheme, key, &verifier, &terms, signing->arena, &token);
	if (status != STATUS_OK)
		return status;
	if (scheme_reads_request(scheme))
		return sign_carry_whole(signing, request, route, token, url);
	return sign_carry(signing, request, route,
	    scheme_names_file(scheme) && !terms.is_prefix, token, url);
}

/* A URL for one file, where the route takes one; else what opens more. */
static int
is_asked_for(const struct signing *signing, const struct scheme *scheme,
    int says_path)
{
	if (signing->scheme != NULL)
		return signing->scheme == scheme;
	return (scheme != scheme_named(BYTES("jwt"))) == says_path;
}

/* The route's first scheme that has a key. */
static enum status
sign_for(const struct signing *signing, const struct request *request,
    const struct route *route, struct bytes *url)
{
	enum status status = STATUS_UNKNOWN_KEY;

	for (int says_path = 1; says_path >= 0; says_path--)
		for (size_t i = 0; i < route->scheme_count &&
		     status == STATUS_UNKNOWN_KEY; i++)
			if (is_asked_for(signing, route->schemes[i],
			        says_path))
				status = sign_with(signing, request, route,
				    route->schemes[i], url);
	return status;
}

static int
refuse_no_key(const struct signing *signing, const struct route *route,
    struct complaint *why)
{
	const struct keyring *keyring = signing->site.keyring;
	struct shown_text     ids = key_ids(keyring, &route->keys);

	if (signing->key_id.len > 0)
		return refuse(why, "key %s does not sign for [route %.*s]; "
		    "the route's keys: %s", shown(signing->key_id).text,
		    TEXT(route->name), ids.text);
	if (keyring_count(keyring) == 0)
		return refuse(why, "there is no key in %s: make one with "
		    "postern keygen", signing->site.config->keys);
	return refuse(why, "no key is valid now and has this path in its scope "
	    "for [route %.*s] (keys: %s): make one with postern keygen",
	    TEXT(route->name), ids.text);
}

int
sign_url(const struct signing *signing, struct bytes given,
    struct bytes *url, struct complaint *why)
{
	struct request      request = { 0 };
	const struct route *route;
	enum status         status;

	arena_reset(signing->arena);
	if (!read_given(signing, given, &request, why))
		return 0;
	route = choose_route(signing, request.path, why);
	if (route == NULL)
		return 0;
	status = sign_for(signing, &request, route, url);
	if (status == STATUS_UNKNOWN_KEY)
		return refuse_no_key(signing, route, why);
	return status == STATUS_OK || refuse_status(why, status);
}
