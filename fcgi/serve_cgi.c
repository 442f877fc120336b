/* One CGI request (RFC 3875).  See serve.h.  SPDX-License-Identifier: ISC */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "input.h"
#include "responder.h"

static int
write_all(struct bytes bytes)
{
	while (bytes.len > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes.at, bytes.len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return 0;
		bytes.at += written;
		bytes.len -= (size_t)written;
	}
	return 1;
}

static int
copy_file(int file, off_t at, int64_t left)
{
	while (left > 0) {
		char    buffer[65536];
		size_t  most = sizeof(buffer);
		ssize_t length;

		if (left < (int64_t)most)
			most = (size_t)left;
		length = pread(file, buffer, most, at);
		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			return 0;
		if (!write_all((struct bytes){ buffer, (size_t)length }))
			return 0;
		at += length;
		left -= length;
	}
	return 1;
}

/*
 * A body that nobody asked for is read all the same: a program that exits
 * before makes Apache's mod_cgid cut the answer short.
 */
static void
read_stdin(struct bytes content_length, struct input *input)
{
	/* A view of a C string; what is no number says 0. */
	long long left = content_length.len > 0
	    ? strtoll(content_length.at, NULL, 10)
	    : 0;
	char      chunk[16384];

	while (left > 0) {
		size_t  most = sizeof(chunk);
		ssize_t length;

		if (left < (long long)most)
			most = (size_t)left;
		length = read(STDIN_FILENO, chunk, most);
		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			return;
		input_add(input, chunk, (size_t)length);
		left -= length;
	}
}

int
serve_cgi(struct gate *gate, char *const *variables)
{
	struct arena      *arena = arena_new(REQUEST_MEMORY);
	struct environment environment;
	struct input       input;
	struct response    response;
	struct bytes       head;
	int                sent;

	if (arena == NULL)
		return 1;
	environment_read(variables, &environment);
	if (gate_follow(gate, &environment, time(NULL)))
		gate_open_log(gate);
	input_open(&input, gate, &environment, arena);
	read_stdin(environment.content_length, &input);
	input_end(&input, 1, &environment);
	respond(gate, &environment, input.arena != NULL ? input.arena : arena,
	    &response, &head);
	sent = write_all(head) && write_all(response.body);
	if (sent && response.body_file >= 0)
		sent = copy_file(response.body_file, response.body_from,
		    response.body_length);
	if (response.body_file >= 0)
		close(response.body_file);
	input_close(&input);
	arena_free(arena);
	return sent ? 0 : 1;
}
