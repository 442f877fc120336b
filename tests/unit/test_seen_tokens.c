/*
 * Tokens that were read before: everything that may deny them still does.
 *
 * SPDX-License-Identifier: ISC
 */
#include "jose_made.h"
#include "keys.h"

#include "seen_signatures.h"
#include "seen_tokens.h"

#define FOR_JWT(id, more) JWK(id, ",\"postern\":{\"schemes\":[\"jwt\"]" more "}")
#define RETIRED ",\"retired_after\":1800000000"

static struct rules   *rules;
static struct verifier here; /* the keyring is each test's */

static int
open_all(void **state)
{
	const char *reason;

	rules = rules_new(BYTES("/img/{sub}/*"), &reason);
	here = (struct verifier){
		.prefix = BYTES("/img/"),
		.schemes = { scheme_named(BYTES("jwt")) },
		.scheme_count = 1,
		.carriers = CARRIER_COOKIE,
		.cookie = BYTES("t"),
		.rules = rules,
	};
	return make_arena(state) || rules == NULL;
}

static int
start_all(void **state)
{
	return open_all(state) || crypto_start() != STATUS_OK;
}

static int
close_all(void **state)
{
	rules_free(rules);
	return free_arena(state);
}

static void
use_key(const char *jwk)
{
	keyring_free((struct keyring *)(uintptr_t)here.keyring);
	here.keyring = jwk != NULL ? keyring_of(&jwk, 1) : NULL;
}

static int
drop_all(void **state)
{
	(void)state;
	use_key(NULL);
	here.policy = (struct claim_policy){ .leeway = 0 };
	arena_reset(arena);
	return 0;
}

static enum status
judge_cookies(struct bytes cookies, const char *path, int64_t now,
    const struct grant **grant)
{
	struct request request = {
		.method = BYTES("GET"), .target = bytes_of(path),
		.cookies = cookies,
	};
	const struct permit *permit;
	struct claim         claim;
	enum status          status;

	EXPECT_STATUS("request", request_read(&request, arena), STATUS_OK);
	status = verify(&here, &request, arena, &claim, grant);
	return status == STATUS_OK
	    ? authorise(*grant, &request, now, arena, &permit) : status;
}

static enum status
judge_at(struct bytes token, const char *path, int64_t now)
{
	const struct grant *grant;

	return judge_cookies(joined((const struct bytes[]){ BYTES("t="),
	    token }, 2), path, now, &grant);
}

static enum status
judge(struct bytes token)
{
	return judge_at(token, "/img/alice/cat.jpg", NOW);
}

static int
is_remembered(struct bytes token)
{
	struct seen_name name;

	return seen_token_find(token, &name) != NULL;
}

static struct bytes
good_token(void)
{
	return hs256(HS256(",\"kid\":\"k1\",\"typ\":\"JWT\""), CLAIMS,
	    SECRET_TEXT);
}

static void
remember(struct bytes token)
{
	EXPECT_STATUS("right", judge(token), STATUS_OK);
	assert_true(is_remembered(token));
	EXPECT_STATUS("again", judge(token), STATUS_OK);
}

static void
test_what_denies_still_does(void **state)
{
	const struct bytes token = good_token(), other = BYTES("other");
	const struct bytes_list others = { &other, 1 };
	const struct claim_policy policies[] = { { .issuers = others },
		{ .audiences = others }, { .required = others } };

	(void)state;
	use_key(FOR_JWT("k1", ""));
	remember(token);
	EXPECT_STATUS("last second", judge_at(token, "/img/alice/a.jpg", NOW),
	    STATUS_OK);
	EXPECT_STATUS("expired", judge_at(token, "/img/alice/a.jpg", NOW + 1),
	    STATUS_EXPIRED);
	EXPECT_STATUS("of bob", judge_at(token, "/img/bob/a.jpg", NOW),
	    STATUS_NO_RULE);
	for (size_t i = 0; i < COUNT(policies); i++) {
		here.policy = policies[i];
		EXPECT_STATUS("claim", judge(token), STATUS_CLAIM_MISSING);
	}
	here.policy = (struct claim_policy){ .types = others };
	EXPECT_STATUS("type", judge(token), STATUS_MALFORMED);
	here.policy = (struct claim_policy){ .leeway = 0 };
	EXPECT_STATUS("as before", judge(token), STATUS_OK);
}

/* A reload makes the ring anew, and what was read is read again. */
static void
test_reload(void **state)
{
	const struct bytes token = good_token();

	(void)state;
	use_key(FOR_JWT("k1", ""));
	remember(token);
	use_key(FOR_JWT("k1", RETIRED));
	assert_false(is_remembered(token));
	remember(token);
	EXPECT_STATUS("retired", judge_at(token, "/img/alice/cat.jpg",
	    NOW + 1), STATUS_KEY_RETIRED);
	use_key(FOR_JWT("k2", ""));
	assert_false(is_remembered(token));
	EXPECT_STATUS("another key", judge(token), STATUS_UNKNOWN_KEY);
	assert_false(is_remembered(token));
	use_key("{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"HS256\",\"k\":\""
	    "AAAAMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\","
	    "\"postern\":{\"schemes\":[\"jwt\"]}}");
	EXPECT_STATUS("another secret", judge(token), STATUS_BAD_SIGNATURE);
	assert_false(is_remembered(token));
}

/* Of what was refused nothing is kept, and what is kept lets none of it in. */
static void
test_changed_tokens(void **state)
{
	const struct bytes token = good_token();

	(void)state;
	use_key(FOR_JWT("k1", ""));
	remember(token);
	FOR_EACH_CHANGE (changed, token) {
		EXPECT("refused", judge(changed) != STATUS_OK);
		assert_false(is_remembered(changed));
	}
	assert_true(is_remembered(token));
	EXPECT_STATUS("as before", judge(token), STATUS_OK);
}

/* What is no object, under a right signature, is not remembered either. */
static void
test_malformed_claims(void **state)
{
	const struct bytes token = hs256(HS256(""), "[1]", SECRET_TEXT);

	(void)state;
	use_key(FOR_JWT("k1", ""));
	EXPECT_STATUS("array", judge(token), STATUS_MALFORMED);
	assert_false(is_remembered(token));
	EXPECT_STATUS("array", judge(token), STATUS_MALFORMED);
}

static struct bytes
large_token(size_t claims)
{
	char   text[3000] = "{\"exp\":1800000001,\"sub\":\"alice\"";
	size_t length = strlen(text);

	for (size_t i = 0; i < claims; i++)
		length += (size_t)snprintf(text + length,
		    sizeof(text) - length, ",\"c%zu\":%zu", i, i);
	snprintf(text + length, sizeof(text) - length, "}");
	return hs256(HS256(""), text, SECRET_TEXT);
}

/* Too large to be remembered, but as good as any. */
static void
test_sizes(void **state)
{
	(void)state;
	use_key(FOR_JWT("k1", ""));
	remember(large_token(20));
	EXPECT_STATUS("large", judge(large_token(200)), STATUS_OK);
	assert_false(is_remembered(large_token(200)));
	EXPECT_STATUS("large", judge(large_token(200)), STATUS_OK);
	remember(large_token(20));
}

static struct bytes
numbered(size_t i)
{
	char claims[100];

	snprintf(claims, sizeof(claims),
	    "{\"exp\":%d,\"sub\":\"alice\",\"n\":%zu}", NOW + 1 + (int)i, i);
	return hs256(HS256(""), claims, SECRET_TEXT);
}

static void
test_bounds(void **state)
{
	size_t kept = 0;

	(void)state;
	use_key(FOR_JWT("k1", ""));
	for (size_t i = 0; i < 8 * SEEN_TOKENS_MAX; i++)
		remember(numbered(i));
	for (size_t i = 0; i < 8 * SEEN_TOKENS_MAX; i++)
		kept += is_remembered(numbered(i)) != 0;
	assert_int_equal(kept, SEEN_TOKENS_MAX);
}

/*
 * Four cookies, the one that lives longest seen before and the others not: they
 * must not take its room while its claims are looked at.
 */
static void
test_several_cookies(void **state)
{
	static const char *const jwks[] = { FOR_JWT("k1", ""),
		FOR_JWT("k2", ""), FOR_JWT("k3", ""), FOR_JWT("k4", "") };

	(void)state;
	use_key(NULL);
	here.keyring = keyring_of(jwks, COUNT(jwks));
	for (size_t i = 0; i < 400; i++) {
		const struct bytes  best = joined((const struct bytes[]){
		    BYTES("t.k1="), numbered(10000 + i) }, 2);
		const struct bytes  cookies = joined((const struct bytes[]){
		    best, BYTES(";t.k2="), numbered(3 * i), BYTES(";t.k3="),
		    numbered(3 * i + 1), BYTES(";t.k4="),
		    numbered(3 * i + 2) }, 7);
		const struct grant *grant;

		EXPECT_STATUS("alone", judge_cookies(best,
		    "/img/alice/cat.jpg", NOW, &grant), STATUS_OK);
		EXPECT_STATUS("several", judge_cookies(cookies,
		    "/img/alice/cat.jpg", NOW, &grant), STATUS_OK);
		assert_int_equal(json_integer_value(json_member(grant->claims,
		    BYTES("n"))), 10000 + i);
		assert_true(is_remembered(numbered(3 * i + 2)));
		arena_reset(arena);
	}
}

static void
test_without_start(void **state)
{
	(void)state;
	use_key(FOR_JWT("k1", ""));
	EXPECT_STATUS("right", judge(good_token()), STATUS_OK);
	assert_false(is_remembered(good_token()));
	EXPECT_STATUS("again", judge(good_token()), STATUS_OK);
}

int
main(void)
{
	const struct CMUnitTest before[] = {
		cmocka_unit_test_teardown(test_without_start, drop_all),
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_what_denies_still_does,
		    drop_all),
		cmocka_unit_test_teardown(test_reload, drop_all),
		cmocka_unit_test_teardown(test_changed_tokens, drop_all),
		cmocka_unit_test_teardown(test_malformed_claims, drop_all),
		cmocka_unit_test_teardown(test_sizes, drop_all),
		cmocka_unit_test_teardown(test_bounds, drop_all),
		cmocka_unit_test_teardown(test_several_cookies, drop_all),
	};
	int failed = cmocka_run_group_tests(before, open_all, close_all);

	return failed != 0 ? failed
			   : cmocka_run_group_tests(tests, start_all, close_all);
}
