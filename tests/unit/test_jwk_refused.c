/* Every reason to refuse a JWK.  SPDX-License-Identifier: ISC */
#include "jwks.h"
#include "keys.h"

#define SCOPE(scheme) ",\"postern\":{\"schemes\":[\"" scheme "\"]}"
#define BOTH          ",\"postern\":{\"schemes\":[\"native\",\"jwt\"]}"
#define ID_33         "abcdefghijklmnopqrstuvwxyz_-01234"
#define ID_127        ID_33 ID_33 ID_33 "0123456789012345678901234567"
#define ENC(name)     ",\"enc\":\"" name "\""

struct row {
	const char *text, *reason; /* a part of it */
};

static void
expect_refused(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *reason = NULL;

		EXPECT(rows[i].text,
		    key_parse(guarded_text(rows[i].text), &reason) == NULL);
		if (strstr(reason, rows[i].reason) == NULL)
			fail_msg("%s: %s", rows[i].text, reason);
	}
}

static void
test_refused_algorithms(void **state)
{
	static const struct row rows[] = {
		{ "{}", "\"kty\" is missing" },
		{ "{\"kty\":7,\"alg\":\"HS256\"}", "\"kty\" is missing" },
		{ "{\"kty\":\"oct\"}", "\"alg\" is missing" },
		{ "{\"kty\":\"oct\",\"alg\":7}", "none that is known" },
		{ "{\"kty\":\"oct\",\"alg\":\"\"}", "none that is known" },
		{ "{\"kty\":\"oct\",\"alg\":\"none\"}", "none that is known" },
		{ "{\"kty\":\"oct\",\"alg\":\"hs256\"}", "none that is known" },
		{ "{\"kty\":\"oct\",\"alg\":\"HS256 \"}", "none that is kn" },
		{ "{\"kty\":\"EC\",\"alg\":\"ES256K\"}", "none that is known" },
		{ "{\"kty\":\"RSA\",\"alg\":\"RSA1_5\"}", "none that is kno" },
		{ "{\"kty\":\"oct\",\"alg\":\"RS256\"}", "fit together" },
		{ "{\"kty\":\"RSA\",\"alg\":\"HS256\"}", "fit together" },
		{ "{\"kty\":\"EC\",\"alg\":\"EdDSA\"}", "fit together" },
		{ "{\"kty\":\"OKP\",\"alg\":\"ES256\"}", "fit together" },
		{ "{\"kty\":\"DSA\",\"alg\":\"ES256\"}", "fit together" },
		{ OCT_JWK("k1", "dir", K32, ""), "needs \"enc\"" },
		{ OCT_JWK("k1", "dir", K32, ENC("A192GCM")), "\"enc\" must" },
		{ OCT_JWK("k1", "dir", K32, ",\"enc\":1"), "\"enc\" must" },
		{ OCT_JWK("k1", "A256KW", K32, ENC("")), "\"enc\" must" },
		{ OCT_JWK("k1", "A256SIV", K64, SCOPE("native")), "serve" },
		{ OCT_JWK("k1", "HS256", K64, SCOPE("sealed")), "serve" },
		{ OCT_JWK("k1", "HS384", K64, SCOPE("native")), "serve" },
		{ RSA_JWK("k1", "RS256", SCOPE("native")), "serve" },
		{ RSA_JWK("k1", "RS256", SCOPE("jwe")), "serve" },
		{ OKP_JWK("k1", "EdDSA", SCOPE("paseto")), "serve" },
		{ OKP_JWK("k1", "v4.public", SCOPE("jwt")), "serve" },
	};

	(void)state;
	expect_refused(rows, COUNT(rows));
}

static void
test_refused_uses(void **state)
{
	static const struct row rows[] = {
		{ RSA_JWK("k1", "RS256", ",\"use\":\"enc\""), "\"sig\"" },
		{ RSA_JWK("k1", "RS256", ",\"use\":1"), "\"sig\"" },
		{ OCT_JWK("k1", "HS256", K32, ",\"use\":null"), "\"sig\"" },
		{ OCT_JWK("k1", "A256SIV", K64, ",\"use\":\"sig\""),
		    "\"enc\"" },
		{ OCT_JWK("k1", "A256KW", K32, ",\"use\":\"sig\""),
		    "\"enc\"" },
		{ RSA_JWK("k1", "RSA-OAEP", RSA_PRIVATE ",\"use\":\"sig\""),
		    "\"enc\"" },
		{ RSA_JWK("k1", "RS256", ",\"key_ops\":[]"), "\"verify\"" },
		{ RSA_JWK("k1", "RS256", ",\"key_ops\":\"verify\""),
		    "\"verify\"" },
		{ RSA_JWK("k1", "RS256", ",\"key_ops\":[\"encrypt\"]"),
		    "\"verify\"" },
		{ OCT_JWK("k1", "A256KW", K32, ",\"key_ops\":[\"encrypt\"]"),
		    "\"decrypt\"" },
		{ OCT_JWK("k1", "v4.local", K32, ",\"key_ops\":[\"sign\"]"),
		    "\"decrypt\"" },
	};

	(void)state;
	expect_refused(rows, COUNT(rows));
}

static void
test_refused_ids(void **state)
{
	static const struct row rows[] = {
		{ "{\"kty\":\"RSA\",\"alg\":\"RS256\"}", "128" },
		{ RSA_JWK("", "RS256", ""), "128" },
		{ RSA_JWK("a b", "RS256", ""), "128" },
		{ RSA_JWK("a\x7f", "RS256", ""), "128" },
		{ RSA_JWK("a\\u0001", "RS256", ""), "128" },
		{ RSA_JWK("\xc3\xbc", "RS256", ""), "128" },
		{ RSA_JWK(ID_127 "ab", "RS256", ""), "128" },
		{ OCT_JWK(ID_33, "HS256", K32, ""), "32 of" },
		{ OCT_JWK(ID_33, "HS256", K32, BOTH), "32 of" },
		{ OCT_JWK("a.b", "HS256", K32, ""), "32 of" },
		{ OCT_JWK("a.b", "A256SIV", K64, ""), "32 of" },
		{ OCT_JWK("a/b", "A256SIV", K64, ""), "32 of" },
		{ OCT_JWK("a b", "HS256", K32, SCOPE("jwt")), "128" },
	};

	(void)state;
	expect_refused(rows, COUNT(rows));
}

static void
test_refused_secrets(void **state)
{
	static const struct row rows[] = {
		{ OCT_JWK("k1", "HS256", "AAAAAAAAAAAAAAAAAAAA", ""),
		    "shorter than 16" },
		{ OCT_JWK("k1", "HS256", K31, SCOPE("jwt")), "than 32" },
		{ OCT_JWK("k1", "HS256", K31, BOTH), "than 32" },
		{ OCT_JWK("k1", "HS384", K47, ""), "its digest" },
		{ OCT_JWK("k1", "HS512", K63, ""), "its digest" },
		{ OCT_JWK("k1", "HS512", K48, SCOPE("jwt")), "its digest" },
		{ OCT_JWK("k1", "A256SIV", K63, ""), "must have 64" },
		{ OCT_JWK("k1", "A256SIV", K65, ""), "must have 64" },
		{ OCT_JWK("k1", "A256SIV", K32, ""), "must have 64" },
		{ OCT_JWK("k1", "dir", K16, ENC("A256GCM")), "must have 32" },
		{ OCT_JWK("k1", "dir", K32, ENC("A128GCM")), "must have 16" },
		{ OCT_JWK("k1", "dir", K32, ENC("A256CBC-HS512")),
		    "must have 64" },
		{ OCT_JWK("k1", "dir", K16, ENC("A128CBC-HS256")),
		    "must have 32" },
		{ OCT_JWK("k1", "A128KW", K32, ""), "must have 16" },
		{ OCT_JWK("k1", "A256KW", K31, ""), "must have 32" },
		{ OCT_JWK("k1", "v4.local", K64, ""), "must have 32" },
		{ OCT_JWK("k1", "v4.local", "", ""), "must have 32" },
		{ OCT_JWK("k1", "AES-128-CBC", APP_KEY_32, ""),
		    "stand for 16" },
		{ OCT_JWK("k1", "AES-256-CBC", APP_KEY_16_BASE64, ""),
		    "stand for 32" },
		{ OCT_JWK("k1", "AES-256-GCM", "", ""), "stand for 32" },
		/* "base64:abc", "base64:" and 16 bytes without padding. */
		{ OCT_JWK("k1", "AES-128-CBC", "YmFzZTY0OmFiYw", ""),
		    "followed by base64" },
		{ OCT_JWK("k1", "AES-128-CBC", "YmFzZTY0Og", ""),
		    "stand for 16" },
		{ OCT_JWK("k1", "AES-128-CBC",
		    "YmFzZTY0Ok1ERXlNelExTmpjNE9XRmlZMlJsWmc", ""),
		    "followed by base64" },
		{ OCT_JWK("k1", "HS256", K32 "=", ""), "base64url" },
		{ OCT_JWK("k1", "HS256", K31 "B", ""), "base64url" },
		{ OCT_JWK("k1", "HS256", K32 "+", ""), "base64url" },
		{ "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"HS256\"}",
		    "base64url" },
		{ "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"A256SIV\","
		  "\"k\":[]}", "base64url" },
	};

	(void)state;
	expect_refused(rows, COUNT(rows));
}

#define OFF_CURVE "\"x\":\"" B64_P256_X "\",\"y\":\"" B64_P256_X "\""
#define SHORT     "\"x\":\"" B64_P256_X "\",\"y\":\"AAAA\""

static void
test_refused_public_keys(void **state)
{
	static const struct row rows[] = {
		{ "{\"kty\":\"RSA\",\"kid\":\"a\",\"alg\":\"RS256\"}",
		    "2048" },
		{ "{\"kty\":\"RSA\",\"kid\":\"a\",\"alg\":\"RS256\",\"n\":\""
		  B64_WEAK_N "\",\"e\":\"AQAB\"}", "2048" },
		{ "{\"kty\":\"RSA\",\"kid\":\"a\",\"alg\":\"RS256\",\"n\":\""
		  B64_RSA_N "\",\"e\":\"AQ\"}", "2048" },
		{ "{\"kty\":\"RSA\",\"kid\":\"a\",\"alg\":\"RS256\",\"n\":\""
		  B64_RSA_N "\",\"e\":\"AQB\"}", "base64url" },
		{ "{\"kty\":\"RSA\",\"kid\":\"a\",\"alg\":\"RS256\",\"n\":7,"
		  "\"e\":\"AQAB\"}", "base64url" },
		{ EC_JWK("a", "ES256", "P-384", POINT_P384, ""), "\"crv\"" },
		{ EC_JWK("a", "ES384", "P-384", POINT_P256, ""), "point" },
		{ EC_JWK("a", "ES512", "P-256", POINT_P256, ""), "\"crv\"" },
		{ EC_JWK("a", "ES256", "P-256", OFF_CURVE, ""), "point" },
		{ EC_JWK("a", "ES256", "P-256", SHORT, ""), "point" },
		{ EC_JWK("a", "ES256", "P-256", "\"x\":\"AA\"", ""), "point" },
		{ EC_JWK("a", "ES256", "P-256", "\"x\":1", ""), "base64url" },
		{ "{\"kty\":\"OKP\",\"kid\":\"a\",\"alg\":\"EdDSA\",\"crv\":"
		  "\"X25519\",\"x\":\"" B64_ED_X "\"}", "\"crv\"" },
		{ "{\"kty\":\"OKP\",\"kid\":\"a\",\"alg\":\"EdDSA\",\"crv\":"
		  "\"Ed25519\",\"x\":\"" K32 "\"}", "point" },
		{ "{\"kty\":\"OKP\",\"kid\":\"a\",\"alg\":\"EdDSA\"}",
		    "\"crv\"" },
		{ RSA_JWK("a", "RS256", RSA_PRIVATE), "take \"d\"" },
		{ RSA_JWK("a", "RS256", ",\"p\":\"AQ\""), "take \"d\"" },
		{ EC_JWK("a", "ES256", "P-256", POINT_P256,
		    ",\"d\":\"" B64_P256_D "\""), "private key" },
		{ OKP_JWK("a", "EdDSA", ",\"d\":\"" B64_ED_D "\""),
		    "private key" },
		{ OKP_JWK("a", "v4.public", ",\"d\":\"" B64_ED_D "\""),
		    "private key" },
		{ RSA_JWK("a", "RSA-OAEP", ""), "needs the private" },
		{ RSA_JWK("a", "RSA-OAEP", ",\"d\":\"AQAB\""), "no RSA key" },
		{ RSA_JWK("a", "RSA-OAEP", ",\"d\":\"" B64_RSA_D "\",\"p\":\""
		    B64_RSA_P "\""), "no RSA key" },
		{ RSA_JWK("a", "RSA-OAEP", ",\"d\":7"), "base64url" },
	};

	(void)state;
	expect_refused(rows, COUNT(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused_algorithms),
		cmocka_unit_test(test_refused_uses),
		cmocka_unit_test(test_refused_ids),
		cmocka_unit_test(test_refused_secrets),
		cmocka_unit_test(test_refused_public_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
