/* Terms --> credential, and schemes by name.  SPDX-License-Identifier: ISC */
#include "keys.h"

static void
test_expiry_in_window(void **state)
{
	static const struct {
		int64_t now, lifetime, window, expiry;
	} rows[] = {
		{ 1000, 60, 0, 1060 },
		{ 1000, 60, 1, 1060 },
		{ 1000, 60, -5, 1060 },
		{ 1000, 60, 60, 1080 },
		{ 1019, 60, 60, 1080 },
		{ 1020, 60, 60, 1080 },
		{ 1021, 60, 60, 1140 },
		{ 0, 0, 900, 0 },
		{ 1, 0, 900, 900 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(expiry_in_window(rows[i].now, rows[i].lifetime,
		    rows[i].window), rows[i].expiry);
	/* Never earlier than asked for, never a whole window later. */
	for (int64_t now = 0; now < 4000; now++) {
		int64_t expiry = expiry_in_window(now, 3600, 900);

		assert_int_equal(expiry % 900, 0);
		assert_in_range(expiry, now + 3600, now + 3600 + 899);
	}
}

static void
test_sign(void **state)
{
	const struct scheme *native = scheme_named(BYTES("native"));
	const struct scheme  mute = { .name = "mute" };
	const struct terms   terms = {
		.path = BYTES("/img/cat.jpg"), .expires_at = 1800000000
	};
	const struct verifier here = { .site = BYTES("example.org") };
	struct key   *key = key_of(JWK("k1", ""));
	struct arena *arena = arena_new(4096);
	struct bytes  token = BYTES("untouched");

	(void)state;
	EXPECT_STATUS("mute", sign(&mute, key, &here, &terms,
	    arena, &token), STATUS_UNKNOWN_KEY);
	key->scheme_count = 0;
	EXPECT_STATUS("other", sign(native, key, &here, &terms,
	    arena, &token), STATUS_UNKNOWN_KEY);
	EXPECT_BYTES("other", token, BYTES("untouched"));
	key->scheme_count = 1;
	EXPECT_STATUS("native", sign(native, key, &here, &terms,
	    arena, &token), STATUS_OK);
	assert_true(bytes_start_with(token, BYTES("1.k1.1800000000.")));
	arena_free(arena);
	key_free(key);
}

static void
test_schemes(void **state)
{
	(void)state;
	assert_non_null(schemes[0]);
	for (size_t i = 0; schemes[i] != NULL; i++) {
		const char *name = scheme_name(schemes[i]);

		EXPECT(name, scheme_named(bytes_of(name)) == schemes[i]);
		EXPECT(name, scheme_is_weak(schemes[i]) ==
		    (int)schemes[i]->weak);
	}
	assert_false(scheme_is_weak(scheme_named(BYTES("native"))));
	assert_null(scheme_named(BYTES("Native")));
	assert_null(scheme_named(BYTES("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expiry_in_window),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_schemes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
