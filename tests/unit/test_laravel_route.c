/*
 * Signed routes of Laravel beside tokens; their forms are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "foreign.h"

#define SIGNED "expires=1800000000&signature=" MAC
#define MAC                                                                  \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NATIVE "st=1.k1.1800000000.AAAAAAAAAAAAAAAAAAAAAA"

static const struct {
	const char *query, *cookies;
	enum status status;
} rows[] = {
	/* Nobody's key made any of them. */
	{ SIGNED, "", STATUS_BAD_SIGNATURE },
	{ NATIVE, "", STATUS_BAD_SIGNATURE },
	{ "", "pt=1.k1.1800000000.AAAAAAAAAAAAAAAAAAAAAA",
	    STATUS_BAD_SIGNATURE },
	{ "", "", STATUS_NO_CREDENTIAL },
	{ "st=rubbish", "", STATUS_FOREIGN_CREDENTIAL },
	{ "a=b&Signature=" MAC, "", STATUS_NO_CREDENTIAL },
	/* In two places. */
	{ NATIVE "&" SIGNED, "", STATUS_AMBIGUOUS },
	{ SIGNED, "pt=x", STATUS_AMBIGUOUS },
	{ "signature=x&" NATIVE, "", STATUS_AMBIGUOUS },
	{ SIGNED "&signature=" MAC, "", STATUS_AMBIGUOUS },
	/* Not as Laravel makes them. */
	{ "signature=" MAC, "", STATUS_CLAIM_MISSING },
	{ "signature=" MAC "&expires=1", "", STATUS_MALFORMED },
	{ "expires=1&signature=", "", STATUS_MALFORMED },
	{ "expires=1&expires=2&signature=" MAC, "", STATUS_MALFORMED },
	{ "expires=x&signature=" MAC, "", STATUS_MALFORMED },
	{ "expires=1800000000000&signature=" MAC, "", STATUS_MILLISECONDS },
	{ SIGNED "&", "", STATUS_MALFORMED },
};

static struct keyring *keyring;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = { JWK("k1", ""),
		JWK("app", ",\"postern\":{\"schemes\":[\"laravel-route\"]}") };

	(void)state;
	keyring = keyring_of(jwks, COUNT(jwks));
	return 0;
}

static int
close_keyring(void **state)
{
	(void)state;
	keyring_free(keyring);
	return 0;
}

static enum status
run(const char *target, const char *query, const char *cookies,
    struct bytes base)
{
	const struct verifier verifier = {
		.schemes = { scheme_named(BYTES("native")),
		    scheme_named(BYTES("laravel-route")) },
		.scheme_count = 2, .keyring = keyring, .policy.base = base,
		.carriers = CARRIER_QUERY | CARRIER_COOKIE,
		.parameter = BYTES("st"), .cookie = BYTES("pt"),
	};
	struct arena       *arena = arena_new(8192);
	struct request      request = { .cookies = guarded_text(cookies) };
	const struct grant *grant;
	struct claim        claim;
	char                whole[400];
	enum status         status;

	snprintf(whole, sizeof(whole), "%s?%s", target, query);
	request.target = bytes_of(whole);
	status = request_read(&request, arena);
	if (status == STATUS_OK)
		status = verify(&verifier, &request, arena, &claim, &grant);
	arena_free(arena);
	return status;
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i].query, run("/img/cat.jpg", rows[i].query,
		    rows[i].cookies, BYTES("")), rows[i].status);
}

/* One signature, one URL. */
static void
test_targets(void **state)
{
	const struct bytes base = BYTES("https://a.example");

	(void)state;
	EXPECT_STATUS("slash", run("/img/", SIGNED, "", base),
	    STATUS_MALFORMED);
	EXPECT_STATUS("root", run("/", SIGNED, "", base), STATUS_MALFORMED);
	EXPECT_STATUS("fragment", run("/img/a.jpg", SIGNED "#x", "", base),
	    STATUS_MALFORMED);
	EXPECT_STATUS("host", run("https://b.example/a.jpg", SIGNED, "", base),
	    STATUS_MALFORMED);
	EXPECT_STATUS("port", run("https://a.example:1/a.jpg", SIGNED, "",
	    base), STATUS_MALFORMED);
	EXPECT_STATUS("http", run("http://a.example/a.jpg", SIGNED, "", base),
	    STATUS_MALFORMED);
	EXPECT_STATUS("ours", run("https://a.example/a.jpg", SIGNED, "", base),
	    STATUS_BAD_SIGNATURE);
}

/* What it signs it takes, with a base and without one. */
static void
test_signs(void **state)
{
	const struct terms terms = { .path = BYTES("/img/a cat.jpg"),
		.expires_at = END };
	struct verifier    verifier = foreign_verifier("laravel-route",
	    keyring);
	const struct key *const app = keyring_find(keyring, BYTES("app"));
	struct bytes            url;
	struct arena           *arena = arena_new(1024);

	(void)state;
	verifier.key_ids = &app->id;
	verifier.key_id_count = 1;
	sign_with(&verifier, app, &terms, "/img/a%20cat.jpg?expires=2000000000"
	    "&signature=", 1 << 12);
	verifier.policy.base = BYTES("");
	sign_with(&verifier, app, &terms, "/img/a%20cat.jpg?expires=2000000000"
	    "&signature=", 1 << 12);
	assert_int_equal(sign(verifier.schemes[0], app, &verifier,
	    &(struct terms){ .path = BYTES("/img/"), .is_prefix = 1,
	        .expires_at = END }, arena, &url), STATUS_MALFORMED);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_signs),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
