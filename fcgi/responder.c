/*
 * The whole program on one screen: judge reads, verifies and authorises, send
 * resolves and delivers, and whatever fails on the way becomes a denial.
 *
 * SPDX-License-Identifier: ISC
 */
#include "responder.h"

#include <time.h>
#include <unistd.h>

#include "cors.h"
#include "delivery.h"
#include "log.h"
#include "resolve.h"

static enum status
judge_credential(const struct post *post, struct request *request,
    int64_t now, struct arena *arena, struct verdict *verdict)
{
	const struct grant *grant;
	enum status         status;

	status = verify(&post->verifier, request, arena, &verdict->claim,
	    &grant);
	if (status != STATUS_OK)
		return status;
	return authorise(grant, request, now, arena, &verdict->permit);
}

/* By the route's mode. */
static enum status
judge_by_mode(const struct post *post, struct request *request,
    int64_t now, struct arena *arena, struct verdict *verdict)
{
	enum status status;

	status = request_cut_token(request, &post->verifier, arena);
	if (status != STATUS_OK)
		return status;
	if (post->route->mode == MODE_OFF)
		return permit_unverified(request, arena, &verdict->permit);
	status = judge_credential(post, request, now, arena, verdict);
	if (status == STATUS_OK || post->route->mode == MODE_ENFORCE)
		return status;
	verdict->would_deny = status;
	return permit_unverified(request, arena, &verdict->permit);
}

void
judge(const struct gate *gate, const struct environment *environment,
    struct request *request, int64_t now, struct arena *arena,
    struct verdict *verdict)
{
	*verdict = (struct verdict){ 0 };
	*request = (struct request){
		.method = environment->method,
		.target = environment->target,
		.client_address = gate_client(gate, environment),
		.cookies = environment->cookies,
		.authorization = environment->authorization,
	};
	verdict->status = STATUS_UNCONFIGURED;
	if (gate_config(gate) == NULL)
		return;
	verdict->status = request_read(request, arena);
	if (verdict->status != STATUS_OK)
		return;
	verdict->post = gate_post(gate, request->path);
	verdict->status = STATUS_NO_ROUTE;
	if (verdict->post == NULL)
		return;
	verdict->status = judge_by_mode(verdict->post, request, now, arena,
	    verdict);
}

/* permit --> file --> response */
static enum status
send(const struct verdict *verdict, const struct environment *environment,
    int64_t now, struct arena *arena, struct response *response)
{
	struct file   file;
	struct parcel parcel = {
		.route = verdict->post->route,
		.permit = verdict->permit,
		.file = &file,
		.environment = environment,
		.now = now,
	};
	enum status   status;

	status = resolve(parcel.route, verdict->post->root, parcel.permit,
	    arena, &file);
	if (status != STATUS_OK)
		return status;
	status = deliver(&parcel, arena, response);
	file_close(&file);
	return status;
}

/* An OPTIONS request carries no credential and gets no file. */
static enum status
preflight(const struct gate *gate, const struct environment *environment,
    struct request *request, struct arena *arena, struct verdict *verdict,
    struct response *response)
{
	if (gate_config(gate) == NULL)
		return STATUS_UNCONFIGURED;
	request->target = environment->target;
	verdict->status = request_read(request, arena);
	if (verdict->status != STATUS_OK)
		return verdict->status;
	verdict->post = gate_post(gate, request->path);
	if (verdict->post == NULL)
		return STATUS_NO_ROUTE;
	return cors_preflight(verdict->post->route, environment, response);
}

static int
is_method(const struct environment *environment, const char *name)
{
	return bytes_equal(environment->method, bytes_of(name));
}

static enum status
answer(const struct gate *gate, const struct environment *environment,
    int64_t now, struct arena *arena, struct request *request,
    struct verdict *verdict, struct response *response)
{
	if (is_method(environment, "OPTIONS"))
		return preflight(gate, environment, request, arena, verdict,
		    response);
	if (!is_method(environment, "GET") && !is_method(environment, "HEAD"))
		return STATUS_METHOD_NOT_ALLOWED;
	judge(gate, environment, request, now, arena, verdict);
	if (verdict->status != STATUS_OK)
		return verdict->status;
	return send(verdict, environment, now, arena, response);
}

static int64_t
microseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static const char *
decision_of(const struct verdict *verdict, enum status status,
    const struct response *response)
{
	if (status != STATUS_OK)
		return "deny";
	if (verdict->permit == NULL)
		return response->status == 204 ? "preflight" : "deny";
	return verdict->would_deny != STATUS_UNDECIDED ? "would-deny" : "allow";
}

static void
write_log(const struct request *request, const struct verdict *verdict,
    enum status status, const struct response *response, int64_t now,
    int64_t started)
{
	const struct permit *permit = verdict->permit;
	struct log_entry     entry = {
		    .now = now,
		    .decision = decision_of(verdict, status, response),
		    .reason = status,
		    .http_status = response->status,
		    .scheme = verdict->claim.scheme,
		    .key_id = verdict->claim.key_id,
		    .path = request->path,
		    .microseconds = microseconds() - started,
	};

	if (status == STATUS_OK && verdict->would_deny != STATUS_UNDECIDED)
		entry.reason = verdict->would_deny;
	if (verdict->post != NULL) {
		entry.route = verdict->post->route->name;
		entry.parameter = verdict->post->route->parameter;
	}
	if (permit != NULL) {
		entry.link_id = permit->link_id;
		entry.subject = permit->subject;
	}
	log_request(&entry);
}

static void
refuse(enum status status, const struct verdict *verdict,
    const struct environment *environment, struct response *response)
{
	const struct post *post = verdict->post;

	deny(status, post != NULL ? post->route : NULL,
	    post != NULL ? &post->placeholder : NULL, environment, response);
}

void
respond(const struct gate *gate, const struct environment *environment,
    struct arena *arena, struct response *response, struct bytes *head)
{
	int64_t        started = microseconds();
	int64_t        now = time(NULL);
	struct request request = { 0 };
	struct verdict verdict = { 0 };
	enum status    status;

	response_start(response, 200);
	status = answer(gate, environment, now, arena, &request, &verdict,
	    response);
	if (status != STATUS_OK)
		refuse(status, &verdict, environment, response);
	if (response_head(response, arena, head) != STATUS_OK) {
		if (response->body_file >= 0)
			close(response->body_file);
		/* Room for the words of a denial is always there again. */
		arena_reset(arena);
		verdict = (struct verdict){ 0 };
		request.path = (struct bytes){ "", 0 };
		status = STATUS_INTERNAL;
		refuse(status, &verdict, environment, response);
		if (response_head(response, arena, head) != STATUS_OK)
			*head = BYTES("Status: 503\r\n\r\n");
	}
	write_log(&request, &verdict, status, response, now, started);
}
