/* See judge.h.  SPDX-License-Identifier: ISC */
#include "judge.h"

#include "exchange.h"

static enum status
judge_credential(const struct post *post, struct request *request,
    int64_t now, struct arena *arena, struct verdict *verdict)
{
	const struct grant *grant;
	enum status         status;

	status = verify(&post->verifier, request, arena, &verdict->claim,
	    &grant);
	if (status == STATUS_OK)
		status = authorise(grant, request, now, arena,
		    &verdict->permit);
	/* The token may have named another file than the URL. */
	if (status == STATUS_OK)
		request->path = verdict->permit->path;
	return status;
}

/* By the route's mode. */
static enum status
judge_by_mode(const struct post *post, struct request *request,
    int64_t now, struct arena *arena, struct verdict *verdict)
{
	enum status status;

	if (post->route->mode == MODE_OFF)
		return permit_unverified(request, arena, &verdict->permit);
	status = judge_credential(post, request, now, arena, verdict);
	if (status == STATUS_OK || post->route->mode == MODE_ENFORCE)
		return status;
	verdict->would_deny = status;
	return permit_unverified(request, arena, &verdict->permit);
}

enum status
judge_read(const struct gate *gate, const struct environment *environment,
    struct request *request, struct arena *arena, struct verdict *verdict)
{
	enum status status;

	*verdict = (struct verdict){
		.asking = asking_of(gate, environment, NULL)
	};
	*request = (struct request){
		.method = environment->method,
		.target = environment->target,
		.client_address = gate_client(gate, environment),
		.cookies = environment->cookies,
		.authorization = environment->authorization,
		.host = environment->host,
		.is_https = environment_is_https(environment),
		.headers = environment->headers,
		.header_count = environment->header_count,
	};
	if (gate_config(gate) == NULL)
		return STATUS_UNCONFIGURED;
	if (is_asked_in_open_role(environment))
		return STATUS_OPEN_ROLE;
	status = request_read(request, arena);
	if (status != STATUS_OK)
		return status;
	verdict->post = gate_post(gate, request->path);
	if (verdict->post == NULL)
		return STATUS_NO_ROUTE;
	if (is_asked_unprepared(gate, environment, verdict->post->route))
		return STATUS_UNCONFIGURED;
	verdict->asking = asking_of(gate, environment, verdict->post->route);
	verdict->asked_path = request->path;
	verdict->is_normal = is_spelled_normally(request);
	return request_cut_token(request, &verdict->post->verifier, arena);
}

/*
 * A path that came out of a token, or out from behind one, may be another
 * route's, which nobody has asked.
 */
static enum status
insist_on_route(const struct gate *gate, const struct request *request,
    struct verdict *verdict)
{
	if (gate_post(gate, request->path) == verdict->post)
		return STATUS_OK;
	verdict->permit = NULL;
	return STATUS_OUTSIDE_GRANT;
}

/*
 * An authorizer's front server sends what it finds under the URL's own path,
 * whatever the credential names, and follows no redirect.  Of what is passed
 * on, lighttpd, which has no other way, passes on all that the client has sent.
 */
static enum status
insist_on_name(const struct verdict *verdict)
{
	const struct permit *permit = verdict->permit;

	if (verdict->asking == ASKED_FOR_FILE ||
	    (verdict->asking == ASKED_BY_AUTHORIZER &&
	        permit->passed_on.at != NULL))
		return STATUS_OK;
	return verdict->is_normal && permit->passed_on.at == NULL &&
	        !is_exchanged(verdict->post->route, permit) &&
	        bytes_equal(verdict->asked_path, permit->path)
	    ? STATUS_OK
	    : STATUS_NOT_AS_SIGNED;
}

enum status
judge_files(const struct gate *gate, struct request *request, int64_t now,
    struct arena *arena, struct verdict *verdict)
{
	enum status status = judge_by_mode(verdict->post, request, now, arena,
	    verdict);

	if (status == STATUS_OK)
		status = insist_on_route(gate, request, verdict);
	return status == STATUS_OK ? insist_on_name(verdict) : status;
}

void
judge(const struct gate *gate, const struct environment *environment,
    struct request *request, int64_t now, struct arena *arena,
    struct verdict *verdict)
{
	verdict->status = judge_read(gate, environment, request, arena,
	    verdict);
	if (verdict->status != STATUS_OK)
		return;
	verdict->status = STATUS_NO_ENDPOINT; /* no file is there */
	if (verdict->post->route->role != ROLE_API)
		verdict->status = judge_files(gate, request, now, arena,
		    verdict);
}
