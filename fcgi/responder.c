/*
 * The whole program on one screen: judge.c reads, verifies and authorises, send
 * resolves and delivers, and whatever fails on the way becomes a denial.
 *
 * SPDX-License-Identifier: ISC
 */
#include "responder.h"

#include <time.h>
#include <unistd.h>

#include "api.h"
#include "cors.h"
#include "delivery.h"
#include "exchange.h"
#include "judge.h"
#include "log.h"
#include "lookup.h"
#include "route_verifier.h"

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
		.asking = verdict->asking,
	};
	enum status   status;

	if (is_exchanged(parcel.route, parcel.permit))
		return exchange(verdict->post, parcel.permit, environment, now,
		    arena, response);
	if (parcel.permit->passed_on.at != NULL)
		return pass_on(&parcel, arena, response);
	status = lookup_file(verdict->post, parcel.permit, now, arena,
	    &file);
	if (status != STATUS_OK)
		return status;
	status = deliver(&parcel, arena, response);
	file_close(&file);
	return status;
}

/* With what succeeds alone (RFC 9246 §3.3). */
static void
add_cookie(const struct permit *permit, struct response *response)
{
	if (permit->set_cookie.len > 0 && response->status / 100 == 2)
		response_add(response, "Set-Cookie", permit->set_cookie);
}

/* Whatever is no yes to nginx, which takes the status of a no from a header. */
static void
carry(const struct verdict *verdict, struct response *response)
{
	if (verdict->asking == ASKED_BY_NGINX)
		response_carry(response);
}

/* An OPTIONS request carries no credential and gets no file. */
static enum status
preflight(const struct environment *environment, struct verdict *verdict,
    struct response *response)
{
	enum status status = cors_preflight(verdict->post->route, environment,
	    response);

	verdict->decision = "preflight";
	if (status == STATUS_OK)
		carry(verdict, response);
	return status;
}

static enum status
call_api(const struct gate *gate, const struct environment *environment,
    int64_t now, struct arena *arena, struct request *request,
    struct verdict *verdict, struct response *response)
{
	struct api_call call = {
		.gate = gate,
		.environment = environment,
		.post = verdict->post,
		.api = &verdict->post->route->api,
		.now = now,
		.request = request,
		.arena = arena,
		.verdict = verdict,
		.response = response,
	};

	return api_answer(&call);
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
	enum status status;

	status = judge_read(gate, environment, request, arena, verdict);
	if (status == STATUS_OK && is_method(environment, "OPTIONS"))
		return preflight(environment, verdict, response);
	if (status == STATUS_OK && verdict->post->route->role == ROLE_API)
		return verdict->asking != ASKED_FOR_FILE
		    ? STATUS_NO_ENDPOINT
		    : call_api(gate, environment, now, arena, request,
		    verdict, response);
	if (status != STATUS_OK && is_method(environment, "OPTIONS"))
		return status;
	if (!is_method(environment, "GET") && !is_method(environment, "HEAD"))
		return STATUS_METHOD_NOT_ALLOWED;
	if (status == STATUS_OK)
		status = judge_files(gate, request, now, arena, verdict);
	if (status == STATUS_OK)
		status = send(verdict, environment, now, arena, response);
	if (status == STATUS_OK)
		add_cookie(verdict->permit, response);
	return status;
}

static int64_t
microseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/*
 * Since 1970.  Not time(NULL), which is late by up to a tick of the kernel: a
 * token that was issued just now would be one of the future.
 */
static int64_t
seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return time.tv_sec;
}

static const char *
decision_of(const struct verdict *verdict, enum status status)
{
	if (status != STATUS_OK)
		return "deny";
	if (verdict->decision != NULL)
		return verdict->decision;
	return verdict->would_deny != STATUS_UNDECIDED ? "would-deny" : "allow";
}

/* Of what would have been passed on, a signature of any length comes first. */
static struct bytes
loggable_path(const struct request *request, const struct verdict *verdict)
{
	if (verdict->post == NULL || verdict->permit != NULL ||
	    !route_passes_on(verdict->post->route))
		return request->path;
	return verdict->post->route->prefix;
}

static void
write_log(const struct request *request, const struct verdict *verdict,
    enum status status, const struct response *response, int64_t now,
    int64_t started)
{
	const struct permit *permit = verdict->permit;
	struct log_entry     entry = {
		    .now = now,
		    .decision = decision_of(verdict, status),
		    .reason = status,
		    .http_status = response->status,
		    .scheme = verdict->claim.scheme,
		    .key_id = verdict->claim.key_id,
		    .path = loggable_path(request, verdict),
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

/* To a caller in its own way, where there is room for it. */
static void
refuse(enum status status, const struct verdict *verdict,
    const struct environment *environment, struct arena *arena,
    struct response *response)
{
	const struct post  *post = verdict->post;
	const struct route *route = post != NULL ? post->route : NULL;

	if (route != NULL && route->role == ROLE_API &&
	    !verdict->problem.is_shown && verdict->asking == ASKED_FOR_FILE &&
	    problem_answer(status, &verdict->problem, route, environment,
	        arena, response) == STATUS_OK)
		return;
	deny(status, route, post != NULL ? &post->placeholder : NULL,
	    environment, response);
	carry(verdict, response);
}

void
respond(const struct gate *gate, const struct environment *environment,
    struct arena *arena, struct response *response, struct bytes *head)
{
	int64_t        started = microseconds();
	int64_t        now = seconds();
	struct request request = { 0 };
	struct verdict verdict = { 0 };
	enum status    status;

	response_start(response, 200);
	status = answer(gate, environment, now, arena, &request, &verdict,
	    response);
	if (status != STATUS_OK)
		refuse(status, &verdict, environment, arena, response);
	if (response_head(response, arena, head) != STATUS_OK) {
		if (response->body_file >= 0)
			close(response->body_file);
		/* Room for the words of a denial is always there again. */
		arena_reset(arena);
		verdict = (struct verdict){ .asking = verdict.asking };
		request.path = (struct bytes){ "", 0 };
		status = STATUS_INTERNAL;
		refuse(status, &verdict, environment, arena, response);
		if (response_head(response, arena, head) != STATUS_OK)
			*head = BYTES("Status: 503\r\n\r\n");
	}
	write_log(&request, &verdict, status, response, now, started);
}
