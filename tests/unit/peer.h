/*
 * Connections without a responder and without a clock: the test is the front
 * server, says what time it is, and gives the answers itself.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_PEER_H
#define TESTS_UNIT_PEER_H

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "connection.h"
#include "fastcgi.h"
#include "support.h"

#define NOW 1800000000

#define BEGIN   "\1\1\1\2\0\10\0\0\0\1\0\0\0\0\0\0"
#define BEGIN_KEPT "\1\1\1\2\0\10\0\0\0\1\1\0\0\0\0\0"
#define PARAMS  "\1\4\1\2\0\0\0\0"
#define INPUT   "\1\5\1\2\0\1\0\0x"
#define END     "\1\5\1\2\0\0\0\0"
#define REQUEST BEGIN PARAMS END
#define REQUEST_KEPT BEGIN_KEPT PARAMS END
#define ANSWER  "the answer"

static struct connections all;
static size_t             descriptors; /* open before the test */

/* What was asked for, and what is to be the answer. */
static struct {
	int                   asked, stdin_ended;
	size_t                input;
	struct fastcgi_answer answer;
} responder;

void
fastcgi_answer(struct gate *gate, struct arena *arena, int socket,
    const struct fastcgi_request *request, int64_t now,
    struct fastcgi_answer *answer)
{
	(void)gate;
	(void)arena;
	(void)now;
	/* A short answer may wait. */
	assert_false(fcntl(socket, F_GETFL) & O_NONBLOCK);
	responder.asked++;
	responder.stdin_ended = request->stdin_ended;
	responder.input = request->input.len;
	*answer = responder.answer;
	assert_int_equal(send(socket, ANSWER, sizeof(ANSWER) - 1, 0),
	    sizeof(ANSWER) - 1);
}

static inline int
open_connections(void **state)
{
	(void)state;
	descriptors = open_descriptors();
	memset(&responder, 0, sizeof(responder));
	responder.answer.file = -1;
	all = (struct connections){ .epoll = epoll_create1(EPOLL_CLOEXEC) };
	return all.epoll < 0;
}

/* By then every connection is gone, and whatever it had open. */
static inline int
close_connections(void **state)
{
	(void)state;
	connections_release(&all);
	assert_int_equal(close(all.epoll), 0);
	assert_null(all.newest);
	assert_int_equal(all.timed, 0);
	assert_int_equal(open_descriptors(), descriptors);
	return 0;
}

/* A test of which nothing may be left. */
#define TEST(name)                                              \
	cmocka_unit_test_setup_teardown(name, open_connections, \
	    close_connections)

/* A literal, which may hold NULs. */
#define SAY(peer, literal) say(peer, literal, sizeof(literal) - 1)
static inline void
say(int peer, const char *bytes, size_t length)
{
	assert_int_equal(send(peer, bytes, length, MSG_NOSIGNAL), length);
}

/* Whatever epoll has to say; edges make it silent after a round. */
static inline void
pump(int64_t now)
{
	struct epoll_event events[16];
	int                count = epoll_wait(all.epoll, events, 16, 0);

	for (int i = 0; i < count; i++)
		connection_ready(&all, events[i].data.ptr, events[i].events,
		    now);
}

static inline int
is_quiet(void)
{
	struct epoll_event event;

	return epoll_wait(all.epoll, &event, 1, 0) == 0;
}

/* A new connection, with these bytes on it already; returns our end. */
#define CONNECT(literal) connect_with(literal, sizeof(literal) - 1)
static inline int
connect_with(const char *bytes, size_t length)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	if (length > 0)
		say(ends[1], bytes, length);
	connection_open(&all, ends[0], NOW);
	pump(NOW);
	return ends[1];
}

static inline void
expect_answer(int peer)
{
	char heard[sizeof(ANSWER)] = "";

	assert_int_equal(recv(peer, heard, sizeof(ANSWER) - 1, MSG_DONTWAIT),
	    sizeof(ANSWER) - 1);
	assert_string_equal(heard, ANSWER);
}

static inline void
expect_silence(int peer)
{
	char byte;

	assert_int_equal(recv(peer, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
}

/* Nothing more comes; what was sent may have been thrown away unread. */
static inline void
expect_closed(int peer)
{
	char    byte;
	ssize_t length = recv(peer, &byte, 1, MSG_DONTWAIT);

	assert_true(length == 0 || (length < 0 && errno == ECONNRESET));
}

#endif
