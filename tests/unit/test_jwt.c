/* The scheme jwt, without the core around it.  SPDX-License-Identifier: ISC */
#include "jose_made.h"

#define SECRET "0123456789abcdef0123456789abcdef"

static const struct verifier here;
static struct key            key;

static int
open_all(void **state)
{
	key.id = BYTES("k1");
	key.algorithm = algorithm_named(BYTES("HS256"));
	key.hmac = hmac_new("SHA256", BYTES(SECRET));
	return make_arena(state) || key.hmac == NULL;
}

static int
close_all(void **state)
{
	hmac_free(key.hmac);
	return free_arena(state);
}

static int
reset(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

static enum status
read_token(struct bytes token, struct credential *credential)
{
	const struct source source = { .verifier = &here,
		.token = guarded(token) };

	*credential = (struct credential){ 0 };
	return scheme_named(BYTES("jwt"))->read(&source, arena, credential);
}

static enum status
check(struct bytes token, struct grant *grant)
{
	return verify_token("jwt", &here, token, &key, arena, grant);
}

/* ----------------------------------------------------------------- reading */

static void
test_read(void **state)
{
	struct bytes      token = hs256(HS256(",\"kid\":\"k1\""), CLAIMS, SECRET);
	struct credential credential;

	(void)state;
	EXPECT_STATUS("read", read_token(token, &credential), STATUS_OK);
	EXPECT_BYTES("kid", credential.key_id, BYTES("k1"));
	EXPECT_BYTES("alg", credential.algorithm, BYTES("HS256"));
	EXPECT_BYTES("message", credential.message,
	    ((struct bytes){ token.at, token.len - 44 }));
	assert_int_equal(credential.signature.len, 32);
	EXPECT_STATUS("no kid", read_token(hs256(HS256(""), CLAIMS, SECRET),
	    &credential), STATUS_OK);
	assert_int_equal(credential.key_id.len, 0);
}

static void
test_algorithms(void **state)
{
	static const struct {
		const char *header;
		enum status status;
	} rows[] = {
		{ "{\"alg\":\"RS256\"}", STATUS_OK },
		{ "{\"alg\":\"PS512\"}", STATUS_OK },
		{ "{\"alg\":\"ES384\"}", STATUS_OK },
		{ "{\"alg\":\"EdDSA\"}", STATUS_OK },
		{ "{\"alg\":\"none\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"None\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"NONE\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"nOnE\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"none \"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"hs256\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"HS256 \"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"HS1\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"ES256K\"}", STATUS_WRONG_ALGORITHM },
		/* These are of other schemes. */
		{ "{\"alg\":\"dir\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"A256SIV\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"v4.public\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"v4.local\"}", STATUS_WRONG_ALGORITHM },
		{ "{\"alg\":\"\"}", STATUS_MALFORMED },
		{ "{\"a\":1}", STATUS_MALFORMED },
		{ "{}", STATUS_FOREIGN_CREDENTIAL },
		{ HS256(",\"enc\":\"A256GCM\""), STATUS_MALFORMED },
		{ HS256(",\"alg\":\"none\""), STATUS_MALFORMED },
		{ HS256(",\"crit\":[\"b64\"],\"b64\":false"),
		    STATUS_MALFORMED },
		{ HS256(",\"typ\":\"at+jwt\""), STATUS_MALFORMED },
	};
	struct credential credential;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i].header, read_token(
		    hs256(rows[i].header, CLAIMS, SECRET), &credential),
		    rows[i].status);
}

static void
test_foreign_and_malformed(void **state)
{
	static const struct {
		const char *token;
		enum status status;
	} rows[] = {
		{ "", STATUS_FOREIGN_CREDENTIAL },
		{ "..", STATUS_FOREIGN_CREDENTIAL },
		{ "1.k1.1800000000.AAAAAAAAAAAAAAAAAAAAAA",
		    STATUS_FOREIGN_CREDENTIAL },
		{ "eyJhbGciOiJIUzI1NiJ9.e30", STATUS_FOREIGN_CREDENTIAL },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAAA.", STATUS_FOREIGN_CREDENTIAL },
		{ "eyJhbGciOiJkaXIifQ....", STATUS_FOREIGN_CREDENTIAL },
		{ "v4.public.AAAA", STATUS_FOREIGN_CREDENTIAL },
		{ "%65yJhbGciOiJIUzI1NiJ9.e30.AAAA",
		    STATUS_FOREIGN_CREDENTIAL },
		{ "W10.e30.AAAA", STATUS_FOREIGN_CREDENTIAL },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", STATUS_OK },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.", STATUS_OK },
		{ "eyJhbGciOiJIUzI1NiJ9=.e30.AAAA", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiJ9.e30=.AAAA", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAAA=", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAA+", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAB", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAAAA", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiJ9.e31.AAAA", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAAA\n", STATUS_MALFORMED },
		{ "eyJ..", STATUS_MALFORMED },
		{ "eyJhbGciOiJIUzI1NiI.e30.AAAA", STATUS_MALFORMED },
	};
	struct credential credential;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i].token, read_token(
		    bytes_of(rows[i].token), &credential), rows[i].status);
}

static void
test_longest(void **state)
{
	char         claims[4096];
	struct grant grant;

	(void)state;
	for (size_t length = 2900; length < 3100; length++) {
		struct bytes token;

		arena_reset(arena);
		memset(claims, 'x', sizeof(claims));
		memcpy(claims, "{\"exp\":1,\"x\":\"", 14);
		memcpy(claims + length - 2, "\"}", 3);
		token = hs256(HS256(""), claims, SECRET);
		EXPECT_STATUS("length", check(token, &grant),
		    token.len <= 4096 ? STATUS_OK : STATUS_MALFORMED);
		if (length == 2900 || length == 3099)
			assert_int_equal(token.len <= 4096, length == 2900);
	}
}

/* --------------------------------------------------------------- verifying */

static void
test_verify(void **state)
{
	struct grant grant;

	(void)state;
	EXPECT_STATUS("right", check(hs256(HS256(""), CLAIMS, SECRET), &grant),
	    STATUS_OK);
	assert_int_equal(grant.terms.expires_at, NOW);
	EXPECT_BYTES("sub", grant.terms.subject, BYTES("alice"));
	assert_int_equal(grant.terms.path.len, 0);
	assert_int_equal(grant.nested.len, 0);
	assert_non_null(grant.claims);
	assert_int_equal(json_object_size(grant.claims), 2);
	EXPECT_STATUS("secret", check(hs256(HS256(""), CLAIMS, "another"),
	    &grant), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("empty secret", check(hs256(HS256(""), CLAIMS, ""),
	    &grant), STATUS_BAD_SIGNATURE);
	assert_null(grant.claims);
}

/* Any one bit of the signature, any length but its own. */
static void
test_signature(void **state)
{
	const struct bytes message = unsigned_token(BYTES(HS256("")),
	    BYTES(CLAIMS));
	const struct bytes mac = mac_of(EVP_sha256(), BYTES(SECRET), message);
	struct grant       grant;

	(void)state;
	FOR_EACH_CHANGE(changed, mac)
		EXPECT_STATUS("bit", check(with_part(message, changed), &grant),
		    STATUS_BAD_SIGNATURE);
	for (size_t length = 0; length < mac.len; length++)
		EXPECT_STATUS("cut", check(with_part(message,
		    (struct bytes){ mac.at, length }), &grant),
		    STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("longer", check(with_part(message, lengthened(mac, 0)),
	    &grant), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("SHA-512", check(with_part(message,
	    mac_of(EVP_sha512(), BYTES(SECRET), message)), &grant),
	    STATUS_BAD_SIGNATURE);
}

/* Bad claims are only looked at behind a right signature. */
static void
test_claims(void **state)
{
	static const struct {
		struct bytes claims;
		enum status  status;
	} rows[] = {
		{ TEXT(""), STATUS_MALFORMED },
		{ TEXT("[]"), STATUS_MALFORMED },
		{ TEXT("null"), STATUS_MALFORMED },
		{ TEXT("\"exp\""), STATUS_MALFORMED },
		{ TEXT("1800000001"), STATUS_MALFORMED },
		{ TEXT(CLAIMS "x"), STATUS_MALFORMED },
		{ TEXT(CLAIMS "\0"), STATUS_MALFORMED },
		{ TEXT("\xef\xbb\xbf" CLAIMS), STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"sub\":\"\xff\"}"), STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"sub\":\"\\u0000\"}"), STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"exp\":1800000001}"), STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"\\u0065xp\":1800000001}"),
		    STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"a\":{\"b\":1,\"b\":1}}"),
		    STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"a\":[[[[[[[[]]]]]]]]}"),
		    STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"a\":[[[[[[[]]]]]]]}"), STATUS_OK },
		{ TEXT("{\"exp\":\"1800000001\"}"), STATUS_MALFORMED },
		{ TEXT("{\"exp\":true}"), STATUS_MALFORMED },
		{ TEXT("{}"), STATUS_CLAIM_MISSING },
	};
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_STATUS(rows[i].claims.at, check(hs256_bytes(
		    BYTES(HS256("")), rows[i].claims, BYTES(SECRET)), &grant),
		    rows[i].status);
		EXPECT(rows[i].claims.at,
		    (grant.claims != NULL) == (rows[i].status == STATUS_OK));
		EXPECT_STATUS(rows[i].claims.at, check(hs256_bytes(
		    BYTES(HS256("")), rows[i].claims, BYTES("no")), &grant),
		    STATUS_BAD_SIGNATURE);
	}
}

/* Nothing of it depends on the size of the arena but whether there is room. */
static void
test_full_arena(void **state)
{
	struct bytes token = hs256(HS256(",\"kid\":\"k1\""), CLAIMS, SECRET);
	size_t       read_with = 0;

	(void)state;
	FOR_EACH_ARENA(size, small, 4096) {
		struct grant grant;
		enum status  status = verify_token("jwt", &here, token, &key,
		     small, &grant);

		if (status != STATUS_OK)
			EXPECT_STATUS("small", status, STATUS_TOO_LARGE);
		read_with += status == STATUS_OK;
	}
	assert_in_range(read_with, 1, 4000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_read, reset),
		cmocka_unit_test_setup(test_algorithms, reset),
		cmocka_unit_test_setup(test_foreign_and_malformed, reset),
		cmocka_unit_test_setup(test_longest, reset),
		cmocka_unit_test_setup(test_verify, reset),
		cmocka_unit_test_setup(test_signature, reset),
		cmocka_unit_test_setup(test_claims, reset),
		cmocka_unit_test_setup(test_full_arena, reset),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
