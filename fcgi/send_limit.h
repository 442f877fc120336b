/*
 * How long a write may wait for a peer that does not read.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_SEND_LIMIT_H
#define FCGI_SEND_LIMIT_H

/* What the empty buffer of any socket takes at once: no limit is needed. */
#define SEND_UNLIMITED 8192

void send_limit_set(int socket);

#endif
