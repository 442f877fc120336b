/*
 * The API of a route with role = api: makes credentials for the files of other
 * routes, for who calls it with a token.  docs/api.md is the specification.
 *
 *	POST   sign     paths --> signed URLs, for what the token opens
 *	POST   session  the token itself --> a cookie
 *	DELETE session  --> no cookie
 *	GET    claim    a signed link --> a cookie, and on to a clean URL
 *
 * Nothing here looks at the file system: an answer tells what a token opens,
 * never what there is.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_API_H
#define FCGI_API_H

#include "postern_api.h"
#include "judge.h"
#include "responder.h"

/* Where a call comes from, as its browser says. */
enum api_origin {
	ORIGIN_UNSAID,  /* no browser, or a very old one */
	ORIGIN_OURS,    /* the API's own, or listed */
	ORIGIN_FOREIGN,
};
enum api_origin api_origin(const struct route *, const struct environment *);

/* One call, and everything that an endpoint may want to know. */
struct api_call {
	const struct gate        *gate;
	const struct environment *environment;
	const struct post        *post; /* of the API itself */
	const struct api         *api;
	int64_t                   now;
	enum api_origin           origin;
	struct request           *request;
	struct verifier           verifier; /* of the caller's token */
	struct arena             *arena;
	struct verdict           *verdict;
	struct response          *response;
};

/* Fills the response, or says why not; verdict->problem has the details. */
CHECKED enum status api_answer(struct api_call *);

/*
 * The route of an API whose call may have a body; NULL: nobody reads it.  The
 * arena is reset.
 */
const struct route *api_of_body(const struct gate *,
    const struct environment *, struct arena *);

/* ---------------------------------------------------- for the endpoints */

/* Status, content type and length; the body lives in the arena. */
void api_start_answer(struct api_call *, int http_status, struct bytes json);

/* Sets *grant and verdict->permit, or it is 401. */
CHECKED enum status api_authenticate(struct api_call *, unsigned carriers,
    const struct grant **grant);

/* Whether the API signs for this route. */
int api_signs(const struct api *, const struct route *);

CHECKED enum status api_sign(struct api_call *);
CHECKED enum status api_session_start(struct api_call *);
CHECKED enum status api_session_end(struct api_call *);
CHECKED enum status api_claim(struct api_call *);

/* Adds Set-Cookie; what is at most now old removes it. */
CHECKED enum status api_set_cookie(struct api_call *, struct bytes value,
    int64_t max_age);

/* How long a cookie for a credential may live: seconds. */
int64_t api_cookie_age(const struct api_call *, int64_t expires_at);

#endif
