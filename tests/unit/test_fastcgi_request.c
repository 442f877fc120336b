/* What a peer sent, as a request.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "fastcgi_request.h"

#define BEGIN_PAYLOAD "\0\1\0\0\0\0\0\0"

/* A request under construction. */
struct stream {
	char   at[2 * FASTCGI_REQUEST_MAX];
	size_t len;
};

static struct stream stream;

static void
add(int type, int id, const char *content, size_t length)
{
	const char header[8] = { 1, (char)type, (char)(id >> 8), (char)id,
		(char)(length >> 8), (char)length, 0, 0 };

	memcpy(stream.at + stream.len, header, sizeof(header));
	if (length > 0)
		memcpy(stream.at + stream.len + 8, content, length);
	stream.len += 8 + length;
}

static void
add_text(int type, const char *content)
{
	add(type, 1, content, strlen(content));
}

static void
start(void)
{
	stream.len = 0;
	add(1, 1, BEGIN_PAYLOAD, 8);
}

static struct fastcgi_request request; /* that was read last */

static enum framing
check(int *ended)
{
	struct bytes received = { stream.at, stream.len };
	enum framing framing;

	if (received.len <= GUARDED_MAX)
		received = guarded(received);
	framing = fastcgi_request_read(received, &request);
	*ended = request.stdin_ended;
	return framing;
}

static enum framing
read_up_to(size_t length)
{
	return fastcgi_request_read((struct bytes){ stream.at, length },
	    &request);
}

static enum framing
check_params(const char *params, size_t length)
{
	int ended;

	start();
	add(4, 1, params, length);
	add(4, 1, "", 0);
	add(5, 1, "", 0);
	return check(&ended);
}

#define CHECK_PARAMS(literal) check_params(literal, sizeof(literal) - 1)

static void
test_whole_request_is_ready(void **state)
{
	int ended = 0;

	(void)state;
	start();
	add_text(4, "\4\2NAMEva");
	add(4, 1, "\1\0B", 3);
	add(4, 1, "", 0);
	assert_int_equal(check(&ended), FRAMING_READY);
	assert_false(ended);
	add_text(5, "a body");
	assert_int_equal(check(&ended), FRAMING_READY);
	assert_false(ended);
	add(5, 1, "", 0);
	assert_int_equal(check(&ended), FRAMING_READY);
	assert_true(ended);
}

/* A pair may be cut by the end of a record at any byte. */
static void
test_pairs_run_over_records(void **state)
{
	static const char pairs[] = "\4\2NAMEva\200\0\0\3\1KEYv";
	int               ended;

	(void)state;
	for (size_t cut = 1; cut < sizeof(pairs) - 1; cut++) {
		start();
		add(4, 1, pairs, cut);
		add(4, 1, pairs + cut, sizeof(pairs) - 1 - cut);
		add(4, 1, "", 0);
		assert_int_equal(check(&ended), FRAMING_READY);
	}
}

static void
test_every_beginning_is_incomplete(void **state)
{
	size_t whole;
	int    ended;

	(void)state;
	start();
	add_text(4, "\4\2NAMEva");
	add(4, 1, "", 0);
	whole = stream.len;
	for (stream.len = 0; stream.len < whole; stream.len++)
		assert_int_equal(check(&ended), FRAMING_INCOMPLETE);
}

static void
test_padding_is_skipped(void **state)
{
	int ended;

	(void)state;
	start();
	add(4, 1, "", 0);
	stream.at[stream.len - 2] = 5;
	memset(stream.at + stream.len, 'x', 5);
	stream.len += 5;
	assert_int_equal(check(&ended), FRAMING_READY);
	stream.len--;
	assert_int_equal(check(&ended), FRAMING_INCOMPLETE);
}

static void
test_lengths_that_lie_are_refused(void **state)
{
	(void)state;
	assert_int_equal(CHECK_PARAMS("\4\3NAMEval"), FRAMING_READY);
	assert_int_equal(CHECK_PARAMS("\4\4NAMEval"), FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\5\0NAME"), FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\4"), FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\377\377\377"), FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\4\200\0\0"), FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\4\377\377\377\377NAME"),
	    FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\377\377\377\376\377\377\377\376A"),
	    FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\0\1v"), FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\4\3NAMEv\0l"), FRAMING_REFUSED);
	assert_int_equal(CHECK_PARAMS("\4\3N\0MEval"), FRAMING_REFUSED);
}

static void
test_long_names_and_values(void **state)
{
	static char pair[10000] = "\200\0\040\020\200\0\4\0";

	(void)state;
	memset(pair + 8, 'a', sizeof(pair) - 8);
	assert_int_equal(check_params(pair, 8 + 8208 + 1024), FRAMING_READY);
	pair[3]++; /* a name of 8209 */
	assert_int_equal(check_params(pair, 8 + 8209 + 1024), FRAMING_REFUSED);
}

static void
test_too_many_parameters(void **state)
{
	static char value[32768];
	int         ended;

	(void)state;
	memset(value, 1, sizeof(value));
	start();
	add(4, 1, value, sizeof(value));
	add(4, 1, value, sizeof(value));
	assert_int_equal(check(&ended), FRAMING_INCOMPLETE);
	add(4, 1, value, 1);
	assert_int_equal(check(&ended), FRAMING_REFUSED);
}

/* Where a whole buffer holds no whole request, none will come. */
static void
test_full_buffer_without_a_request(void **state)
{
	(void)state;
	start();
	while (stream.len + 300 < FASTCGI_REQUEST_MAX) {
		add(4, 1, "\1\0A", 3);
		stream.at[stream.len - 5] = (char)255; /* padding */
		memset(stream.at + stream.len, 0, 255);
		stream.len += 255;
	}
	assert_int_equal(read_up_to(stream.len), FRAMING_INCOMPLETE);
	assert_int_equal(read_up_to(FASTCGI_REQUEST_MAX), FRAMING_REFUSED);
}

static void
test_records_out_of_order(void **state)
{
	static const struct row {
		const char *name;
		int         type, id;
		const char *content;
		size_t      length;
	} rows[] = {
		{ "a second beginning", 1, 1, BEGIN_PAYLOAD, 8 },
		{ "an abort", 2, 1, "", 0 },
		{ "input before its time", 5, 1, "x", 1 },
		{ "data", 8, 1, "x", 1 },
		{ "a management record", 9, 0, "", 0 },
		{ "an unknown type", 77, 1, "", 0 },
		{ "another's parameters", 4, 2, "", 0 },
	};
	int ended;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		start();
		add(rows[i].type, rows[i].id, rows[i].content, rows[i].length);
		EXPECT(rows[i].name, check(&ended) == FRAMING_REFUSED);
	}
	start();
	add(4, 1, "", 0);
	add(5, 2, "", 0);
	assert_int_equal(check(&ended), FRAMING_REFUSED);
}

static void
test_beginnings_that_are_none(void **state)
{
	static const struct row {
		const char  *name;
		struct bytes record;
	} rows[] = {
		{ "another version", TEXT("\2\1\0\1\0\10\0\0" BEGIN_PAYLOAD) },
		{ "id zero", TEXT("\1\1\0\0\0\10\0\0" BEGIN_PAYLOAD) },
		{ "too short", TEXT("\1\1\0\1\0\7\0\0\0\1\0\0\0\0\0") },
		{ "a filter", TEXT("\1\1\0\1\0\10\0\0\0\3\0\0\0\0\0\0") },
		{ "no role", TEXT("\1\1\0\1\0\10\0\0\1\2\0\0\0\0\0\0") },
		{ "not FastCGI", TEXT("GET / HTTP/1.0\r\n\r\n") },
		{ "parameters first", TEXT("\1\4\0\1\0\0\0\0") },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT(rows[i].name,
		    fastcgi_request_read(guarded(rows[i].record),
		        &request) == FRAMING_REFUSED);
}

/* lighttpd asks so whether it may go on, and sends an empty input. */
static void
test_authorizer(void **state)
{
	int ended;

	(void)state;
	stream.len = 0;
	add(1, 1, "\0\2\0\0\0\0\0\0", 8);
	add(4, 1, "", 0);
	add(5, 1, "", 0);
	assert_int_equal(check(&ended), FRAMING_READY);
	assert_true(ended);
	assert_true(request.is_to_authorizer);
}

static void
test_beginning(void **state)
{
	int ended;

	(void)state;
	for (int keep = 0; keep < 2; keep++) {
		stream.len = 0;
		add(1, 0x1234, keep ? "\0\1\1\0\0\0\0\0"
		                    : "\0\1\376\0\0\0\0\0", 8);
		add(4, 0x1234, "", 0);
		add(5, 0x1234, "xyz", 3);
		assert_int_equal(check(&ended), FRAMING_READY);
		assert_int_equal(request.id, 0x1234);
		assert_int_equal(request.keep, keep);
		assert_false(request.is_to_authorizer);
		EXPECT_BYTES("input", request.input,
		    BYTES("\1\5\x12\x34\0\3\0\0xyz"));
	}
}

/* Read from the copy that the check has made, whatever becomes of the bytes. */
static void
test_parameters_one_by_one(void **state)
{
	struct bytes rest, name, value;
	int          ended;

	(void)state;
	start();
	add_text(4, "\4\2NA");
	add(4, 1, "MEva\1\0B", 7);
	add(4, 1, "", 0);
	assert_int_equal(check(&ended), FRAMING_READY);
	stream.len = 0;
	memset(stream.at, 0, 100);
	rest = request.parameters;
	assert_true(record_next_pair(&rest, &name, &value));
	EXPECT_BYTES("first", name, BYTES("NAME"));
	EXPECT_BYTES("first", value, BYTES("va"));
	assert_true(record_next_pair(&rest, &name, &value));
	EXPECT_BYTES("second", name, BYTES("B"));
	EXPECT_BYTES("second", value, BYTES(""));
	assert_false(record_next_pair(&rest, &name, &value));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_request_is_ready),
		cmocka_unit_test(test_pairs_run_over_records),
		cmocka_unit_test(test_every_beginning_is_incomplete),
		cmocka_unit_test(test_padding_is_skipped),
		cmocka_unit_test(test_lengths_that_lie_are_refused),
		cmocka_unit_test(test_long_names_and_values),
		cmocka_unit_test(test_too_many_parameters),
		cmocka_unit_test(test_full_buffer_without_a_request),
		cmocka_unit_test(test_records_out_of_order),
		cmocka_unit_test(test_beginnings_that_are_none),
		cmocka_unit_test(test_authorizer),
		cmocka_unit_test(test_beginning),
		cmocka_unit_test(test_parameters_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
