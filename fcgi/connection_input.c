/*
 * What comes in on a connection: looks, without waiting, whether a request is
 * there, and has it answered.  See connection.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "connection_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "log.h"

/* Seconds that a peer may take for its next bytes. */
#define REQUEST_DEADLINE 10
#define INPUT_DEADLINE   2
#define GATHER_DEADLINE  30 /* for all of a body */

/* One request at a time; what is not whole waits in the connection. */
static char   received[FASTCGI_REQUEST_MAX];
static size_t received_length;

void
connection_forget_beginning(struct connection *one)
{
	if (one->beginning == NULL)
		return;
	wipe(one->beginning->bytes, one->beginning->length);
	free(one->beginning);
	one->beginning = NULL;
}

static void
take_beginning(struct connection *one)
{
	received_length = 0;
	if (one->beginning == NULL)
		return;
	received_length = one->beginning->length;
	memcpy(received, one->beginning->bytes, received_length);
}

/* 0: there is no memory. */
static int
keep_beginning(struct connection *one)
{
	struct beginning *beginning;

	connection_forget_beginning(one);
	beginning = malloc(sizeof(*beginning) + received_length);
	if (beginning == NULL)
		return 0;
	beginning->length = received_length;
	memcpy(beginning->bytes, received, received_length);
	one->beginning = beginning;
	return 1;
}

/*
 * Even a request without a body ends with an empty record, often written apart.
 * Who answers before it has to close the connection behind the answer, and a
 * front server that keeps it may have put the next request on it by then
 * (mod_proxy_fcgi: 5 of 50,000 lost).  So the end is waited for, but not for
 * long, and not when it cannot fit.
 */
static void
wait_for_input(struct connections *all, struct connection *one, int64_t now)
{
	if (!one->params_ended)
		connection_set_deadline(all, one, now + INPUT_DEADLINE);
	one->params_ended = 1;
	if (!keep_beginning(one))
		connection_close(all, one);
}

/* What is longer than a look, for who reads it. */
void
connection_gather(struct connections *all, struct connection *one, int64_t now)
{
	const enum gathering gathering = gather_receive(one->gather,
	    one->socket);

	if (gathering == GATHER_FAILED)
		connection_close(all, one);
	else if (gathering == GATHER_ENOUGH)
		connection_give_up(all, one, now);
}

static void
start_gathering(struct connections *all, struct connection *one, int64_t now)
{
	connection_forget_beginning(one);
	one->state = GATHERING;
	connection_set_deadline(all, one, now + GATHER_DEADLINE);
	connection_gather(all, one, now);
}

void
connection_give_up(struct connections *all, struct connection *one,
    int64_t now)
{
	struct fastcgi_request request;
	struct bytes           bytes;

	take_beginning(one);
	bytes = one->gather != NULL
	    ? gather_bytes(one->gather)
	    : (struct bytes){ received, received_length };
	if (fastcgi_request_read(bytes, &request) == FRAMING_READY)
		connection_answer(all, one, &request, now);
	else
		connection_close(all, one);
}

static void
look_for_input(struct connections *all, struct connection *one,
    const struct fastcgi_request *request, int64_t now)
{
	const int goes_on = !request->stdin_ended && !one->hung_up &&
	    !request->is_to_authorizer;
	const int is_full = received_length == sizeof(received);

	if (goes_on && !one->params_ended)
		one->gather = gather_new(all->gate, all->arena, request,
		    (struct bytes){ received, received_length }, now);
	if (one->gather != NULL)
		start_gathering(all, one, now);
	else if (!goes_on || is_full)
		connection_answer(all, one, request, now);
	else
		wait_for_input(all, one, now);
}

static void
wait_for_request(struct connections *all, struct connection *one, int64_t now)
{
	if (one->hung_up || !keep_beginning(one)) {
		connection_close(all, one);
		return;
	}
	if (one->deadline == 0)
		connection_set_deadline(all, one, now + REQUEST_DEADLINE);
}

static void
look(struct connections *all, struct connection *one, int64_t now)
{
	struct fastcgi_request request;

	switch (fastcgi_request_read((struct bytes){ received,
	    received_length }, &request)) {
	case FRAMING_READY:
		look_for_input(all, one, &request, now);
		return;
	case FRAMING_INCOMPLETE:
		wait_for_request(all, one, now);
		return;
	case FRAMING_REFUSED:
		log_message("closed: no web server sends such a record");
		connection_close(all, one);
	}
}

void
connection_look(struct connections *all, struct connection *one,
    uint32_t events, int64_t now)
{
	ssize_t length;

	one->hung_up = (events & EPOLLRDHUP) != 0;
	take_beginning(one);
	length = recv(one->socket, received + received_length,
	    sizeof(received) - received_length, MSG_DONTWAIT);
	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* Nobody says more, but a whole request may be there. */
	if (length < 0 || (length == 0 && received_length == 0)) {
		connection_close(all, one);
		return;
	}
	one->hung_up |= length == 0;
	received_length += (size_t)length;
	look(all, one, now);
}
