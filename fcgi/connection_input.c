/*
 * What comes in on a connection: looks, without waiting, whether a request is
 * there, and has it answered.  See connection.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "connection_parts.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "log.h"
#include "record_check.h"

/* Seconds that a peer may take for its next bytes. */
#define REQUEST_DEADLINE 10
#define INPUT_DEADLINE   2
#define GATHER_DEADLINE  30 /* for all of a body */

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
}

/* What does not fit into the socket's buffer, for who reads it. */
void
connection_gather(struct connections *all, struct connection *one, int64_t now)
{
	const enum gathering gathering = gather_receive(one->gather,
	    one->socket);

	if (gathering == GATHER_FAILED)
		connection_close(all, one);
	if (gathering != GATHER_ENOUGH)
		return;
	one->stdin_ended = gather_is_whole(one->gather) != 0;
	connection_answer(all, one, now);
}

static void
start_gathering(struct connections *all, struct connection *one, int64_t now)
{
	one->state = GATHERING;
	connection_set_deadline(all, one, now + GATHER_DEADLINE);
	connection_gather(all, one, now);
}

static void
look_for_input(struct connections *all, struct connection *one, int is_full,
    int64_t now)
{
	const int goes_on = !one->stdin_ended && !one->hung_up &&
	    !record_is_to_authorizer();

	if (goes_on && !one->params_ended)
		one->gather = gather_new(all->gate, all->arena, now);
	if (one->gather != NULL)
		start_gathering(all, one, now);
	else if (!goes_on || is_full)
		connection_answer(all, one, now);
	else
		wait_for_input(all, one, now);
}

void
connection_look(struct connections *all, struct connection *one,
    uint32_t events, int64_t now)
{
	static char buffer[RECORD_BUFFER_SIZE];
	ssize_t     length;
	int         stdin_ended = 0;

	one->hung_up = (events & EPOLLRDHUP) != 0;
	length = recv(one->socket, buffer, sizeof(buffer),
	    MSG_PEEK | MSG_DONTWAIT);
	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (length <= 0) {
		connection_close(all, one);
		return;
	}
	switch (record_check((struct bytes){ buffer, (size_t)length },
	    &stdin_ended)) {
	case FRAMING_READY:
		one->stdin_ended = stdin_ended != 0;
		look_for_input(all, one, (size_t)length == sizeof(buffer), now);
		return;
	case FRAMING_INCOMPLETE:
		if (one->hung_up)
			connection_close(all, one);
		else if (one->deadline == 0)
			connection_set_deadline(all, one,
			    now + REQUEST_DEADLINE);
		return;
	case FRAMING_REFUSED:
		log_message("closed: no web server sends such a record");
		connection_close(all, one);
	}
}
