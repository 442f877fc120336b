/*
 * Looks at what a front server sent so far, before libfcgi reads it: is there
 * a whole request (so that reading it cannot block), and is it one that
 * libfcgi survives?  libfcgi aborts on some lengths and waits for ever for the
 * rest of half a record; with this in front of it neither can happen.
 *
 * FastCGI specification, §3.3 (records), §3.4 (name-value pairs), §5.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RECORD_CHECK_H
#define FCGI_RECORD_CHECK_H

#include "postern.h"

#define RECORD_PARAMS_MAX  65536
#define RECORD_BUFFER_SIZE (RECORD_PARAMS_MAX + 32768) /* with their frames */

enum framing {
	FRAMING_REFUSED,    /* not what a front server sends: close */
	FRAMING_INCOMPLETE, /* more must come */
	FRAMING_READY,      /* up to the end of its parameters */
};

/*
 * received: at most RECORD_BUFFER_SIZE bytes from the start of a request.
 * *stdin_ended says of a request that is ready whether its (maybe empty)
 * input is there to its end.
 */
enum framing record_check(struct bytes received, int *stdin_ended);

/* The parameters of the request that was ready last, until the next look. */
struct bytes record_parameters(void);

/* The same: no input is sent to an authorizer (FastCGI 1.0 §6.3). */
int record_is_to_authorizer(void);
/* Takes one off; 0: there is none, or it is not whole. */
int record_next_pair(struct bytes *rest, struct bytes *name,
    struct bytes *value);

enum { RECORD_BEGIN = 1, RECORD_PARAMS = 4, RECORD_STDIN = 5 };

struct record {
	unsigned     type, id;
	struct bytes content;
};

/* Takes one record off, whatever it is. */
enum framing record_next(struct bytes *rest, struct record *);

#endif
