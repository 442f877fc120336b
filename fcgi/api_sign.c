/*
 * POST sign: paths --> signed URLs, for what the claims of the caller's token
 * open by the rules of each path's own route.  See api.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <strings.h>

#include "api.h"
#include "api_json.h"
#include "signed_url.h"

struct signing {
	struct api_call    *call;
	const struct grant *grant;
	int64_t             expires_at;
	struct arena       *scratch; /* of one path */
	struct json_writer *answer;
	size_t              signed_count;
	enum status         first_refusal;
};

/* ---------------------------------------------------------------- the body */

/* Parameters, as charset, change nothing (RFC 8259 §11). */
static int
is_json(struct bytes content_type)
{
	const struct bytes json = BYTES("application/json");

	if (content_type.len < json.len ||
	    strncasecmp(content_type.at, json.at, json.len) != 0)
		return 0;
	return content_type.len == json.len ||
	    content_type.at[json.len] == ';' ||
	    content_type.at[json.len] == ' ';
}

/* json: an arena of its own, since whoever fills it still gets an answer. */
static enum status
read_body(struct api_call *call, struct arena *json, struct sign_order *order)
{
	const struct environment *environment = call->environment;
	const char              **detail = &call->verdict->problem.detail;

	if (!is_json(environment->content_type))
		return STATUS_WRONG_BODY_TYPE;
	if (environment->body_state == BODY_UNREAD)
		return STATUS_TOO_LARGE;
	if (environment->body_state == BODY_TOO_LONG)
		return STATUS_BODY_TOO_LARGE;
	if (environment->body_state != BODY_WHOLE) {
		*detail = "the body is missing or was cut short";
		return STATUS_BAD_BODY;
	}
	return sign_order_read(environment->body, call->api, json, order,
	    detail);
}

/* ---------------------------------------------------------------- one path */

/* As a request for it would be read; nothing decides by what there is. */
static enum status
read_path(struct signing *signing, struct bytes path, struct request *request)
{
	const struct permit *permit;
	enum status          status = STATUS_URL_TOO_LONG;

	*request = (struct request){ 0 };
	if (path.len <= TARGET_MAX)
		status = percent_encode(path, signing->scratch,
		    &request->target);
	if (status == STATUS_OK)
		status = request_read(request, signing->scratch);
	if (status == STATUS_OK)
		status = permit_unverified(request, signing->scratch, &permit);
	return status;
}

static enum status
sign_path(struct signing *signing, struct bytes path, struct bytes *url,
    int64_t *expires_at)
{
	const struct api_call *call = signing->call;
	const struct terms    *own = grant_terms(signing->grant);
	struct terms           terms = { .expires_at = signing->expires_at };
	struct request         request;
	const struct post     *post;
	int64_t                latest;
	enum status            status = read_path(signing, path, &request);

	if (status != STATUS_OK)
		return status;
	post = gate_post(call->gate, request.path);
	if (post == NULL || !api_signs(call->api, post->route))
		return STATUS_NO_ROUTE;
	if (!grant_opens_on(signing->grant, &post->verifier, request.path,
	        &latest))
		return STATUS_NO_RULE;
	if (latest < call->now)
		return STATUS_EXPIRED;
	if (terms.expires_at > latest)
		terms.expires_at = latest;
	terms.path = request.path;
	/* What limits the token limits its URLs. */
	terms.methods = own->methods;
	terms.client = own->client;
	status = signed_url(post->route, &post->verifier,
	    call->api->sign_scheme, &terms, call->now, signing->scratch, url);
	*expires_at = terms.expires_at;
	return status;
}

/* Every refusal looks the same, and is worth one word. */
static void
answer_path(struct signing *signing, struct bytes path)
{
	struct json_writer *answer = signing->answer;
	struct bytes        url;
	int64_t             expires_at;
	enum status         status;

	status = sign_path(signing, path, &url, &expires_at);
	json_put(answer, "{\"path\":");
	json_put_text(answer, path);
	if (status != STATUS_OK) {
		json_put(answer, ",\"error\":\"refused\"}");
		if (signing->first_refusal == STATUS_UNDECIDED)
			signing->first_refusal = status;
		return;
	}
	json_put(answer, ",\"url\":");
	json_put_text(answer, url);
	json_put(answer, ",\"expires_at\":");
	json_put_number(answer, expires_at);
	json_put(answer, "}");
	signing->signed_count++;
}

/* --------------------------------------------------------------- all paths */

/*
 * Up to the end of a window, so that a path has one URL for a while and caches
 * hit; never beyond the limit, nor beyond the caller's own token.
 */
static int64_t
expiry(const struct api_call *call, int64_t ttl)
{
	const struct api *api = call->api;
	const int64_t     latest = call->now + api->ttl_limit;
	int64_t           expires_at;

	if (ttl == 0)
		ttl = api->ttl;
	if (ttl > api->ttl_limit)
		ttl = api->ttl_limit;
	expires_at = expiry_in_window(call->now, ttl, api->window);
	if (expires_at > latest)
		expires_at = latest - latest % api->window;
	if (expires_at > call->verdict->permit->expires_at)
		expires_at = call->verdict->permit->expires_at;
	return expires_at;
}

static enum status
sign_all(struct signing *signing, const struct sign_order *order)
{
	struct json_writer *answer = signing->answer;

	json_put(answer, "{\"urls\":[");
	for (size_t i = 0; i < order->count; i++) {
		arena_reset(signing->scratch);
		json_put(answer, i > 0 ? "," : "");
		answer_path(signing, sign_order_path(order, i));
	}
	json_put(answer, "]}\n");
	return answer->full ? STATUS_TOO_LARGE : STATUS_OK;
}

/* The log says why when nothing was signed at all. */
static void
note_refusals(const struct signing *signing)
{
	struct verdict *verdict = signing->call->verdict;

	if (signing->signed_count > 0 ||
	    signing->first_refusal == STATUS_UNDECIDED)
		return;
	verdict->decision = "deny";
	verdict->would_deny = signing->first_refusal;
}

static enum status
answer_order(struct api_call *call, const struct grant *grant,
    const struct sign_order *order)
{
	struct json_writer answer = { .size = sign_answer_size(order) };
	struct signing     signing = {
		    .call = call,
		    .grant = grant,
		    .expires_at = expiry(call, order->ttl),
		    .scratch = arena_new(REQUEST_MEMORY),
		    .answer = &answer,
	};
	enum status        status = STATUS_TOO_LARGE;

	answer.at = arena_take(call->arena, answer.size);
	if (answer.at != NULL && signing.scratch != NULL)
		status = sign_all(&signing, order);
	arena_free(signing.scratch);
	if (status != STATUS_OK)
		return status;
	note_refusals(&signing);
	api_start_answer(call, 200, (struct bytes){ answer.at, answer.used });
	return STATUS_OK;
}

enum status
api_sign(struct api_call *call)
{
	const struct grant *grant;
	struct sign_order   order;
	struct arena       *json;
	enum status         status;

	status = api_authenticate(call, call->post->route->carriers, &grant);
	if (status != STATUS_OK)
		return status;
	json = arena_new(sign_order_size(call->api));
	if (json == NULL)
		return STATUS_TOO_LARGE;
	status = read_body(call, json, &order);
	if (status == STATUS_OK)
		status = answer_order(call, grant, &order);
	arena_free(json);
	return status;
}
