/*
 * One request: read, verify, authorise, resolve, deliver.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RESPONDER_H
#define FCGI_RESPONDER_H

#include "environment.h"
#include "gate.h"
#include "response.h"

/* Bytes that one request may use at most. */
#define REQUEST_MEMORY (128UL * 1024)

/*
 * Fills the response and its serialised head (both in the arena), and writes
 * the log line.  Always answers: whatever fails becomes a denial.  The sender
 * closes response->body_file.
 */
void respond(const struct gate *, const struct environment *, struct arena *,
    struct response *, struct bytes *head);

#endif
