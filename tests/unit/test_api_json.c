/*
 * The body of POST sign, and what is written in answer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "postern_api.h"

#include "api_json.h"

static const struct api api = { .paths_limit = 3 };

#define NEST8 "[[[[[[[[]]]]]]]]"

static const struct {
	const char *body;
	enum status wanted;
	size_t      count;
	int64_t     ttl;
} rows[] = {
	{ "{\"paths\":[]}", STATUS_OK, 0, 0 },
	{ "{\"paths\":[\"/a\"]}", STATUS_OK, 1, 0 },
	{ " {\"ttl\" : 60,\n\"paths\":[\"/a\",\"/b\",\"\"]} ", STATUS_OK, 3,
	    60 },
	{ "{\"paths\":[\"/a\"],\"ttl\":1}", STATUS_OK, 1, 1 },
	{ "{\"paths\":[\"/a\"],\"ttl\":9223372036854775807}", STATUS_OK, 1,
	    INT64_MAX },

	{ "{\"paths\":[\"/a\",\"/b\",\"/c\",\"/d\"]}", STATUS_BODY_TOO_LARGE,
	    0, 0 },
	{ "", STATUS_BAD_BODY, 0, 0 },
	{ "{", STATUS_BAD_BODY, 0, 0 },
	{ "[]", STATUS_BAD_BODY, 0, 0 },
	{ "[\"/a\"]", STATUS_BAD_BODY, 0, 0 },
	{ "\"/a\"", STATUS_BAD_BODY, 0, 0 },
	{ "{}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":\"/a\"}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":{}}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":null}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[1]}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\",null]}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[[\"/a\"]]}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[" NEST8 "]}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"path\":1}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[],\"paths\":[]}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":60,\"x\":1}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":0}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":-1}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":1.5}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":1e3}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":\"60\"}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":null}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"],\"ttl\":99999999999999999999}",
	    STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\"]} x", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\\u0000b\"]}", STATUS_BAD_BODY, 0, 0 },
	{ "{\"paths\":[\"/a\xff\"]}", STATUS_BAD_BODY, 0, 0 },
	{ "{'paths':['/a']}", STATUS_BAD_BODY, 0, 0 },
};

static void
test_orders(void **state)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sign_order order;
		const char       *detail = NULL;
		enum status       status;

		arena_reset(*state);
		status = sign_order_read(guarded_text(rows[i].body), &api,
		    *state, &order, &detail);
		EXPECT_STATUS(rows[i].body, status, rows[i].wanted);
		EXPECT(rows[i].body, (detail == NULL) == (status == STATUS_OK));
		if (status != STATUS_OK)
			continue;
		EXPECT(rows[i].body, order.count == rows[i].count);
		EXPECT(rows[i].body, order.ttl == rows[i].ttl);
	}
}

static void
test_paths_are_decoded_texts(void **state)
{
	struct sign_order order;
	const char       *detail;

	EXPECT_STATUS("order", sign_order_read(BYTES("{\"paths\":["
	    "\"\\/my cat.jpg\",\"/caf\\u00e9%20\"]}"), &api, *state, &order,
	    &detail), STATUS_OK);
	EXPECT_BYTES("first", sign_order_path(&order, 0),
	    BYTES("/my cat.jpg"));
	EXPECT_BYTES("second", sign_order_path(&order, 1),
	    BYTES("/caf\xc3\xa9%20"));
}

/* Many small values in a body cannot take more than there is. */
static void
test_too_much_for_the_arena(void **state)
{
	static const char many[] = "{\"paths\":[1,2,3,4,5,6,7,8,9,10,11,12]}";
	size_t            answers[2] = { 0 };

	(void)state;
	FOR_EACH_ARENA (size, arena, 2000) {
		struct sign_order order;
		const char       *detail = NULL;
		enum status       status = sign_order_read(bytes_of(many),
		          &api, arena, &order, &detail);

		assert_non_null(detail);
		assert_int_equal(status, STATUS_BODY_TOO_LARGE);
		answers[strstr(detail, "paths") != NULL]++;
	}
	assert_true(answers[0] > 0 && answers[1] > 0);
}

static void
test_writing(void **state)
{
	static const struct {
		struct bytes text;
		const char  *json;
	} texts[] = {
		{ TEXT(""), "\"\"" },
		{ TEXT("/a b.jpg"), "\"/a b.jpg\"" },
		{ TEXT("\"\\"), "\"\\\"\\\\\"" },
		{ TEXT("a\nb\x1f"), "\"a\\u000ab\\u001f\"" },
		{ TEXT("\x7f\xc3\xa9"), "\"\x7f\xc3\xa9\"" },
		{ TEXT("</script>"), "\"</script>\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char               memory[64];
		struct json_writer writer = { .at = memory, .size = 64 };

		json_put_text(&writer, texts[i].text);
		EXPECT(texts[i].json, !writer.full);
		EXPECT_BYTES(texts[i].json,
		    ((struct bytes){ memory, writer.used }),
		    bytes_of(texts[i].json));
	}
}

static void
test_a_full_writer_stays_full(void **state)
{
	char               memory[4];
	struct json_writer writer = { .at = memory, .size = sizeof(memory) };

	(void)state;
	json_put(&writer, "1234");
	assert_false(writer.full);
	json_put(&writer, "");
	assert_false(writer.full);
	json_put_number(&writer, INT64_MIN);
	assert_true(writer.full);
	json_put(&writer, "");
	assert_true(writer.full);
	assert_int_equal(writer.used, 4);
}

/* Whatever stands in the paths: the worst escapes, and the longest tokens. */
static void
test_answers_fit(void **state)
{
	struct sign_order  order;
	const char        *detail;
	struct json_writer writer = { 0 };
	char               url[1100];

	memset(url, 'u', sizeof(url));
	EXPECT_STATUS("order", sign_order_read(BYTES("{\"paths\":["
	    "\"\\u0001\\u0002\\u0003\\u0004\\u0005\",\"\",\"\\n\"]}"), &api,
	    *state, &order, &detail), STATUS_OK);
	writer.size = sign_answer_size(&order);
	writer.at = arena_take(*state, writer.size);
	assert_non_null(writer.at);
	json_put(&writer, "{\"urls\":[");
	for (size_t i = 0; i < order.count; i++) {
		json_put(&writer, "{\"path\":");
		json_put_text(&writer, sign_order_path(&order, i));
		json_put(&writer, ",\"url\":");
		json_put_text(&writer, (struct bytes){ url,
		    1060 + 3 * sign_order_path(&order, i).len });
		json_put(&writer, ",\"expires_at\":");
		json_put_number(&writer, 99999999999);
		json_put(&writer, "},");
	}
	json_put(&writer, "]}\n");
	assert_false(writer.full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_paths_are_decoded_texts),
		cmocka_unit_test(test_too_much_for_the_arena),
		cmocka_unit_test(test_writing),
		cmocka_unit_test(test_a_full_writer_stays_full),
		cmocka_unit_test(test_answers_fit),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
