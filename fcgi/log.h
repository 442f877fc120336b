/*
 * One line a request, and messages about the program itself; to stderr, to
 * syslog or to a file, which is opened again on reload.  No credential ever
 * reaches this file: paths are cut before anything that looks like one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_LOG_H
#define FCGI_LOG_H

#include "postern.h"

/* The program's only global: where to write. */
void log_open(const char *where); /* "stderr", "syslog" or a file */

/*
 * From now on the lines of requests, unless they go to syslog, are written
 * together: when log_flush says so, before the log is opened again, with a
 * message, and when there are many of them.
 */
void log_gather(void);
void log_flush(void);

struct log_entry {
	int64_t      now;          /* seconds since 1970 */
	struct bytes route;        /* empty members are logged as "-" */
	const char  *decision;     /* allow, deny, would-deny, preflight */
	enum status  reason;
	int          http_status;
	const char  *scheme;
	struct bytes key_id, link_id, subject;
	struct bytes path;         /* any bytes: escaped, cut at a credential */
	struct bytes parameter;    /* the name of the credential's parameter */
	int64_t      microseconds;
};

void log_request(const struct log_entry *);
void log_message(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
