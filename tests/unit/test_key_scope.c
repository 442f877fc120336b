/*
 * The scope of a key: the member "postern" of its JWK.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"

#include "bytes.h"

#define P(scope) JWK("k1", ",\"postern\":{" scope "}")

static void
test_accepted(void **state)
{
	static const char *const rows[] = {
		JWK("k1", ""),
		JWK("a", ""),
		JWK("abcdefghijklmnopqrstuvwxyz_-0123", ""),
		JWK("k1", ",\"use\":\"sig\""),
		JWK("k1", ",\"key_ops\":[\"verify\"]"),
		JWK("k1", ",\"key_ops\":[\"sign\"]"),
		JWK("k1", ",\"key_ops\":[7,\"encrypt\",\"verify\"]"),
		JWK("k1", ",\"x5u\":\"https://example.org/\",\"extra\":[1]"),
		JWK("k1", ",\"postern\":{}"),
		P("\"prefixes\":[\"/\"]"),
		P("\"prefixes\":[\"/img/\",\"/\xc3\xbc/\"]"),
		P("\"schemes\":[\"native\"]"),
		P("\"longest_lifetime\":0"),
		P("\"not_before\":99999999999,\"retired_after\":99999999999"),
		"{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"HS256\","
		"\"k\":\"MDEyMzQ1Njc4OWFiY2RlZg\"}",
	};
	const struct scheme *native = scheme_named(BYTES("native"));

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *reason = "untouched";
		struct key *key = key_parse(guarded_text(rows[i]), &reason);

		EXPECT(rows[i], key != NULL && reason == NULL);
		EXPECT(rows[i], key_serves(key, native));
		assert_string_equal(key_algorithm(key), "HS256");
		key_free(key);
	}
}

static void
test_meaning(void **state)
{
	struct key *key = key_of(P("\"prefixes\":[\"/a/\",\"/b/\"],"
	    "\"longest_lifetime\":1,\"not_before\":2,\"retired_after\":3"));

	(void)state;
	EXPECT_BYTES("id", key_id(key), BYTES("k1"));
	assert_int_equal(key->prefix_count, 2);
	EXPECT_BYTES("prefixes", key->prefixes[0], BYTES("/a/"));
	EXPECT_BYTES("prefixes", key->prefixes[1], BYTES("/b/"));
	assert_int_equal(key->longest_lifetime, 1);
	assert_int_equal(key->not_before, 2);
	assert_int_equal(key_retired_after(key), 3);
	assert_int_equal(key->scheme_count, 1);
	assert_false(key_serves(key, NULL));
	key_free(key);
	key_free(NULL);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *text, *reason; /* a part of it */
	} rows[] = {
		{ "", "JSON" },
		{ "{", "JSON" },
		{ "null", "JSON" },
		{ "\"k\"", "JSON" },
		{ "[]", "object" },
		{ "[{}]", "object" },
		{ JWK("k1", "") "x", "JSON" },
		{ JWK("k1", ",\"kid\":\"k2\""), "JSON" },
		{ JWK("k1", ",\"\\u0000\":1"), "JSON" },
		{ JWK("a\\u0000b", ""), "JSON" },
		{ JWK("k1", ",\"postern\":1"), "must be an object" },
		{ JWK("k1", ",\"postern\":null"), "must be an object" },
		{ JWK("k1", ",\"postern\":[]"), "must be an object" },
		{ P("\"prefix\":[\"/\"]"), "not known" },
		{ P("\"Prefixes\":[\"/\"]"), "not known" },
		{ P("\"prefixes\":[]"), "not empty" },
		{ P("\"prefixes\":\"/\""), "not empty" },
		{ P("\"prefixes\":{\"/\":1}"), "not empty" },
		{ P("\"prefixes\":[7]"), "start and end" },
		{ P("\"prefixes\":[\"\"]"), "start and end" },
		{ P("\"prefixes\":[\"/img\"]"), "start and end" },
		{ P("\"prefixes\":[\"img/\"]"), "start and end" },
		{ P("\"prefixes\":[\"/a/../\"]"), "start and end" },
		{ P("\"prefixes\":[\"/a//\"]"), "start and end" },
		{ P("\"prefixes\":[\"/\",\"/a\\u0007/\"]"), "start and end" },
		{ P("\"schemes\":[]"), "not empty" },
		{ P("\"schemes\":[\"nativ\"]"), "no such scheme" },
		{ P("\"schemes\":[1]"), "no such scheme" },
		{ P("\"longest_lifetime\":-1"), "whole seconds" },
		{ P("\"longest_lifetime\":\"1h\""), "whole seconds" },
		{ P("\"not_before\":1.5"), "whole seconds" },
		{ P("\"not_before\":1e3"), "whole seconds" },
		{ P("\"retired_after\":1800000000000"), "whole seconds" },
		{ P("\"retired_after\":null"), "whole seconds" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *reason = NULL;

		EXPECT(rows[i].text,
		    key_parse(guarded_text(rows[i].text), &reason) == NULL);
		if (strstr(reason, rows[i].reason) == NULL)
			fail_msg("%s: %s", rows[i].text, reason);
	}
}

#define EIGHT \
	"\"native\",\"native\",\"native\",\"native\",\"native\",\"native\"," \
	"\"native\",\"native\""

static void
test_too_many(void **state)
{
	char        text[1024];
	const char *reason;
	char       *end;

	(void)state;
	end = stpcpy(text, "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"HS256\","
	    "\"k\":\"" SECRET_K "\",\"postern\":{\"prefixes\":[\"/\"");
	for (int i = 1; i < KEY_PREFIXES; i++)
		end = stpcpy(end, ",\"/a/\"");
	strcpy(end, "]}}");
	key_free(key_of(text));
	strcpy(end, ",\"/a/\"]}}");
	assert_null(key_parse(bytes_of(text), &reason));
	assert_string_equal(reason, "prefixes: too many");
	assert_null(key_parse(BYTES(P("\"schemes\":[" EIGHT "," EIGHT
	    ",\"native\"]")), &reason));
	assert_string_equal(reason, "schemes: too many");
}

/* A file cut short is never a key. */
static void
test_every_cut(void **state)
{
	static const char whole[] = P("\"prefixes\":[\"/img/\"],"
	    "\"schemes\":[\"native\"],\"longest_lifetime\":604800,"
	    "\"not_before\":1,\"retired_after\":1800000000");

	(void)state;
	key_free(key_of(whole));
	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		const char  *reason;
		struct bytes cut = guarded((struct bytes){ whole, length });

		if (key_parse(cut, &reason) != NULL)
			fail_msg("%.*s", (int)length, whole);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
