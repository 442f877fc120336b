/*
 * Where lines go.  See log.h; what they hold is log_line.c's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "log_line.h"

#define FILE_MODE 0640

static struct {
	int descriptor; /* of the file; -1: stderr */
	int to_syslog;
} target = { .descriptor = -1 };

/* One write(2): lines of several processes never mix. */
static void
write_line(struct log_line *line, int priority)
{
	int     descriptor = target.descriptor;
	ssize_t written;

	if (target.to_syslog) {
		/* It adds a time of its own. */
		syslog(priority, "%.*s",
		    (int)(line->length - line->time_length),
		    line->text + line->time_length);
		return;
	}
	if (descriptor < 0)
		descriptor = STDERR_FILENO;
	log_line_end(line);
	do
		written = write(descriptor, line->text, line->length);
	while (written < 0 && errno == EINTR);
}

void
log_open(const char *where)
{
	int error;

	if (target.descriptor >= 0)
		close(target.descriptor);
	target.descriptor = -1;
	target.to_syslog = strcmp(where, "syslog") == 0;
	if (target.to_syslog)
		openlog("postern", LOG_PID | LOG_NDELAY, LOG_DAEMON);
	if (target.to_syslog || strcmp(where, "stderr") == 0)
		return;
	target.descriptor = open(where,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, FILE_MODE);
	error = errno;
	if (target.descriptor < 0)
		log_message("cannot open the log %s: %s; logging to stderr",
		    where, strerror(error));
}

void
log_request(const struct log_entry *entry)
{
	struct log_line line;

	log_line_request(&line, entry);
	write_line(&line, LOG_INFO);
}

void
log_message(const char *format, ...)
{
	char            text[LOG_LINE_SIZE];
	struct log_line line;
	va_list         arguments;
	int             length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	log_line_message(&line, (int64_t)time(NULL), bytes_of(text));
	write_line(&line, LOG_NOTICE);
}
