/* See safety.h.  SPDX-License-Identifier: ISC */
#include "safety.h"

#include "cors.h"

void
safety_add(const struct route *route, const struct environment *request,
    struct response *response)
{
	const int for_others = route != NULL && route->origins.count > 0;

	response_add_text(response, "X-Content-Type-Options", "nosniff");
	response_add_text(response, "Referrer-Policy", "no-referrer");
	response_add_text(response, "Cross-Origin-Resource-Policy",
	    for_others ? "cross-origin" : "same-site");
	cors_add(route, request, response);
}

void
safety_add_sandbox(struct response *response)
{
	response_add_text(response, "Content-Security-Policy",
	    "default-src 'none'; style-src 'unsafe-inline'; sandbox");
}
