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

int
cors_lists(const struct route *route, struct bytes origin)
{
	return listed_origin(route, origin) != NULL;
}

#define FILE_HEADERS                                         \
	"Range, If-Match, If-None-Match, If-Modified-Since, " \
	"If-Unmodified-Since, If-Range, Cache-Control"

/* What a page may do, and see of an answer, by the role of the route. */
static const struct sharing {
	const char *methods, *headers, *exposed;
} sharings[] = {
	[ROLE_FILES] = {
		"GET, HEAD",
		FILE_HEADERS,
		"Content-Length, Content-Range, ETag",
	},
	[ROLE_AUTHORIZER] = {
		"GET, HEAD",
		FILE_HEADERS,
		"Content-Length, Content-Range, ETag",
	},
	[ROLE_API] = {
		"POST, DELETE",
		"Authorization, Content-Type",
		/* By it a page tells when its URLs expire. */
		"Date",
	},
};

/* Whether a page's request may bring cookies, or its answer set one. */
static int
has_cookies(const struct route *route)
{
	return route->role == ROLE_API || (route->carriers & CARRIER_COOKIE);
}

static void
add_origin(const struct route *route, const struct environment *request,
    struct response *response)
{
	const struct bytes *origin = listed_origin(route, request->origin);

	/* Even to the unlisted: a cache must not give them another's. */
	response_add_text(response, "Vary", "Origin");
	if (origin == NULL)
		return;
	response_add(response, "Access-Control-Allow-Origin", *origin);
	if (has_cookies(route))
		response_add_text(response, "Access-Control-Allow-Credentials",
		    "true");
}

void
cors_add(const struct route *route, const struct environment *request,
    struct response *response)
{
	if (route == NULL || route->origins.count == 0)
		return;
	add_origin(route, request, response);
	response_add_text(response, "Access-Control-Expose-Headers",
	    sharings[route->role].exposed);
}

/* METHOD *(", " METHOD) */
static int
names_method(struct bytes methods, struct bytes wanted)
{
	for (size_t start = 0, i = 0; i <= methods.len; i++) {
		if (i < methods.len && methods.at[i] != ',')
			continue;
		if (bytes_equal((struct bytes){ methods.at + start,
		    i - start }, wanted))
			return 1;
		start = i + 2;
	}
	return 0;
}

static const char *
allowed_headers(const struct route *route)
{
	if (route->role != ROLE_API && (route->carriers & CARRIER_HEADER))
		return FILE_HEADERS ", Authorization";
	return sharings[route->role].headers;
}

enum status
cors_preflight(const struct route *route, const struct environment *request,
    struct response *response)
{
	const char *methods = sharings[route->role].methods;

	if (!cors_lists(route, request->origin) ||
	    !names_method(bytes_of(methods), request->preflight_method))
		return STATUS_METHOD_NOT_ALLOWED;

	response_start(response, 204);
	add_origin(route, request, response);
	response_add_text(response, "Access-Control-Allow-Methods", methods);
	response_add_text(response, "Access-Control-Allow-Headers",
	    allowed_headers(route));
	response_add_text(response, "Access-Control-Max-Age", "600");
	return STATUS_OK;
}
