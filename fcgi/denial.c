/* See denial.h.  SPDX-License-Identifier: ISC */
#include "denial.h"

#include "safety.h"

#include <string.h>

/*
 * 410 and 404 are for those whose signature was right: verify comes before
 * authorise and resolve.
 */
static const int http_statuses[STATUS_COUNT] = {
	[STATUS_UNDECIDED] = 503,
	[STATUS_OK] = 200,
	[STATUS_BAD_REQUEST] = 400,
	[STATUS_HOSTILE_PATH] = 400,
	[STATUS_URL_TOO_LONG] = 414,
	[STATUS_METHOD_NOT_ALLOWED] = 405,
	[STATUS_TOO_LARGE] = 503,
	[STATUS_NO_ROUTE] = 403,
	[STATUS_NO_CREDENTIAL] = 403,
	[STATUS_FOREIGN_CREDENTIAL] = 403,
	[STATUS_AMBIGUOUS] = 403,
	[STATUS_MALFORMED] = 403,
	[STATUS_MILLISECONDS] = 403,
	[STATUS_UNKNOWN_KEY] = 403,
	[STATUS_BAD_SIGNATURE] = 403,
	[STATUS_WRONG_ALGORITHM] = 403,
	[STATUS_WRONG_ISSUER] = 403,
	[STATUS_WRONG_AUDIENCE] = 403,
	[STATUS_CLAIM_MISSING] = 403,
	[STATUS_KEY_NOT_YET_VALID] = 403,
	[STATUS_KEY_RETIRED] = 403,
	[STATUS_KEY_SCOPE] = 403,
	[STATUS_SCHEME_ENDED] = 403,
	[STATUS_LIFETIME_TOO_LONG] = 403,
	[STATUS_NOT_YET_VALID] = 403,
	[STATUS_EXPIRED] = 410,
	[STATUS_METHOD_NOT_GRANTED] = 403,
	[STATUS_WRONG_CLIENT] = 403,
	[STATUS_OUTSIDE_GRANT] = 403,
	[STATUS_NO_RULE] = 403,
	[STATUS_USES_UNCOUNTED] = 403,
	[STATUS_NOT_FOUND] = 404,
	[STATUS_TYPE_NOT_ALLOWED] = 403,
	[STATUS_TYPE_MISMATCH] = 403,
	[STATUS_UNSENDABLE_NAME] = 503,
	[STATUS_NOT_AS_SIGNED] = 403,
	[STATUS_NO_ENDPOINT] = 404,
	[STATUS_WRONG_ORIGIN] = 403,
	[STATUS_WRONG_BODY_TYPE] = 415,
	[STATUS_BAD_BODY] = 400,
	[STATUS_BODY_TOO_LARGE] = 413,
	[STATUS_TOKEN_TOO_LONG] = 413,
	[STATUS_BAD_REDIRECT] = 400,
	[STATUS_OPEN_ROLE] = 503,
	[STATUS_UNCONFIGURED] = 503,
	[STATUS_INTERNAL] = 503,
};

/* One text for all reasons of a status: a client learns no more than that. */
static const struct answer {
	int         http_status;
	const char *text;
	unsigned    takes_placeholder : 1;
} answers[] = {
	{ 400, "The request is malformed.\n", 0 },
	{ 403, "This URL does not give access to the file.\n", 1 },
	{ 404, "There is no such file.\n", 1 },
	{ 405, "Only GET, HEAD and OPTIONS are answered.\n", 0 },
	{ 410, "This URL has expired.\n", 1 },
	{ 413, "The request is too long.\n", 0 },
	{ 414, "The URL is too long.\n", 0 },
	{ 415, "The body must be application/json.\n", 0 },
	{ 503, "The service is not available.\n", 0 },
};
#define LAST (sizeof(answers) / sizeof(*answers) - 1)

int
denial_http_status(enum status status)
{
	if (status >= STATUS_COUNT || http_statuses[status] == 0)
		return 503;
	return http_statuses[status];
}

/* A denial is never a success, whoever asks for one: the last row. */
static const struct answer *
answer_for(enum status status)
{
	const int http_status = denial_http_status(status);

	for (size_t i = 0; i < LAST; i++)
		if (answers[i].http_status == http_status)
			return &answers[i];
	return &answers[LAST];
}

static void
set_body(struct response *response, const char *media_type,
    struct bytes content, int is_head)
{
	response_add_text(response, "Content-Type", media_type);
	response->content_length = (int64_t)content.len;
	if (!is_head)
		response->body = content;
}

void
deny(enum status status, const struct route *route,
    const struct placeholder *placeholder, const struct environment *request,
    struct response *response)
{
	const struct answer *answer = answer_for(status);
	const int is_head = bytes_equal(request->method, BYTES("HEAD"));

	response_start(response, answer->http_status);
	safety_add(route, request, response);
	response_add_text(response, "Cache-Control", "no-store");
	if (answer->http_status == 405)
		response_add_text(response, "Allow", "GET, HEAD, OPTIONS");

	if (!answer->takes_placeholder || placeholder == NULL ||
	    placeholder->content.len == 0) {
		set_body(response, "text/plain; charset=utf-8",
		    bytes_of(answer->text), is_head);
		return;
	}
	if (strcmp(placeholder->media_type, "image/svg+xml") == 0)
		safety_add_sandbox(response);
	set_body(response, placeholder->media_type, placeholder->content,
	    is_head);
}
