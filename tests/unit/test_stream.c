/*
 * A file as records, to readers who are quick, slow, or gone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "peer.h"

#include <sys/mman.h>

#define SIZE (3 << 20) /* more than a socket takes at once */

/* The bytes of the file are told apart by where they stand. */
static unsigned char
byte_of(size_t at)
{
	return (unsigned char)(at * 2654435761u >> 13);
}

static int
new_file(void)
{
	static unsigned char bytes[SIZE];
	int                  file = memfd_create("stream", MFD_CLOEXEC);

	assert_true(file >= 0);
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = byte_of(i);
	assert_int_equal(write(file, bytes, SIZE), SIZE);
	return file;
}

/* Whatever is asked for next is answered by this part of a file. */
static void
answer_with(int64_t from, int64_t length)
{
	responder.answer.file = new_file();
	responder.answer.from = from;
	responder.answer.length = length;
}

static int
ask_for(int64_t from, int64_t length)
{
	int peer;

	answer_with(from, length);
	peer = CONNECT(REQUEST);
	expect_answer(peer);
	return peer;
}

/* Exactly so many bytes, while the stream goes on. */
static void
hear(int peer, unsigned char *bytes, size_t length, int64_t now)
{
	size_t got = 0;

	for (int idle = 0; got < length && idle < 3; idle++) {
		ssize_t part = recv(peer, bytes + got, length - got,
		    MSG_DONTWAIT);

		if (part > 0) {
			got += (size_t)part;
			idle = 0;
		}
		pump(now);
	}
	assert_int_equal(got, length);
}

/* Records of the request up to its end hold this part of the file. */
static void
expect_part(int peer, size_t from, size_t length)
{
	static const unsigned char end[16] = { 1, 3, 1, 2, 0, 8 };
	static unsigned char       content[65536];
	unsigned char              head[8], rest[8];
	size_t                     at = from;

	for (;;) {
		size_t size;

		hear(peer, head, sizeof(head), NOW);
		size = (size_t)(head[4] << 8 | head[5]);
		head[4] = head[5] = 0;
		assert_memory_equal(head, "\1\6\1\2\0\0\0\0", 8);
		if (size == 0)
			break;
		hear(peer, content, size, NOW);
		for (size_t i = 0; i < size; i++, at++)
			assert_int_equal(content[i], byte_of(at));
	}
	assert_int_equal(at, from + length);
	hear(peer, head, sizeof(head), NOW);
	hear(peer, rest, sizeof(rest), NOW);
	assert_memory_equal(head, end, 8);
	assert_memory_equal(rest, end + 8, 8);
}

static void
test_parts(void **state)
{
	static const struct {
		int64_t from, length;
	} rows[] = {
		{ 0, SIZE }, { 0, 1 }, { SIZE - 1, 1 }, { 7, 32768 },
		{ 0, 32769 }, { 12345, 2000000 }, { 5, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int peer = ask_for(rows[i].from, rows[i].length);

		expect_part(peer, (size_t)rows[i].from,
		    (size_t)rows[i].length);
		expect_closed(peer);
		close(peer);
	}
}

/* The socket waits again for an answer, and epoll for the next request. */
static void
test_kept_behind_a_file(void **state)
{
	int peer;

	(void)state;
	answer_with(0, SIZE);
	peer = CONNECT(REQUEST_KEPT);
	expect_answer(peer);
	expect_part(peer, 0, SIZE);
	for (int i = 0; i < 3; i++) {
		responder.answer.file = -1;
		if (i > 0)
			answer_with(0, SIZE);
		expect_silence(peer);
		assert_true(is_quiet());
		connections_sweep(&all, NOW + 1000000 * (i + 1));
		SAY(peer, REQUEST_KEPT);
		pump(NOW);
		expect_answer(peer);
		if (i > 0)
			expect_part(peer, 0, SIZE);
	}
	close(peer);
	pump(NOW);
}

static void
test_slow_reader(void **state)
{
	int slow = ask_for(0, SIZE), stuck = ask_for(0, SIZE);
	int other = CONNECT("");

	(void)state;
	responder.answer.file = -1;
	SAY(other, REQUEST);
	pump(NOW);
	expect_answer(other);
	assert_true(is_quiet());
	connections_sweep(&all, NOW + 60);
	assert_int_equal(all.timed, 2);
	/* Who takes something has another minute. */
	hear(slow, (unsigned char[65536]){ 0 }, 65536, NOW + 59);
	hear(slow, (unsigned char[SIZE / 2]){ 0 }, SIZE / 2, NOW + 59);
	connections_sweep(&all, NOW + 61);
	assert_int_equal(all.timed, 1);
	connections_sweep(&all, NOW + 119);
	assert_int_equal(all.timed, 1);
	connections_sweep(&all, NOW + 120);
	assert_null(all.newest);
	close(slow);
	close(stuck);
	close(other);
}

static void
test_reader_who_hangs_up(void **state)
{
	int peer = ask_for(0, SIZE);

	(void)state;
	assert_non_null(all.newest);
	close(peer);
	pump(NOW);
	assert_null(all.newest);
}

/* Its end is not made up: the front server sees that something is missing. */
static void
test_file_cut_short(void **state)
{
	static unsigned char bytes[SIZE];
	int                  peer, file;
	ssize_t              length;
	size_t               heard = 0;

	(void)state;
	peer = ask_for(0, SIZE);
	file = responder.answer.file;
	assert_int_equal(ftruncate(file, 1000000), 0);
	for (int i = 0; i < 1000 && all.newest != NULL; i++) {
		length = recv(peer, bytes, sizeof(bytes), MSG_DONTWAIT);
		heard += length > 0 ? (size_t)length : 0;
		pump(NOW);
	}
	assert_null(all.newest);
	while ((length = recv(peer, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		heard += (size_t)length;
	expect_closed(peer);
	assert_in_range(heard, 1000000, 1001000);
	close(peer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_parts),
		TEST(test_kept_behind_a_file),
		TEST(test_slow_reader),
		TEST(test_reader_who_hangs_up),
		TEST(test_file_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
