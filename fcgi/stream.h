/*
 * Sends a part of a file as FastCGI records (specification §3.3, §5.5, §6.2)
 * without ever waiting: a slow reader holds nobody up.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_STREAM_H
#define FCGI_STREAM_H

#include <sys/types.h>

#include "record.h"

struct stream {
	int           file; /* owned */
	off_t         at;
	int64_t       left;      /* bytes of the file not yet in a record */
	size_t        in_record; /* bytes of the current record still to come */
	unsigned      request_id;
	int           ended; /* the last records are in frame */
	unsigned char frame[RECORD_ENDING];
	size_t        frame_at, frame_length;
};

enum stream_state { STREAM_MORE, STREAM_DONE, STREAM_FAILED };

void stream_start(struct stream *, unsigned request_id, int file, int64_t from,
    int64_t length);
/* Sends what the non-blocking socket takes, within a fair share. */
enum stream_state stream_send(struct stream *, int socket);
void stream_stop(struct stream *);

#endif
