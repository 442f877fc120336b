/* See text_file.h.  SPDX-License-Identifier: ISC */
#include "text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SHOWN 200 /* bytes of its end in a complaint */

static const char *
reason_to_refuse(int file, size_t max, struct stat *stat)
{
	if (fstat(file, stat) != 0)
		return "it cannot be examined";
	if (!S_ISREG(stat->st_mode))
		return "it is not a regular file";
	if ((stat->st_mode & S_IWOTH) != 0)
		return "others may write to it: chmod o-w";
	if ((uintmax_t)stat->st_size > max)
		return "it is too large";
	return NULL;
}

/* Half of what someone is writing could say something else. */
static const char *
fill(int file, char *text, size_t size)
{
	size_t  length = 0;
	ssize_t got;

	/* One more than there was, to see whether there is more. */
	while ((got = read(file, text + length, size + 1 - length)) > 0)
		length += (size_t)got;
	if (got < 0)
		return "it cannot be read";
	return length == size ? NULL : "it changed while it was read";
}

static char *
read_opened(int file, size_t max, size_t *length, const char **reason)
{
	struct stat stat;
	char       *text;

	*reason = reason_to_refuse(file, max, &stat);
	if (*reason != NULL)
		return NULL;
	*length = (size_t)stat.st_size;
	text = malloc(*length + 1);
	*reason = text == NULL ? "memory ran out" : fill(file, text, *length);
	if (*reason == NULL)
		return text;
	free(text);
	return NULL;
}

char *
text_file_read(const char *name, size_t max, size_t *length,
    const char **reason)
{
	/* Non-blocking, so that a FIFO is refused rather than waited for. */
	int   file = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text;

	if (file < 0) {
		*reason = strerror(errno);
		return NULL;
	}
	text = read_opened(file, max, length, reason);
	close(file);
	return text;
}

void
text_file_complain(struct complaint *complaint, const char *name, size_t line,
    const char *reason)
{
	size_t      length = strlen(name);
	const char *shown = length > NAME_SHOWN ? name + length - NAME_SHOWN
						: name;

	if (line == 0)
		snprintf(complaint->text, sizeof(complaint->text), "%s: %s",
		    shown, reason);
	else
		snprintf(complaint->text, sizeof(complaint->text),
		    "%s:%zu: %s", shown, line, reason);
}
