/* What a token of Laravel's says inside.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "laravel.h"

/* Whatever is in there, a grant names its path, or has a JWT to say. */
static void
test_payloads(void **state)
{
	static const struct {
		const char *plaintext, *path, *nested;
		int64_t     expires_at;
	} rows[] = {
		{ "a:2:{s:5:\"image\";s:7:\"cat.jpg\";s:3:\"jwt\";s:5:\"e.y.J\";}",
		    "/img/cat.jpg", "e.y.J", 0 },
		{ "{\"image\":\"cat.jpg\",\"jwt\":\"e.y.J\"}",
		    "/img/cat.jpg", "e.y.J", 0 },
		{ "s:33:\"{\"image\":\"cat.jpg\",\"jwt\":\"e.y.J\"}\";",
		    "/img/cat.jpg", "e.y.J", 0 },
		{ "{\"image\":\"/img/a/cat.jpg\",\"jwt\":\"e.y.J\"}",
		    "/img/a/cat.jpg", "e.y.J", 0 },
		{ "{\"image\":\"a b/c+d/100%25 \xc3\xbc?#.jpg\",\"jwt\":\"x\"}",
		    "/img/a b/c+d/100%25 \xc3\xbc?#.jpg", "x", 0 },
		{ "{\"jwt\":\"e.y.J\",\"other\":[1,null,{}]}", "", "e.y.J", 0 },
		{ "e.y.J", "", "e.y.J", 0 },
		{ "s:5:\"e.y.J\";", "", "e.y.J", 0 },
		/* Without a JWT it needs an expiry of its own. */
		{ "{\"image\":\"cat.jpg\",\"exp\":1800000000}",
		    "/img/cat.jpg", "", 1799999999 },
		{ "a:2:{s:5:\"image\";s:7:\"cat.jpg\";s:3:\"exp\";i:1800000000;}",
		    "/img/cat.jpg", "", 1799999999 },
		{ "{\"image\":\"cat.jpg\",\"exp\":1800000000,\"jwt\":\"e.y.J\"}",
		    "/img/cat.jpg", "e.y.J", 1799999999 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t k = 0; k < COUNT(app_keys); k++) {
			struct grant grant;

			arena_reset(arena);
			EXPECT_STATUS(rows[i].plaintext, verify_plaintext(
			    &images, &app_keys[k], bytes_of(rows[i].plaintext),
			    arena, &grant), STATUS_OK);
			EXPECT_BYTES("path", grant.terms.path,
			    bytes_of(rows[i].path));
			EXPECT_BYTES("nested", grant.nested,
			    bytes_of(rows[i].nested));
			assert_int_equal(grant.terms.expires_at,
			    rows[i].expires_at);
			assert_int_equal(grant.terms.is_prefix, 0);
			/* What has no JWT is judged by its own members. */
			EXPECT(rows[i].plaintext, (grant.claims != NULL) ==
			    (grant.nested.len == 0));
		}
}

static void
expect_refused(const struct verifier *verifier, const char *plaintext,
    size_t length, enum status wanted)
{
	struct grant grant;

	arena_reset(arena);
	EXPECT_STATUS(plaintext, verify_plaintext(verifier, &app_keys[1],
	    (struct bytes){ plaintext, length }, arena, &grant), wanted);
}

static void
test_payloads_refused(void **state)
{
	static const struct {
		const char *plaintext;
		enum status status;
	} rows[] = {
		{ "", STATUS_MALFORMED },
		{ "s:0:\"\";", STATUS_MALFORMED },
		{ "{", STATUS_MALFORMED },
		{ "{}", STATUS_MALFORMED },
		{ "a:0:{}", STATUS_MALFORMED },
		{ "{\"image\":\"cat.jpg\"}", STATUS_CLAIM_MISSING },
		{ "a:1:{s:5:\"image\";s:7:\"cat.jpg\";}", STATUS_CLAIM_MISSING },
		{ "{\"exp\":1800000000}", STATUS_MALFORMED },
		{ "{\"Image\":\"cat.jpg\",\"exp\":1800000000}",
		    STATUS_MALFORMED },
		/* A JWT that should be there, and is not. */
		{ "{\"image\":\"cat.jpg\",\"jwt\":\"\",\"exp\":1800000000}",
		    STATUS_MALFORMED },
		{ "{\"image\":\"cat.jpg\",\"jwt\":null,\"exp\":1800000000}",
		    STATUS_MALFORMED },
		{ "{\"image\":\"cat.jpg\",\"jwt\":[\"e.y.J\"]}",
		    STATUS_MALFORMED },
		{ "{\"image\":null,\"jwt\":\"e.y.J\"}", STATUS_MALFORMED },
		{ "{\"image\":[\"cat.jpg\"],\"jwt\":\"e.y.J\"}",
		    STATUS_MALFORMED },
		{ "{\"image\":\"a\",\"image\":\"b\",\"jwt\":\"e.y.J\"}",
		    STATUS_MALFORMED },
		{ "a:2:{s:5:\"image\";s:1:\"a\";s:5:\"image\";s:1:\"b\";}",
		    STATUS_MALFORMED },
		{ "a:1:{s:3:\"jwt\";O:8:\"stdClass\":0:{}}", STATUS_MALFORMED },
		{ "a:1:{s:3:\"jwt\";s:5:\"e.y.J\";}x", STATUS_MALFORMED },
		{ "s:5:\"e.y.J\";x", STATUS_MALFORMED },
		/* An expiry that is none. */
		{ "{\"image\":\"cat.jpg\",\"exp\":\"1800000000\"}",
		    STATUS_MALFORMED },
		{ "{\"image\":\"cat.jpg\",\"exp\":null}", STATUS_MALFORMED },
		{ "{\"image\":\"cat.jpg\",\"exp\":-1}", STATUS_MALFORMED },
		{ "{\"image\":\"cat.jpg\",\"exp\":1800000000000}",
		    STATUS_MILLISECONDS },
		{ "{\"image\":\"cat.jpg\",\"jwt\":\"e.y.J\",\"exp\":\"soon\"}",
		    STATUS_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect_refused(&images, rows[i].plaintext,
		    strlen(rows[i].plaintext), rows[i].status);
}

static void
test_paths_refused(void **state)
{
	static const struct {
		const char *path;
		enum status status;
	} rows[] = {
		{ "", STATUS_MALFORMED },
		{ "../secret.jpg", STATUS_MALFORMED },
		{ "a/../b.jpg", STATUS_MALFORMED },
		{ "./a.jpg", STATUS_MALFORMED },
		{ "..", STATUS_MALFORMED },
		{ "a//b.jpg", STATUS_MALFORMED },
		{ "a\\\\b.jpg", STATUS_MALFORMED },
		{ "a\\u0001.jpg", STATUS_MALFORMED },
		{ "/img/../etc/passwd", STATUS_MALFORMED },
		{ "/img//a.jpg", STATUS_MALFORMED },
		{ "//img/a.jpg", STATUS_MALFORMED },
		{ "/", STATUS_OUTSIDE_GRANT },
		{ "/img", STATUS_OUTSIDE_GRANT },
		{ "/IMG/a.jpg", STATUS_OUTSIDE_GRANT },
		{ "/image/a.jpg", STATUS_OUTSIDE_GRANT },
		{ "/other/a.jpg", STATUS_OUTSIDE_GRANT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct text json;

		snprintf(json.at, TEXT_MAX, "{\"image\":\"%s\",\"jwt\":\"x\"}",
		    rows[i].path);
		expect_refused(&images, json.at, strlen(json.at),
		    rows[i].status);
	}
	expect_refused(&images, "{\"jwt\":\"a\0b\"}", 13, STATUS_MALFORMED);
}

/* What the route asks of claims, it asks of a payload that has no JWT. */
static void
test_policy(void **state)
{
	static const struct bytes issuers[] = { TEXT("shop") };
	static const char payload[] =
	    "{\"image\":\"a.jpg\",\"iss\":\"blog\",\"exp\":1800000000}";
	static const char with_jwt[] =
	    "{\"image\":\"a.jpg\",\"jwt\":\"x\",\"exp\":1800000000}";
	struct verifier verifier = images;
	struct grant    grant;

	(void)state;
	verifier.policy.leeway = 30;
	EXPECT_STATUS("leeway", verify_plaintext(&verifier, &app_keys[0],
	    bytes_of(payload), arena, &grant), STATUS_OK);
	assert_int_equal(grant.terms.expires_at, 1800000029);
	verifier.policy.issuers = (struct bytes_list){ issuers, 1 };
	expect_refused(&verifier, payload, strlen(payload),
	    STATUS_WRONG_ISSUER);
	EXPECT_STATUS("JWT", verify_plaintext(&verifier, &app_keys[0],
	    bytes_of(with_jwt), arena, &grant), STATUS_OK);
	verifier.policy.path_field = BYTES("file");
	verifier.policy.token_field = BYTES("token");
	expect_refused(&verifier, with_jwt, strlen(with_jwt),
	    STATUS_MALFORMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_payloads),
		cmocka_unit_test(test_payloads_refused),
		cmocka_unit_test(test_paths_refused),
		cmocka_unit_test(test_policy),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
