/* The scheme paseto, without the core around it.  SPDX-License-Identifier: ISC */
#include "paseto_made.h"

static const struct verifier bound = { .policy.assertion = TEXT("gate 7") };

static void
test_verify(void **state)
{
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		const struct way *way = &ways[i];

		EXPECT_STATUS(way->name, check(way, &here, way->make(
		    BYTES(CLAIMS_TEXT), BYTES(FOOTER), EMPTY), &grant),
		    STATUS_OK);
		assert_int_equal(grant.terms.expires_at, NOW);
		EXPECT_BYTES("sub", grant.terms.subject, BYTES("alice"));
		assert_non_null(grant.claims);
		EXPECT_STATUS("no footer", check(way, &here, way->make(
		    BYTES(CLAIMS_TEXT), EMPTY, EMPTY), &grant), STATUS_OK);
		EXPECT_STATUS("assertion", check(way, &bound, way->make(
		    BYTES(CLAIMS_TEXT), EMPTY, BYTES("gate 7")), &grant),
		    STATUS_OK);
		EXPECT_STATUS("other assertion", check(way, &bound, way->make(
		    BYTES(CLAIMS_TEXT), EMPTY, BYTES("gate 8")), &grant),
		    STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("no assertion", check(way, &bound, way->make(
		    BYTES(CLAIMS_TEXT), EMPTY, EMPTY), &grant),
		    STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("too much", check(way, &here, way->make(
		    BYTES(CLAIMS_TEXT), EMPTY, BYTES("x")), &grant),
		    STATUS_BAD_SIGNATURE);
		/* Lengths are authenticated, not only what they are of. */
		EXPECT_STATUS("moved", check(way, &here, with_part(way->make(
		    BYTES(CLAIMS_TEXT), EMPTY, BYTES(FOOTER)), BYTES(FOOTER)),
		    &grant), STATUS_BAD_SIGNATURE);
	}
}

static void
test_claims(void **state)
{
	static const struct {
		const char *claims;
		enum status status;
	} rows[] = {
		{ "", STATUS_MALFORMED },
		{ "x", STATUS_MALFORMED },
		{ "[]", STATUS_MALFORMED },
		{ CLAIMS_TEXT "}", STATUS_MALFORMED },
		{ "{}", STATUS_CLAIM_MISSING },
		{ "{\"exp\":1800000001}", STATUS_MALFORMED },
		{ "{\"exp\":\"2027-02-30T08:00:00Z\"}", STATUS_MALFORMED },
		{ "{\"exp\":\"2027-01-15T08:00:01Z\",\"nbf\":1}",
		    STATUS_MALFORMED },
		{ "{\"exp\":\"2027-01-15T08:00:01Z\",\"exp\":\"\"}",
		    STATUS_MALFORMED },
	};
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++)
		for (size_t k = 0; k < COUNT(rows); k++)
			EXPECT_STATUS(rows[k].claims, check(&ways[i], &here,
			    ways[i].make(bytes_of(rows[k].claims), EMPTY,
			        EMPTY), &grant), rows[k].status);
}

/* Any one byte of body and footer. */
static void
test_every_byte(void **state)
{
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		const struct bytes claims = BYTES(CLAIMS_TEXT);
		struct bytes       token = ways[i].make(claims, BYTES(FOOTER),
		          EMPTY);
		struct bytes       body, rest = { token.at + ways[i].header,
		          token.len - ways[i].header };

		EXPECT_STATUS("body", base64url_decode(bytes_cut(&rest, '.'),
		    arena, &body), STATUS_OK);
		assert_int_equal(body.len, ways[i].least + claims.len);
		FOR_EACH_CHANGE(changed, body)
			EXPECT_STATUS(ways[i].name, check(&ways[i], &here,
			    written((struct bytes){ token.at, ways[i].header },
			        &changed, 1, BYTES(FOOTER)), &grant),
			    STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("footer", check(&ways[i], &here,
		    written((struct bytes){ token.at, ways[i].header }, &body,
		        1, BYTES(FOOTER " ")), &grant), STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("no footer", check(&ways[i], &here,
		    written((struct bytes){ token.at, ways[i].header }, &body,
		        1, EMPTY), &grant), STATUS_BAD_SIGNATURE);
		for (; body.len > 0; body.len--)
			EXPECT_STATUS("cut", check(&ways[i], &here,
			    written((struct bytes){ token.at, ways[i].header },
			        &(struct bytes){ body.at, body.len - 1 }, 1,
			        BYTES(FOOTER)), &grant),
			    body.len - 1 < ways[i].least ? STATUS_MALFORMED
			        : STATUS_BAD_SIGNATURE);
	}
}

/* One purpose's token with the other's key, or under the other's name. */
static void
test_purposes(void **state)
{
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		const struct way *way = &ways[i];
		struct bytes      token = way->make(BYTES(CLAIMS_TEXT), EMPTY,
		         EMPTY);
		struct bytes      renamed = joined((const struct bytes[]){
		         i == 0 ? BYTES("v4.public.") : BYTES("v4.local."),
		         { token.at + way->header, token.len - way->header } },
		         2);

		EXPECT_STATUS("other key", verify_token("paseto", &here, token,
		    way->other, arena, &grant), STATUS_WRONG_ALGORITHM);
		EXPECT_STATUS("other name", check(&ways[!i], &here, renamed,
		    &grant), STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("JWT", verify_token("jwt", &here, token, way->key,
		    arena, &grant), STATUS_FOREIGN_CREDENTIAL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_verify, reset),
		cmocka_unit_test_setup(test_claims, reset),
		cmocka_unit_test_setup(test_every_byte, reset),
		cmocka_unit_test_setup(test_purposes, reset),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
