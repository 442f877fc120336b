/* The query of a URL.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "support.h"

#include "bytes.h"
#include "query.h"

static void
test_parameters(void **state)
{
	const struct query *query;

	(void)state;
	EXPECT_STATUS("read", query_read(BYTES("a=1&b&c==2&&a%62=3"), arena,
	    &query), STATUS_OK);
	assert_int_equal(query->count, 5);
	EXPECT_BYTES("name", query->at[0].name, BYTES("a"));
	EXPECT_BYTES("value", query->at[0].value, BYTES("1"));
	EXPECT_BYTES("no value", query->at[1].value, BYTES(""));
	EXPECT_BYTES("second =", query->at[2].value, BYTES("=2"));
	EXPECT_BYTES("whole", query->at[4].whole, BYTES("a%62=3"));
	EXPECT_STATUS("none", query_read(BYTES(""), arena, &query), STATUS_OK);
	assert_int_equal(query->count, 0);
}

static void
test_too_many(void **state)
{
	char                text[2 * QUERY_MAX + 2];
	const struct query *query;

	(void)state;
	for (size_t i = 0; i <= QUERY_MAX; i++)
		memcpy(text + 2 * i, "a&", 2);
	EXPECT_STATUS("full", query_read((struct bytes){ text,
	    2 * QUERY_MAX - 1 }, arena, &query), STATUS_OK);
	EXPECT_STATUS("one more", query_read((struct bytes){ text,
	    2 * QUERY_MAX + 1 }, arena, &query), STATUS_MALFORMED);
}

static void
test_one(void **state)
{
	static const struct {
		const char *query;
		enum status status;
		const char *value;
	} rows[] = {
		{ "sig=1", STATUS_OK, "1" },
		{ "a=2&sig=&b=3", STATUS_OK, "" },
		{ "Sig=1&asig=2&sigs=3&si=4", STATUS_NO_CREDENTIAL, NULL },
		{ "", STATUS_NO_CREDENTIAL, NULL },
		{ "sig=1&sig=1", STATUS_AMBIGUOUS, NULL },
		{ "sig=1&s%69g=2", STATUS_AMBIGUOUS, NULL },
		{ "s%69g=1&sig=2", STATUS_AMBIGUOUS, NULL },
		{ "s%69g=1", STATUS_MALFORMED, NULL },
		{ "%73%69%67=1", STATUS_MALFORMED, NULL },
		{ "sig%00=1", STATUS_NO_CREDENTIAL, NULL },
	};
	const struct query *query;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes value = EMPTY;
		enum status  status = rows[i].status;

		EXPECT_STATUS(rows[i].query, query_read(
		    bytes_of(rows[i].query), arena, &query), STATUS_OK);
		EXPECT_STATUS(rows[i].query, query_one(query, BYTES("sig"),
		    &value), status);
		if (rows[i].value != NULL)
			EXPECT_BYTES(rows[i].query, value,
			    bytes_of(rows[i].value));
		EXPECT_STATUS(rows[i].query, query_optional(query,
		    BYTES("sig"), &value),
		    status == STATUS_NO_CREDENTIAL ? STATUS_OK : status);
		EXPECT(rows[i].query, status != STATUS_NO_CREDENTIAL ||
		    value.at == NULL);
	}
}

static void
test_ends(void **state)
{
	const struct bytes query = BYTES("a=1&b=2");

	(void)state;
	assert_true(query_ends_with(query, (struct bytes){ query.at + 6, 1 }));
	assert_false(query_ends_with(query, (struct bytes){ query.at + 2, 1 }));
}

static void
test_decoding(void **state)
{
	struct bytes decoded;

	(void)state;
	EXPECT_STATUS("plus", query_decode(BYTES("a+b%2Bc%20"), PLUS_IS_PLUS,
	    arena, &decoded), STATUS_OK);
	EXPECT_BYTES("plus", decoded, BYTES("a+b+c "));
	EXPECT_STATUS("blank", query_decode(BYTES("a+b%2Bc%20"), PLUS_IS_BLANK,
	    arena, &decoded), STATUS_OK);
	EXPECT_BYTES("blank", decoded, BYTES("a b+c "));
	EXPECT_STATUS("cut", query_decode(BYTES("%4"), PLUS_IS_PLUS, arena,
	    &decoded), STATUS_BAD_REQUEST);
}

static void
test_without_memory(void **state)
{
	struct arena       *small = arena_new(16);
	const struct query *query;
	struct bytes        decoded;

	(void)state;
	EXPECT_STATUS("read", query_read(BYTES("a"), small, &query),
	    STATUS_TOO_LARGE);
	EXPECT_STATUS("decode", query_decode(BYTES("a"), PLUS_IS_PLUS, small,
	    &decoded), STATUS_TOO_LARGE);
	arena_free(small);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_decoding),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
