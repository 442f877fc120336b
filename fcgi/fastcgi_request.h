/*
 * Reads a request off what a front server has sent so far: whether all of its
 * parameters are there, whether its input is, and whether a front server would
 * send such a thing at all.
 *
 * FastCGI specification, §3.3 (records), §3.4 (name-value pairs), §5, §6.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_FASTCGI_REQUEST_H
#define FCGI_FASTCGI_REQUEST_H

#include "environment.h"
#include "record.h"

#define FASTCGI_PARAMS_MAX  65536
#define FASTCGI_REQUEST_MAX (FASTCGI_PARAMS_MAX + 32768) /* with frames */

struct fastcgi_request {
	unsigned     id;
	int          is_to_authorizer; /* no input is sent to it (§6.3) */
	int          keep;             /* the front server wants to go on */
	struct bytes parameters;       /* pairs; until the next look */
	struct bytes input;            /* records, of what was received */
	int          stdin_ended;      /* they are there to their end */
};

/*
 * received: the bytes from the start of a request on.  It is ready with the end
 * of its parameters, of which FASTCGI_REQUEST_MAX bytes have to be enough.
 */
enum framing fastcgi_request_read(struct bytes received,
    struct fastcgi_request *);

/* Its parameters as variables, and its role as FCGI_ROLE; views of them. */
void fastcgi_request_environment(const struct fastcgi_request *,
    struct environment *);

#endif
