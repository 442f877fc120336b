/* New secrets.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "keys.h"

#include "bytes.h"
#include "postern_keys.h"

static const char *
generate(const char *algorithm, const char *encryption, struct key_text *made)
{
	const struct key_plan plan = {
		.id = BYTES("k-1"),
		.algorithm = bytes_of(algorithm),
		.encryption = bytes_of(encryption),
	};

	return key_generate(&plan, arena, made);
}

static void
test_every_algorithm(void **state)
{
	static const struct {
		const char *algorithm, *encryption;
		size_t      length; /* of "k" */
		const char *scheme;
	} rows[] = {
		{ "HS256", "", 43, "native" },
		{ "HS384", "", 64, "jwt" },
		{ "HS512", "", 86, "jwt" },
		{ "A256SIV", "", 86, "sealed" },
		{ "A128KW", "", 22, "jwe" },
		{ "A256KW", "A128GCM", 43, "jwe" },
		{ "dir", "A128GCM", 22, "jwe" },
		{ "dir", "A256GCM", 43, "jwe" },
		{ "dir", "A128CBC-HS256", 43, "jwe" },
		{ "dir", "A256CBC-HS512", 86, "jwe" },
		{ "v4.local", "", 43, "paseto" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key_text one, two;
		const char     *reason, *k;
		struct key     *key;

		assert_null(generate(rows[i].algorithm, rows[i].encryption,
		    &one));
		assert_null(generate(rows[i].algorithm, rows[i].encryption,
		    &two));
		EXPECT(rows[i].algorithm, !bytes_equal(one.text, two.text));
		EXPECT_BYTES("name", one.name, BYTES("k-1.jwk"));
		EXPECT_BYTES("id", one.id, BYTES("k-1"));
		k = memmem(one.text.at, one.text.len, "\"k\": \"", 6);
		EXPECT(rows[i].algorithm, k != NULL &&
		    strcspn(k + 6, "\"") == rows[i].length);
		key = key_parse(one.text, &reason);
		EXPECT(rows[i].algorithm, key != NULL &&
		    key_serves(key, scheme_named(bytes_of(rows[i].scheme))));
		EXPECT_BYTES("enc", key->encryption,
		    bytes_of(rows[i].encryption));
		key_free(key);
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *algorithm, *encryption, *reason; /* a part of it */
	} rows[] = {
		{ "", "", "no such algorithm" },
		{ "none", "", "no such algorithm" },
		{ "hs256", "", "no such algorithm" },
		{ "RS256", "", "who issues the tokens" },
		{ "EdDSA", "", "who issues the tokens" },
		{ "v4.public", "", "who issues the tokens" },
		{ "RSA-OAEP-256", "", "openssl genpkey" },
		{ "AES-256-CBC", "", "php artisan key:generate" },
		{ "dir", "", "needs an encryption" },
		{ "dir", "A192GCM", "needs an encryption" },
		{ "A256KW", "A192GCM", "\"enc\" must be" },
		{ "HS256", "A256GCM", "alone" },
		{ "A256SIV", "A256GCM", "alone" },
	};
	struct key_text made;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *reason = generate(rows[i].algorithm,
		    rows[i].encryption, &made);

		EXPECT(rows[i].algorithm, reason != NULL);
		if (strstr(reason, rows[i].reason) == NULL)
			fail_msg("%s: %s", rows[i].algorithm, reason);
	}
}

static struct key_plan
plan_of(const char *id)
{
	return (struct key_plan){ .id = bytes_of(id),
		.algorithm = BYTES("HS256") };
}

static void
test_plans(void **state)
{
	static const struct bytes jwt[] = { TEXT("jwt") };
	static const struct bytes prefixes[] = { TEXT("/a\"b/"), TEXT("/\xc3\xbc/") };
	struct key_plan plan = plan_of("https://example.org/#1");
	struct key_text made;
	const char     *reason;
	struct key     *key;

	(void)state;
	EXPECT("native", scheme_signs(key_plan_scheme(&plan)));
	assert_non_null(key_generate(&plan, arena, &made));
	plan.schemes = (struct bytes_list){ jwt, 1 };
	assert_ptr_equal(key_plan_scheme(&plan), scheme_named(BYTES("jwt")));
	plan.prefixes = (struct bytes_list){ prefixes, 2 };
	plan.not_before = 1800000000;
	plan.longest_lifetime = 60;
	assert_null(key_generate(&plan, arena, &made));
	EXPECT_BYTES("name", made.name, BYTES("https___example.org__1.jwk"));
	key = key_parse(made.text, &reason);
	assert_non_null(key);
	EXPECT_BYTES("id", key_id(key), plan.id);
	EXPECT_BYTES("prefix", key->prefixes[0], prefixes[0]);
	EXPECT_BYTES("prefix", key->prefixes[1], prefixes[1]);
	assert_int_equal(key_not_before(key), 1800000000);
	assert_int_equal(key->longest_lifetime, 60);
	assert_ptr_equal(key_scheme(key, 0), scheme_named(BYTES("jwt")));
	assert_null(key_scheme(key, 1));
	key_free(key);
}

static void
test_refused_plans(void **state)
{
	static const struct bytes no_scheme[] = { TEXT("jwe") };
	static const struct bytes no_prefix[] = { TEXT("img") };
	static const struct bytes no_text[] = { TEXT("/\xff/") };
	const char *const ids[] = { "", "a.b", "k\"1", "a b", "a\n",
		"abcdefghijklmnopqrstuvwxyz_-01234" };
	struct key_plan plan;
	struct key_text made;

	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++) {
		plan = plan_of(ids[i]);
		EXPECT(ids[i], strstr(key_generate(&plan, arena, &made),
		    "1 to 32 of") != NULL);
	}
	plan = plan_of("k1");
	plan.not_before = 1800000000000;
	assert_non_null(key_generate(&plan, arena, &made));
	plan = plan_of("k1");
	plan.not_before = -1;
	assert_non_null(key_generate(&plan, arena, &made));
	plan = plan_of("k1");
	plan.schemes = (struct bytes_list){ no_scheme, 1 };
	assert_non_null(key_generate(&plan, arena, &made));
	plan = plan_of("k1");
	plan.prefixes = (struct bytes_list){ no_prefix, 1 };
	assert_non_null(key_generate(&plan, arena, &made));
	plan.prefixes = (struct bytes_list){ no_text, 1 };
	assert_non_null(key_generate(&plan, arena, &made));
	plan.schemes = (struct bytes_list){ no_text, 1 };
	assert_null(key_plan_scheme(&plan));
	plan = (struct key_plan){ .algorithm = BYTES("none") };
	assert_null(key_plan_scheme(&plan));
	EXPECT("jwe", !scheme_signs(scheme_named(BYTES("jwe"))));
}

static void
test_every_arena(void **state)
{
	const struct key_plan plan = plan_of("k1");
	size_t                made_in = 0;

	(void)state;
	FOR_EACH_ARENA(size, small, 512) {
		struct key_text made;
		const char     *reason = key_generate(&plan, small, &made);

		made_in += reason == NULL;
		EXPECT("full", (reason == NULL) == (made_in > 0));
	}
	assert_in_range(made_in, 1, 400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_algorithm),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_plans),
		cmocka_unit_test(test_refused_plans),
		cmocka_unit_test(test_every_arena),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
