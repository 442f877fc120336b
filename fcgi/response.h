/*
 * One CGI response (RFC 3875 §6): status, headers, and either a few bytes or
 * a part of a file as its body.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RESPONSE_H
#define FCGI_RESPONSE_H

#include "postern.h"

#define RESPONSE_HEADERS 24

struct header {
	struct bytes name, value;
};

struct response {
	int           status; /* HTTP */
	struct header headers[RESPONSE_HEADERS];
	size_t        header_count;
	int           failed; /* a header was refused: nothing may be sent */
	/* To be said as 403, without a body: nginx takes no other denial. */
	int           is_carried;

	int64_t       content_length; /* as announced; -1: not at all */

	struct bytes body;
	int          body_file; /* -1: none; owned by whoever sends it */
	int64_t      body_from, body_length;
};

void response_start(struct response *, int status);

/*
 * The one place through which a header reaches a client.  A value with a
 * control byte, or one header too many, makes the response "failed".  The name
 * is a word of the program's; the value must live until the response was sent.
 */
void response_add(struct response *, const char *name, struct bytes value);
void response_add_text(struct response *, const char *name, const char *value);

/* "Not Found"; NULL: we never answer so. */
const char *response_phrase(int status);

/* Has the answer say 403, and its own status in the header X-Postern-Status. */
void response_carry(struct response *);

/*
 * "Status: 200 OK\r\n...\r\n\r\n" in the arena.  STATUS_INTERNAL when the
 * response failed or its status has no reason phrase here.
 */
CHECKED enum status response_head(const struct response *, struct arena *,
    struct bytes *head);

#endif
