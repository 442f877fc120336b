/* See route_verifier.h.  SPDX-License-Identifier: ISC */
#include "route_verifier.h"

#include <string.h>

struct verifier
route_verifier(const struct config *config, const struct route *route,
    const struct keyring *keyring)
{
	struct verifier verifier = {
		.site = config->site,
		.prefix = route->prefix,
		.scheme_count = route->scheme_count,
		.carriers = route->carriers,
		.parameter = route->parameter,
		.cookie = route->cookie,
		.segment = route->segment,
		.key_ids = route->keys.count > 0 ? route->keys.at : NULL,
		.key_id_count = route->keys.count,
		.keyring = keyring,
		.policy = route->policy,
		.rules = route->rules,
		.group_claim = route->group_claim,
	};

	memcpy(verifier.schemes, route->schemes, sizeof(verifier.schemes));
	for (size_t i = 0; i < route->scheme_count; i++) {
		verifier.accepted_until[i] = route->accepted_until[i];
		verifier.settings[i] = route->settings[i];
	}
	return verifier;
}

int
route_passes_on(const struct route *route)
{
	return route->scheme_count > 0 &&
	    scheme_is_passed_on(route->schemes[0]);
}
