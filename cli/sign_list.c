/* Signs what a file lists.  See sign.h.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "print.h"
#include "sign.h"

#define LINES_A_STEP 1000 /* between two reports of progress */

struct list {
	FILE       *in;
	const char *name;
	char       *line; /* getline's: one buffer for all lines */
	size_t      room;

	long    number, refused;
	int64_t bytes_read, bytes_all; /* 0: unknown */
	int     shows_progress;
};

/* Progress is for people who would see nothing else. */
static void
open_progress(struct list *list)
{
	struct stat stat;

	list->shows_progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	if (fstat(fileno(list->in), &stat) == 0 && S_ISREG(stat.st_mode))
		list->bytes_all = stat.st_size;
}

static void
show_progress(const struct list *list)
{
	if (!list->shows_progress)
		return;
	fprintf(stderr, "\r%ld signed", list->number - list->refused);
	if (list->bytes_all > 0)
		fprintf(stderr, ", %lld %%", (long long)(100 *
		    list->bytes_read / list->bytes_all));
}

static void
end_progress(const struct list *list)
{
	show_progress(list);
	if (list->shows_progress)
		fputc('\n', stderr);
}

/* Zero at the end.  LF and CR LF are taken off. */
static int
next_line(struct list *list, struct bytes *line)
{
	ssize_t length = getline(&list->line, &list->room, list->in);

	if (length < 0)
		return 0;
	list->number++;
	list->bytes_read += length;
	if (length > 0 && list->line[length - 1] == '\n')
		length--;
	if (length > 0 && list->line[length - 1] == '\r')
		length--;
	*line = (struct bytes){ list->line, (size_t)length };
	return 1;
}

static void
sign_line(const struct signing *signing, struct list *list, struct bytes line)
{
	struct bytes     url;
	struct complaint why;

	if (sign_url(signing, line, &url, &why)) {
		fwrite(url.at, 1, url.len, stdout);
		putchar('\n');
		return;
	}
	list->refused++;
	if (list->shows_progress)
		fputc('\r', stderr);
	complain("%s:%ld: %s: %s", list->name, list->number,
	    shown_path(line).text, why.text);
}

static int
sign_lines(const struct signing *signing, struct list *list)
{
	struct bytes line;

	open_progress(list);
	while (!ferror(stdout) && next_line(list, &line)) {
		if (line.len > 0)
			sign_line(signing, list, line);
		if (list->number % LINES_A_STEP == 0)
			show_progress(list);
	}
	end_progress(list);
	if (ferror(list->in))
		complain("cannot read %s: %s", list->name, strerror(errno));
	if (list->refused > 0)
		complain("%ld of %ld lines were refused", list->refused,
		    list->number);
	return list->refused == 0 && !ferror(list->in);
}

int
sign_list(const struct signing *signing, const char *file)
{
	struct list list = { .in = stdin, .name = "standard input" };
	FILE       *opened = NULL;
	int         is_done;

	if (strcmp(file, "-") != 0) {
		opened = fopen(file, "re");
		if (opened == NULL) {
			complain("cannot open %s: %s", file, strerror(errno));
			return 0;
		}
		list.in = opened;
		list.name = file;
	}
	is_done = sign_lines(signing, &list);
	free(list.line);
	if (opened != NULL)
		fclose(opened);
	return is_done;
}
