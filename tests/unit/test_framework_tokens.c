/*
 * Tokens of frameworks: what is signed is taken, wherever it stands; what they
 * cannot say is not signed; and nothing goes wrong for want of memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "framework.h"

#include "percent.h"

static enum status
sign_under(const struct verifier *verifier, const struct terms *terms,
    struct arena *arena, struct bytes *token)
{
	const struct scheme *scheme = verifier->schemes[0];
	const struct key    *key = signing_key(verifier, BYTES(""), scheme,
	       terms->path, 0);

	assert_non_null(key);
	return sign(scheme, key, verifier, terms, arena, token);
}

static const char *const signers[] = { "django-signer", "django-dumps",
	"itsdangerous", "express-cookie", "rails-message" };

/* ------------------------------------------------------------- round trips */

static int
encodes_cookies(const struct verifier *verifier)
{
	const struct bytes name = bytes_of(scheme_name(verifier->schemes[0]));

	return bytes_equal(name, BYTES("express-cookie")) ||
	    bytes_equal(name, BYTES("rails-message"));
}

static void
expect_taken(const struct verifier *verifier, const char *path,
    struct bytes token, struct arena *arena)
{
	char         target[1000], cookies[1000];
	struct asked in_query = { .target = target };
	struct asked in_cookie = { .target = path, .cookies = cookies };
	struct terms terms;

	snprintf(target, sizeof(target), "%s?st=%.*s", path, (int)token.len,
	    token.at);
	EXPECT_STATUS(target, judge_link(verifier, &in_query, arena, &terms),
	    STATUS_OK);
	assert_int_equal(terms.expires_at, END);
	in_query.now = END + 1;
	EXPECT_STATUS(target, judge_link(verifier, &in_query, arena, NULL),
	    STATUS_EXPIRED);
	in_query.now = END - AGE - 1;
	EXPECT_STATUS(target, judge_link(verifier, &in_query, arena, NULL),
	    verifier->policy.longest_age > 0 ? STATUS_NOT_YET_VALID
	                                     : STATUS_OK);
	snprintf(target, sizeof(target), PREFIX "dog.jpg?st=%.*s",
	    (int)token.len, token.at);
	in_query.now = END;
	EXPECT_STATUS(target, judge_link(verifier, &in_query, arena, NULL),
	    STATUS_OUTSIDE_GRANT);
	/* Express and Rails encode their cookies, the others do not. */
	if (!encodes_cookies(verifier))
		assert_int_equal(percent_decode(token, arena, &token),
		    STATUS_OK);
	snprintf(cookies, sizeof(cookies), "x=y; st=%.*s", (int)token.len,
	    token.at);
	EXPECT_STATUS(cookies, judge_link(verifier, &in_cookie, arena, NULL),
	    STATUS_OK);
}

static void
test_round_trips(void **state)
{
	static const struct {
		const char *path, *raw;
	} rows[] = {
		{ PREFIX "cat.jpg", PREFIX "cat.jpg" },
		{ PREFIX "a b/c+d:e/100%.jpg",
		    PREFIX "a%20b/c+d:e/100%25.jpg" },
		{ PREFIX "a.b\"c'.jpg", PREFIX "a.b%22c'.jpg" },
		{ PREFIX "\xc3\xbc.jpg", PREFIX "%C3%BC.jpg" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(signers) * COUNT(rows); i++) {
		const struct verifier verifier =
		    verifier_of(signers[i / COUNT(rows)]);
		const struct terms terms = { .expires_at = END,
			.path = bytes_of(rows[i % COUNT(rows)].path) };
		struct arena *arena = arena_new(1 << 16);
		struct bytes  token;

		EXPECT_STATUS(signers[i / COUNT(rows)], sign_under(&verifier,
		    &terms, arena, &token), STATUS_OK);
		expect_taken(&verifier, rows[i % COUNT(rows)].raw, token,
		    arena);
		arena_free(arena);
	}
}

static void
test_flask(void **state)
{
	static const struct bytes flask[SCHEME_SETTINGS] = {
		TEXT("cookie-session"), TEXT("hmac") };
	const struct terms terms = { .path = BYTES(PREFIX "cat.jpg"),
		.expires_at = END, .subject = BYTES("kim") };
	struct verifier    verifier = verifier_of("itsdangerous");
	struct arena      *arena = arena_new(1 << 16);
	struct bytes       token;

	(void)state;
	verifier.settings[0] = flask;
	assert_int_equal(sign_under(&verifier, &terms, arena, &token),
	    STATUS_OK);
	expect_taken(&verifier, PREFIX "cat.jpg", token, arena);
	arena_free(arena);
}

/* ------------------------------------------------------------------ refused */

static void
test_terms_refused(void **state)
{
	static const struct terms rows[] = {
		{ .path = TEXT("/other/cat.jpg"), .expires_at = END },
		{ .path = TEXT(PREFIX), .expires_at = END },
		{ .path = TEXT(PREFIX "a/"), .is_prefix = 1,
		    .expires_at = END },
		{ .path = TEXT(PREFIX "a\x01"), .expires_at = END },
		{ .path = TEXT(PREFIX "a"), .expires_at = END,
		    .client = TEXT("192.0.2.1") },
		{ .path = TEXT(PREFIX "a"), .expires_at = END,
		    .methods = TEXT("GET") },
		{ .path = TEXT(PREFIX "a"), .expires_at = END,
		    .subject = TEXT("\x01") },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows) * COUNT(signers); i++) {
		const struct verifier verifier =
		    verifier_of(signers[i / COUNT(rows)]);
		struct arena *arena = arena_new(1 << 14);
		struct bytes  token;

		EXPECT_STATUS(rows[i % COUNT(rows)].path.at, sign_under(
		    &verifier, &rows[i % COUNT(rows)], arena, &token),
		    STATUS_MALFORMED);
		arena_free(arena);
	}
}

/* A route that cannot say what the format needs. */
static void
test_routes_refused(void **state)
{
	const struct terms terms = { .path = BYTES(PREFIX "cat.jpg"),
		.expires_at = END };
	const struct terms endless = { .path = BYTES(PREFIX "cat.jpg"),
		.expires_at = TIME_NEVER };
	struct verifier    verifier = verifier_of("django-dumps");
	struct arena      *arena = arena_new(1 << 14);
	struct bytes       token;

	(void)state;
	assert_int_equal(sign_under(&verifier, &endless, arena, &token),
	    STATUS_MALFORMED);
	verifier.policy.path_field = BYTES("a\"b");
	assert_int_equal(sign_under(&verifier, &terms, arena, &token),
	    STATUS_MALFORMED);
	verifier.policy.path_field = BYTES("");
	assert_int_equal(sign_under(&verifier, &terms, arena, &token),
	    STATUS_MALFORMED);
	verifier = verifier_of("django-signer");
	verifier.policy.longest_age = 0;
	assert_int_equal(sign_under(&verifier, &terms, arena, &token),
	    STATUS_MALFORMED);
	EXPECT_STATUS("no longest_age", judge_link(&verifier, &(struct asked){
	    .target = PREFIX "?st=cat.jpg:1xocE4:"
	    "of-6rXGfjcN5PcyCPDGe6EkohJAc-QPMYlLUCbdfbFE" }, arena, NULL),
	    STATUS_CLAIM_MISSING);
	arena_free(arena);
}

/* ------------------------------------------------------------------- memory */

static void
test_signing_in_little_memory(void **state)
{
	const struct terms terms = { .path = BYTES(PREFIX "cat.jpg"),
		.expires_at = END };

	(void)state;
	for (size_t i = 0; i < COUNT(signers); i++) {
		const struct verifier verifier = verifier_of(signers[i]);
		char                  target[500] = "";

		FOR_EACH_ARENA (size, arena, 4096) {
			struct bytes token;
			enum status  status = sign_under(&verifier, &terms,
			     arena, &token);

			if (status != STATUS_OK)
				EXPECT_STATUS(signers[i], status,
				    STATUS_TOO_LARGE);
			else
				snprintf(target, sizeof(target),
				    PREFIX "cat.jpg?st=%.*s", (int)token.len,
				    token.at);
		}
		judge_in_little_memory(&verifier,
		    &(struct asked){ .target = target }, LIMIT);
	}
}

/* The two cookies of a session, as cookie-session signs them. */
static void
test_session_in_little_memory(void **state)
{
	const struct verifier verifier = verifier_of("express-session");
	const char *const     value =
	    "st=eyJpbWFnZSI6ImNhdC5qcGciLCJleHAiOjIwMDAwMDAwMDF9";
	char                  mac[2 * HMAC_MAX], cookies[300];

	(void)state;
	foreign_base64("SHA1", value, mac);
	snprintf(cookies, sizeof(cookies), "%s; st.sig=%s", value, mac);
	judge_in_little_memory(&verifier, &(struct asked){
	    .target = PREFIX "cat.jpg", .cookies = cookies }, LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_flask),
		cmocka_unit_test(test_terms_refused),
		cmocka_unit_test(test_routes_refused),
		cmocka_unit_test(test_signing_in_little_memory),
		cmocka_unit_test(test_session_in_little_memory),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
