/* Sets of keys (RFC 7517 §5).  SPDX-License-Identifier: ISC */
#include "jwks.h"
#include "keys.h"

#define SET(keys)      "{\"keys\":[" keys "]}"
#define SCOPED(keys, scope) \
	"{\"keys\":[" keys "],\"postern\":{" scope "},\"other\":1}"

#define RSA_KEY  RSA_JWK("r1", "RS256", "")
#define EC_KEY   EC_JWK("e1", "ES256", "P-256", POINT_P256, "")
#define OKP_KEY  OKP_JWK("o1", "EdDSA", "")
#define OCT_KEY  JWK("s1", "")
#define ENC_KEY  RSA_JWK("enc", "RSA-OAEP", ",\"use\":\"enc\"")
#define NO_ALG   "{\"kty\":\"RSA\",\"kid\":\"n\",\"n\":\"" B64_RSA_N "\",\"e\":\"" \
	B64_RSA_E "\"}"

static void
test_accepted(void **state)
{
	static const struct {
		const char *text, *ids; /* of the keys that are taken */
	} rows[] = {
		{ SET(RSA_KEY), "r1 " },
		{ SET(RSA_KEY "," EC_KEY "," OKP_KEY), "r1 e1 o1 " },
		{ SET(OCT_KEY "," JWK("s2", "")), "s1 s2 " },
		{ SET(OCT_KEY "," OCT_JWK("d", "dir", K32,
		    ",\"enc\":\"A256GCM\",\"use\":\"enc\"")), "s1 d " },
		{ SET(RSA_JWK("p", "RSA-OAEP", RSA_PRIVATE) "," EC_KEY),
		    "p e1 " },
		{ SET(RSA_JWK("p", "RSA-OAEP",
		    RSA_PRIVATE ",\"use\":\"enc\"")), "p " },
		/* For others' purposes. */
		{ SET(ENC_KEY "," RSA_KEY), "r1 " },
		{ SET("{\"kty\":\"RSA\",\"use\":\"enc\"}," RSA_KEY), "r1 " },
		{ SET("{\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"enc\"},"
		    RSA_KEY), "r1 " },
		{ SET("{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\"}," RSA_KEY),
		    "r1 " },
		{ SET("{\"kty\":\"AKP\"}," RSA_KEY), "r1 " },
		{ SET("{\"kty\":\"EC\",\"alg\":\"ES256K\"}," RSA_KEY),
		    "r1 " },
		{ SET("{\"kty\":\"EC\",\"alg\":\"ECDH-ES\",\"d\":\"AQ\"},"
		    EC_KEY), "e1 " },
		{ SET("{\"kty\":\"oct\",\"alg\":\"A192KW\"}," OCT_KEY),
		    "s1 " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key_list list = { 0 };
		struct refusal  refusal = key_file_parse("a.json",
		     guarded_text(rows[i].text), &list);
		char            ids[64] = "";
		size_t          used = 0;

		if (refusal.reason != NULL)
			fail_msg("%s: %s", rows[i].text, refusal.reason);
		for (size_t k = 0; k < list.count; k++)
			used += (size_t)snprintf(ids + used,
			    sizeof(ids) - used, "%s ", list.at[k]->id.at);
		EXPECT_BYTES(rows[i].text, bytes_of(ids),
		    bytes_of(rows[i].ids));
		key_list_empty(&list);
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *text, *reason; /* a part of it */
		size_t      number;
	} rows[] = {
		{ "{\"keys\":{}}", "must be a list", 0 },
		{ "{\"keys\":null}", "must be a list", 0 },
		{ SET(""), "no key that Postern can use", 0 },
		{ SET(ENC_KEY), "no key that Postern can use", 0 },
		{ SET("{\"kty\":\"AKP\"}"), "no key that Postern can use", 0 },
		{ SET("7"), "not a JSON object", 1 },
		{ SET(RSA_KEY ",[]"), "not a JSON object", 2 },
		{ SET(RSA_KEY ",{}"), "\"kty\" is missing", 2 },
		{ SET(RSA_KEY ",{\"kty\":1}"), "\"kty\" is missing", 2 },
		{ SET(EC_KEY "," NO_ALG), "\"alg\" is missing", 2 },
		{ SET(EC_KEY ",{\"kty\":\"RSA\",\"alg\":1}"), "known", 2 },
		{ SET(RSA_KEY "," OCT_KEY), "mixes", 0 },
		{ SET(OCT_KEY ",{\"kty\":\"AKP\"}"), "mixes", 0 },
		{ SET(RSA_KEY ",{\"kty\":\"oct\",\"use\":\"enc\"}"),
		    "mixes", 0 },
		{ SET(RSA_KEY "," EC_JWK("r1", "ES256", "P-256", POINT_P256,
		    "")), "has its \"kid\"", 2 },
		{ SET(OCT_KEY "," OCT_KEY), "has its \"kid\"", 2 },
		{ SET(EC_KEY "," RSA_JWK("r1", "RS256", RSA_PRIVATE)),
		    "private key", 2 },
		{ SET(RSA_KEY "," RSA_JWK("", "RS256", "")), "kid", 2 },
		{ SET(EC_KEY ",{\"kty\":\"RSA\",\"kid\":\"w\",\"alg\":"
		    "\"RS256\",\"n\":\"" B64_WEAK_N "\",\"e\":\"AQAB\"}"),
		    "2048", 2 },
		{ SCOPED(RSA_KEY, "\"prefixes\":[]"), "not empty", 1 },
		{ SCOPED(RSA_KEY, "\"prefix\":[\"/\"]"), "not known", 1 },
		{ SCOPED(RSA_KEY, "\"schemes\":[\"native\"]"), "serve", 1 },
		{ SCOPED(RSA_JWK("r1", "RS256", ",\"postern\":{}"),
		    "\"prefixes\":[\"/\"]"), "both", 1 },
		{ SET(RSA_KEY) "x", "not JSON", 0 },
		{ "{\"keys\":[],\"keys\":[" RSA_KEY "]}", "repeats a name", 0 },
		{ "[" SET(RSA_KEY) "]", "not a JSON object", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key_list list = { 0 };
		struct refusal  refusal = key_file_parse("a.json",
		     guarded_text(rows[i].text), &list);

		EXPECT(rows[i].text, refusal.reason != NULL);
		if (strstr(refusal.reason, rows[i].reason) == NULL)
			fail_msg("%s: %s", rows[i].text, refusal.reason);
		EXPECT(rows[i].text, refusal.number == rows[i].number);
		key_list_empty(&list);
	}
}

static void
test_scope_of_all(void **state)
{
	struct key_list list = { 0 };
	struct refusal  refusal = key_file_parse("a.json",
	     BYTES(SCOPED(OKP_KEY "," EC_KEY, "\"prefixes\":[\"/img/\"],"
	        "\"longest_lifetime\":60")), &list);

	(void)state;
	assert_null(refusal.reason);
	assert_int_equal(list.count, 2);
	for (size_t i = 0; i < list.count; i++) {
		assert_int_equal(list.at[i]->longest_lifetime, 60);
		EXPECT_BYTES("prefix", list.at[i]->prefixes[0],
		    BYTES("/img/"));
		EXPECT("covers", key_covers(list.at[i], BYTES("/img/a")));
		EXPECT("covers", !key_covers(list.at[i], BYTES("/doc/a")));
	}
	key_list_empty(&list);
}

/* Where one key is asked for, a set of one will do, and of two not. */
static void
test_one_key_of_a_set(void **state)
{
	const char *reason;
	struct key *key = key_parse(BYTES(SET(RSA_KEY)), &reason);

	(void)state;
	assert_non_null(key);
	key_free(key);
	assert_null(key_parse(BYTES(SET(RSA_KEY "," EC_KEY)), &reason));
	assert_string_equal(reason, "it is a set of keys");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_scope_of_all),
		cmocka_unit_test(test_one_key_of_a_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
