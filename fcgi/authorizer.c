/* See authorizer.h.  SPDX-License-Identifier: ISC */
#include "authorizer.h"

#include "delivery.h"
#include "gate.h"
#include "route_verifier.h"
#include "safety.h"

#include <string.h>

static const int yes[] = {
	[ASKED_FOR_FILE] = 403, /* whose answer is a file, never a yes */
	[ASKED_BY_NGINX] = 204, /* what 200 brings, fastcgi_store would keep */
	[ASKED_BY_AUTHORIZER] = 200,
};

enum asking
asking_of(const struct gate *gate, const struct environment *environment,
    const struct route *route)
{
	if (bytes_equal(environment->role, BYTES("AUTHORIZER")))
		return ASKED_BY_AUTHORIZER;
	if (gate_is_authorizer(gate) || environment->asked_role.len > 0 ||
	    (route != NULL && route->role == ROLE_AUTHORIZER))
		return ASKED_BY_NGINX;
	return ASKED_FOR_FILE;
}

int
is_asked_unprepared(const struct gate *gate,
    const struct environment *environment, const struct route *route)
{
	return asking_of(gate, environment, route) == ASKED_BY_AUTHORIZER &&
	    !gate_is_authorizer(gate) && environment->asked_role.len == 0 &&
	    route->role != ROLE_AUTHORIZER && !route_passes_on(route);
}

int
is_asked_in_open_role(const struct environment *environment)
{
	return environment->apache_role.len > 0 &&
	    !bytes_equal(environment->apache_role, BYTES("ACCESS_CHECKER"));
}

/* RFC 3986 §2.3 */
static int
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c) != NULL);
}

int
is_spelled_normally(const struct request *request)
{
	const struct bytes target = request->target, raw = request->raw_path;

	if (target.len == 0 || target.at[0] != '/' ||
	    memchr(target.at, '#', target.len) != NULL)
		return 0;
	for (size_t i = 0, decoded = 0; i < raw.len; i++, decoded++) {
		if (raw.at[i] != '%')
			continue;
		if (is_unreserved(request->path.at[decoded]) ||
		    request->path.at[decoded] == '/')
			return 0;
		i += 2;
	}
	return 1;
}

/* The route's root, a slash, and the path beneath it. */
static int
is_file_of(const struct parcel *parcel, struct bytes served)
{
	const struct bytes path = parcel->file->path;
	const struct bytes root = bytes_of(parcel->route->root);
	const size_t       behind = root.len + 1;

	return bytes_start_with(served, root) &&
	    served.len == behind + path.len && served.at[root.len] == '/' &&
	    bytes_equal((struct bytes){ served.at + behind, path.len }, path);
}

/* The front server makes the type of the name, and takes no name to save by. */
static int
is_sent_as_signed(const struct parcel *parcel)
{
	const struct bytes served = parcel->environment->served_file;

	if (served.at != NULL && !is_file_of(parcel, served))
		return 0;
	return parcel->file->type == content_type_of(parcel->file->path) &&
	    (parcel->permit->disposition == DISPOSITION_NONE ||
	        parcel->asking == ASKED_BY_NGINX);
}

enum status
authorizer_permit(const struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	enum status status;

	if (!is_sent_as_signed(parcel))
		return STATUS_NOT_AS_SIGNED;
	response_start(response, yes[parcel->asking]);
	safety_add(parcel->route, parcel->environment, response);
	status = delivery_add_cache_control(parcel, arena, response);
	if (status == STATUS_OK)
		status = delivery_add_manner(parcel, arena, response);
	if (status != STATUS_OK)
		return status;
	return response->failed ? STATUS_INTERNAL : STATUS_OK;
}
