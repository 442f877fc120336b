/* What PHP's serialize() writes, as JSON.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include <jansson.h>

#include "php_serialize.h"

static int
reset(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

static void
test_pairs(void **state)
{
	static const struct {
		const char *serialized, *json;
	} pairs[] = {
		{ "N;", "null" },
		{ "b:0;", "false" },
		{ "b:1;", "true" },
		{ "i:0;", "0" },
		{ "i:-1;", "-1" },
		{ "i:10;", "10" },
		{ "i:9223372036854775807;", "9223372036854775807" },
		{ "i:-9223372036854775808;", "-9223372036854775808" },
		{ "d:1.25;", "1.25" },
		{ "d:-0.1;", "-0.1" },
		{ "d:0;", "0.0" },
		{ "d:-0;", "-0.0" },
		{ "d:12;", "12.0" },
		{ "d:1.0E+25;", "1.0E+25" },
		{ "d:1.5E-7;", "1.5E-7" },
		{ "d:1E9;", "1E9" },
		{ "s:0:\"\";", "\"\"" },
		{ "s:3:\"cat\";", "\"cat\"" },
		{ "s:2:\"\xc3\xbc\";", "\"\xc3\xbc\"" },
		{ "s:15:\"\"quote\";s:1:\"x\"\";",
		    "\"\\\"quote\\\";s:1:\\\"x\\\"\"" },
		{ "s:6:\"a\\b\n\x1f\x7f\";", "\"a\\\\b\\u000a\\u001f\\u007f\"" },
		{ "s:4:\"\";};\";", "\"\\\";};\"" },
		{ "a:0:{}", "{}" },
		{ "a:1:{i:0;N;}", "{\"0\":null}" },
		{ "a:2:{i:-5;b:1;s:0:\"\";i:7;}", "{\"-5\":true,\"\":7}" },
		{ "a:1:{s:1:\"5\";N;}", "{\"5\":null}" },
		{ "a:2:{s:5:\"image\";s:5:\"a.jpg\";s:4:\"tags\";"
		  "a:2:{i:0;s:1:\"x\";i:1;d:0.5;}}",
		    "{\"image\":\"a.jpg\",\"tags\":{\"0\":\"x\",\"1\":0.5}}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct bytes got;

		EXPECT_STATUS(pairs[i].serialized, php_unserialize(
		    guarded_text(pairs[i].serialized), arena, &got), STATUS_OK);
		EXPECT_BYTES(pairs[i].serialized, got, bytes_of(pairs[i].json));
	}
}

static void
expect_malformed(const char *row, struct bytes serialized)
{
	struct bytes got = BYTES("untouched");

	arena_reset(arena);
	EXPECT_STATUS(row, php_unserialize(guarded(serialized), arena, &got),
	    STATUS_MALFORMED);
	EXPECT_BYTES(row, got, BYTES("untouched"));
}

/* What is cut short at any place, or has something behind or before it. */
static void
test_cut_and_continued(void **state)
{
	static const char *const rows[] = { "N;", "b:1;", "i:12;", "d:1.5E+9;",
		"s:3:\"cat\";", "s:0:\"\";", "a:0:{}",
		"a:2:{s:1:\"a\";i:1;i:2;a:1:{i:0;s:1:\"}\";}}" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char longer[64];

		for (size_t cut = 0; cut < strlen(rows[i]); cut++)
			expect_malformed(rows[i],
			    (struct bytes){ rows[i], cut });
		snprintf(longer, sizeof(longer), "%sN;", rows[i]);
		expect_malformed(longer, bytes_of(longer));
		snprintf(longer, sizeof(longer), "%s\n", rows[i]);
		expect_malformed(longer, bytes_of(longer));
		snprintf(longer, sizeof(longer), " %s", rows[i]);
		expect_malformed(longer, bytes_of(longer));
		/* With the NUL behind it. */
		expect_malformed(rows[i],
		    (struct bytes){ rows[i], strlen(rows[i]) + 1 });
	}
}

static void
test_malformed(void **state)
{
	static const char *const rows[] = {
		/* What would make PHP run code, or point elsewhere. */
		"O:8:\"stdClass\":0:{}", "O:+8:\"stdClass\":0:{}",
		"C:3:\"Foo\":0:{}", "R:1;", "r:1;", "E:3:\"A:B\";",
		"S:1:\"a\";", "a:1:{i:0;O:3:\"Foo\":0:{}}",
		"a:2:{i:0;N;i:1;R:2;}", "o:1:{}",
		/* Kinds in other letters, and kinds that are none. */
		"n;", "B:1;", "I:1;", "x:1;", ";", ":", "{}", "\"\"", "null",
		"b:2;", "b:01;", "b:true;", "b:;", "N:;",
		/* Numbers in another form. */
		"i:;", "i:-;", "i:+1;", "i:01;", "i:-0;", "i:-01;", "i: 1;",
		"i:1 ;", "i:1.0;", "i:1e3;", "i:0x1;", "i:--1;",
		"i:9223372036854775808;", "i:-9223372036854775809;",
		"i:18446744073709551617;", "i:99999999999999999999;",
		"d:;", "d:.5;", "d:5.;", "d:1.E5;", "d:01;", "d:00.5;",
		"d:+1;", "d:--1;", "d:1E;", "d:1E+;", "d:1e5;", "d:NAN;",
		"d:INF;", "d:-INF;", "d:0x1p3;", "d:1.2.3;", "d:-;", "d:1,5;",
		/* Lengths and counts that lie. */
		"s:4:\"cat\";", "s:2:\"cat\";", "s:03:\"cat\";",
		"s:+3:\"cat\";", "s:-3:\"cat\";", "s: 3:\"cat\";",
		"s:3:cat;", "s:3:'cat';", "s:3:\"cat\"", "s::\"\";",
		"s:4294967299:\"cat\";", "s:18446744073709551619:\"cat\";",
		"s:999999999:\"cat\";", "s:1:\"\";", "s:0:\";", "s:2:\"\";",
		"a:1:{}", "a:0:{i:0;N;}", "a:2:{i:0;N;}", "a:01:{i:0;N;}",
		"a:+1:{i:0;N;}", "a:-1:{}", "a:1:{i:0;N;", "a:0:{", "a:0:}",
		"a:9999999999:{}", "a:1:{i:0;}", "a:1{i:0;N;}", "a::{}",
		/* Keys that are none, or stand there twice. */
		"a:1:{N;N;}", "a:1:{b:1;N;}", "a:1:{d:1;N;}",
		"a:1:{a:0:{}N;}", "a:2:{i:0;N;i:0;N;}",
		"a:2:{s:1:\"a\";N;s:1:\"a\";N;}", "a:2:{i:1;N;s:1:\"1\";N;}",
		"a:1:{i:01;N;}", "a:1:{s:1:\"\xff\";N;}",
		/* Bytes that no text has. */
		"s:1:\"\xff\";", "s:2:\"\xc3(\";", "s:2:\"\xc0\x80\";",
		"s:3:\"\xed\xa0\x80\";", "s:1:\"\xc3\";\xbc\";",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect_malformed(rows[i], bytes_of(rows[i]));
	expect_malformed("NUL in a string", BYTES("s:3:\"a\0b\";"));
	expect_malformed("NUL in a key", BYTES("a:1:{s:1:\"\0\";N;}"));
	expect_malformed("NUL in a number", BYTES("i:1\0;"));
}

/* Appends an array of count items, which are all the same. */
static void
append_array(char *text, size_t size, unsigned count, const char *item)
{
	size_t used = strlen(text);

	used += (size_t)snprintf(text + used, size - used, "a:%u:{", count);
	for (unsigned i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, size - used, "i:%u;%s", i,
		    item);
	used += (size_t)snprintf(text + used, size - used, "}");
	assert_true(used < size);
}

static void
expect_limit(const char *row, const char *text, int fits)
{
	struct bytes got;

	arena_reset(arena);
	EXPECT_STATUS(row, php_unserialize(bytes_of(text), arena, &got),
	    fits ? STATUS_OK : STATUS_MALFORMED);
}

static void
test_items(void **state)
{
	(void)state;
	for (unsigned count = 63; count <= 66; count++) {
		char text[1024] = "";

		append_array(text, sizeof(text), count, "N;");
		expect_limit("items", text, count <= 64);
	}
}

static void
test_depth(void **state)
{
	char item[2048] = "N;";

	(void)state;
	for (unsigned depth = 1; depth <= 100; depth++) {
		char text[2048] = "";

		expect_limit("depth", item, depth <= 8);
		append_array(text, sizeof(text), 1, item);
		snprintf(item, sizeof(item), "%s", text);
	}
}

/* One array of others: 1 + count * (1 + each) values. */
static void
test_values(void **state)
{
	static const struct {
		unsigned count, each;
		int      fits;
	} rows[] = { { 5, 50, 1 }, { 3, 61, 1 }, { 64, 3, 0 }, { 5, 51, 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char item[1024] = "", text[8192] = "";

		append_array(item, sizeof(item), rows[i].each, "N;");
		append_array(text, sizeof(text), rows[i].count, item);
		expect_limit("values", text, rows[i].fits);
	}
}

/* Six characters for a byte. */
static void
test_longest_json(void **state)
{
	char         text[128] = "s:99:\"";
	struct bytes got;
	json_t      *json;

	(void)state;
	memset(text + strlen(text), '\x01', 99);
	memcpy(text + strlen(text), "\";", 3);
	EXPECT_STATUS("control", php_unserialize(bytes_of(text), arena, &got),
	    STATUS_OK);
	assert_int_equal(got.len, 99 * 6 + 2);
	json = json_loadb(got.at, got.len, JSON_DECODE_ANY, NULL);
	assert_int_equal(json_string_length(json), 99);
	json_decref(json);
}

static void
test_string(void **state)
{
	static const char *const rows[] = { "", "s", "s:", "N;", "i:1;",
		"s:3:\"cat\"", "s:3:\"cat\";N;", "s:4:\"cat\";",
		"s:1:\"\xff\";", "S:1:\"a\";", "a:1:{i:0;s:1:\"a\";}" };
	struct bytes             got;

	(void)state;
	EXPECT_STATUS("cat", php_unserialize_string(
	    guarded_text("s:3:\"cat\";"), &got), STATUS_OK);
	EXPECT_BYTES("cat", got, BYTES("cat"));
	EXPECT_STATUS("empty", php_unserialize_string(
	    guarded_text("s:0:\"\";"), &got), STATUS_OK);
	assert_int_equal(got.len, 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		got = BYTES("untouched");
		EXPECT_STATUS(rows[i], php_unserialize_string(
		    guarded_text(rows[i]), &got), STATUS_MALFORMED);
		EXPECT_BYTES(rows[i], got, BYTES("untouched"));
	}
}

static void
test_full_arena(void **state)
{
	struct bytes got;

	(void)state;
	FOR_EACH_ARENA(size, small, 20)
		EXPECT_STATUS("full", php_unserialize(BYTES("s:3:\"cat\";"),
		    small, &got), STATUS_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_pairs, reset),
		cmocka_unit_test_setup(test_cut_and_continued, reset),
		cmocka_unit_test_setup(test_malformed, reset),
		cmocka_unit_test_setup(test_items, reset),
		cmocka_unit_test_setup(test_depth, reset),
		cmocka_unit_test_setup(test_values, reset),
		cmocka_unit_test_setup(test_longest_json, reset),
		cmocka_unit_test_setup(test_string, reset),
		cmocka_unit_test_setup(test_full_arena, reset),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
