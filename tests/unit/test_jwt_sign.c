/* JWTs that we sign ourselves.  SPDX-License-Identifier: ISC */
#include "jose_made.h"

static const struct bytes issuers[] = { TEXT("https://a.example/\"x\\"),
	TEXT("b") };
static const struct bytes audiences[] = { TEXT("img"), TEXT("thumbnails") };
static const struct bytes types[] = { TEXT("own+jwt"), TEXT("JWT") };

static const struct verifier plain;
static const struct verifier demanding = {
	.policy = {
		.issuers = { issuers, 2 },
		.audiences = { audiences, 2 },
		.types = { types, 2 },
	},
};

static const struct terms all_terms = {
	.path = TEXT("/img/cat.jpg"),
	.expires_at = NOW,
	.not_before = 5,
	.subject = TEXT("\"al\xc3\xafs\" \\ bob"),
	.link_id = TEXT("link-1"),
};

static struct key key;

static void
set_key(const char *algorithm, const char *digest, const char *id)
{
	hmac_free(key.hmac);
	key.id = bytes_of(id);
	key.algorithm = algorithm_named(bytes_of(algorithm));
	key.hmac = hmac_new(digest, BYTES("a secret of any length"));
	assert_non_null(key.hmac);
}

static int
reset(void **state)
{
	(void)state;
	set_key("HS256", "SHA256", "k1");
	arena_reset(arena);
	return 0;
}

static int
close_all(void **state)
{
	hmac_free(key.hmac);
	return free_arena(state);
}

static enum status
sign_terms(const struct terms *terms, const struct verifier *verifier,
    struct bytes *token)
{
	return scheme_named(BYTES("jwt"))->sign(terms, &key, verifier, arena,
	    token);
}

/* The parts as they stand in the token, decoded. */
static void
expect_parts(struct bytes token, const char *header, const char *claims)
{
	struct bytes decoded;

	EXPECT_STATUS("header", base64url_decode(bytes_cut(&token, '.'), arena,
	    &decoded), STATUS_OK);
	EXPECT_BYTES("header", decoded, bytes_of(header));
	EXPECT_STATUS("claims", base64url_decode(bytes_cut(&token, '.'), arena,
	    &decoded), STATUS_OK);
	EXPECT_BYTES("claims", decoded, bytes_of(claims));
}

static void
test_text(void **state)
{
	const struct terms least = { .expires_at = NOW };
	struct bytes       token;

	(void)state;
	EXPECT_STATUS("least", sign_terms(&least, &plain, &token), STATUS_OK);
	expect_parts(token,
	    "{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}",
	    "{\"exp\":1800000001}");
	EXPECT_STATUS("most", sign_terms(&all_terms, &demanding, &token),
	    STATUS_OK);
	expect_parts(token,
	    "{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"own+jwt\"}",
	    "{\"iss\":\"https://a.example/\\\"x\\\\\",\"aud\":\"img\","
	    "\"sub\":\"\\\"al\xc3\xafs\\\" \\\\ bob\",\"nbf\":5,"
	    "\"exp\":1800000001,\"jti\":\"link-1\"}");
}

/* What was signed is read as it was meant. */
static void
test_round_trip(void **state)
{
	static const struct {
		const char *algorithm, *digest;
	} rows[] = {
		{ "HS256", "SHA256" },
		{ "HS384", "SHA384" },
		{ "HS512", "SHA512" },
	};
	struct grant grant;
	struct bytes token;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		set_key(rows[i].algorithm, rows[i].digest, "\"k\\1\"");
		EXPECT_STATUS("sign", sign_terms(&all_terms, &demanding,
		    &token), STATUS_OK);
		EXPECT_STATUS(rows[i].algorithm, verify_token("jwt",
		    &demanding, token, &key, arena, &grant), STATUS_OK);
		assert_int_equal(grant.terms.expires_at, NOW);
		assert_int_equal(grant.terms.not_before, 5);
		EXPECT_BYTES("sub", grant.terms.subject, all_terms.subject);
		EXPECT_BYTES("jti", grant.terms.link_id, all_terms.link_id);
		/* The rules decide, not what the signer had in mind. */
		assert_int_equal(grant.terms.path.len, 0);
	}
}

static void
expect_refused(const char *row, struct terms terms)
{
	struct bytes token = BYTES("untouched");

	terms.expires_at = terms.expires_at == 0 ? NOW : terms.expires_at;
	EXPECT_STATUS(row, sign_terms(&terms, &plain, &token),
	    STATUS_MALFORMED);
	EXPECT_BYTES(row, token, BYTES("untouched"));
}

/* A limit that no claim holds must not get lost. */
static void
test_refuses(void **state)
{
	char          long_text[256];
	struct bytes  token;
	struct terms  terms = { .expires_at = 0 };

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	expect_refused("methods", (struct terms){ .methods = BYTES("HEAD") });
	expect_refused("client",
	    (struct terms){ .client = BYTES("192.0.2.1") });
	expect_refused("uses", (struct terms){ .uses = 1,
	    .link_id = BYTES("l") });
	expect_refused("shared", (struct terms){ .shared = 1 });
	expect_refused("inline", (struct terms){
	    .disposition = DISPOSITION_INLINE, .file_name = BYTES("a") });
	expect_refused("subject", (struct terms){ .subject = BYTES("a\nb") });
	expect_refused("UTF-8", (struct terms){ .subject = BYTES("a\xff") });
	expect_refused("long", (struct terms){ .subject = { long_text, 256 } });
	expect_refused("link", (struct terms){ .link_id = BYTES("a b") });
	expect_refused("past", (struct terms){ .expires_at = -1 });
	expect_refused("never", (struct terms){ .expires_at = 5,
	    .not_before = 5 });
	EXPECT_STATUS("no expiry", sign_terms(&terms, &plain, &token),
	    STATUS_MALFORMED);
}

static void
test_keys(void **state)
{
	static const char *const algorithms[] = { "RS256", "ES256", "EdDSA",
		"A256SIV", "dir", "RSA-OAEP", "v4.local" };
	struct bytes token;

	(void)state;
	for (size_t i = 0; i < COUNT(algorithms); i++) {
		key.algorithm = algorithm_named(bytes_of(algorithms[i]));
		EXPECT_STATUS(algorithms[i], sign_terms(&all_terms, &plain,
		    &token), STATUS_WRONG_ALGORITHM);
	}
}

/* As long as a token may be, and no longer. */
static void
test_longest(void **state)
{
	static char     issuer[4096];
	struct bytes    list[] = { { issuer, 0 } };
	struct verifier verifier = { .policy.issuers = { list, 1 } };
	struct bytes    token = EMPTY;
	size_t          longest = 0;

	(void)state;
	memset(issuer, 'x', sizeof(issuer));
	for (; list[0].len < sizeof(issuer); list[0].len++) {
		enum status status;

		arena_reset(arena);
		status = sign_terms(&all_terms, &verifier, &token);
		if (status == STATUS_OK)
			longest = token.len;
		else
			EXPECT_STATUS("long", status, STATUS_MALFORMED);
	}
	assert_in_range(longest, 4095, 4096);
	issuer[0] = '\n';
	list[0].len = 5;
	EXPECT_STATUS("control", sign_terms(&all_terms, &verifier, &token),
	    STATUS_MALFORMED);
}

static void
test_full_arena(void **state)
{
	const struct scheme *jwt = scheme_named(BYTES("jwt"));
	size_t               signed_with = 0;

	(void)state;
	FOR_EACH_ARENA(size, small, 8192) {
		struct bytes token;
		enum status  status = jwt->sign(&all_terms, &key, &demanding,
		     small, &token);

		if (status != STATUS_OK)
			EXPECT_STATUS("small", status, STATUS_TOO_LARGE);
		signed_with += status == STATUS_OK;
	}
	assert_in_range(signed_with, 1, 8000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_text, reset),
		cmocka_unit_test_setup(test_round_trip, reset),
		cmocka_unit_test_setup(test_refuses, reset),
		cmocka_unit_test_setup(test_keys, reset),
		cmocka_unit_test_setup(test_longest, reset),
		cmocka_unit_test_setup(test_full_arena, reset),
	};

	return cmocka_run_group_tests(tests, make_arena, close_all);
}
