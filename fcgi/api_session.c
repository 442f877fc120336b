/*
 * POST session puts the token that it is called with into a cookie, and DELETE
 * session takes it out again (RFC 6265bis).  See api.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "api.h"
#include "text.h"

/* Browsers drop cookies of more than 4096 bytes, name and all. */
#define COOKIE_MAX 3800

static const char *const same_sites[] = {
	[SAME_SITE_LAX] = "Lax",
	[SAME_SITE_STRICT] = "Strict",
	[SAME_SITE_NONE] = "None",
};

enum status
api_set_cookie(struct api_call *call, struct bytes value, int64_t max_age)
{
	const struct api *api = call->api;
	struct bytes      cookie;
	enum status       status;

	status = text_format(call->arena, &cookie, "%.*s=%.*s; Path=/; "
	    "Max-Age=%lld; Secure; HttpOnly; SameSite=%s%s",
	    TEXT(call->post->route->cookie), TEXT(value), (long long)max_age,
	    same_sites[api->same_site],
	    api->partitioned ? "; Partitioned" : "");
	if (status == STATUS_OK)
		response_add(call->response, "Set-Cookie", cookie);
	return status;
}

int64_t
api_cookie_age(const struct api_call *call, int64_t expires_at)
{
	const int64_t limit = call->api->session_limit;
	const int64_t left = expires_at - call->now;

	if (left > limit)
		return limit;
	return left > 0 ? left : 1; /* 0 would remove it */
}

/* RFC 6265 §4.1.1, cookie-octet */
static int
fits_cookie(struct bytes token)
{
	for (size_t i = 0; i < token.len; i++)
		if (token.at[i] <= 0x20 || token.at[i] >= 0x7f ||
		    strchr("\",;\\", token.at[i]) != NULL)
			return 0;
	return token.len > 0 && token.len <= COOKIE_MAX;
}

/* What stands behind "Bearer", which verify has found there. */
static struct bytes
presented_token(struct bytes authorization)
{
	while (authorization.len > 0 && *authorization.at != ' ')
		authorization = (struct bytes){ authorization.at + 1,
			authorization.len - 1 };
	while (authorization.len > 0 && (*authorization.at == ' ' ||
	    *authorization.at == '\t'))
		authorization = (struct bytes){ authorization.at + 1,
			authorization.len - 1 };
	while (authorization.len > 0 &&
	    (authorization.at[authorization.len - 1] == ' ' ||
	        authorization.at[authorization.len - 1] == '\t'))
		authorization.len--;
	return authorization;
}

enum status
api_session_start(struct api_call *call)
{
	const struct grant *grant;
	struct bytes        token, json;
	int64_t             age, expires_at;
	enum status         status;

	/* A cookie does not renew itself. */
	status = api_authenticate(call, CARRIER_HEADER, &grant);
	if (status != STATUS_OK)
		return status;
	token = presented_token(call->environment->authorization);
	if (!fits_cookie(token))
		return STATUS_TOKEN_TOO_LONG;
	age = api_cookie_age(call, call->verdict->permit->expires_at);
	expires_at = call->now + age;
	status = text_format(call->arena, &json, "{\"expires_at\":%lld}\n",
	    (long long)expires_at);
	if (status != STATUS_OK)
		return status;
	api_start_answer(call, 200, json);
	return api_set_cookie(call, token, age);
}

enum status
api_session_end(struct api_call *call)
{
	api_start_answer(call, 204, (struct bytes){ "", 0 });
	call->response->content_length = -1; /* RFC 9110 §8.6 */
	return api_set_cookie(call, (struct bytes){ "", 0 }, 0);
}
