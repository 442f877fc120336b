/* Contradictions.  See config_check.h.  SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "config_check.h"
#include "delivery.h"
#include "signed_url.h"
#include "text.h"

#define REASON_SIZE 200

const struct setting *
setting_named(const struct section *section, const char *name)
{
	const struct setting *setting = section->settings;

	while (setting != NULL &&
	    !bytes_equal(setting->name, bytes_of(name)))
		setting = setting->next;
	return setting;
}

static enum status
check_accel(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct setting *accel = setting_named(section, "accel");
	const char           *delivery = route->delivery->name;
	char                  reason[REASON_SIZE];

	if (route->delivery->needs_accel == (accel != NULL))
		return STATUS_OK;
	if (accel == NULL) {
		snprintf(reason, sizeof(reason), "accel is missing: delivery "
		    "%s needs the URL prefix by which the front server itself "
		    "reaches root, as /_postern/", delivery);
		return config_refuse_section(loading, section, reason);
	}
	snprintf(reason, sizeof(reason), "delivery %s takes no accel",
	    delivery);
	return config_refuse_setting(loading, accel, reason);
}

static enum status
check_encoding(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct setting *encoding = setting_named(section, "encoding");
	char                  reason[REASON_SIZE];

	if (encoding == NULL || route->delivery->takes_encoding)
		return STATUS_OK;
	snprintf(reason, sizeof(reason), "delivery %s takes no encoding",
	    route->delivery->name);
	return config_refuse_setting(loading, encoding, reason);
}

static enum status
check_cache(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct setting *limit = setting_named(section, "cache_limit");

	if (limit == NULL || route->cache != CACHE_NO_STORE)
		return STATUS_OK;
	return config_refuse_setting(loading, limit,
	    "cache = no-store keeps nothing that could be limited");
}

/* Without a marker every first segment is a token. */
static enum status
check_segment(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct setting *segment = setting_named(section, "segment");
	const unsigned others = route->carriers & ~(unsigned)CARRIER_PATH;

	if (segment != NULL && !(route->carriers & CARRIER_PATH))
		return config_refuse_setting(loading, segment,
		    "it stands before a token of carrier = path alone");
	if (segment != NULL || !others || !(route->carriers & CARRIER_PATH))
		return STATUS_OK;
	return config_refuse_section(loading, section, "segment is missing: "
	    "where tokens stand in the path and elsewhere too, a segment marks "
	    "those in the path, as t");
}

static int
signs(const struct route *route)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		if (signs_urls(route->schemes[i]))
			return 1;
	return 0;
}

/* What is given in exchange must open the same route, from the query. */
static enum status
check_exchange(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct setting *exchange = setting_named(section, "exchange");

	if (route->exchange == 0 ||
	    (signs(route) && (route->carriers & CARRIER_QUERY)))
		return STATUS_OK;
	return config_refuse_setting(loading, exchange, "the URL that replaces "
	    "the token's needs accept = native or sealed, and carrier = query, "
	    "beside the token's own");
}

/* Its front server would look for the file under the path with the token. */
static enum status
check_authorizer(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	char reason[REASON_SIZE];

	if (route->carriers & CARRIER_PATH)
		return config_refuse_setting(loading,
		    setting_named(section, "carrier"), "with role = authorizer "
		    "no token can stand in the path, under which the front "
		    "server looks for the file");
	for (size_t i = 0; i < route->scheme_count; i++) {
		if (!scheme_is_in_path(route->schemes[i], route->settings[i]))
			continue;
		snprintf(reason, sizeof(reason), "role = authorizer cannot be "
		    "for %s: its credential stands in the path, under which "
		    "the front server looks for the file",
		    scheme_name(route->schemes[i]));
		return config_refuse_setting(loading,
		    setting_named(section, "role"), reason);
	}
	return STATUS_OK;
}

static enum status
check_sending(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	enum status status = check_accel(loading, route, section);

	if (status == STATUS_OK)
		status = check_encoding(loading, route, section);
	if (status == STATUS_OK)
		status = check_exchange(loading, route, section);
	return status;
}

enum status
config_check_route(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	enum status status;

	if (route->role == ROLE_API)
		return config_check_api(loading, route, section);
	status = config_check_schemes(loading, route, section);
	if (status == STATUS_OK)
		status = route->role == ROLE_AUTHORIZER
		    ? check_authorizer(loading, route, section)
		    : check_sending(loading, route, section);
	if (status == STATUS_OK)
		status = check_cache(loading, route, section);
	if (status == STATUS_OK)
		status = check_segment(loading, route, section);
	return status;
}

/* An internal redirect to a guarded prefix would come back for ever. */
static enum status
check_redirect(const struct loading *loading, const struct config *config,
    const struct route *route)
{
	const struct route *target = config_route(config, route->accel);

	if (route->accel.len == 0 || target == NULL ||
	    !bytes_equal(target->prefix, route->accel))
		return STATUS_OK;
	return config_refuse(loading, route->line, "[route %.*s]: "
	    "accel = %.*s: it is the prefix of [route %.*s], whose requests "
	    "come here",
	    TEXT(route->name), TEXT(route->accel), TEXT(target->name));
}

static enum status
check_prefix(const struct loading *loading, const struct route *first,
    const struct route *second)
{
	if (!bytes_equal(first->prefix, second->prefix))
		return STATUS_OK;
	return config_refuse(loading, second->line, "[route %.*s]: "
	    "prefix = %.*s: it is the prefix of [route %.*s], line %d, already",
	    TEXT(second->name), TEXT(second->prefix), TEXT(first->name),
	    first->line);
}

enum status
config_check_routes(const struct loading *loading, const struct config *config)
{
	const struct route *routes = config->routes;
	enum status         status = STATUS_OK;

	for (size_t i = 1; status == STATUS_OK && i < config->route_count; i++)
		status = check_prefix(loading, &routes[i - 1], &routes[i]);
	for (size_t i = 0; status == STATUS_OK && i < config->route_count; i++)
		status = check_redirect(loading, config, &routes[i]);
	if (status == STATUS_OK)
		status = config_check_signed(loading, config);
	return status;
}
