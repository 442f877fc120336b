/*
 * What the front server says about one request: a closed list of CGI and
 * FastCGI variables (RFC 3875 §4.1), everything else is never looked at.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_ENVIRONMENT_H
#define FCGI_ENVIRONMENT_H

#include "postern.h"

enum body {
	BODY_NONE,
	BODY_WHOLE,
	BODY_CUT_SHORT,
	BODY_TOO_LONG, /* for the route */
	BODY_UNREAD,   /* for want of memory */
};

struct environment {
	struct bytes method;          /* REQUEST_METHOD */
	struct bytes target;          /* REQUEST_URI */
	struct bytes content_length;  /* CONTENT_LENGTH */
	struct bytes remote_address;  /* REMOTE_ADDR */
	struct bytes forwarded_for;   /* HTTP_X_FORWARDED_FOR */
	struct bytes cookies;         /* HTTP_COOKIE */
	struct bytes authorization;   /* (REDIRECT_)HTTP_AUTHORIZATION */
	struct bytes origin;          /* HTTP_ORIGIN */
	struct bytes host;            /* HTTP_HOST */
	struct bytes fetch_site;      /* HTTP_SEC_FETCH_SITE */
	struct bytes content_type;    /* CONTENT_TYPE */
	struct bytes preflight_method; /* HTTP_ACCESS_CONTROL_REQUEST_METHOD */
	struct bytes range, if_range; /* HTTP_RANGE, HTTP_IF_RANGE */
	struct bytes if_match, if_none_match;
	struct bytes if_modified_since, if_unmodified_since;
	struct bytes config; /* (REDIRECT_)POSTERN_CONFIG; NUL-terminated */

	/* No variable: what was sent behind them, to an API alone. */
	struct bytes body;
	enum body    body_state;
};

/* Views into envp ("NAME=value", NULL at the end); absent ones are empty. */
void environment_read(char *const *envp, struct environment *);
/* The same, one by one. */
void environment_add(struct environment *, struct bytes name,
    struct bytes value);

#endif
