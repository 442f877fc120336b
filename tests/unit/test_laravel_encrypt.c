/* The scheme laravel-encrypt, without the core.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "laravel.h"

#define JWT "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE4MDAwMDAwMDB9.AAAA"

static int
reset(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

static enum status
read_token(const char *token)
{
	const struct source source = { .verifier = &images,
		.carrier = CARRIER_QUERY, .token = guarded_text(token) };
	struct credential   credential = { 0 };

	return laravel()->read(&source, arena, &credential);
}

static void
test_read(void **state)
{
	static const struct {
		const char *token;
		enum status status;
	} rows[] = {
		{ "", STATUS_FOREIGN_CREDENTIAL },
		{ "e", STATUS_FOREIGN_CREDENTIAL },
		{ "1.k1.1800000000.AAAAAAAAAAAAAAAAAAAAAA",
		    STATUS_FOREIGN_CREDENTIAL },
		{ JWT, STATUS_FOREIGN_CREDENTIAL },
		{ "eyJpdiI", STATUS_FOREIGN_CREDENTIAL },
		{ "EYJPDII6", STATUS_FOREIGN_CREDENTIAL },
		{ " eyJpdiI6IiJ9", STATUS_FOREIGN_CREDENTIAL },
		/* A JWE whose header begins with "iv". */
		{ "eyJpdiI6IkEifQ.A.A.A.A", STATUS_FOREIGN_CREDENTIAL },
		{ "eyJpdiI6", STATUS_MALFORMED },
		{ "eyJpdiI6IiJ9", STATUS_MALFORMED },
		{ "eyJpdiI6ImV", STATUS_MALFORMED },
		{ "eyJpdiI6Iv__", STATUS_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i].token, read_token(rows[i].token),
		    rows[i].status);
}

/* Only in the cookie that it was made for. */
static void
test_cookie(void **state)
{
	const struct app_key *app = &app_keys[0];
	const struct key      key = key_of_app(app);
	struct source         source = { .verifier = &images };
	struct text           plaintext, token;

	(void)state;
	snprintf(plaintext.at, TEXT_MAX, "%.40s|%s",
	    hex_mac(EVP_sha1(), app->secret, "postern_imagesv2").at, "e.y.J");
	token = encrypt_string(app, bytes_of(plaintext.at));
	source.token = bytes_of(token.at);
	for (int i = 0; i < 3; i++) {
		struct credential credential = { 0 };
		struct grant      grant = { 0 };

		source.carrier = i == 0 ? CARRIER_QUERY : CARRIER_COOKIE;
		source.cookie = i == 1 ? BYTES("other")
				       : BYTES("postern_images");
		EXPECT_STATUS("read", laravel()->read(&source, arena,
		    &credential), STATUS_OK);
		EXPECT_STATUS("verify", laravel()->verify(&source, &credential,
		    &key, arena, &grant), i == 1 ? STATUS_BAD_SIGNATURE
						 : STATUS_OK);
		if (i == 2)
			EXPECT_BYTES("value", grant.nested, BYTES("e.y.J"));
		if (i == 0)
			EXPECT_BYTES("no cookie", grant.nested,
			    bytes_of(plaintext.at));
	}
}

/* Its own expiry, beside the JWT's, is put off by the leeway as that is. */
static void
test_leeway_beside_a_jwt(void **state)
{
	static const char payload[] = "a:2:{s:3:\"jwt\";s:5:\"e.y.J\";"
				      "s:3:\"exp\";i:1800000000;}";
	struct verifier verifier = images;
	struct grant    grant;

	(void)state;
	verifier.policy.leeway = 60;
	EXPECT_STATUS("verify", verify_plaintext(&verifier, &app_keys[0],
	    bytes_of(payload), arena, &grant), STATUS_OK);
	assert_int_equal(grant.terms.expires_at, 1800000059);
}

/* In no arena does a lack of memory become anything else. */
static void
test_full_arena(void **state)
{
	static const char payload[] = "a:2:{s:5:\"image\";s:7:\"cat.jpg\";"
				      "s:3:\"exp\";i:1800000000;}";
	unsigned done = 0;

	(void)state;
	for (size_t size = 0; size < 8192; size += 16) {
		struct arena *small = arena_new(size);
		struct grant  grant;
		enum status   status = verify_plaintext(&images,
		      &app_keys[size / 16 % 2], bytes_of(payload), small,
		      &grant);

		EXPECT_STATUS("full", status, status == STATUS_OK
		    ? STATUS_OK : STATUS_TOO_LARGE);
		done += status == STATUS_OK;
		arena_free(small);
	}
	assert_in_range(done, 1, 511);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_read, reset),
		cmocka_unit_test_setup(test_cookie, reset),
		cmocka_unit_test_setup(test_leeway_beside_a_jwt, reset),
		cmocka_unit_test_setup(test_full_arena, reset),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
