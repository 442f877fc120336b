/*
 * When a connection is answered, kept and closed: by what has come, who has
 * hung up, and whose time is over.
 *
 * SPDX-License-Identifier: ISC
 */
#include "peer.h"

#include "fastcgi_request.h"

static void
hang_up(int peer, int64_t now)
{
	assert_int_equal(close(peer), 0);
	pump(now);
}

static void
test_answered_and_closed(void **state)
{
	int peer = CONNECT(REQUEST);

	(void)state;
	expect_answer(peer);
	expect_closed(peer);
	assert_int_equal(responder.stdin_ended, 1);
	close(peer);
}

static void
test_kept_while_the_front_server_wants_it(void **state)
{
	int peer;

	(void)state;
	peer = CONNECT(REQUEST_KEPT);
	for (int i = 0; i < 3; i++) {
		expect_answer(peer);
		expect_silence(peer);
		connections_sweep(&all, NOW + 1000000 * (i + 1));
		SAY(peer, REQUEST_KEPT);
		pump(NOW);
	}
	assert_int_equal(responder.asked, 4);
	hang_up(peer, NOW);
}

/* mod_fcgid sends an authorizer no input, not even its end. */
static void
test_an_authorizer_waits_for_no_input(void **state)
{
	int peer = CONNECT("\1\1\1\2\0\10\0\0\0\2\0\0\0\0\0\0" PARAMS);

	(void)state;
	assert_int_equal(responder.asked, 1);
	expect_answer(peer);
	hang_up(peer, NOW);
	peer = CONNECT(BEGIN PARAMS);
	assert_int_equal(responder.asked, 1);
	SAY(peer, END);
	pump(NOW);
	assert_int_equal(responder.asked, 2);
	close(peer);
}

static void
test_nothing_said_may_last(void **state)
{
	int peer = CONNECT("");

	(void)state;
	connections_sweep(&all, NOW + 1000000);
	expect_silence(peer);
	SAY(peer, REQUEST);
	pump(NOW + 1000000);
	expect_answer(peer);
	close(peer);
}

static void
test_half_a_request_is_waited_for(void **state)
{
	int late = CONNECT(BEGIN), slow = CONNECT(BEGIN);

	(void)state;
	assert_true(is_quiet());
	assert_int_equal(all.timed, 2);
	SAY(late, PARAMS);
	SAY(slow, "\1");
	pump(NOW + 9);
	assert_true(is_quiet());
	connections_sweep(&all, NOW + 10);
	expect_silence(slow);
	SAY(late, END);
	pump(NOW + 10);
	expect_answer(late);
	/* Another byte has not bought more time. */
	connections_sweep(&all, NOW + 11);
	expect_closed(slow);
	assert_int_equal(responder.asked, 1);
	close(late);
	close(slow);
}

static void
test_half_a_request_that_hung_up(void **state)
{
	int peer = CONNECT(BEGIN);

	(void)state;
	assert_int_equal(shutdown(peer, SHUT_WR), 0);
	pump(NOW);
	expect_closed(peer);
	assert_int_equal(responder.asked, 0);
	close(peer);
}

static void
test_whole_request_that_hung_up(void **state)
{
	static const char *const requests[] = { "with its end", "without" };

	(void)state;
	for (size_t i = 0; i < COUNT(requests); i++) {
		int peer = CONNECT("");

		if (i == 0)
			SAY(peer, REQUEST_KEPT);
		else
			SAY(peer, BEGIN_KEPT PARAMS);
		assert_int_equal(shutdown(peer, SHUT_WR), 0);
		pump(NOW);
		expect_answer(peer);
		expect_closed(peer);
		pump(NOW);
		EXPECT(requests[i], all.newest == NULL || all.timed == 1);
		connections_sweep(&all, NOW + 100 * ((int64_t)i + 1));
		EXPECT(requests[i], all.newest == NULL);
		close(peer);
	}
}

static void
test_input_in_time(void **state)
{
	int peer = CONNECT(BEGIN_KEPT PARAMS INPUT);

	(void)state;
	connections_sweep(&all, NOW + 2);
	expect_silence(peer);
	SAY(peer, END);
	pump(NOW + 2);
	expect_answer(peer);
	assert_int_equal(responder.stdin_ended, 1);
	/* Nothing of that request is left over for the next. */
	SAY(peer, BEGIN);
	pump(NOW + 3);
	connections_sweep(&all, NOW + 13);
	expect_silence(peer);
	connections_sweep(&all, NOW + 14);
	expect_closed(peer);
	assert_int_equal(responder.asked, 1);
	close(peer);
}

/* Its answer is not lost: what it still sends is taken until it ends. */
static void
test_input_too_late(void **state)
{
	int peer = CONNECT(BEGIN_KEPT PARAMS);

	(void)state;
	SAY(peer, INPUT);
	pump(NOW + 2);
	connections_sweep(&all, NOW + 3);
	expect_answer(peer);
	assert_int_equal(responder.stdin_ended, 0);
	expect_closed(peer); /* but only this direction */
	for (int i = 0; i < 1000; i++) {
		SAY(peer, INPUT);
		pump(NOW + 3);
	}
	SAY(peer, END REQUEST_KEPT);
	pump(NOW + 3);
	assert_non_null(all.newest);
	assert_int_equal(responder.asked, 1);
	hang_up(peer, NOW + 3);
}

static void
test_input_without_end(void **state)
{
	int peer = CONNECT(BEGIN PARAMS);

	(void)state;
	connections_sweep(&all, NOW + 3);
	expect_answer(peer);
	connections_sweep(&all, NOW + 8);
	assert_non_null(all.newest);
	SAY(peer, INPUT);
	pump(NOW + 8);
	connections_sweep(&all, NOW + 9);
	assert_null(all.newest);
	assert_int_equal(send(peer, "x", 1, MSG_NOSIGNAL), -1);
	close(peer);
}

/* More than is looked at: what it begins with, and this over and over. */
static int
connect_with_many(const char *begin, size_t length, const char record[9])
{
	static char bytes[FASTCGI_REQUEST_MAX + 9];

	memcpy(bytes, begin, length);
	for (; length < FASTCGI_REQUEST_MAX; length += 9)
		memcpy(bytes + length, record, 9);
	return connect_with(bytes, length);
}

static void
test_input_that_does_not_fit(void **state)
{
	int peer = connect_with_many(BEGIN PARAMS, sizeof(BEGIN PARAMS) - 1,
	    INPUT);

	(void)state;
	expect_answer(peer);
	assert_int_equal(responder.stdin_ended, 0);
	hang_up(peer, NOW);
}

static void
test_parameters_that_do_not_fit(void **state)
{
	int peer = connect_with_many(BEGIN, sizeof(BEGIN) - 1,
	    "\1\4\1\2\0\1\0\0x");

	(void)state;
	expect_closed(peer);
	assert_int_equal(responder.asked, 0);
	close(peer);
}

static void
test_refused(void **state)
{
	int other = CONNECT(""), peer = CONNECT("GET / HTTP/1.1\r\n\r\n");

	(void)state;
	expect_closed(peer);
	expect_silence(other);
	assert_int_equal(responder.asked, 0);
	close(peer);
	hang_up(other, NOW);
}

static void
test_answer_is_lost(void **state)
{
	int peer;

	(void)state;
	responder.answer.is_lost = 1;
	peer = CONNECT(REQUEST);
	assert_null(all.newest);
	close(peer);
}

/* At SIGTERM: what is in hand is answered, and what is idle closed. */
static void
test_closing(void **state)
{
	int idle, half, fresh;

	(void)state;
	idle = CONNECT(REQUEST_KEPT);
	half = CONNECT(BEGIN_KEPT);
	fresh = CONNECT("");
	expect_answer(idle);
	connections_sweep(&all, NOW);
	expect_silence(idle);
	all.closing = 1;
	connections_sweep(&all, NOW);
	expect_closed(idle);
	expect_silence(half);
	SAY(half, PARAMS END);
	SAY(fresh, REQUEST_KEPT);
	pump(NOW);
	expect_answer(half);
	expect_closed(half);
	expect_answer(fresh);
	expect_closed(fresh);
	close(idle);
	close(half);
	close(fresh);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_answered_and_closed),
		TEST(test_kept_while_the_front_server_wants_it),
		TEST(test_an_authorizer_waits_for_no_input),
		TEST(test_nothing_said_may_last),
		TEST(test_half_a_request_is_waited_for),
		TEST(test_half_a_request_that_hung_up),
		TEST(test_whole_request_that_hung_up),
		TEST(test_input_in_time),
		TEST(test_input_too_late),
		TEST(test_input_without_end),
		TEST(test_input_that_does_not_fit),
		TEST(test_parameters_that_do_not_fit),
		TEST(test_refused),
		TEST(test_answer_is_lost),
		TEST(test_closing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
