/* What applications put into tokens.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "bytes.h"
#include "claims.h"
#include "json.h"
#include "payload.h"

static const struct scheme_setting settings[] = {
	PAYLOAD_SETTING("path"),
	{ NULL, NULL, NULL, NULL },
};
static const struct scheme scheme = { .name = "test", .settings = settings };
static const struct bytes  subjects[SCHEME_SETTINGS] = { TEXT("subject") };

static struct verifier
route(const struct bytes *values)
{
	return (struct verifier){
		.prefix = BYTES("/img/"),
		.schemes = { &scheme },
		.scheme_count = 1,
		.settings = { values },
		.policy = { .path_field = BYTES("image") },
	};
}

static enum status
read_in(const struct verifier *verifier, const char *json,
    struct grant *grant)
{
	const struct source source = { .verifier = verifier };

	*grant = (struct grant){ .terms = { .expires_at = TIME_NEVER } };
	return payload_read_json(&source, &scheme, guarded_text(json), arena,
	    grant);
}

static void
test_payloads(void **state)
{
	static const struct {
		const char         *json;
		const struct bytes *values;
		const char         *path, *subject;
		int64_t             expires_at;
	} rows[] = {
		{ "{\"image\":\"cat.jpg\"}", NULL, "/img/cat.jpg",
		    "", TIME_NEVER },
		{ "{\"image\":\"/img/a\",\"sub\":\"kim\",\"exp\":1800000000}",
		    NULL, "/img/a", "kim", 1799999999 },
		{ "{\"user\":42}", NULL, "", "", TIME_NEVER },
		{ "{}", NULL, "", "", TIME_NEVER },
		{ "\"cat.jpg\"", NULL, "/img/cat.jpg", "",
		    TIME_NEVER },
		{ "\"kim\"", subjects, "", "kim", TIME_NEVER },
		{ "\"\"", subjects, "", "", TIME_NEVER },
		{ "42", NULL, "", "", TIME_NEVER },
		{ "42", subjects, "", "", TIME_NEVER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct verifier verifier = route(rows[i].values);
		struct grant          grant;

		arena_reset(arena);
		EXPECT_STATUS(rows[i].json, read_in(&verifier, rows[i].json,
		    &grant), STATUS_OK);
		EXPECT_BYTES(rows[i].json, grant.terms.path,
		    bytes_of(rows[i].path));
		EXPECT_BYTES(rows[i].json, grant.terms.subject,
		    bytes_of(rows[i].subject));
		assert_int_equal(grant.terms.expires_at, rows[i].expires_at);
		/* A path alone says nothing that rules could look at. */
		EXPECT(rows[i].json, (grant.claims == NULL) ==
		    (rows[i].json[0] == '"' && rows[i].values == NULL));
	}
}

static void
test_payloads_refused(void **state)
{
	static const struct {
		const char         *json;
		const struct bytes *values;
		enum status         status;
	} rows[] = {
		{ "{\"image\":\"/other/a\"}", NULL, STATUS_OUTSIDE_GRANT },
		{ "{\"image\":\"\"}", NULL, STATUS_MALFORMED },
		{ "{\"image\":null}", NULL, STATUS_MALFORMED },
		{ "{\"image\":[\"cat.jpg\"]}", NULL, STATUS_MALFORMED },
		{ "{\"exp\":\"1800000000\"}", NULL, STATUS_MALFORMED },
		{ "{\"exp\":1800000000000}", NULL, STATUS_MILLISECONDS },
		{ "{\"a\":1,\"a\":2}", NULL, STATUS_MALFORMED },
		{ "\"\"", NULL, STATUS_MALFORMED },
		{ "4.2", subjects, STATUS_MALFORMED },
		{ "true", subjects, STATUS_MALFORMED },
		{ "null", subjects, STATUS_MALFORMED },
		{ "[42]", subjects, STATUS_MALFORMED },
		{ "", subjects, STATUS_MALFORMED },
		{ "42 43", subjects, STATUS_MALFORMED },
		{ "[[[[[[[[[1]]]]]]]]]", subjects, STATUS_MALFORMED },
		{ "\"\\u0000\"", subjects, STATUS_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct verifier verifier = route(rows[i].values);
		struct grant          grant;

		EXPECT_STATUS(rows[i].json, read_in(&verifier, rows[i].json,
		    &grant), rows[i].status);
	}
}

/* What the route asks of claims, it asks of these. */
static void
test_policy(void **state)
{
	struct bytes    issuer = BYTES("app");
	struct verifier verifier = route(NULL);
	struct scheme   stamped = scheme;
	struct source   source = { .verifier = &verifier };
	struct grant    grant;

	(void)state;
	verifier.policy.issuers = (struct bytes_list){ &issuer, 1 };
	assert_int_equal(read_in(&verifier, "{\"image\":\"a\"}", &grant),
	    STATUS_CLAIM_MISSING);
	assert_int_equal(read_in(&verifier, "{\"iss\":\"app\"}", &grant),
	    STATUS_OK);
	assert_int_equal(read_in(&verifier, "{\"iss\":\"x\"}", &grant),
	    STATUS_WRONG_ISSUER);
	verifier = route(NULL);
	verifier.policy.longest_age = 600;
	assert_int_equal(read_in(&verifier, "{}", &grant),
	    STATUS_CLAIM_MISSING);
	assert_int_equal(read_in(&verifier, "{\"iat\":1800000000}", &grant),
	    STATUS_OK);
	assert_int_equal(grant.terms.expires_at, 1800000600);
	/* Of a token that has a stamp, the stamp's age is the age. */
	stamped.states_issue = 1;
	grant = (struct grant){ .terms = { .expires_at = 5 } };
	assert_int_equal(payload_read_json(&source, &stamped, BYTES("{}"),
	    arena, &grant), STATUS_OK);
	assert_int_equal(grant.terms.expires_at, 5);
}

/* Times within a token can only narrow what it says elsewhere. */
static void
test_times_narrow(void **state)
{
	static const struct {
		const char *json;
		int64_t     not_before, expires_at;
	} rows[] = {
		{ "{}", 100, 200 },
		{ "{\"exp\":150}", 100, 149 },
		{ "{\"exp\":201}", 100, 200 },
		{ "{\"exp\":900}", 100, 200 },
		{ "{\"exp\":0}", 100, 1 },
		{ "{\"nbf\":50}", 100, 200 },
		{ "{\"nbf\":150}", 150, 200 },
		{ "{\"iat\":150}", 150, 200 },
	};
	const struct claim_policy policy = { .leeway = 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct terms  terms = { .not_before = 100, .expires_at = 200 };
		const json_t *claims;

		assert_int_equal(json_read(bytes_of(rows[i].json), arena,
		    &claims), STATUS_OK);
		EXPECT_STATUS(rows[i].json, claims_read_within(claims, &policy,
		    TIME_NUMBER, &terms), STATUS_OK);
		EXPECT(rows[i].json, terms.not_before == rows[i].not_before);
		EXPECT(rows[i].json, terms.expires_at == rows[i].expires_at);
		terms.expires_at = 0;
		EXPECT_STATUS(rows[i].json, claims_read_within(claims, &policy,
		    TIME_NUMBER, &terms), json_member(claims, BYTES("exp")) ==
		    NULL ? STATUS_CLAIM_MISSING : STATUS_OK);
	}
}

static void
test_texts(void **state)
{
	static const struct {
		struct bytes text;
		enum status  status;
	} rows[] = {
		{ TEXT("kim"), STATUS_OK },
		{ TEXT("\xc3\xbc"), STATUS_OK },
		{ TEXT("a\"b\\c"), STATUS_OK },
		{ TEXT("\xff"), STATUS_MALFORMED },
		{ TEXT("a\x01"), STATUS_MALFORMED },
		{ TEXT("a\0b"), STATUS_MALFORMED },
	};
	const struct verifier verifier = route(subjects);
	const struct source   source = { .verifier = &verifier };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct grant grant = { .terms = { .expires_at = 5 } };

		EXPECT_STATUS(rows[i].text.at, payload_read_text(&source,
		    &scheme, guarded(rows[i].text), arena, &grant),
		    rows[i].status);
		if (rows[i].status == STATUS_OK)
			assert_true(json_is(json_member(grant.claims,
			    BYTES("sub")), rows[i].text));
	}
}

static void
test_tokens(void **state)
{
	static const struct {
		enum carrier carrier;
		int          encodes_cookies;
		const char  *token, *decoded; /* NULL: malformed */
	} rows[] = {
		{ CARRIER_QUERY, 0, "a%20b+c%2Bd%2525", "a b c+d%25" },
		{ CARRIER_QUERY, 1, "a%20b+c", "a b c" },
		{ CARRIER_QUERY, 0, "a%2", NULL },
		{ CARRIER_COOKIE, 1, "a%20b+c", "a b+c" },
		{ CARRIER_COOKIE, 1, "%zz", NULL },
		{ CARRIER_COOKIE, 0, "a%20b+c", "a%20b+c" },
		{ CARRIER_HEADER, 1, "a%20b+c", "a%20b+c" },
		{ CARRIER_PATH, 1, "a%20b+c", "a%20b+c" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct source source = { .carrier = rows[i].carrier,
			.token = guarded_text(rows[i].token) };
		struct bytes        token = EMPTY;

		EXPECT_STATUS(rows[i].token, payload_token(&source,
		    rows[i].encodes_cookies, arena, &token),
		    rows[i].decoded != NULL ? STATUS_OK : STATUS_MALFORMED);
		if (rows[i].decoded != NULL)
			EXPECT_BYTES(rows[i].token, token,
			    bytes_of(rows[i].decoded));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_payloads),
		cmocka_unit_test(test_payloads_refused),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_times_narrow),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_tokens),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
