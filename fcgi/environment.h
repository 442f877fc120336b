/*
 * What the front server says about one request: a closed list of CGI and
 * FastCGI variables (RFC 3875 §4.1), and the headers that some schemes sign.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_ENVIRONMENT_H
#define FCGI_ENVIRONMENT_H

#include "postern.h"

#define ENVIRONMENT_HEADERS 64 /* more of them are left out */

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
	struct bytes https, url_scheme; /* HTTPS, REQUEST_SCHEME */
	/* HTTP_*: all of them; names without HTTP_.  Two of one name differ. */
	struct request_header headers[ENVIRONMENT_HEADERS];
	size_t        header_count;
	struct bytes config; /* (REDIRECT_)POSTERN_CONFIG */
	struct bytes role;        /* FCGI_ROLE, of the protocol */
	struct bytes apache_role; /* FCGI_APACHE_ROLE, of mod_fcgid */
	struct bytes asked_role;  /* POSTERN_ROLE */
	struct bytes served_file; /* POSTERN_FILE */

	/* No variable: what was sent behind them, to an API alone. */
	struct bytes body;
	enum body    body_state;
};

/* Views into envp ("NAME=value", NULL at the end); absent ones are empty. */
void environment_read(char *const *envp, struct environment *);
/* The same, one by one. */
void environment_add(struct environment *, struct bytes name,
    struct bytes value);

/* Whether the client came by TLS, as the front server sees it. */
int environment_is_https(const struct environment *);

#endif
