/* One JWK to one key: every kind.  SPDX-License-Identifier: ISC */
#include "jwks.h"
#include "keys.h"

#include "bytes.h"

static void
test_every_algorithm(void **state)
{
	static const struct {
		const char *algorithm, *jwk, *scheme;
	} rows[] = {
		{ "HS256", OCT_JWK("k1", "HS256", K16, ""), "native" },
		{ "HS384", OCT_JWK("k1", "HS384", K48, ""), "jwt" },
		{ "HS512", OCT_JWK("k1", "HS512", K64, ""), "jwt" },
		{ "RS256", RSA_JWK("k1", "RS256", ""), "jwt" },
		{ "RS384", RSA_JWK("k1", "RS384", ""), "jwt" },
		{ "RS512", RSA_JWK("k1", "RS512", ""), "jwt" },
		{ "PS256", RSA_JWK("k1", "PS256", ""), "jwt" },
		{ "PS384", RSA_JWK("k1", "PS384", ""), "jwt" },
		{ "PS512", RSA_JWK("k1", "PS512", ""), "jwt" },
		{ "ES256", EC_JWK("k1", "ES256", "P-256", POINT_P256, ""),
		    "jwt" },
		{ "ES384", EC_JWK("k1", "ES384", "P-384", POINT_P384, ""),
		    "jwt" },
		{ "ES512", EC_JWK("k1", "ES512", "P-521", POINT_P521, ""),
		    "jwt" },
		{ "EdDSA", OKP_JWK("k1", "EdDSA", ""), "jwt" },
		{ "A256SIV", OCT_JWK("k1", "A256SIV", K64, ""), "sealed" },
		{ "dir", OCT_JWK("k1", "dir", K32, ",\"enc\":\"A256GCM\""),
		    "jwe" },
		{ "A128KW", OCT_JWK("k1", "A128KW", K16, ""), "jwe" },
		{ "A256KW", OCT_JWK("k1", "A256KW", K32, ""), "jwe" },
		{ "RSA-OAEP", RSA_JWK("k1", "RSA-OAEP", RSA_PRIVATE), "jwe" },
		{ "RSA-OAEP-256", RSA_JWK("k1", "RSA-OAEP-256", RSA_PRIVATE),
		    "jwe" },
		{ "AES-128-CBC", OCT_JWK("k1", "AES-128-CBC", APP_KEY_16, ""),
		    "laravel-encrypt" },
		{ "AES-256-CBC", OCT_JWK("k1", "AES-256-CBC", APP_KEY_32, ""),
		    "laravel-encrypt" },
		{ "AES-128-GCM", OCT_JWK("k1", "AES-128-GCM",
		    APP_KEY_16_BASE64, ""), "laravel-encrypt" },
		{ "AES-256-GCM", OCT_JWK("k1", "AES-256-GCM",
		    APP_KEY_32_BASE64, ""), "laravel-encrypt" },
		{ "v4.local", OCT_JWK("k1", "v4.local", K32, ""), "paseto" },
		{ "v4.public", OKP_JWK("k1", "v4.public", ""), "paseto" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key *key = key_of(rows[i].jwk);
		const enum key_use use = key->algorithm->use;

		assert_string_equal(key_algorithm(key), rows[i].algorithm);
		EXPECT(rows[i].algorithm, key->scheme_count == 1);
		EXPECT(rows[i].algorithm, key_serves(key,
		    scheme_named(bytes_of(rows[i].scheme))));
		EXPECT(rows[i].algorithm,
		    (key->hmac != NULL) == (use == USE_HMAC));
		EXPECT(rows[i].algorithm,
		    (key->public_key != NULL) == (use == USE_SIGNATURE));
		EXPECT(rows[i].algorithm,
		    (key->private_key != NULL) == (use == USE_OAEP));
		EXPECT(rows[i].algorithm,
		    (key->siv != NULL) == (use == USE_SIV));
		EXPECT(rows[i].algorithm, (key->secret.len > 0) ==
		    (use == USE_SECRET || use == USE_APP_KEY));
		key_free(key);
	}
}

static void
test_what_is_kept(void **state)
{
	struct key *key = key_of(OCT_JWK("k1", "AES-128-CBC",
	    APP_KEY_16_BASE64, ""));

	(void)state;
	EXPECT_BYTES("text", key->secret,
	    BYTES("base64:MDEyMzQ1Njc4OWFiY2RlZg=="));
	key_free(key);
	key = key_of(OCT_JWK("k1", "A128KW", APP_KEY_16, ""));
	EXPECT_BYTES("bytes", key->secret, BYTES("0123456789abcdef"));
	EXPECT_BYTES("any", key->encryption, EMPTY);
	key_free(key);
	key = key_of(OCT_JWK("k1", "A256KW", K32,
	    ",\"enc\":\"A128CBC-HS256\""));
	EXPECT_BYTES("one", key->encryption, BYTES("A128CBC-HS256"));
	key_free(key);
}

#define SCOPE(scheme) ",\"postern\":{\"schemes\":[\"" scheme "\"]}"
#define BOTH          ",\"postern\":{\"schemes\":[\"native\",\"jwt\"]}"
#define ID_33         "abcdefghijklmnopqrstuvwxyz_-01234"
#define ID_127        ID_33 ID_33 ID_33 "0123456789012345678901234567"
#define ENC(name)     ",\"enc\":\"" name "\""

static void
test_accepted(void **state)
{
	static const char *const rows[] = {
		OCT_JWK("k1", "HS256", K32, BOTH),
		OCT_JWK("k1", "HS256", K65, SCOPE("jwt")),
		OCT_JWK("k1", "HS384", K65, ""),
		OCT_JWK(ID_127 "!", "HS512", K64, ""),
		OCT_JWK("https://example.org/#1", "HS256", K32, SCOPE("jwt")),
		RSA_JWK("~!\\\"{}", "RS256", ""),
		RSA_JWK("k1", "RS256", ",\"use\":\"sig\""),
		RSA_JWK("k1", "RS256", ",\"key_ops\":[\"verify\"]"),
		RSA_JWK("k1", "RS256", ",\"x5c\":[\"\"],\"x5t\":\"\","
		    "\"x5u\":\"https://example.org/\",\"jku\":1"),
		RSA_JWK("k1", "RS256", ",\"k\":\"\",\"enc\":\"none\""),
		OCT_JWK("k1", "A256SIV", K64, ",\"use\":\"enc\""),
		OCT_JWK("k1", "A256SIV", K64,
		    ",\"key_ops\":[\"encrypt\",\"decrypt\"]"),
		OCT_JWK("k1", "A128KW", K16, ",\"key_ops\":[\"unwrapKey\"]"),
		OCT_JWK("k1", "dir", K16, ENC("A128GCM")),
		OCT_JWK("k1", "dir", K32, ENC("A128CBC-HS256")),
		OCT_JWK("k1", "dir", K64, ENC("A256CBC-HS512")),
		RSA_JWK("k1", "RSA-OAEP-256", ",\"d\":\"" B64_RSA_D "\""),
		RSA_JWK("k1", "RSA-OAEP-256", RSA_PRIVATE ENC("A256GCM")),
		"{\"n\":\"" B64_RSA_N "\",\"e\":\"AAEAAQ\",\"kty\":\"RSA\","
		"\"alg\":\"PS256\",\"kid\":\"zero-in\\u002dfront\"}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *reason = "untouched";
		struct key *key = key_parse(guarded_text(rows[i]), &reason);

		if (key == NULL)
			fail_msg("%s: %s", rows[i], reason);
		assert_null(reason);
		key_free(key);
	}
}

/* A text cut short is never a key. */
static void
test_every_cut(void **state)
{
	static const char whole[] = RSA_JWK("k1", "RSA-OAEP-256", RSA_PRIVATE
	    ENC("A256GCM") ",\"use\":\"enc\"");

	(void)state;
	key_free(key_of(whole));
	for (size_t length = 0; length < sizeof(whole) - 1; length += 7) {
		const char  *reason;
		struct bytes cut = guarded((struct bytes){ whole, length });

		if (key_parse(cut, &reason) != NULL)
			fail_msg("%.*s", (int)length, whole);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_algorithm),
		cmocka_unit_test(test_what_is_kept),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
