/*
 * Calls whose bodies do not fit into a socket: gathered while they come, for
 * an API alone, without waiting for anybody.
 *
 * SPDX-License-Identifier: ISC
 */
#include "peer.h"

#include "place.h"
#include "fastcgi_request.h"
#include "responder.h"

#define API                                                           \
	"[route x]\nrole = api\nprefix = /x/\nsigns = images\n"       \
	"body_limit = 128k\n"
#define LIMIT (128 * 1024)

static struct place place;

/* As main does: gate and arena are those of a worker. */
static int
open_worker(void **state)
{
	place = open_place("", API);
	open_connections(state);
	all.gate = gate_open(place.config);
	all.arena = arena_new(REQUEST_MEMORY);
	assert_non_null(gate_config(all.gate));
	descriptors = open_descriptors() - 1; /* of epoll */
	return 0;
}

static int
close_worker(void **state)
{
	close_connections(state);
	arena_free(all.arena);
	gate_close(all.gate);
	scratch_close(&place.scratch);
	return 0;
}

#define WORKER_TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_worker, close_worker)

static void
send_all(int peer, const void *bytes, size_t length)
{
	assert_int_equal(send(peer, bytes, length, MSG_NOSIGNAL), length);
}

static void
send_record(int peer, unsigned char type, const char *content, size_t length)
{
	const unsigned char head[] = { 1, type, 0, 1,
		(unsigned char)(length >> 8), (unsigned char)length, 0, 0 };

	send_all(peer, head, sizeof(head));
	if (length > 0)
		send_all(peer, content, length);
}

static size_t
put_pair(char *at, const char *name, const char *value)
{
	at[0] = (char)strlen(name);
	at[1] = (char)strlen(value);
	memcpy(at + 2, name, strlen(name));
	memcpy(at + 2 + strlen(name), value, strlen(value));
	return 2 + strlen(name) + strlen(value);
}

/* Up to the end of the parameters; the connection is to be kept. */
static void
call_on(int peer, const char *method, const char *target, const char *config)
{
	const char begin[] = { 0, 1, 1, 0, 0, 0, 0, 0 };
	char       pairs[512];
	size_t     length = 0;

	length += put_pair(pairs + length, "REQUEST_METHOD", method);
	length += put_pair(pairs + length, "REQUEST_URI", target);
	if (config != NULL)
		length += put_pair(pairs + length, "POSTERN_CONFIG", config);
	send_record(peer, RECORD_BEGIN, begin, sizeof(begin));
	send_record(peer, RECORD_PARAMS, pairs, length);
	send_record(peer, RECORD_PARAMS, NULL, 0);
	pump(NOW);
}

static int
call_for(const char *method, const char *target, const char *config)
{
	int peer = CONNECT("");

	call_on(peer, method, target, config);
	return peer;
}

#define PIECE 32768

/* As much as is asked for, while the worker takes it. */
static void
send_input(int peer, size_t length)
{
	static char content[PIECE];

	while (length > 0) {
		size_t piece = length < PIECE ? length : PIECE;

		send_record(peer, RECORD_STDIN, content, piece);
		pump(NOW);
		length -= piece;
	}
}

static void
test_long_body(void **state)
{
	int peer = call_for("POST", "/x/sign", NULL);

	(void)state;
	for (int round = 1; round <= 2; round++) {
		send_input(peer, LIMIT);
		expect_silence(peer);
		send_record(peer, RECORD_STDIN, NULL, 0);
		pump(NOW);
		expect_answer(peer);
		assert_int_equal(responder.asked, round);
		assert_int_equal(responder.stdin_ended, 1);
		assert_in_range(responder.input, LIMIT, LIMIT + 512);
		if (round == 2)
			break;
		/* The connection is kept, and gathers again. */
		call_on(peer, "POST", "/x/session", NULL);
	}
	close(peer);
	pump(NOW);
}

static void
test_byte_by_byte(void **state)
{
	int peer = call_for("POST", "/x/sign", NULL);

	(void)state;
	for (int i = 0; i < 300; i++) {
		SAY(peer, "\1");
		pump(NOW);
		SAY(peer, "\5\0\1\0\1\0\0x");
		pump(NOW);
	}
	expect_silence(peer);
	SAY(peer, "\1\5\0\1\0\0\0");
	pump(NOW);
	expect_silence(peer);
	SAY(peer, "\0");
	pump(NOW);
	expect_answer(peer);
	assert_int_equal(responder.stdin_ended, 1);
	assert_in_range(responder.input, 300 * 9, 300 * 9 + 8);
	close(peer);
	pump(NOW);
}

/* Who reads no bodies is asked at once, or when the time is over. */
static void
test_not_gathered(void **state)
{
	static const struct {
		const char *method, *target;
	} rows[] = {
		{ "POST", "/img/cat.png" }, { "POST", "/elsewhere/" },
		{ "POST", "//x/sign%" }, { "GET", "/x/sign" },
		{ "DELETE", "/x/session" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int peer = call_for(rows[i].method, rows[i].target, NULL);

		connections_sweep(&all, NOW + 10 * ((int64_t)i + 1));
		expect_answer(peer);
		EXPECT(rows[i].target, responder.input == 0);
		close(peer);
		pump(NOW);
	}
	assert_int_equal(responder.asked, COUNT(rows));
}

/* More than twice what the route allows is not waited for. */
static void
test_too_long(void **state)
{
	int    peer = call_for("POST", "/x/sign", NULL);
	size_t sent = 0;

	(void)state;
	while (responder.asked == 0 && sent < 10 * LIMIT) {
		send_input(peer, PIECE);
		sent += PIECE;
	}
	expect_answer(peer);
	assert_int_equal(responder.stdin_ended, 0);
	assert_in_range(sent, 2 * LIMIT, 2 * LIMIT + FASTCGI_REQUEST_MAX +
	    2 * PIECE);
	/* Its answer is not lost: what it still sends is taken. */
	send_input(peer, LIMIT);
	close(peer);
	pump(NOW);
}

static void
test_too_late(void **state)
{
	int peer = call_for("POST", "/x/sign", NULL);

	(void)state;
	send_input(peer, 1000);
	connections_sweep(&all, NOW + 30);
	expect_silence(peer);
	connections_sweep(&all, NOW + 31);
	expect_answer(peer);
	assert_int_equal(responder.stdin_ended, 0);
	assert_true(responder.input > 1000);
	close(peer);
	pump(NOW + 31);
}

static void
test_hung_up(void **state)
{
	int peer = call_for("POST", "/x/sign", NULL);

	(void)state;
	send_input(peer, 1000);
	assert_int_equal(shutdown(peer, SHUT_WR), 0);
	pump(NOW);
	expect_closed(peer);
	assert_int_equal(responder.asked, 0);
	close(peer);
}

static void
test_mad_records(void **state)
{
	static const struct {
		const char *bytes;
		size_t      length;
	} rows[] = {
		{ "\2\5\0\1\0\1\0\0x", 9 },   /* another version */
		{ "\1\5\0\1\0\1\0\0x\1\4\0\1\0\0\0\0", 17 },
		{ "\1\5\0\1\0\1\0\0x\1\2\0\1\0\0\0\0", 17 }, /* abort */
		{ "\1\5\0\1\0\0\0\0\1\1\0\1\0\0\0\0", 16 },  /* the next */
		{ "\1\5\0\2\0\1\0\0x", 9 },   /* of another request */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int peer = call_for("POST", "/x/sign", NULL);

		send_all(peer, rows[i].bytes, rows[i].length);
		pump(NOW);
		expect_closed(peer);
		close(peer);
	}
	assert_int_equal(responder.asked, 0);
}

/* By the configuration that the front server names with the request. */
static void
test_named_configuration(void **state)
{
	struct place other = open_place("", "");
	int          peer;

	(void)state;
	descriptors = open_descriptors() - 1;
	peer = call_for("POST", "/x/sign", other.config);
	assert_string_equal(gate_config_file(all.gate), other.config);
	connections_sweep(&all, NOW + 10);
	expect_answer(peer);
	assert_int_equal(responder.input, 0);
	close(peer);
	pump(NOW);
	peer = call_for("POST", "/x/sign", NULL);
	assert_string_equal(gate_config_file(all.gate), place.config);
	send_record(peer, RECORD_STDIN, NULL, 0);
	pump(NOW);
	expect_answer(peer);
	assert_true(responder.input > 0);
	close(peer);
	pump(NOW);
	scratch_close(&other.scratch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WORKER_TEST(test_long_body),
		WORKER_TEST(test_byte_by_byte),
		WORKER_TEST(test_not_gathered),
		WORKER_TEST(test_too_long),
		WORKER_TEST(test_too_late),
		WORKER_TEST(test_hung_up),
		WORKER_TEST(test_mad_records),
		WORKER_TEST(test_named_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
