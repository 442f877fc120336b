/* See fastcgi.h.  SPDX-License-Identifier: ISC */
#include "fastcgi.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "input.h"
#include "responder.h"
#include "send_limit.h"

/* Headers and contents of two records, and the ending. */
#define PARTS 5

struct parts {
	struct iovec  at[PARTS];
	int           count;
	size_t        length;
	unsigned char headers[2][RECORD_HEADER];
	unsigned char ending[RECORD_ENDING];
};

static void
add(struct parts *parts, const void *bytes, size_t length)
{
	parts->at[parts->count++] = (struct iovec){ (void *)bytes, length };
	parts->length += length;
}

static void
add_record(struct parts *parts, unsigned char *header, unsigned id,
    struct bytes content)
{
	if (content.len == 0)
		return; /* which would be the end of the output */
	record_put_header(header, RECORD_STDOUT, id, content.len);
	add(parts, header, RECORD_HEADER);
	add(parts, content.at, content.len);
}

/* Leaves out of a message what was sent already. */
static void
drop(struct msghdr *message, size_t length)
{
	struct iovec *first = message->msg_iov;

	for (; length > 0 && length >= first->iov_len; first++) {
		length -= first->iov_len;
		message->msg_iovlen--;
	}
	message->msg_iov = first;
	if (length == 0)
		return;
	first->iov_base = (char *)first->iov_base + length;
	first->iov_len -= length;
}

/* 0: the peer is gone, or has not taken anything for long. */
static int
send_all(int socket, struct parts *parts)
{
	struct msghdr message = {
		.msg_iov = parts->at, .msg_iovlen = (size_t)parts->count
	};

	if (parts->length > SEND_UNLIMITED)
		send_limit_set(socket);
	while (parts->length > 0) {
		ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return 0;
		parts->length -= (size_t)sent;
		drop(&message, (size_t)sent);
	}
	return 1;
}

/*
 * More than a record holds goes the way of a file's bytes, so that nobody waits
 * for a slow reader.
 */
static void
set_aside(struct response *response)
{
	const struct bytes body = response->body;
	int                file;

	if (body.len <= RECORD_CONTENT_MAX)
		return;
	file = memfd_create("answer", MFD_CLOEXEC);
	if (file < 0)
		return;
	if (pwrite(file, body.at, body.len, 0) != (ssize_t)body.len) {
		close(file);
		return;
	}
	response->body_file = file;
	response->body_from = 0;
	response->body_length = (int64_t)body.len;
	response->body.len = 0;
}

static void
write_answer(int socket, const struct fastcgi_request *request,
    struct bytes head, struct response *response,
    struct fastcgi_answer *answer)
{
	struct parts parts = { .count = 0 };

	set_aside(response);
	answer->file = response->body_file;
	answer->from = response->body_from;
	answer->length = response->body_length;
	answer->is_lost = head.len > RECORD_CONTENT_MAX ||
	    response->body.len > RECORD_CONTENT_MAX;
	if (answer->is_lost)
		return;
	add_record(&parts, parts.headers[0], request->id, head);
	add_record(&parts, parts.headers[1], request->id, response->body);
	record_put_ending(parts.ending, request->id);
	/* The end of a file's bytes comes behind them. */
	if (answer->file < 0)
		add(&parts, parts.ending, sizeof(parts.ending));
	answer->is_lost = !send_all(socket, &parts);
}

static void
read_input(const struct fastcgi_request *request, struct input *input)
{
	struct bytes  rest = request->input;
	struct record record;

	while (record_next(&rest, &record) == FRAMING_READY &&
	    record.type == RECORD_STDIN && record.content.len > 0)
		input_add(input, record.content.at, record.content.len);
}

void
fastcgi_answer(struct gate *gate, struct arena *arena, int socket,
    const struct fastcgi_request *request, int64_t now,
    struct fastcgi_answer *answer)
{
	struct environment environment;
	struct input       input;
	struct response    response;
	struct bytes       head;

	fastcgi_request_environment(request, &environment);
	if (gate_follow(gate, &environment, now))
		gate_open_log(gate);
	input_open(&input, gate, &environment, arena);
	read_input(request, &input);
	input_end(&input, request->stdin_ended, &environment);
	respond(gate, &environment, input.arena != NULL ? input.arena : arena,
	    &response, &head);
	write_answer(socket, request, head, &response, answer);
	input_close(&input);
	arena_reset(arena);
}
