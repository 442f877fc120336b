/* See cors.h.  SPDX-License-Identifier: ISC */
#include "cors.h"

/* From the configuration's own bytes; NULL: not listed. */
static const struct bytes *
listed_origin(const struct route *route, struct bytes origin)
{
	for (size_t i = 0; i < route->origins.count; i++)
		if (bytes_equal(route->origins.at[i], origin))
			return &route->origins.at[i];
	return NULL;
}

static void
add_origin(const struct route *route, const struct environment *request,
    struct response *response)
{
	const struct bytes *origin = listed_origin(route, request->origin);

	/* Even to the unlisted: a cache must not give them another's. */
	response_add_text(response, "Vary", "Origin");
	if (origin != NULL)
		response_add(response, "Access-Control-Allow-Origin", *origin);
}

void
cors_add(const struct route *route, const struct environment *request,
    struct response *response)
{
	if (route == NULL || route->origins.count == 0)
		return;
	add_origin(route, request, response);
	response_add_text(response, "Access-Control-Expose-Headers",
	    "Content-Length, Content-Range, ETag");
}

enum status
cors_preflight(const struct route *route, const struct environment *request,
    struct response *response)
{
	struct bytes method = request->preflight_method;

	if (listed_origin(route, request->origin) == NULL)
		return STATUS_METHOD_NOT_ALLOWED;
	if (!bytes_equal(method, BYTES("GET")) &&
	    !bytes_equal(method, BYTES("HEAD")))
		return STATUS_METHOD_NOT_ALLOWED;

	response_start(response, 204);
	add_origin(route, request, response);
	response_add_text(response, "Access-Control-Allow-Methods",
	    "GET, HEAD");
	response_add_text(response, "Access-Control-Allow-Headers",
	    "Range, If-Match, If-None-Match, If-Modified-Since, "
	    "If-Unmodified-Since, If-Range, Cache-Control");
	response_add_text(response, "Access-Control-Max-Age", "600");
	return STATUS_OK;
}
