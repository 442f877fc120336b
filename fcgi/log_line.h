/*
 * One line of the log, built on the stack: fields of limited length, nothing
 * but visible ASCII, and no credential.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_LOG_LINE_H
#define FCGI_LOG_LINE_H

#include "log.h"

#define LOG_LINE_SIZE 2048

struct log_line {
	size_t length;
	size_t time_length; /* "2026-11-23T23:23:34Z " */
	char   text[LOG_LINE_SIZE];
};

void log_line_request(struct log_line *, const struct log_entry *);
void log_line_message(struct log_line *, int64_t now, struct bytes text);

/* Adds the LF. */
void log_line_end(struct log_line *);

/* Where something that looks like a credential starts; len: nowhere. */
size_t log_credential_at(struct bytes text);

/* The same for a path: a query or the parameter itself end it too. */
size_t log_query_at(struct bytes path, struct bytes parameter);

#endif
