/*
 * GET claim: a signed link becomes a cookie, and the browser goes on to a URL
 * without a credential.  See api.h.
 *
 *	claim?st=TOKEN&to=/gallery/             what the token itself opens
 *	claim?st=TOKEN&path=/img/a.jpg&to=...   a native token for one path
 *
 * SPDX-License-Identifier: ISC
 */
#include "api.h"
#include "api_query.h"
#include "signed_url.h"

struct claiming {
	struct api_call *call;
	struct bytes     token; /* as it stands in the query */
	struct bytes     path;  /* that was said, decoded; or empty */
};

/* A route's own rules, but for where the credential stands and its kind. */
static struct verifier
link_verifier(const struct claiming *claiming, const struct post *post)
{
	struct verifier verifier = post->verifier;

	verifier.carriers = CARRIER_QUERY;
	verifier.parameter = claiming->call->post->route->parameter;
	verifier.scheme_count = 0;
	for (size_t i = 0; i < post->verifier.scheme_count; i++)
		if (signs_urls(post->verifier.schemes[i]))
			verifier.schemes[verifier.scheme_count++] =
			    post->verifier.schemes[i];
	return verifier;
}

static void
set_path(struct request *request, struct bytes path)
{
	request->raw_path = path; /* nothing was encoded */
	request->path = path;
}

static int
is_of_route(const struct terms *terms, const struct route *route)
{
	return bytes_start_with(terms->path, route->prefix) ||
	    (terms->is_prefix && bytes_start_with(route->prefix, terms->path));
}

/* Judges a request for what the token says that it opens. */
static enum status
judge_own_path(const struct claiming *claiming, const struct post *post,
    const struct grant *grant, struct request *request)
{
	struct api_call    *call = claiming->call;
	const struct terms *terms = grant_terms(grant);

	if (terms->path.len == 0 || !is_of_route(terms, post->route))
		return STATUS_OUTSIDE_GRANT;
	set_path(request, terms->path);
	return authorise(grant, request, call->now, call->arena,
	    &call->verdict->permit);
}

static enum status
judge_on(const struct claiming *claiming, const struct post *post)
{
	struct api_call      *call = claiming->call;
	const struct verifier verifier = link_verifier(claiming, post);
	struct request        request = *call->request;
	const struct grant   *grant;
	enum status           status;

	set_path(&request, claiming->path.len > 0 ? claiming->path
						  : post->route->prefix);
	request.authorization = (struct bytes){ "", 0 };
	status = verify(&verifier, &request, call->arena,
	    &call->verdict->claim, &grant);
	if (status != STATUS_OK)
		return status;
	return judge_own_path(claiming, post, grant, &request);
}

/* That the right key has signed it says more than that another has not. */
static int
says_more(enum status status, enum status than)
{
	return than == STATUS_UNDECIDED || status == STATUS_EXPIRED;
}

/* By the first route that takes cookies and opens to the token. */
static enum status
judge_link(const struct claiming *claiming)
{
	const struct api_call *call = claiming->call;
	const struct config   *config = gate_config(call->gate);
	enum status            result = STATUS_UNDECIDED;

	for (size_t i = 0; i < config->route_count; i++) {
		const struct route *route = &config->routes[i];
		enum status         status;

		if (!api_signs(call->api, route) ||
		    !(route->carriers & CARRIER_COOKIE))
			continue;
		status = judge_on(claiming, gate_post(call->gate,
		    route->prefix));
		if (status == STATUS_OK)
			return status;
		if (says_more(status, result))
			result = status;
	}
	return result != STATUS_UNDECIDED ? result : STATUS_NO_ROUTE;
}

/* "path", for tokens that do not carry their own. */
static enum status
read_path(struct claiming *claiming)
{
	struct api_call *call = claiming->call;
	struct request   request = { 0 };
	enum status      status;

	status = query_value(call->request->query, BYTES("path"),
	    &request.target);
	if (status == STATUS_NO_CREDENTIAL)
		return STATUS_OK;
	if (status != STATUS_OK)
		return STATUS_BAD_REQUEST;
	status = request_read(&request, call->arena);
	claiming->path = request.path;
	return status;
}

enum status
api_claim(struct api_call *call)
{
	struct claiming    claiming = { .call = call };
	const struct bytes query = call->request->query;
	const struct bytes name = call->post->route->parameter;
	struct bytes       target, location;
	enum status        status;

	call->verdict->problem.is_shown = 1;
	status = query_value(query, BYTES("to"), &target);
	if (status != STATUS_OK)
		return STATUS_BAD_REDIRECT;
	status = redirect_read(target, call->arena, &location);
	if (status == STATUS_OK)
		status = read_path(&claiming);
	if (status == STATUS_OK)
		status = query_value(query, name, &claiming.token);
	if (status == STATUS_OK)
		status = judge_link(&claiming);
	if (status != STATUS_OK)
		return status;
	api_start_answer(call, 303, (struct bytes){ "", 0 });
	response_add(call->response, "Location", location);
	return api_set_cookie(call, claiming.token,
	    api_cookie_age(call, call->verdict->permit->expires_at));
}
