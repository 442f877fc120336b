/* See api.h.  SPDX-License-Identifier: ISC */
#include "api.h"

#include "cors.h"
#include "safety.h"

static const struct endpoint {
	const char *name, *method;
	const char *methods; /* all that the name has */
	enum status (*answer)(struct api_call *);
} endpoints[] = {
	{ "sign", "POST", "POST, OPTIONS", api_sign },
	{ "session", "POST", "POST, DELETE, OPTIONS", api_session_start },
	{ "session", "DELETE", "POST, DELETE, OPTIONS", api_session_end },
	{ "claim", "GET", "GET", api_claim },
};

/* STATUS_METHOD_NOT_ALLOWED when only the name is known. */
static enum status
find_endpoint(struct api_call *call, const struct endpoint **found)
{
	const size_t count = sizeof(endpoints) / sizeof(*endpoints);
	const size_t cut = call->post->route->prefix.len;
	const struct bytes path = call->request->path;
	const struct bytes name = { path.at + cut, path.len - cut };
	enum status status = STATUS_NO_ENDPOINT;

	for (size_t i = 0; i < count; i++) {
		if (!bytes_equal(name, bytes_of(endpoints[i].name)))
			continue;
		if (bytes_equal(call->environment->method,
		    bytes_of(endpoints[i].method))) {
			*found = &endpoints[i];
			return STATUS_OK;
		}
		call->verdict->problem.methods = endpoints[i].methods;
		status = STATUS_METHOD_NOT_ALLOWED;
	}
	return status;
}

const struct route *
api_of_body(const struct gate *gate, const struct environment *environment,
    struct arena *arena)
{
	struct request     request = { .target = environment->target };
	const struct post *post = NULL;

	if (gate_config(gate) == NULL ||
	    !bytes_equal(environment->method, BYTES("POST")))
		return NULL;
	if (request_read(&request, arena) == STATUS_OK)
		post = gate_post(gate, request.path);
	arena_reset(arena);
	return post != NULL && post->route->role == ROLE_API ? post->route
							     : NULL;
}

/* ----------------------------------------------------------------- origin */

/* "https://" HOST; http too, for a site that is being tried out. */
static int
is_of_host(struct bytes origin, struct bytes host)
{
	static const struct bytes schemes[] = { { "https://", 8 },
		{ "http://", 7 } };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		const size_t cut = schemes[i].len;

		if (bytes_start_with(origin, schemes[i]) &&
		    bytes_equal((struct bytes){ origin.at + cut,
		        origin.len - cut }, host))
			return host.len > 0;
	}
	return 0;
}

/*
 * Sec-Fetch-Site is the browser's own judgement (Fetch Metadata §2.4), and
 * right behind a proxy that changes Host, too.
 */
enum api_origin
api_origin(const struct route *route, const struct environment *environment)
{
	const struct bytes origin = environment->origin;
	const struct bytes site = environment->fetch_site;

	if (origin.len > 0 && cors_lists(route, origin))
		return ORIGIN_OURS;
	if (site.len > 0)
		return bytes_equal(site, BYTES("same-origin")) ? ORIGIN_OURS
							       : ORIGIN_FOREIGN;
	if (origin.len == 0)
		return ORIGIN_UNSAID;
	return is_of_host(origin, environment->host) ? ORIGIN_OURS
						     : ORIGIN_FOREIGN;
}

/*
 * A page of another origin may make a browser send its cookies along, but not
 * a token in the header: who says no origin has to send one.
 */
static enum status
check_origin(struct api_call *call)
{
	call->origin = api_origin(call->post->route, call->environment);
	if (call->origin == ORIGIN_OURS ||
	    bytes_equal(call->environment->method, BYTES("GET")))
		return STATUS_OK;
	if (call->origin == ORIGIN_UNSAID &&
	    bytes_equal(call->environment->method, BYTES("POST")) &&
	    (call->post->route->carriers & CARRIER_HEADER))
		return STATUS_OK;
	return STATUS_WRONG_ORIGIN;
}

/* ----------------------------------------------------------- for endpoints */

enum status
api_authenticate(struct api_call *call, unsigned carriers,
    const struct grant **grant)
{
	struct verdict *verdict = call->verdict;
	enum status     status;

	call->verifier = call->post->verifier;
	call->verifier.carriers = call->origin == ORIGIN_OURS ? carriers
							      : CARRIER_HEADER;
	verdict->problem.who_calls = 1;
	status = verify(&call->verifier, call->request, call->arena,
	    &verdict->claim, grant);
	if (status == STATUS_OK)
		status = authenticate(*grant, call->request, call->now,
		    call->arena, &verdict->permit);
	if (status == STATUS_OK)
		verdict->problem.who_calls = 0;
	return status;
}

int
api_signs(const struct api *api, const struct route *route)
{
	for (size_t i = 0; i < api->signs.count; i++)
		if (bytes_equal(api->signs.at[i], route->name))
			return 1;
	return 0;
}

void
api_start_answer(struct api_call *call, int http_status, struct bytes json)
{
	struct response *response = call->response;

	response_start(response, http_status);
	safety_add(call->post->route, call->environment, response);
	response_add_text(response, "Cache-Control", "no-store");
	response->content_length = (int64_t)json.len;
	if (json.len == 0)
		return;
	response_add_text(response, "Content-Type", "application/json");
	response->body = json;
}

enum status
api_answer(struct api_call *call)
{
	const struct endpoint *endpoint = NULL;
	enum status            status = find_endpoint(call, &endpoint);

	call->verdict->decision = "allow";
	if (status == STATUS_OK)
		status = check_origin(call);
	if (status == STATUS_OK)
		status = endpoint->answer(call);
	return status;
}
