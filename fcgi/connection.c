/* See connection.h.  SPDX-License-Identifier: ISC */
#include "connection_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fastcgi.h"
#include "send_limit.h"

/* Seconds that a peer may take for its next bytes. */
#define STREAM_DEADLINE 60
#define DRAIN_DEADLINE  5

/* Edge-triggered: whoever is told takes all there is. */
#define EVENTS (EPOLLIN | EPOLLRDHUP | EPOLLET)

void
connection_set_deadline(struct connections *all, struct connection *one,
    int64_t deadline)
{
	all->timed -= one->deadline != 0;
	one->deadline = deadline;
	all->timed += one->deadline != 0;
}

static void
stop_streaming(struct connections *all, struct connection *one)
{
	if (one->stream == NULL)
		return;
	stream_stop(one->stream);
	pool_give(&all->streams, one->stream);
	one->stream = NULL;
}

void
connection_close(struct connections *all, struct connection *one)
{
	stop_streaming(all, one);
	if (one->socket >= 0)
		close(one->socket);
	gather_free(one->gather);
	connection_forget_beginning(one);
	connection_set_deadline(all, one, 0);
	if (one->newer != NULL)
		one->newer->older = one->older;
	else
		all->newest = one->older;
	if (one->older != NULL)
		one->older->newer = one->newer;
	pool_give(&all->pool, one);
}

/* 0: it cannot be done. */
static int
watch(struct connections *all, struct connection *one, uint32_t events)
{
	const int          change = one->watched == 0 ? EPOLL_CTL_ADD
	                                              : EPOLL_CTL_MOD;
	struct epoll_event event = { .events = events, .data.ptr = one };

	if (one->watched == events)
		return 1;
	one->watched = events;
	return epoll_ctl(all->epoll, change, one->socket, &event) == 0;
}

static int
is_over(const struct connections *all, const struct connection *one)
{
	return one->stdin_ended && (!one->keep || all->closing);
}

/* From its second answer on the buffer may be full of the first. */
static void
limit(struct connection *one)
{
	if (!one->limited)
		send_limit_set(one->socket);
	one->limited = 1;
}

/*
 * Behind an answer.  Closing at once is right when the input was read to its
 * end, and before that loses answers (mod_proxy_fcgi: 3 to 5 in 100), so then
 * the input is drained first.
 */
static void
after_answer(struct connections *all, struct connection *one, int64_t now)
{
	if (is_over(all, one) || !watch(all, one, EVENTS)) {
		connection_close(all, one);
		return;
	}
	one->state = WAITING;
	one->params_ended = 0;
	connection_set_deadline(all, one, 0);
	if (one->stdin_ended) {
		limit(one);
		return;
	}
	one->state = DRAINING;
	shutdown(one->socket, SHUT_WR);
	connection_set_deadline(all, one, now + DRAIN_DEADLINE);
}

static void
drain(struct connections *all, struct connection *one)
{
	char    waste[16384];
	ssize_t length;

	for (int i = 0; i < 64; i++) {
		length = recv(one->socket, waste, sizeof(waste), MSG_DONTWAIT);
		if (length < 0 && errno == EAGAIN)
			return;
		if (length <= 0) {
			connection_close(all, one);
			return;
		}
	}
}

/* sendfile(2) waits unless the socket does not; a short answer may wait. */
static void
set_waiting(const struct connection *one, int waits)
{
	fcntl(one->socket, F_SETFL, waits ? 0 : O_NONBLOCK);
}

static void
go_on_streaming(struct connections *all, struct connection *one, int64_t now)
{
	const enum stream_state state = stream_send(one->stream, one->socket);

	connection_set_deadline(all, one, now + STREAM_DEADLINE);
	/* Level-triggered while there is something to send. */
	if (state == STREAM_FAILED ||
	    (state == STREAM_MORE && !watch(all, one, EPOLLOUT))) {
		connection_close(all, one);
		return;
	}
	if (state == STREAM_MORE)
		return;
	stop_streaming(all, one);
	if (!is_over(all, one))
		set_waiting(one, 1);
	after_answer(all, one, now);
}

static void
start_streaming(struct connections *all, struct connection *one,
    unsigned request_id, const struct fastcgi_answer *answer, int64_t now)
{
	one->stream = pool_take(&all->streams, sizeof(*one->stream));
	if (one->stream == NULL) {
		close(answer->file);
		connection_close(all, one);
		return;
	}
	stream_start(one->stream, request_id, answer->file, answer->from,
	    answer->length);
	one->state = STREAMING;
	set_waiting(one, 0);
	go_on_streaming(all, one, now);
}

void
connection_answer(struct connections *all, struct connection *one,
    const struct fastcgi_request *request, int64_t now)
{
	struct fastcgi_answer answer;

	one->stdin_ended = request->stdin_ended != 0;
	fastcgi_answer(all->gate, all->arena, one->socket, request, now,
	    &answer);
	gather_free(one->gather);
	one->gather = NULL;
	connection_forget_beginning(one);
	one->answered = 1;
	one->keep = request->keep != 0 && !one->hung_up;
	if (answer.is_lost) {
		if (answer.file >= 0)
			close(answer.file);
		connection_close(all, one);
	} else if (answer.file >= 0) {
		start_streaming(all, one, request->id, &answer, now);
	} else {
		after_answer(all, one, now);
	}
}

/*
 * Most often the request is there already and the connection ends with its
 * answer: epoll hears of those alone that stay.
 */
void
connection_open(struct connections *all, int socket, int64_t now)
{
	struct connection *one = pool_take(&all->pool, sizeof(*one));

	if (one == NULL) {
		close(socket);
		return;
	}
	one->socket = socket;
	one->older = all->newest;
	if (one->older != NULL)
		one->older->newer = one;
	all->newest = one;
	connection_look(all, one, 0, now);
	if (all->newest != one) /* it is gone */
		return;
	if (one->watched == 0 && !watch(all, one, EVENTS))
		connection_close(all, one);
}

void
connection_ready(struct connections *all, struct connection *one,
    uint32_t events, int64_t now)
{
	if (one->state == STREAMING)
		go_on_streaming(all, one, now);
	else if (one->state == GATHERING)
		connection_gather(all, one, now);
	else if (one->state == DRAINING)
		drain(all, one);
	else
		connection_look(all, one, events, now);
}

/* Whose time is up gets the answer that its parameters allow. */
static void
give_up(struct connections *all, struct connection *one, int64_t now)
{
	if (one->state == GATHERING ||
	    (one->state == WAITING && one->params_ended))
		connection_give_up(all, one, now);
	else
		connection_close(all, one);
}

static int
is_late(const struct connection *one, int64_t now)
{
	return one->deadline != 0 && now > one->deadline;
}

static int
is_kept_idle(const struct connection *one)
{
	return one->state == WAITING && one->answered && one->deadline == 0;
}

void
connections_sweep(struct connections *all, int64_t now)
{
	struct connection *one, *older;

	if ((now == all->swept_at || all->timed == 0) && !all->closing)
		return;
	all->swept_at = now;
	for (one = all->newest; one != NULL; one = older) {
		older = one->older;
		if (is_late(one, now))
			give_up(all, one, now);
		else if (all->closing && is_kept_idle(one))
			connection_close(all, one);
	}
}

void
connections_release(struct connections *all)
{
	pool_empty(&all->pool);
	pool_empty(&all->streams);
}
