/*
 * Reads a request off what a front server has sent so far: whether all of its
 * parameters are there, whether its input is, and whether a front server would
 * send such a thing at all.
 *
 * FastCGI specification, §3.3 (records), §3.4 (name-value pairs), §5, §6.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RECORD_CHECK_H
#define FCGI_RECORD_CHECK_H

#include "record.h"

#define RECORD_PARAMS_MAX  65536
#define RECORD_BUFFER_SIZE (RECORD_PARAMS_MAX + 32768) /* with their frames */

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
 * of its parameters, of which RECORD_BUFFER_SIZE bytes have to be enough.
 */
enum framing record_check(struct bytes received, struct fastcgi_request *);

#endif
