/*
 * FastCGI records as bytes: taking them off what a front server has sent, and
 * writing those of an answer.
 *
 * FastCGI specification, §3.3 (records), §3.4 (name-value pairs), §5.5.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RECORD_H
#define FCGI_RECORD_H

#include "postern.h"

enum record_type {
	RECORD_BEGIN = 1,
	RECORD_END = 3,
	RECORD_PARAMS = 4,
	RECORD_STDIN = 5,
	RECORD_STDOUT = 6,
};

struct record {
	unsigned     type, id;
	struct bytes content;
};

enum framing {
	FRAMING_REFUSED,    /* not what a front server sends: close */
	FRAMING_INCOMPLETE, /* more must come */
	FRAMING_READY,
};

/* Takes one record off, whatever it is. */
enum framing record_next(struct bytes *rest, struct record *);

/* Takes one pair off; 0: there is none, or it is not whole. */
int record_next_pair(struct bytes *rest, struct bytes *name,
    struct bytes *value);

#define RECORD_HEADER       8
#define RECORD_CONTENT_MAX  65535
#define RECORD_ENDING       24 /* bytes of what ends an answer */

/* Of a record with so much content, at most RECORD_CONTENT_MAX. */
void record_put_header(unsigned char header[RECORD_HEADER], unsigned type,
    unsigned id, size_t length);
/* The end of the output, and of the request. */
void record_put_ending(unsigned char ending[RECORD_ENDING], unsigned id);

#endif
