/* See sign_carry.h.  SPDX-License-Identifier: ISC */
#include "sign_carry.h"

#include <string.h>

#include "../fcgi/text.h"

/* The parts of what was asked for that stay as they are. */
struct frame {
	struct bytes origin, path, query, fragment;
};

struct bytes
sign_origin(const struct signing *signing, const struct request *request)
{
	struct bytes origin = { request->target.at,
		(size_t)(request->raw_path.at - request->target.at) };

	return origin.len > 0 ? origin : signing->base;
}

static struct frame
frame_of(const struct signing *signing, const struct request *request)
{
	struct bytes target = request->target;
	struct frame frame = {
		.origin = sign_origin(signing, request),
		.path = request->raw_path,
		.query = request->query,
		.fragment = { memchr(target.at, '#', target.len), 0 },
	};

	if (frame.fragment.at != NULL)
		frame.fragment.len = target.len -
		    (size_t)(frame.fragment.at - target.at);
	return frame;
}

/* The token comes last, but for the fragment, which no server sees. */
static enum status
in_query(struct arena *arena, const struct frame *frame,
    struct bytes parameter, struct bytes token, struct bytes *url)
{
	return text_format(arena, url, "%.*s%.*s?%.*s%s%.*s=%.*s%.*s",
	    TEXT(frame->origin), TEXT(frame->path), TEXT(frame->query),
	    frame->query.len > 0 ? "&" : "", TEXT(parameter), TEXT(token),
	    TEXT(frame->fragment));
}

/* Behind the route's prefix, which is encoded as it was given. */
static enum status
in_path(struct arena *arena, const struct frame *frame,
    const struct route *route, struct bytes prefix, struct bytes token,
    struct bytes *url)
{
	struct bytes rest = { frame->path.at + prefix.len,
		frame->path.len - prefix.len };

	return text_format(arena, url, "%.*s%.*s%.*s%s%.*s%s%.*s%s%.*s%.*s",
	    TEXT(frame->origin), TEXT(prefix), TEXT(route->segment),
	    route->segment.len > 0 ? "/" : "", TEXT(token),
	    rest.len > 0 ? "/" : "", TEXT(rest),
	    frame->query.len > 0 ? "?" : "", TEXT(frame->query),
	    TEXT(frame->fragment));
}

static enum status
carry(const struct signing *signing, const struct request *request,
    const struct route *route, int is_named, struct bytes token,
    struct bytes *carried)
{
	struct frame frame = frame_of(signing, request);
	struct bytes prefix;
	enum status  status;

	status = percent_encode(route->prefix, signing->arena, &prefix);
	if (status != STATUS_OK)
		return status;
	/* It says by itself what the path would. */
	if (is_named)
		frame.path = prefix;
	if (route->carriers & CARRIER_QUERY)
		return in_query(signing->arena, &frame, route->parameter,
		    token, carried);
	if (route->carriers & CARRIER_PATH) {
		if (!bytes_start_with(frame.path, prefix))
			return STATUS_MALFORMED;
		return in_path(signing->arena, &frame, route, prefix, token,
		    carried);
	}
	if (route->carriers & CARRIER_COOKIE)
		return text_format(signing->arena, carried, "%.*s=%.*s",
		    TEXT(route->cookie), TEXT(token));
	*carried = token;
	return STATUS_OK;
}

/* As clients ask for it: the scheme and host that it begins with. */
static void
set_host(struct bytes origin, struct request *request)
{
	const char *authority = memmem(origin.at, origin.len, "://", 3);

	if (authority == NULL)
		return;
	request->is_https = bytes_start_with(origin, BYTES("https:"));
	request->host.at = authority + 3;
	request->host.len = origin.len -
	    (size_t)(request->host.at - origin.at);
}

/* As the responder will. */
static enum status
judge(const struct signing *signing, const struct route *route,
    const struct request *asked, struct bytes carried)
{
	const struct verifier verifier = site_verifier(&signing->site, route);
	struct request        request = {
		       .method = signing->method,
		       .target = carried,
		       .client_address = signing->asked_by,
	};
	struct claim          claim;
	const struct grant   *grant;
	const struct permit  *permit;
	enum status           status = STATUS_OK;

	set_host(sign_origin(signing, asked), &request);
	if (!(route->carriers & (CARRIER_QUERY | CARRIER_PATH)))
		request.target = asked->target;
	if (request.target.at != carried.at &&
	    (route->carriers & CARRIER_COOKIE))
		request.cookies = carried;
	else if (request.target.at != carried.at)
		status = text_format(signing->arena, &request.authorization,
		    "Bearer %.*s", TEXT(carried));
	if (status == STATUS_OK)
		status = request_read(&request, signing->arena);
	if (status == STATUS_OK)
		status = verify(&verifier, &request, signing->arena, &claim,
		    &grant);
	if (status != STATUS_OK)
		return status;
	return authorise(grant, &request, signing->asked_at, signing->arena,
	    &permit);
}

enum status
sign_carry(const struct signing *signing, const struct request *request,
    const struct route *route, int is_named, struct bytes token,
    struct bytes *carried)
{
	enum status status = carry(signing, request, route, is_named, token,
	    carried);

	return status == STATUS_OK ? judge(signing, route, request, *carried)
				   : status;
}

enum status
sign_carry_whole(const struct signing *signing, const struct request *request,
    const struct route *route, struct bytes token, struct bytes *url)
{
	struct bytes origin = sign_origin(signing, request);
	enum status  status = text_format(signing->arena, url, "%.*s%.*s",
	     TEXT(origin), TEXT(token));

	return status == STATUS_OK ? judge(signing, route, request, *url)
				   : status;
}
