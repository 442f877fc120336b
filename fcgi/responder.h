/*
 * One request: read, verify, authorise, resolve, deliver.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_RESPONDER_H
#define FCGI_RESPONDER_H

#include "environment.h"
#include "gate.h"
#include "problem.h"
#include "response.h"

/* Bytes that one request may use at most. */
#define REQUEST_MEMORY (128UL * 1024)

struct verdict {
	const struct post   *post; /* NULL: no route */
	struct claim         claim;
	const struct permit *permit; /* set on STATUS_OK, and when would_deny */
	enum status          status;
	/* In mode report-only; or why an API signed nothing; else undecided. */
	enum status          would_deny;
	const char          *decision; /* of an API or a preflight; or NULL */
	struct problem       problem;  /* of an API that denies */
};

/*
 * Reads, verifies and authorises a GET or HEAD: everything but the file.
 * Fills the request's client address and what request_read fills.
 */
void judge(const struct gate *, const struct environment *,
    struct request *, int64_t now, struct arena *, struct verdict *);

/*
 * Fills the response and its serialised head (both in the arena), and writes
 * the log line.  Always answers: whatever fails becomes a denial.  The sender
 * closes response->body_file.
 */
void respond(const struct gate *, const struct environment *, struct arena *,
    struct response *, struct bytes *head);

#endif
