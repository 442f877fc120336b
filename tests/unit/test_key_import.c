/* Key files of what others have made.  SPDX-License-Identifier: ISC */
#include "jwks.h"
#include "keys_made.h"

#include "bytes.h"
#include "key_file.h"
#include "postern_keys.h"
#include "scheme.h"

static struct key_plan
plan_of(const char *id, const char *algorithm)
{
	return (struct key_plan){ .id = bytes_of(id),
		.algorithm = bytes_of(algorithm) };
}

/* The key that a loader would have of it. */
static struct key *
imported(const struct key_plan *plan, struct bytes material, const char *name)
{
	struct key_list list = { 0 };
	struct key_text made;
	struct refusal  refusal;
	const char     *reason = key_import(plan, material, arena, &made);
	struct key     *key;

	if (reason != NULL)
		fail_msg("%s: %s", name, reason);
	EXPECT_BYTES("name", made.name, bytes_of(name));
	refusal = key_file_parse(made.name.at, made.text, &list);
	assert_null(refusal.reason);
	assert_int_equal(list.count, 1);
	key = list.at[--list.count];
	EXPECT_BYTES("id", key_id(key), made.id);
	key_list_empty(&list);
	return key;
}

static void
expect_secret(const char *algorithm, struct bytes material,
    struct bytes secret)
{
	const struct key_plan plan = plan_of("k1", algorithm);
	struct key           *key = imported(&plan, material, "k1.jwk");

	EXPECT_BYTES(algorithm, key->secret, secret);
	key_free(key);
}

static void
test_secrets(void **state)
{
	const struct bytes text = BYTES("0123456789abcdef");
	const struct bytes bytes = BYTES("0123456789abcd\x01\n");

	(void)state;
	expect_secret("A128KW", text, text);
	expect_secret("A128KW", BYTES("0123456789abcdef\n"), text);
	expect_secret("A128KW", BYTES("0123456789abcdef\r\n"), text);
	expect_secret("A128KW", bytes, bytes);
	expect_secret("AES-128-CBC",
	    BYTES("base64:MDEyMzQ1Njc4OWFiY2RlZg==\n"),
	    BYTES("base64:MDEyMzQ1Njc4OWFiY2RlZg=="));
	/* JSON, but no object: many a secret looks like this. */
	expect_secret("A128KW", BYTES("[12345678901234]\n"),
	    BYTES("[12345678901234]"));
}

static void
test_hmac_is_of_the_very_bytes(void **state)
{
	const struct bytes    message = BYTES("a message");
	const struct key_plan plan = plan_of("k1", "HS256");
	struct key   *key = imported(&plan, BYTES("a secret of 20 bytes\n"),
	      "k1.jwk");
	struct hmac  *hmac = hmac_new("SHA256", BYTES("a secret of 20 bytes"));
	unsigned char one[HMAC_MAX], other[HMAC_MAX];
	size_t        length;

	(void)state;
	EXPECT_STATUS("one", hmac_compute(key->hmac, &message, 1, one,
	    &length), STATUS_OK);
	EXPECT_STATUS("other", hmac_compute(hmac, &message, 1, other,
	    &length), STATUS_OK);
	assert_memory_equal(one, other, length);
	hmac_free(hmac);
	key_free(key);
}

static void
test_jwk(void **state)
{
	static const struct bytes prefixes[] = { TEXT("/img/") };
	struct key_plan plan = { 0 };
	struct key     *key;

	(void)state;
	key = imported(&plan, BYTES(RSA_JWK("a/b", "RS256", "")), "a_b.jwk");
	assert_string_equal(key_algorithm(key), "RS256");
	key_free(key);
	/* Its id and its scope are replaced, its algorithm is completed. */
	plan.id = BYTES("mine");
	plan.prefixes = (struct bytes_list){ prefixes, 1 };
	key = imported(&plan, BYTES("{\"kid\":\"theirs\",\"kty\":\"OKP\","
	    "\"crv\":\"Ed25519\",\"x\":\"" B64_ED_X "\",\"postern\":"
	    "{\"prefixes\":[\"/\"]}}"), "mine.jwk");
	assert_string_equal(key_algorithm(key), "EdDSA");
	EXPECT_BYTES("id", key_id(key), BYTES("mine"));
	EXPECT("scope", !key_covers(key, BYTES("/doc/")));
	key_free(key);
	plan = plan_of("k1", "A256KW");
	plan.encryption = BYTES("A256GCM");
	key = imported(&plan, BYTES("{\"kty\":\"oct\",\"k\":\"" K32 "\"}"),
	    "k1.jwk");
	EXPECT_BYTES("enc", key->encryption, BYTES("A256GCM"));
	key_free(key);
}

static void
test_pem(void **state)
{
	static const struct {
		const char *id, *algorithm;
		int         is_rsa;
		enum pem_content content;
		const char *name;
	} rows[] = {
		{ "auth0", "RS256", 1, PEM_PUBLIC, "auth0.RS256.pem" },
		{ "a.b", "PS384", 1, PEM_CERTIFICATE, "a.b.PS384.pem" },
		{ "e", "", 0, PEM_PUBLIC, "e.pem" },
		{ "e", "ES256", 0, PEM_PUBLIC, "e.ES256.pem" },
		{ "p", "RSA-OAEP-256", 1, PEM_PRIVATE, "p.RSA-OAEP-256.pem" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key_plan plan = plan_of(rows[i].id, rows[i].algorithm);

		key_free(imported(&plan, pem_of(rows[i].is_rsa
		    ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"),
		    rows[i].content), rows[i].name));
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *id, *algorithm, *material, *reason; /* a part */
	} rows[] = {
		{ "k1", "HS256", "", "empty" },
		{ "k1", "HS256", "short\n", "shorter" },
		{ "", "HS256", "a secret of 20 bytes", "id" },
		{ "k1", "", "a secret of 20 bytes", "its algorithm" },
		{ "k1", "HS255", "a secret of 20 bytes", "no such algorithm" },
		{ "k1", "RS256", "a secret of 20 bytes", "PEM or JWK" },
		{ "a.b", "HS256", "a secret of 20 bytes", "1 to 32" },
		{ "", "", "{}", "id" },
		{ "k1", "", "{}", "\"kty\"" },
		{ "k1", "", SECRET_TEXT, "PEM nor JWK" },
		{ "", "", "{\"kty\":\"EC\"}", "id" },
		{ "k1", "", "{\"kty\":\"RSA\",\"n\":\"" B64_RSA_N
		  "\",\"e\":\"AQAB\"}", "\"alg\" is missing" },
		{ "k1", "PS256", RSA_JWK("a", "RS256", ""), "another alg" },
		{ "k1", "", RSA_JWK("a", "RS256", RSA_PRIVATE), "take \"d\"" },
		{ "", "", "{\"keys\":[" RSA_JWK("a", "RS256", "") "]}",
		    "postern keys fetch" },
		{ "k1", "", "-----BEGIN PUBLIC KEY-----\n", "public key" },
		{ "k1", "HS256", "-----BEGIN PUBLIC KEY-----\n", "takes no" },
		{ "", "", "-----BEGIN PUBLIC KEY-----\n", "id" },
		{ "a/b", "", "-----BEGIN PUBLIC KEY-----\n", "file's name" },
		{ ".a", "", "-----BEGIN PUBLIC KEY-----\n", "file's name" },
	};
	struct key_text made;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key_plan plan = plan_of(rows[i].id, rows[i].algorithm);
		const char     *reason = key_import(&plan,
		    guarded_text(rows[i].material), arena, &made);

		EXPECT(rows[i].material, reason != NULL);
		if (strstr(reason, rows[i].reason) == NULL)
			fail_msg("%s: %s", rows[i].material, reason);
	}
}

static void
test_refused_pem(void **state)
{
	struct key_plan plan = plan_of("a.ES256", "");
	struct key_text made;
	struct bytes    pem = pem_of(EVP_EC_gen("P-256"), PEM_PUBLIC);

	(void)state;
	assert_string_equal(key_import(&plan, pem, arena, &made),
	    "its id cannot be a file's name");
	plan = plan_of("a", "");
	pem = pem_of(EVP_EC_gen("P-256"), PEM_PRIVATE);
	assert_non_null(strstr(key_import(&plan, pem, arena, &made),
	    "-pubout"));
	plan.longest_lifetime = 1;
	assert_non_null(strstr(key_import(&plan, pem, arena, &made),
	    "no public key"));
}

/* What a PEM file has no room for makes a JWK of it, of the same numbers. */
static void
test_scoped_pem(void **state)
{
	static const char *const types[] = { "P-256", "P-384", "P-521",
		"Ed25519", "RSA" };

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		const int       is_rsa = strcmp(types[i], "RSA") == 0;
		EVP_PKEY       *made = is_rsa ? EVP_RSA_gen(2048)
		    : types[i][0] == 'E' ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
		                         : EVP_EC_gen(types[i]);
		struct bytes    pem = pem_of(made, PEM_PUBLIC);
		struct key_plan plan = plan_of("a", is_rsa ? "PS256" : "");
		struct public_numbers numbers;
		struct key     *key;

		plan.longest_lifetime = 60;
		key = imported(&plan, pem, "a.jwk");
		assert_int_equal(key->longest_lifetime, 60);
		assert_string_equal(public_key_type(key->public_key), types[i]);
		assert_true(public_numbers_of(pem, arena, &numbers));
		assert_string_equal(numbers.type, types[i]);
		assert_int_equal(numbers.n.len, is_rsa ? 256 : 0);
		key_free(key);
	}
}

static void
test_encodings(void **state)
{
	static const struct {
		enum secret_encoding encoding;
		const char          *text;
		int                  is_taken;
	} rows[] = {
		{ SECRET_IN_HEX, "30313233343536373839616263646566\n", 1 },
		{ SECRET_IN_HEX, "3031323334353637383961626364656", 0 },
		{ SECRET_IN_HEX, "3031323334353637383961626364656g", 0 },
		{ SECRET_IN_BASE64, "MDEyMzQ1Njc4OWFiY2RlZg==", 1 },
		{ SECRET_IN_BASE64, "MDEyMzQ1Njc4OWFiY2RlZg\r\n", 1 },
		{ SECRET_IN_BASE64, "MDEyMzQ1Njc4OWFiY2RlZh==", 0 },
		{ SECRET_IN_BASE64, "MDEy MzQ1", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key_plan plan = plan_of("k1", "A128KW");
		struct key_text made;
		struct key     *key;

		plan.encoding = rows[i].encoding;
		if (!rows[i].is_taken) {
			assert_string_equal(key_import(&plan,
			    bytes_of(rows[i].text), arena, &made),
			    "the secret is not in that encoding");
			continue;
		}
		key = imported(&plan, bytes_of(rows[i].text), "k1.jwk");
		EXPECT_BYTES(rows[i].text, key->secret,
		    BYTES("0123456789abcdef"));
		key_free(key);
	}
}

/* Of a scheme whose keys are secrets, or RSA, the usual one need not be said. */
static void
test_usual_algorithm(void **state)
{
	struct bytes    names[] = { BYTES("laravel-route") };
	struct key_plan plan = plan_of("a", "");
	struct key     *key;

	(void)state;
	plan.schemes = (struct bytes_list){ names, 1 };
	key = imported(&plan, BYTES("0123456789abcdef"), "a.jwk");
	assert_string_equal(key_algorithm(key), "HS256");
	key_free(key);
	names[0] = BYTES("jwt");
	key = imported(&plan, pem_of(EVP_RSA_gen(2048), PEM_PUBLIC), "a.jwk");
	assert_string_equal(key_algorithm(key), "RS256");
	key_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_hmac_is_of_the_very_bytes),
		cmocka_unit_test(test_jwk),
		cmocka_unit_test(test_pem),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_pem),
		cmocka_unit_test(test_scoped_pem),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_usual_algorithm),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
