/* What is a PASETO, and how long it may be.  SPDX-License-Identifier: ISC */
#include "paseto_made.h"

static void
test_read(void **state)
{
	static const struct {
		const char *token;
		enum status status;
	} rows[] = {
		{ "", STATUS_FOREIGN_CREDENTIAL },
		{ "v4", STATUS_FOREIGN_CREDENTIAL },
		{ "v4.local", STATUS_FOREIGN_CREDENTIAL },
		{ "v3.local.AAAA", STATUS_FOREIGN_CREDENTIAL },
		{ "v4.Local.AAAA", STATUS_FOREIGN_CREDENTIAL },
		{ "V4.local.AAAA", STATUS_FOREIGN_CREDENTIAL },
		{ " v4.local.AAAA", STATUS_FOREIGN_CREDENTIAL },
		{ "v4.localx.AAAA", STATUS_FOREIGN_CREDENTIAL },
		{ "v4.local.", STATUS_MALFORMED },
		{ "v4.public.", STATUS_MALFORMED },
		{ "v4.public.AAAA", STATUS_MALFORMED },
		{ "v4.public.AAA=", STATUS_MALFORMED },
		{ "v4.public.AAAA.e30", STATUS_MALFORMED },
	};
	static const char *const footers[] = { "", "{}", "[]", "\"k1\"", "k1",
		"{\"kid\":\"\"}", "{\"kid\":1}", "{\"kid\":null}",
		"{\"Kid\":\"k1\"}", FOOTER "x", FOOTER FOOTER,
		"{\"kid\":\"a\",\"kid\":\"b\"}", "{\"kid\":\"\\u0000\"}" };
	const struct bytes body = some_bytes(100);
	struct grant       grant;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i].token, check(&ways[0], &here,
		    bytes_of(rows[i].token), &grant), rows[i].status);
	for (size_t i = 0; i < COUNT(footers); i++) {
		struct bytes token = written(BYTES("v4.public."), &body, 1,
		    EMPTY);

		EXPECT_STATUS(footers[i], check(&ways[1], &here,
		    with_part(token, bytes_of(footers[i])), &grant),
		    STATUS_MALFORMED);
	}
}

static void
test_key_id(void **state)
{
	struct bytes        token = signed_token(BYTES(CLAIMS_TEXT),
	           BYTES("{\"kid\":\"k/1\",\"x\":1}"), EMPTY);
	const struct source source = { .verifier = &here, .token = token };
	struct credential   credential = { 0 };

	(void)state;
	EXPECT_STATUS("read", scheme_named(BYTES("paseto"))->read(&source,
	    arena, &credential), STATUS_OK);
	EXPECT_BYTES("kid", credential.key_id, BYTES("k/1"));
	EXPECT_BYTES("purpose", credential.algorithm, BYTES("v4.public"));
}

/* 256 bytes of footer, 4096 of token. */
static void
test_longest(void **state)
{
	char         text[4000];
	struct grant grant;

	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), "{\"kid\":\"k1\",\"x\":\"%0*d\"}",
		    237 + i, 0);
		assert_int_equal(strlen(text), 256 + i);
		EXPECT_STATUS("footer", check(&ways[1], &here, signed_token(
		    BYTES(CLAIMS_TEXT), bytes_of(text), EMPTY), &grant),
		    i == 0 ? STATUS_OK : STATUS_MALFORMED);
	}
	for (int width = 2900; width < 3050; width++) {
		struct bytes token;

		arena_reset(arena);
		snprintf(text, sizeof(text),
		    "{\"exp\":\"2027-01-15T08:00:01Z\",\"x\":\"%0*d\"}", width,
		    0);
		token = signed_token(bytes_of(text), EMPTY, EMPTY);
		EXPECT_STATUS("token", check(&ways[1], &here, token, &grant),
		    token.len <= 4096 ? STATUS_OK : STATUS_MALFORMED);
		if (width == 2900 || width == 3049)
			assert_int_equal(token.len <= 4096, width == 2900);
	}
}

static void
test_full_arena(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct bytes token = ways[i].make(BYTES(CLAIMS_TEXT),
		    BYTES(FOOTER), EMPTY);
		size_t       verified_with = 0;

		FOR_EACH_ARENA(size, small, 4096) {
			struct grant grant;
			enum status  status = verify_token("paseto", &here,
			     token, ways[i].key, small, &grant);

			if (status != STATUS_OK)
				EXPECT_STATUS("small", status,
				    STATUS_TOO_LARGE);
			verified_with += status == STATUS_OK;
		}
		assert_in_range(verified_with, 1, 4000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_read, reset),
		cmocka_unit_test_setup(test_key_id, reset),
		cmocka_unit_test_setup(test_longest, reset),
		cmocka_unit_test_setup(test_full_arena, reset),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
