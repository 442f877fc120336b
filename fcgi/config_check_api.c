/* APIs that contradict themselves.  SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "config_check.h"
#include "signed_url.h"
#include "text.h"

#define COOKIE_PREFIX BYTES("__Host-") /* RFC 6265bis §4.1.3.2 */
#define PATHS_MOST    10000
#define BODY_LEAST    1024
#define BODY_MOST     INT64_C(4194304)

/* By the section's own line where there is one. */
static enum status
refuse(const struct loading *loading, const struct section *section,
    const char *name, const char *reason)
{
	const struct setting *setting = setting_named(section, name);

	if (setting == NULL)
		return config_refuse_section(loading, section, reason);
	return config_refuse_setting(loading, setting, reason);
}

static enum status
check_callers(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	if (route->carriers & (CARRIER_QUERY | CARRIER_PATH))
		return refuse(loading, section, "carrier", "an API takes "
		    "tokens in the header and the cookie alone: URLs are "
		    "logged");
	for (size_t i = 0; i < route->scheme_count; i++)
		if (signs_urls(route->schemes[i]))
			return refuse(loading, section, "accept",
			    "an API is called with the token of a user, as "
			    "jwt; native and sealed open files");
	return STATUS_OK;
}

static enum status
check_cookie(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	if (!bytes_start_with(route->cookie, COOKIE_PREFIX))
		return refuse(loading, section, "cookie", "it must start with "
		    "__Host-, which keeps other hosts of the domain from "
		    "setting it");
	if (route->api.partitioned && route->api.same_site != SAME_SITE_NONE)
		return refuse(loading, section, "partitioned", "a partitioned "
		    "cookie is for pages within others' pages: it needs "
		    "same_site = none");
	if (route->api.session_limit == 0)
		return refuse(loading, section, "session_limit",
		    "a cookie has to live for a while");
	return STATUS_OK;
}

static enum status
check_lives(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct api *api = &route->api;

	if (api->ttl == 0)
		return refuse(loading, section, "ttl",
		    "a URL has to live for a while");
	if (api->ttl + api->window > api->ttl_limit)
		return refuse(loading, section, "ttl_limit", "ttl_limit "
		    "must not be less than the sum of ttl and window");
	return STATUS_OK;
}

static enum status
check_limits(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct api *api = &route->api;

	if (api->paths_limit < 1 || api->paths_limit > PATHS_MOST)
		return refuse(loading, section, "paths_limit",
		    "it is 1 to 10000");
	if (api->body_limit < BODY_LEAST || api->body_limit > BODY_MOST)
		return refuse(loading, section, "body_limit",
		    "it is 1k to 4m");
	return STATUS_OK;
}

enum status
config_check_api(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	enum status status = check_callers(loading, route, section);

	if (status == STATUS_OK)
		status = check_cookie(loading, route, section);
	if (status == STATUS_OK)
		status = check_lives(loading, route, section);
	if (status == STATUS_OK)
		status = check_limits(loading, route, section);
	return status;
}

/* -------------------------------------------------------- what they sign */

static const struct route *
route_named(const struct config *config, struct bytes name)
{
	for (size_t i = 0; i < config->route_count; i++)
		if (bytes_equal(config->routes[i].name, name))
			return &config->routes[i];
	return NULL;
}

static int
accepts(const struct route *route, const struct scheme *wanted)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		if (wanted != NULL ? route->schemes[i] == wanted
				   : signs_urls(route->schemes[i]))
			return 1;
	return 0;
}

/* NULL: the API can make URLs for it, or a cookie at least. */
static const char *
why_not(const struct api *api, const struct route *route)
{
	const unsigned in_url = CARRIER_QUERY | CARRIER_PATH;

	if (route == NULL)
		return "there is no such route";
	if (route->role == ROLE_API)
		return "that route has no files";
	if (!(route->carriers & (in_url | CARRIER_COOKIE)))
		return "that route takes a credential neither in a URL nor in "
		       "a cookie: add query to its carrier";
	if ((route->carriers & in_url) && !accepts(route, api->sign_scheme))
		return "that route does not accept what the API signs with: "
		       "add native or sealed to its accept";
	return NULL;
}

static enum status
check_signed(const struct loading *loading, const struct config *config,
    const struct route *route)
{
	for (size_t i = 0; i < route->api.signs.count; i++) {
		const struct bytes name = route->api.signs.at[i];
		const char *reason = why_not(&route->api,
		    route_named(config, name));

		if (reason != NULL)
			return config_refuse(loading, route->line,
			    "[route %.*s]: signs = %.*s: %s",
			    TEXT(route->name), TEXT(name), reason);
	}
	return STATUS_OK;
}

enum status
config_check_signed(const struct loading *loading, const struct config *config)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < config->route_count; i++)
		status = check_signed(loading, config, &config->routes[i]);
	return status;
}
