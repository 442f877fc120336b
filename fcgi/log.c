/*
 * Where lines go.  See log.h; what they hold is log_line.c's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
	int gathers;
} target = { .descriptor = -1 };

/* No more than a pipe takes whole: lines of several processes never mix. */
static struct {
	size_t length;
	char   text[PIPE_BUF];
} gathered;

_Static_assert(LOG_LINE_SIZE <= PIPE_BUF, "every line fits");

static void
write_all(const char *text, size_t length)
{
	const int descriptor = target.descriptor >= 0 ? target.descriptor
	                                              : STDERR_FILENO;

	while (length > 0) {
		ssize_t written = write(descriptor, text, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		text += written;
		length -= (size_t)written;
	}
}

void
log_flush(void)
{
	const size_t length = gathered.length;

	gathered.length = 0;
	write_all(gathered.text, length);
}

void
log_gather(void)
{
	target.gathers = 1;
}

static void
write_line(struct log_line *line, int priority)
{
	if (target.to_syslog) {
		/* It adds a time of its own. */
		syslog(priority, "%.*s",
		    (int)(line->length - line->time_length),
		    line->text + line->time_length);
		return;
	}
	log_line_end(line);
	if (line->length > sizeof(gathered.text) - gathered.length)
		log_flush();
	memcpy(gathered.text + gathered.length, line->text, line->length);
	gathered.length += line->length;
	if (!target.gathers)
		log_flush();
}

void
log_open(const char *where)
{
	int error;

	log_flush();
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
	log_flush();
}
