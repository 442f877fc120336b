/*
 * Derived keys that are remembered: of what, how many, and how long.
 *
 * SPDX-License-Identifier: ISC
 */
#include "presign.h"

#include "seen_secrets.h"

/* A text as one part; a derived key that tells which. */
static struct seen_name
name_of(const char *text)
{
	const struct bytes part = bytes_of(text);

	return seen_secret_name(&part, 1);
}

static void
keep(const char *text, unsigned char mark)
{
	const struct seen_name name = name_of(text);
	unsigned char          derived[DERIVED_BYTES];

	memset(derived, mark, sizeof(derived));
	seen_secret_keep(&name, derived);
}

/* 0: it is not remembered. */
static unsigned char
found(const char *text)
{
	const struct seen_name name = name_of(text);
	unsigned char          derived[DERIVED_BYTES] = { 0 };

	return seen_secret_find(&name, derived) ? derived[0] : 0;
}

static void
test_without_start(void **state)
{
	(void)state;
	keep("a", 1);
	assert_int_equal(found("a"), 0);
}

static void
test_each_is_its_own(void **state)
{
	(void)state;
	keep("a", 1);
	keep("b", 2);
	assert_int_equal(found("a"), 1);
	assert_int_equal(found("b"), 2);
	assert_int_equal(found("c"), 0);
	keep("a", 3);
	assert_int_equal(found("a"), 3);
	seen_secrets_forget();
	assert_int_equal(found("a"), 0);
	assert_int_equal(found("b"), 0);
}

/* One text cut in two at different places. */
static void
test_parts_are_told_apart(void **state)
{
	const struct bytes cuts[][2] = {
		{ TEXT(""), TEXT("abc") }, { TEXT("a"), TEXT("bc") },
		{ TEXT("ab"), TEXT("c") }, { TEXT("abc"), TEXT("") },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cuts); i++)
		for (size_t k = 0; k < COUNT(cuts); k++) {
			const struct seen_name one = seen_secret_name(cuts[i],
			    2);
			const struct seen_name other = seen_secret_name(
			    cuts[k], 2);

			assert_int_equal(seen_name_is(&one, &other) != 0,
			    i == k);
		}
	/* More than there is room for has no name. */
	assert_false(seen_secret_name(cuts[0], 7).is_made);
}

static void
test_bounds(void **state)
{
	char text[2] = "a";

	(void)state;
	keep("busy", 99);
	for (unsigned char i = 0; i < 20; i++) {
		text[0] = (char)('a' + i);
		keep(text, i + 1);
		assert_int_equal(found("busy"), 99);
	}
	/* Itself is one of them. */
	for (unsigned char i = 0; i < 20; i++) {
		text[0] = (char)('a' + i);
		assert_int_equal(found(text),
		    i < 20 - (SEEN_SECRETS_MAX - 1) ? 0 : i + 1);
	}
	seen_secrets_forget();
}

static enum status
judge_under(const char *jwk, const char *signature)
{
	struct arena    *arena = arena_new(1 << 16);
	struct keyring  *keyring = keyring_of(&jwk, 1);
	struct verifier  verifier = foreign_verifier("s3", keyring);
	char             target[2000];
	struct asked     asked = { .target = target };
	enum status      status;

	snprintf(target, sizeof(target), "%s%s", "/cat.jpg?" AMAZON
	    "&X-Amz-Signature=", signature);
	status = judge_link(&verifier, &asked, arena, NULL);
	EXPECT_STATUS("again", judge_link(&verifier, &asked, arena, NULL),
	    status);
	keyring_free(keyring);
	arena_free(arena);
	return status;
}

/* Under another secret of the same id nothing of the first one counts. */
static void
test_another_secret(void **state)
{
	const struct presign what = { .path = "/cat.jpg", .query = AMAZON };
	char                 signature[65];

	(void)state;
	presign4(&amazon, &what, signature);
	EXPECT_STATUS("right", judge_under(FOREIGN_JWK("k1", "HS256", "s3"),
	    signature), STATUS_OK);
	EXPECT_STATUS("other", judge_under("{\"kty\":\"oct\",\"kid\":\"k1\","
	    "\"alg\":\"HS256\",\"k\":\"AAAAMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlh"
	    "YmNkZWY\",\"postern\":{\"schemes\":[\"s3\"]}}", signature),
	    STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("right", judge_under(FOREIGN_JWK("k1", "HS256", "s3"),
	    signature), STATUS_OK);
	signature[0] = signature[0] == 'a' ? 'b' : 'a';
	EXPECT_STATUS("forged", judge_under(FOREIGN_JWK("k1", "HS256", "s3"),
	    signature), STATUS_BAD_SIGNATURE);
}

/* Whichever key goes, nothing that was derived stays. */
static void
test_key_free(void **state)
{
	(void)state;
	keep("a", 1);
	key_free(key_of(JWK("k9", "")));
	assert_int_equal(found("a"), 0);
}

static int
start(void **state)
{
	(void)state;
	return crypto_start() != STATUS_OK;
}

int
main(void)
{
	const struct CMUnitTest before[] = {
		cmocka_unit_test(test_without_start),
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_is_its_own),
		cmocka_unit_test(test_parts_are_told_apart),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_another_secret),
		cmocka_unit_test(test_key_free),
	};
	int failed = cmocka_run_group_tests(before, NULL, NULL);

	return failed != 0 ? failed
			   : cmocka_run_group_tests(tests, start, NULL);
}
