/* See fastcgi.h.  SPDX-License-Identifier: ISC */
#include "fastcgi.h"

#include <fcgiapp.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input.h"
#include "responder.h"
#include "send_limit.h"

/*
 * What was gathered, for libfcgi to read: it can read from nothing but a
 * descriptor.  A worker has one, opened before it serves.
 */
static int gathered_file = -1;

int
fastcgi_start(void)
{
	gathered_file = memfd_create("request", MFD_CLOEXEC);
	return gathered_file >= 0 && FCGX_Init() == 0;
}

/* A descriptor that libfcgi may close; -1: it cannot be done. */
static int
hand_over(struct bytes gathered)
{
	if (ftruncate(gathered_file, 0) != 0 ||
	    pwrite(gathered_file, gathered.at, gathered.len, 0) !=
	        (ssize_t)gathered.len ||
	    lseek(gathered_file, 0, SEEK_SET) != 0)
		return -1;
	return fcntl(gathered_file, F_DUPFD_CLOEXEC, 0);
}

static void
put(FCGX_Request *request, struct bytes bytes)
{
	/* The head and a denial's body are far below INT_MAX. */
	FCGX_PutStr(bytes.at, (int)bytes.len, request->out);
}

static void
read_stdin(FCGX_Request *request, struct input *input)
{
	char chunk[4096];
	int  length;

	while ((length = FCGX_GetStr(chunk, sizeof(chunk), request->in)) > 0)
		input_add(input, chunk, (size_t)length);
}

/* Ends the request, and takes the socket back: FCGX_Finish_r would close it. */
static int
finish(FCGX_Request *request)
{
	int socket;

	request->keepConnection = 1;
	FCGX_Finish_r(request);
	socket = request->ipcFd; /* -1 when writing failed */
	request->ipcFd = -1;
	return socket;
}

/* Leaves the request open for the records that the caller will send. */
static int
leave_open(FCGX_Request *request)
{
	int socket = request->ipcFd;

	FCGX_FFlush(request->out);
	request->ipcFd = -1;
	FCGX_Free(request, 0);
	return socket;
}

/* The answer goes to the socket, wherever the request was read from. */
static void
turn_to_socket(FCGX_Request *request, int socket)
{
	if (request->ipcFd != socket)
		close(request->ipcFd);
	request->ipcFd = socket;
}

/* What any socket's buffer takes at once when it is empty. */
#define PUT_MAX 65536

/*
 * More goes the way of a file's bytes, so that nobody waits for a slow reader.
 */
static void
set_aside(struct response *response)
{
	const struct bytes body = response->body;
	int                file;

	if (body.len <= PUT_MAX)
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
write_answer(FCGX_Request *request, struct bytes head,
    const struct response *response, struct fastcgi_answer *answer)
{
	if (head.len + response->body.len > SEND_UNLIMITED)
		send_limit_set(request->ipcFd);
	put(request, head);
	put(request, response->body);
	answer->keep = request->keepConnection;
	answer->request_id = request->requestId;
	answer->file = response->body_file;
	answer->from = response->body_from;
	answer->length = response->body_length;
	answer->socket = response->body_file >= 0 ? leave_open(request)
						  : finish(request);
}

static void
answer_request(struct gate *gate, struct arena *arena, FCGX_Request *request,
    const struct fastcgi_request *asked, int64_t now,
    struct fastcgi_answer *answer)
{
	struct environment environment;
	struct input       input;
	struct response    response;
	struct bytes       head;

	environment_read(request->envp, &environment);
	if (gate_follow(gate, &environment, now))
		gate_open_log(gate);
	input_open(&input, gate, &environment, arena);
	/* Reading what has not come would be to wait for it. */
	if (asked->stdin_ended || asked->gathered.len > 0)
		read_stdin(request, &input);
	input_end(&input, asked->stdin_ended, &environment);
	turn_to_socket(request, asked->socket);
	respond(gate, &environment, input.arena != NULL ? input.arena : arena,
	    &response, &head);
	set_aside(&response);
	write_answer(request, head, &response, answer);
	input_close(&input);
	arena_reset(arena);
}

void
fastcgi_answer(struct gate *gate, struct arena *arena,
    const struct fastcgi_request *asked, int64_t now,
    struct fastcgi_answer *answer)
{
	FCGX_Request request;

	*answer = (struct fastcgi_answer){ .socket = -1, .file = -1 };
	FCGX_InitRequest(&request, -1, FCGI_FAIL_ACCEPT_ON_INTR);
	request.ipcFd = asked->gathered.len > 0 ? hand_over(asked->gathered)
						: asked->socket;
	request.keepConnection = 1; /* or FCGX_Accept_r closes it first */
	/* Without a listening socket it cannot fall back to waiting for one. */
	if (request.ipcFd >= 0 && FCGX_Accept_r(&request) == 0)
		answer_request(gate, arena, &request, asked, now, answer);
	else if (asked->gathered.len > 0)
		close(asked->socket);
}

int
is_cgi(void)
{
	return FCGX_IsCGI();
}
