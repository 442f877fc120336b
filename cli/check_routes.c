/*
 * postern check: what each route serves how, and what looks wrong with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../fcgi/delivery.h"
#include "../fcgi/text.h"
#include "check.h"
#include "print.h"

static const char *const mode_texts[] = {
	[MODE_ENFORCE] = "enforced",
	[MODE_REPORT_ONLY] = "report-only",
	[MODE_OFF] = "off",
};

static void
print_schemes(const struct route *route)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		printf("%s%s", i > 0 ? ", " : "",
		    scheme_name(route->schemes[i]));
}

/* " st= cookie NAME header" */
static void
print_carriers(const struct route *route)
{
	if (route->carriers & CARRIER_QUERY)
		printf(" %.*s=", TEXT(route->parameter));
	if (route->carriers & CARRIER_COOKIE)
		printf(" cookie %.*s", TEXT(route->cookie));
	if (route->carriers & CARRIER_HEADER)
		printf(" header");
	if (route->carriers & CARRIER_PATH)
		printf(" path");
}

static void
print_api(const struct route *route)
{
	const struct bytes_list *signs = &route->api.signs;

	printf("route    %.*s: %s is an API for", TEXT(route->name),
	    shown(route->prefix).text);
	for (size_t i = 0; i < signs->count; i++)
		printf(" %.*s", TEXT(signs->at[i]));
	printf(", by ");
	print_schemes(route);
	printf(" in");
	print_carriers(route);
	putchar('\n');
}

static void
print_route(const struct route *route)
{
	printf("route    %.*s: %s from %s by ", TEXT(route->name),
	    shown(route->prefix).text,
	    route->root != NULL ? route->root : "a transformer");
	print_schemes(route);
	printf(" in");
	print_carriers(route);
	printf(", %s", route->delivery != NULL ? route->delivery->name
					       : "an authorizer");
	if (route->accel.len > 0)
		printf(" %.*s", TEXT(route->accel));
	printf(", %s\n", mode_texts[route->mode]);
}

static void
warn_of_mode(struct checking *checking, const struct route *route)
{
	static const char *const warnings[] = {
		[MODE_ENFORCE] = NULL,
		[MODE_REPORT_ONLY] = "denials are logged alone: every file is "
		                     "sent, signed or not",
		[MODE_OFF] = "nothing is verified: every file is sent",
	};

	if (warnings[route->mode] != NULL)
		warn(checking, "route %.*s: mode = %s: %s", TEXT(route->name),
		    mode_texts[route->mode], warnings[route->mode]);
}

static void
warn_of_delivery(struct checking *checking, const struct route *route)
{
	if (route->delivery == NULL) {
		warn(checking, "route %.*s: the front server sends what it "
		    "finds under the URL's own path in %s: take FastCGI's "
		    "authorizer of lighttpd, nginx's auth_request or Apache's "
		    "FcgidAccessChecker, and never FcgidAuthorizer, which "
		    "leaves files open", TEXT(route->name), route->root);
		return;
	}
	if (route->delivery == &delivery_local_redirect)
		warn(checking, "route %.*s: local-redirect is followed by "
		    "Apache's mod_fcgid, mod_cgid and mod_cgi; deny %.*s to "
		    "clients there", TEXT(route->name), TEXT(route->accel));
	if (route->delivery->takes_encoding &&
	    route->encoding == ENCODING_UNSET)
		warn(checking, "route %.*s: encoding is not set: files with a "
		    "%% in their name are denied (literal: Apache's "
		    "mod_xsendfile 0.12; percent: lighttpd)",
		    TEXT(route->name));
}

static int
accepts(const struct route *route, const char *name)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		if (strcmp(scheme_name(route->schemes[i]), name) == 0)
			return 1;
	return 0;
}

/* Tokens that open more than one file. */
static void
warn_of_claims(struct checking *checking, const struct route *route)
{
	if (!accepts(route, "jwt") && !accepts(route, "jwe") &&
	    !accepts(route, "paseto"))
		return;
	if (route->rules == NULL && route->access == NULL &&
	    route->role != ROLE_API)
		warn(checking, "route %.*s: neither allow nor access is set: "
		    "its JWTs open nothing", TEXT(route->name));
	if (route->policy.audiences.count == 0)
		warn(checking, "route %.*s: audience is not set: a token that "
		    "its issuer made for another service counts here too",
		    TEXT(route->name));
	if ((route->carriers & (CARRIER_QUERY | CARRIER_PATH)) != 0 &&
	    route->exchange == 0)
		warn(checking, "route %.*s: JWTs in URLs get into histories "
		    "and logs: set exchange, or use the API, a cookie or "
		    "sealed tokens", TEXT(route->name));
}

/* URLs that an API signs, and the cookie that it sets. */
static void
warn_of_two_places(struct checking *checking, const struct route *route)
{
	const unsigned in_url = CARRIER_QUERY | CARRIER_PATH;

	if ((route->carriers & in_url) != 0 &&
	    (route->carriers & CARRIER_COOKIE) != 0)
		warn(checking, "route %.*s: who has the cookie is refused with "
		    "a signed URL, as that makes two credentials: take each "
		    "on a route of its own", TEXT(route->name));
}

/* What others may put there is sent as the site's own. */
static void
warn_of_root(struct checking *checking, const struct route *route)
{
	struct stat root;

	if (route->root != NULL && stat(route->root, &root) == 0 &&
	    (root.st_mode & S_IWOTH) != 0)
		warn(checking, "route %.*s: root %s can be written by others: "
		    "chmod o-w", TEXT(route->name), route->root);
}

static int
has_key(const struct checking *checking, struct bytes id)
{
	for (size_t i = 0; i < keyring_count(checking->keyring); i++)
		if (bytes_equal(key_id(keyring_at(checking->keyring, i)), id))
			return 1;
	return 0;
}

static void
warn_of_scheme(struct checking *checking, const struct route *route, size_t i)
{
	const char   *name = scheme_name(route->schemes[i]);
	const int64_t until = route->accepted_until[i];

	if (until != 0 && until < checking->now)
		warn(checking, "route %.*s: scheme %s counts no longer: its "
		    "last day was %.10s", TEXT(route->name), name,
		    time_text(until).text);
	else if (scheme_is_weak(route->schemes[i]) && until == 0)
		warn(checking, "route %.*s: scheme %s is weak: set its last "
		    "day, as accept = %s until 2027-06-30", TEXT(route->name),
		    name, name);
	else if (scheme_is_weak(route->schemes[i]))
		warn(checking, "route %.*s: scheme %s is weak, and counts "
		    "until %.10s", TEXT(route->name), name,
		    time_text(until).text);
}

static void
warn_of_names(struct checking *checking, const struct route *route)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		warn_of_scheme(checking, route, i);
	for (size_t i = 0; i < route->keys.count; i++)
		if (!has_key(checking, route->keys.at[i]))
			warn(checking, "route %.*s: there is no key %.*s",
			    TEXT(route->name), TEXT(route->keys.at[i]));
}

static void
check_files_route(struct checking *checking, const struct route *route)
{
	warn_of_mode(checking, route);
	warn_of_delivery(checking, route);
	warn_of_root(checking, route);
	warn_of_two_places(checking, route);
}

void
check_routes(struct checking *checking)
{
	const struct config *config = checking->config;

	for (size_t i = 0; i < config->route_count; i++)
		if (config->routes[i].role == ROLE_API)
			print_api(&config->routes[i]);
		else
			print_route(&config->routes[i]);
	for (size_t i = 0; i < config->route_count; i++) {
		const struct route *route = &config->routes[i];

		if (route->role != ROLE_API)
			check_files_route(checking, route);
		warn_of_names(checking, route);
		warn_of_claims(checking, route);
	}
}
