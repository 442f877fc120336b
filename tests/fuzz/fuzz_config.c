/*
 * A whole configuration file.  -DPLANT expects that a route has no more than
 * two key ids.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "config.h"

static void
require_sound_route(const struct route *route)
{
	REQUIRE(route->name.len > 0 && route->line > 0);
	REQUIRE(!is_bad_path(route->prefix));
	REQUIRE(route->prefix.at[route->prefix.len - 1] == '/');
	REQUIRE(route->root != NULL && route->root[0] == '/');
	REQUIRE(route->scheme_count >= 1 &&
	    route->scheme_count <= VERIFIER_SCHEMES);
	REQUIRE(route->parameter.len > 0);
	REQUIRE(route->delivery != NULL);
	REQUIRE(route->types != 0);
	REQUIRE(route->cache_limit >= 0);
#ifdef PLANT
	REQUIRE(route->keys.count <= 2);
#endif
	for (size_t i = 0; i < route->keys.count; i++)
		REQUIRE(route->keys.at[i].len > 0);
	if (route->accel.len > 0)
		REQUIRE(route->accel.at[0] == '/' &&
		    route->accel.at[route->accel.len - 1] == '/');
}

static void
require_sound(const struct config *config)
{
	REQUIRE(config->site.len > 0);
	REQUIRE(memchr(config->site.at, '\n', config->site.len) == NULL);
	REQUIRE(config->keys != NULL && config->log != NULL);
	REQUIRE(config->route_count >= 1);
	for (size_t i = 0; i < config->route_count; i++) {
		const struct route *route = &config->routes[i];

		require_sound_route(route);
		REQUIRE(config_route(config, route->prefix) == route);
		REQUIRE(i == 0 || route[-1].prefix.len >= route->prefix.len);
		for (size_t k = 0; k < i; k++)
			REQUIRE(!bytes_equal(route->name,
			    config->routes[k].name));
	}
}

/* One line of text, for a log. */
static void
require_complaint(const char *complaint)
{
	REQUIRE(complaint[0] != '\0');
	for (const char *c = complaint; *c != '\0'; c++)
		REQUIRE((unsigned char)*c >= 0x20 && *c != 0x7f);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct complaint complaint = { "" };
	struct config   *config;
	char             path[32];
	int file = memfd_create("postern.ini", MFD_CLOEXEC);

	REQUIRE(file >= 0);
	REQUIRE(write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	config = config_load(path, &complaint);
	if (config == NULL)
		require_complaint(complaint.text);
	if (config != NULL)
		require_sound(config);
	config_free(config);
	close(file);
	return 0;
}
