/* See fastcgi.h.  SPDX-License-Identifier: ISC */
#include "fastcgi.h"

#include <fcgiapp.h>

#include "responder.h"

int
fastcgi_start(void)
{
	return FCGX_Init() == 0;
}

static void
put(FCGX_Request *request, struct bytes bytes)
{
	/* The head and a denial's body are far below INT_MAX. */
	FCGX_PutStr(bytes.at, (int)bytes.len, request->out);
}

static void
drain_stdin(FCGX_Request *request)
{
	char waste[4096];

	while (FCGX_GetStr(waste, sizeof(waste), request->in) > 0)
		;
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

static void
answer_request(struct gate *gate, struct arena *arena, FCGX_Request *request,
    int stdin_ended, int64_t now, struct fastcgi_answer *answer)
{
	struct environment environment;
	struct response    response;
	struct bytes       head;

	environment_read(request->envp, &environment);
	if (gate_follow(gate, &environment, now))
		gate_open_log(gate);
	respond(gate, &environment, arena, &response, &head);
	put(request, head);
	put(request, response.body);
	if (stdin_ended)
		drain_stdin(request);
	answer->keep = request->keepConnection;
	answer->request_id = request->requestId;
	answer->file = response.body_file;
	answer->from = response.body_from;
	answer->length = response.body_length;
	answer->socket = response.body_file >= 0 ? leave_open(request)
						 : finish(request);
	arena_reset(arena);
}

void
fastcgi_answer(struct gate *gate, struct arena *arena, int socket,
    int stdin_ended, int64_t now, struct fastcgi_answer *answer)
{
	FCGX_Request request;

	*answer = (struct fastcgi_answer){ .socket = -1, .file = -1 };
	FCGX_InitRequest(&request, -1, FCGI_FAIL_ACCEPT_ON_INTR);
	request.ipcFd = socket;
	request.keepConnection = 1; /* or FCGX_Accept_r closes it first */
	/* Without a listening socket it cannot fall back to waiting for one. */
	if (FCGX_Accept_r(&request) == 0)
		answer_request(gate, arena, &request, stdin_ended, now,
		    answer);
}

int
is_cgi(void)
{
	return FCGX_IsCGI();
}
