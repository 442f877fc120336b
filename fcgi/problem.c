/* See problem.h.  SPDX-License-Identifier: ISC */
#include "problem.h"

#include "denial.h"
#include "safety.h"
#include "text.h"

/* RFC 6750 §3 */
static int
http_status_of(enum status status, const struct problem *problem)
{
	const int http_status = denial_http_status(status);

	if (status == STATUS_OK)
		return 503;
	if (problem->who_calls && (http_status == 403 || http_status == 410))
		return 401;
	return http_status;
}

/* Both texts are our own and need no escapes. */
static enum status
write_body(int http_status, const char *detail, struct arena *arena,
    struct bytes *body)
{
	const char *title = response_phrase(http_status);

	if (title == NULL)
		return STATUS_INTERNAL;
	if (detail == NULL)
		return text_format(arena, body, "{\"type\":\"about:blank\","
		    "\"title\":\"%s\",\"status\":%d}\n", title, http_status);
	return text_format(arena, body, "{\"type\":\"about:blank\","
	    "\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n", title,
	    http_status, detail);
}

enum status
problem_answer(enum status status, const struct problem *problem,
    const struct route *route, const struct environment *environment,
    struct arena *arena, struct response *response)
{
	const int    http_status = http_status_of(status, problem);
	struct bytes body;
	enum status  written;

	written = write_body(http_status, problem->detail, arena, &body);
	if (written != STATUS_OK)
		return written;
	response_start(response, http_status);
	safety_add(route, environment, response);
	response_add_text(response, "Cache-Control", "no-store");
	if (http_status == 401)
		response_add_text(response, "WWW-Authenticate", "Bearer");
	if (http_status == 405)
		response_add_text(response, "Allow", problem->methods != NULL
		    ? problem->methods : "GET, POST, DELETE, OPTIONS");
	response_add_text(response, "Content-Type",
	    "application/problem+json");
	response->content_length = (int64_t)body.len;
	if (!bytes_equal(environment->method, BYTES("HEAD")))
		response->body = body;
	return STATUS_OK;
}
