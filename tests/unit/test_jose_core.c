/*
 * Tokens of JWT and JWE through the core, which chooses their key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "jwe_made.h"
#include "keys.h"

#define FOR_JWT(id) JWK(id, ",\"postern\":{\"schemes\":[\"jwt\"]}")

static struct rules   *rules;
static struct verifier here; /* the keyring is each test's */

static int
open_all(void **state)
{
	const char *reason;

	rules = rules_new(BYTES("/img/{sub}/*"), &reason);
	here = (struct verifier){
		.prefix = BYTES("/img/"),
		.schemes = { scheme_named(BYTES("jwt")),
		    scheme_named(BYTES("jwe")) },
		.scheme_count = 2,
		.carriers = CARRIER_HEADER,
		.rules = rules,
	};
	return make_arena(state) || rules == NULL;
}

static int
close_all(void **state)
{
	rules_free(rules);
	return free_arena(state);
}

/* The JWK of the RSA key of all tests, with "alg" and more behind it. */
static const char *
rsa_jwk(const char *algorithm, int is_private)
{
	static const char *const names[] = { "d", "p", "q", "dp", "dq", "qi" };
	const struct rsa_numbers rsa = rsa_numbers_of_test();
	const struct bytes       more[] = { rsa.d, rsa.p, rsa.q, rsa.dp, rsa.dq,
		      rsa.qi };
	struct bytes jwk = joined((const struct bytes[]){
	    BYTES("{\"kty\":\"RSA\",\"kid\":\"rsa\",\"alg\":\""),
	    bytes_of(algorithm), BYTES("\",\"n\":\""), encoded(rsa.n),
	    BYTES("\",\"e\":\""), encoded(rsa.e), BYTES("\"") }, 7);

	for (size_t i = 0; is_private && i < COUNT(names); i++)
		jwk = joined((const struct bytes[]){ jwk, BYTES(",\""),
		    bytes_of(names[i]), BYTES("\":\""), encoded(more[i]),
		    BYTES("\"") }, 6);
	return joined((const struct bytes[]){ jwk, BYTES("}\0") }, 2).at;
}

static enum status
check_at(struct bytes token, int64_t now, const struct grant **grant)
{
	struct request request = {
		.method = BYTES("GET"), .target = BYTES("/img/alice/cat.jpg"),
		.authorization = joined((const struct bytes[]){
		    BYTES("Bearer "), token }, 2),
	};
	const struct permit *permit;
	struct claim         claim;
	enum status          status;

	EXPECT_STATUS("request", request_read(&request, arena), STATUS_OK);
	status = verify(&here, &request, arena, &claim, grant);
	if (status != STATUS_OK)
		return status;
	return authorise(*grant, &request, now, arena, &permit);
}

static enum status
check(struct bytes token)
{
	const struct grant *grant;

	return check_at(token, NOW, &grant);
}

static void
use_keys(const char *const *jwks, size_t count)
{
	keyring_free((struct keyring *)(uintptr_t)here.keyring);
	here.keyring = count == 0 ? NULL : keyring_of(jwks, count);
}

static int
drop_keys(void **state)
{
	(void)state;
	use_keys(NULL, 0);
	here.key_ids = NULL;
	here.policy = (struct claim_policy){ .leeway = 0 };
	arena_reset(arena);
	return 0;
}

static struct bytes
by_header(const char *header, struct bytes secret)
{
	return hs256_bytes(bytes_of(header), BYTES(CLAIMS), secret);
}

/* What is public of an RSA key, taken for the secret of HS256. */
static void
test_confusion(void **state)
{
	const char *const  jwks[] = { rsa_jwk("RS256", 0), FOR_JWT("h1") };
	const struct bytes pem = pem_of(rsa_of_test(), PEM_PUBLIC);
	const struct bytes secrets[] = { pem, shortened(pem), unhex(RSA_N),
		encoded(unhex(RSA_N)), bytes_of(jwks[0]), EMPTY };

	(void)state;
	use_keys(jwks, 2);
	EXPECT_STATUS("right", check(by_header(HS256(",\"kid\":\"h1\""),
	    BYTES(SECRET_TEXT))), STATUS_OK);
	for (size_t i = 0; i < COUNT(secrets); i++) {
		EXPECT_STATUS("kid", check(by_header(
		    HS256(",\"kid\":\"rsa\""), secrets[i])),
		    STATUS_WRONG_ALGORITHM);
		EXPECT_STATUS("no kid", check(by_header(HS256(""),
		    secrets[i])), STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("its alg", check(by_header(
		    "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", secrets[i])),
		    STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("none", check(by_header(
		    "{\"alg\":\"none\",\"kid\":\"rsa\"}", secrets[i])),
		    STATUS_WRONG_ALGORITHM);
	}
	EXPECT_STATUS("PS256", check(by_header(
	    "{\"alg\":\"PS256\",\"kid\":\"rsa\"}", EMPTY)),
	    STATUS_WRONG_ALGORITHM);
	use_keys(jwks, 1);
	EXPECT_STATUS("no such key", check(by_header(HS256(""), pem)),
	    STATUS_UNKNOWN_KEY);
}

static void
test_choice(void **state)
{
	static const char *const  jwks[] = { FOR_JWT("h1"), JWK("n1", ""),
		FOR_JWT("h2") };
	static const struct bytes others[] = { TEXT("h2") };
	const struct bytes        secret = BYTES(SECRET_TEXT);

	(void)state;
	use_keys(jwks, 2);
	EXPECT_STATUS("only key", check(by_header(HS256(""), secret)),
	    STATUS_OK);
	EXPECT_STATUS("unknown", check(by_header(HS256(",\"kid\":\"h9\""),
	    secret)), STATUS_UNKNOWN_KEY);
	EXPECT_STATUS("letter case", check(by_header(HS256(",\"kid\":\"H1\""),
	    secret)), STATUS_UNKNOWN_KEY);
	EXPECT_STATUS("path", check(by_header(
	    HS256(",\"kid\":\"../../dev/null\""), secret)),
	    STATUS_UNKNOWN_KEY);
	EXPECT_STATUS("empty", check(by_header(HS256(",\"kid\":\"\""),
	    secret)), STATUS_MALFORMED);
	/* A key of URLs is none of JWTs. */
	EXPECT_STATUS("native", check(by_header(HS256(",\"kid\":\"n1\""),
	    secret)), STATUS_UNKNOWN_KEY);
	use_keys(jwks, 3);
	EXPECT_STATUS("two", check(by_header(HS256(""), secret)),
	    STATUS_UNKNOWN_KEY);
	EXPECT_STATUS("one of two", check(by_header(HS256(",\"kid\":\"h2\""),
	    secret)), STATUS_OK);
	here.key_ids = others;
	here.key_id_count = 1;
	EXPECT_STATUS("route's", check(by_header(HS256(""), secret)),
	    STATUS_OK);
	EXPECT_STATUS("not route's", check(by_header(HS256(",\"kid\":\"h1\""),
	    secret)), STATUS_UNKNOWN_KEY);
}

/* "exp" is the first second that is too late, "nbf" the first good one. */
static void
test_times(void **state)
{
	static const char *const jwks[] = { FOR_JWT("h1") };
	static const struct {
		const char *claims;
		int64_t     leeway, first, last;
	} rows[] = {
		{ "{\"sub\":\"alice\",\"exp\":900}", 0, 0, 899 },
		{ "{\"sub\":\"alice\",\"exp\":900.5}", 0, 0, 900 },
		{ "{\"sub\":\"alice\",\"exp\":900}", 60, 0, 959 },
		{ "{\"sub\":\"alice\",\"exp\":900,\"nbf\":500}", 0, 500, 899 },
		{ "{\"sub\":\"alice\",\"exp\":900,\"nbf\":499.1}", 0, 500,
		    899 },
		{ "{\"sub\":\"alice\",\"exp\":900,\"iat\":500}", 60, 440,
		    959 },
	};

	(void)state;
	use_keys(jwks, 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes token = hs256(HS256(""), rows[i].claims,
		    SECRET_TEXT);
		const struct grant *grant;

		here.policy.leeway = rows[i].leeway;
		EXPECT_STATUS("first", check_at(token, rows[i].first, &grant),
		    STATUS_OK);
		EXPECT_STATUS("last", check_at(token, rows[i].last, &grant),
		    STATUS_OK);
		EXPECT_STATUS("late", check_at(token, rows[i].last + 1,
		    &grant), STATUS_EXPIRED);
		if (rows[i].first > 0)
			EXPECT_STATUS("early", check_at(token,
			    rows[i].first - 1, &grant), STATUS_NOT_YET_VALID);
	}
}

static void
test_rules(void **state)
{
	static const char *const jwks[] = { FOR_JWT("h1") };

	(void)state;
	use_keys(jwks, 1);
	EXPECT_STATUS("another", check(hs256(HS256(""),
	    "{\"exp\":1800000001,\"sub\":\"bob\"}", SECRET_TEXT)),
	    STATUS_NO_RULE);
	EXPECT_STATUS("nobody", check(hs256(HS256(""), "{\"exp\":1800000001}",
	    SECRET_TEXT)), STATUS_NO_RULE);
	here.rules = NULL;
	EXPECT_STATUS("no rules", check(hs256(HS256(""), CLAIMS, SECRET_TEXT)),
	    STATUS_NO_RULE);
	here.rules = rules;
}

/* -------------------------------------------------------- encrypted for us */

static struct bytes
for_public_key(struct bytes content)
{
	struct parts parts = {
		.header = jwe_header("RSA-OAEP-256", "A256GCM", ""),
		.key = oaep_sealed("SHA256", some_bytes(32)),
	};

	encrypt_content(&encryptions[1], some_bytes(32), content, &parts);
	return token_of(&parts);
}

static void
test_nested(void **state)
{
	const char *const   jwks[] = { rsa_jwk("RSA-OAEP-256", 1),
		  FOR_JWT("h1") };
	const struct grant *grant;

	(void)state;
	use_keys(jwks, 2);
	EXPECT_STATUS("JWT", check_at(for_public_key(hs256(HS256(""), CLAIMS,
	    SECRET_TEXT)), NOW, &grant), STATUS_OK);
	EXPECT_BYTES("key", grant->key->id, BYTES("rsa"));
	EXPECT_BYTES("its key", grant->nested_key->id, BYTES("h1"));
	assert_int_equal(grant->terms.expires_at, NOW);
	EXPECT_STATUS("expired", check(for_public_key(hs256(HS256(""),
	    "{\"exp\":1800000000,\"sub\":\"alice\"}", SECRET_TEXT))),
	    STATUS_EXPIRED);
	EXPECT_STATUS("forged", check(for_public_key(hs256(HS256(""), CLAIMS,
	    "no secret"))), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("none", check(for_public_key(BYTES(
	    "eyJhbGciOiJub25lIn0.eyJleHAiOjE4MDAwMDAwMDF9."))),
	    STATUS_WRONG_ALGORITHM);
	/* Claims that anybody could have encrypted. */
	EXPECT_STATUS("claims", check(for_public_key(BYTES(CLAIMS))),
	    STATUS_MALFORMED);
	EXPECT_STATUS("nothing", check(for_public_key(EMPTY)),
	    STATUS_MALFORMED);
	EXPECT_STATUS("twice", check(for_public_key(for_public_key(hs256(
	    HS256(""), CLAIMS, SECRET_TEXT)))), STATUS_MALFORMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_confusion, drop_keys),
		cmocka_unit_test_teardown(test_choice, drop_keys),
		cmocka_unit_test_teardown(test_times, drop_keys),
		cmocka_unit_test_teardown(test_rules, drop_keys),
		cmocka_unit_test_teardown(test_nested, drop_keys),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
