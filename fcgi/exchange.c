/* See exchange.h.  SPDX-License-Identifier: ISC */
#include "exchange.h"

#include "safety.h"
#include "signed_url.h"

int
is_exchanged(const struct route *route, const struct permit *permit)
{
	return permit->exposed && route->exchange > 0;
}

enum status
exchange(const struct post *post, const struct permit *permit,
    const struct environment *environment, int64_t now, struct arena *arena,
    struct response *response)
{
	struct terms terms = {
		.path = permit->path,
		.expires_at = now + post->route->exchange,
	};
	struct bytes url;
	enum status  status;

	if (terms.expires_at > permit->expires_at)
		terms.expires_at = permit->expires_at;
	status = signed_url(post->route, &post->verifier, NULL, &terms, now,
	    arena, &url);
	if (status != STATUS_OK)
		return status;
	response_start(response, 302);
	safety_add(post->route, environment, response);
	response_add_text(response, "Cache-Control", "no-store");
	response_add(response, "Location", url);
	response->content_length = 0;
	return STATUS_OK;
}
