/* Key files: jwk.c, key_scope.c and key_file.c.  SPDX-License-Identifier: ISC */
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
		{ "{}", "kty" },
		{ JWK("k1", "") "x", "JSON" },
		{ JWK("k1", ",\"kid\":\"k2\""), "JSON" },
		{ JWK("k1", ",\"\\u0000\":1"), "JSON" },
		{ "{\"kty\":\"RSA\"}", "kty" },
		{ "{\"kty\":7}", "kty" },
		{ "{\"kty\":\"oct\"}", "kid" },
		{ "{\"kty\":\"oct\",\"kid\":1}", "kid" },
		{ JWK("", ""), "kid" },
		{ JWK("a.b", ""), "kid" },
		{ JWK("a b", ""), "kid" },
		{ JWK("../k1", ""), "kid" },
		{ JWK("a\\u0000b", ""), "JSON" },
		{ JWK("abcdefghijklmnopqrstuvwxyz_-01234", ""), "kid" },
		{ "{\"kty\":\"oct\",\"kid\":\"k1\"}", "alg" },
		{ "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"none\"}", "alg" },
		{ "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"hs256\"}", "alg" },
		{ "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":7}", "alg" },
		{ JWK("k1", ",\"use\":\"enc\""), "use" },
		{ JWK("k1", ",\"use\":null"), "use" },
		{ JWK("k1", ",\"key_ops\":[]"), "key_ops" },
		{ JWK("k1", ",\"key_ops\":\"verify\""), "key_ops" },
		{ JWK("k1", ",\"key_ops\":[\"encrypt\"]"), "key_ops" },
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

static void
test_refused_secrets(void **state)
{
	static const struct {
		const char *k, *reason;
	} rows[] = {
		{ "\"\"", "shorter" },
		{ "\"c2hvcnQ\"", "shorter" },
		{ "\"MDEyMzQ1Njc4OWFiY2Rl\"", "shorter" },
		{ "\"" SECRET_K "=\"", "base64url" },
		{ "\"" SECRET_K "AA\"", "base64url" },
		{ "\"not base64url!\"", "base64url" },
		{ "7", "base64url" },
		{ "null", "base64url" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char        text[256];
		const char *reason = NULL;

		snprintf(text, sizeof(text), "{\"kty\":\"oct\",\"kid\":\"k1\","
		    "\"alg\":\"HS256\",\"k\":%s}", rows[i].k);
		EXPECT(text, key_parse(guarded_text(text), &reason) == NULL);
		if (strstr(reason, rows[i].reason) == NULL)
			fail_msg("%s: %s", text, reason);
	}
}

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
	assert_null(key_parse(BYTES(P("\"schemes\":[\"native\",\"native\","
	    "\"native\",\"native\",\"native\",\"native\",\"native\","
	    "\"native\",\"native\"]")), &reason));
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

static void
test_deep_nesting(void **state)
{
	char        text[KEY_FILE_MAX];
	const char *reason;

	(void)state;
	memset(text, '[', sizeof(text));
	assert_null(key_parse((struct bytes){ text, sizeof(text) }, &reason));
}

static const char *
refusal(const struct scratch *scratch, const char *name)
{
	int         directory = open(scratch->path, O_DIRECTORY | O_CLOEXEC);
	const char *reason = NULL;
	struct key *key = key_file_read(directory, name, &reason);

	close(directory);
	if (key != NULL)
		assert_true(key->modified > 1000000000);
	key_free(key);
	return reason == NULL ? "none" : reason;
}

/* A key that only its owner and perhaps its group can read. */
static void
test_file_modes(void **state)
{
	struct scratch scratch = scratch_open();

	(void)state;
	for (mode_t mode = 0400; mode < 01000; mode++) {
		char        name[16];
		const char *reason;

		snprintf(name, sizeof(name), "%o", (unsigned)mode);
		scratch_write(&scratch, "key.jwk", JWK("k1", ""), mode);
		reason = refusal(&scratch, "key.jwk");
		if ((mode & 0007) == 0)
			EXPECT(name, strcmp(reason, "none") == 0);
		else
			EXPECT(name, strstr(reason, "chmod o-rwx") != NULL);
	}
	scratch_close(&scratch);
}

static void
test_files_that_are_none(void **state)
{
	struct scratch scratch = scratch_open();
	char           path[128], large[KEY_FILE_MAX + 2];

	(void)state;
	assert_non_null(strstr(refusal(&scratch, "absent"), "opened"));
	snprintf(path, sizeof(path), "%s/fifo", scratch.path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_non_null(strstr(refusal(&scratch, "fifo"), "regular"));
	snprintf(path, sizeof(path), "%s/directory", scratch.path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_non_null(strstr(refusal(&scratch, "directory"), "regular"));
	snprintf(path, sizeof(path), "%s/loop", scratch.path);
	assert_int_equal(symlink("loop", path), 0);
	assert_non_null(strstr(refusal(&scratch, "loop"), "opened"));
	memset(large, ' ', sizeof(large));
	memcpy(large, JWK("k1", ""), strlen(JWK("k1", "")));
	large[KEY_FILE_MAX] = '\0';
	scratch_write(&scratch, "large", large, 0600);
	assert_string_equal(refusal(&scratch, "large"), "none");
	large[KEY_FILE_MAX] = ' ';
	large[KEY_FILE_MAX + 1] = '\0';
	scratch_write(&scratch, "large", large, 0600);
	assert_non_null(strstr(refusal(&scratch, "large"), "too large"));
	scratch_write(&scratch, "empty", "", 0600);
	assert_non_null(strstr(refusal(&scratch, "empty"), "JSON"));
	scratch_close(&scratch);
}

static void
test_generate(void **state)
{
	struct arena *arena = arena_new(4096);
	struct bytes  one, two;
	const char   *reason;
	struct key   *key;

	(void)state;
	EXPECT_STATUS("one", key_generate(BYTES("k-1"), BYTES("HS256"), 0,
	    arena, &one), STATUS_OK);
	EXPECT_STATUS("two", key_generate(BYTES("k-1"), BYTES("HS256"),
	    1800000000, arena, &two), STATUS_OK);
	assert_false(bytes_start_with(two, (struct bytes){ one.at, 70 }));
	key = key_parse(one, &reason);
	assert_non_null(key);
	assert_int_equal(key->not_before, 0);
	key_free(key);
	key = key_parse(two, &reason);
	assert_non_null(key);
	EXPECT_BYTES("id", key_id(key), BYTES("k-1"));
	assert_int_equal(key->not_before, 1800000000);
	key_free(key);
	EXPECT_STATUS("algorithm", key_generate(BYTES("k"), BYTES("HS257"), 0,
	    arena, &one), STATUS_MALFORMED);
	EXPECT_STATUS("id", key_generate(BYTES("k\"1"), BYTES("HS256"), 0,
	    arena, &one), STATUS_MALFORMED);
	EXPECT_STATUS("past", key_generate(BYTES("k"), BYTES("HS256"), -1,
	    arena, &one), STATUS_MALFORMED);
	EXPECT_STATUS("milliseconds", key_generate(BYTES("k"), BYTES("HS256"),
	    1800000000000, arena, &one), STATUS_MALFORMED);
	arena_free(arena);
	FOR_EACH_ARENA(size, small, 128)
		EXPECT_STATUS("full", key_generate(BYTES("k"), BYTES("HS256"),
		    0, small, &one), STATUS_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_secrets),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_deep_nesting),
		cmocka_unit_test(test_file_modes),
		cmocka_unit_test(test_files_that_are_none),
		cmocka_unit_test(test_generate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
