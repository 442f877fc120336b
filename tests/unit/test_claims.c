/* What a route asks of claims.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "bytes.h"
#include "claims.h"
#include "json.h"

static const struct bytes us[] = { TEXT("https://a.example"), TEXT("b") };
static const struct bytes images[] = { TEXT("img"), TEXT("thumbnails") };
static const struct bytes needed[] = { TEXT("sub"), TEXT("realm.roles") };

static const struct claim_policy none;
static const struct claim_policy slack = { .leeway = 60 };
static const struct claim_policy aged = { .longest_age = 100 };
static const struct claim_policy both = { .leeway = 60, .longest_age = 100 };
static const struct claim_policy issued = { .issuers = { us, 2 } };
static const struct claim_policy meant = { .audiences = { images, 2 } };
static const struct claim_policy strict = { .required = { needed, 2 } };

struct row {
	const struct claim_policy *policy;
	const char                *claims;
	enum status                status;
	int64_t                    expires_at, not_before;
};

static enum status
read_claims(const char *text, const struct claim_policy *policy,
    enum time_form form, struct terms *terms)
{
	const json_t *claims;
	enum status   status;

	arena_reset(arena);
	status = json_read(bytes_of(text), arena, &claims);
	if (status != STATUS_OK)
		return status;
	return claims_read(claims, policy, form, terms);
}

static void
check_rows(const struct row *rows, size_t count, enum time_form form)
{
	for (size_t i = 0; i < count; i++) {
		struct terms terms = { .expires_at = 77, .uses = 7 };
		const char  *row = rows[i].claims;

		EXPECT_STATUS(row, read_claims(row, rows[i].policy, form,
		    &terms), rows[i].status);
		if (rows[i].status != STATUS_OK) {
			EXPECT(row, terms.expires_at == 77);
			continue;
		}
		EXPECT(row, terms.expires_at == rows[i].expires_at);
		EXPECT(row, terms.not_before == rows[i].not_before);
		EXPECT(row, terms.uses == 7);
	}
}

static void
test_times(void **state)
{
	static const struct row rows[] = {
		{ &none, "{\"exp\":1000}", STATUS_OK, 999, 0 },
		{ &none, "{\"exp\":1000.0}", STATUS_OK, 999, 0 },
		{ &none, "{\"exp\":1e3}", STATUS_OK, 999, 0 },
		{ &none, "{\"exp\":1000.5}", STATUS_OK, 1000, 0 },
		{ &none, "{\"exp\":1000.000001}", STATUS_OK, 1000, 0 },
		{ &none, "{\"exp\":0}", STATUS_OK, 1, 0 },
		{ &none, "{\"exp\":-0.0}", STATUS_OK, 1, 0 },
		{ &none, "{\"exp\":253402300799}", STATUS_OK, 253402300798, 0 },
		{ &slack, "{\"exp\":1000}", STATUS_OK, 1059, 0 },
		{ &slack, "{\"exp\":1000.5}", STATUS_OK, 1060, 0 },
		{ &none, "{\"exp\":9,\"nbf\":5}", STATUS_OK, 8, 5 },
		{ &none, "{\"exp\":9,\"nbf\":5.25}", STATUS_OK, 8, 6 },
		{ &none, "{\"exp\":9,\"nbf\":0}", STATUS_OK, 8, 0 },
		{ &none, "{\"exp\":5,\"nbf\":9}", STATUS_OK, 4, 9 },
		{ &slack, "{\"exp\":900,\"nbf\":500}", STATUS_OK, 959, 440 },
		{ &slack, "{\"exp\":900,\"nbf\":5}", STATUS_OK, 959, 0 },
		{ &none, "{\"exp\":9,\"iat\":3}", STATUS_OK, 8, 3 },
		{ &none, "{\"exp\":9,\"iat\":3,\"nbf\":5}", STATUS_OK, 8, 5 },
		{ &none, "{\"exp\":9,\"iat\":5,\"nbf\":3}", STATUS_OK, 8, 5 },
		{ &slack, "{\"exp\":900,\"iat\":500}", STATUS_OK, 959, 440 },
		{ &aged, "{\"exp\":900,\"iat\":500}", STATUS_OK, 600, 500 },
		{ &aged, "{\"exp\":900,\"iat\":500.5}", STATUS_OK, 600, 500 },
		{ &aged, "{\"exp\":550,\"iat\":500}", STATUS_OK, 549, 500 },
		{ &both, "{\"exp\":900,\"iat\":500}", STATUS_OK, 660, 440 },
		{ &aged, "{\"exp\":900}", STATUS_CLAIM_MISSING, 0, 0 },
		{ &none, "{}", STATUS_CLAIM_MISSING, 0, 0 },
		{ &none, "{\"nbf\":5,\"Exp\":9}", STATUS_CLAIM_MISSING, 0, 0 },
		{ &none, "{\"exp\":1800000000000}", STATUS_MILLISECONDS, 0, 0 },
		{ &none, "{\"exp\":253402300800}", STATUS_MILLISECONDS, 0, 0 },
		{ &none, "{\"exp\":1.8e12}", STATUS_MILLISECONDS, 0, 0 },
		{ &none, "{\"exp\":9007199254740992}", STATUS_MILLISECONDS, 0,
		    0 },
		{ &none, "{\"exp\":9,\"nbf\":1800000000000}",
		    STATUS_MILLISECONDS, 0, 0 },
	};

	(void)state;
	check_rows(rows, COUNT(rows), TIME_NUMBER);
}

/* Whatever is no moment, in whichever claim of the three. */
static void
test_no_times(void **state)
{
	static const char *const values[] = { "\"1000\"", "null", "true",
		"false", "[1000]", "{}", "-1", "-0.5", "-9223372036854775808",
		"9007199254740993", "9223372036854775807",
		"9223372036854775808", "1e16", "1e300", "1e400", "NaN", "01",
		"\"2027-01-15T08:00:00Z\"" };
	static const char *const shapes[] = { "{\"exp\":%s}",
		"{\"exp\":9,\"nbf\":%s}", "{\"exp\":9,\"iat\":%s}",
		"{\"exp\":9,\"exp\":%s}" };
	struct terms terms;

	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++)
		for (size_t k = 0; k < COUNT(values); k++) {
			char text[100];
			int  at = (int)(strchr(shapes[i], '%') - shapes[i]);

			snprintf(text, sizeof(text), "%.*s%s%s", at, shapes[i],
			    values[k], shapes[i] + at + 2);
			EXPECT_STATUS(text, read_claims(text, &none,
			    TIME_NUMBER, &terms), STATUS_MALFORMED);
		}
}

#define DAY "\"2027-01-15T08:00:00"

static void
test_texts(void **state)
{
	static const struct row rows[] = {
		{ &none, "{\"exp\":" DAY "Z\"}", STATUS_OK, 1799999999, 0 },
		{ &none, "{\"exp\":" DAY ".5Z\"}", STATUS_OK, 1800000000, 0 },
		{ &slack, "{\"exp\":" DAY "+01:00\"}", STATUS_OK, 1799996459,
		    0 },
		{ &none, "{\"exp\":" DAY "Z\",\"nbf\":" DAY "+01:00\"}",
		    STATUS_OK, 1799999999, 1799996400 },
		{ &aged, "{\"exp\":" DAY "Z\",\"iat\":" DAY "+01:00\"}",
		    STATUS_OK, 1799996500, 1799996400 },
		{ &none, "{\"exp\":1800000000}", STATUS_MALFORMED, 0, 0 },
		{ &none, "{\"exp\":\"1800000000\"}", STATUS_MALFORMED, 0, 0 },
		{ &none, "{\"exp\":\"\"}", STATUS_MALFORMED, 0, 0 },
		{ &none, "{\"exp\":null}", STATUS_MALFORMED, 0, 0 },
		{ &none, "{\"exp\":" DAY "Z\",\"nbf\":\"2027\"}",
		    STATUS_MALFORMED, 0, 0 },
		{ &none, "{\"exp\":" DAY "Z\",\"iat\":1}", STATUS_MALFORMED, 0,
		    0 },
		{ &none, "{}", STATUS_CLAIM_MISSING, 0, 0 },
	};

	(void)state;
	check_rows(rows, COUNT(rows), TIME_TEXT);
}

#define E "{\"exp\":9,"

static void
test_parties(void **state)
{
	static const struct row rows[] = {
		{ &issued, E "\"iss\":\"https://a.example\"}", STATUS_OK, 8,
		    0 },
		{ &issued, E "\"iss\":\"b\"}", STATUS_OK, 8, 0 },
		{ &issued, E "\"iss\":\"B\"}", STATUS_WRONG_ISSUER, 0, 0 },
		{ &issued, E "\"iss\":\"\"}", STATUS_WRONG_ISSUER, 0, 0 },
		{ &issued, E "\"iss\":\"https://a.example/\"}",
		    STATUS_WRONG_ISSUER, 0, 0 },
		{ &issued, E "\"iss\":[\"b\"]}", STATUS_WRONG_ISSUER, 0, 0 },
		{ &issued, E "\"iss\":null}", STATUS_WRONG_ISSUER, 0, 0 },
		{ &issued, E "\"aud\":\"b\"}", STATUS_CLAIM_MISSING, 0, 0 },
		{ &none, E "\"iss\":\"anybody\"}", STATUS_OK, 8, 0 },
		{ &meant, E "\"aud\":\"img\"}", STATUS_OK, 8, 0 },
		{ &meant, E "\"aud\":[\"img\"]}", STATUS_OK, 8, 0 },
		{ &meant, E "\"aud\":[\"x\",\"thumbnails\"]}", STATUS_OK, 8,
		    0 },
		{ &meant, E "\"aud\":\"Img\"}", STATUS_WRONG_AUDIENCE, 0, 0 },
		{ &meant, E "\"aud\":\"img2\"}", STATUS_WRONG_AUDIENCE, 0, 0 },
		{ &meant, E "\"aud\":\"im\"}", STATUS_WRONG_AUDIENCE, 0, 0 },
		{ &meant, E "\"aud\":[]}", STATUS_WRONG_AUDIENCE, 0, 0 },
		{ &meant, E "\"aud\":[\"x\"]}", STATUS_WRONG_AUDIENCE, 0, 0 },
		{ &meant, E "\"aud\":[\"img\",1]}", STATUS_MALFORMED, 0, 0 },
		{ &meant, E "\"aud\":[[\"img\"]]}", STATUS_MALFORMED, 0, 0 },
		{ &meant, E "\"aud\":{\"img\":1}}", STATUS_MALFORMED, 0, 0 },
		{ &meant, E "\"aud\":null}", STATUS_MALFORMED, 0, 0 },
		{ &meant, E "\"iss\":\"img\"}", STATUS_CLAIM_MISSING, 0, 0 },
		{ &none, E "\"aud\":\"elsewhere\"}", STATUS_OK, 8, 0 },
		{ &strict, E "\"sub\":\"x\",\"realm\":{\"roles\":[]}}",
		    STATUS_OK, 8, 0 },
		{ &strict, E "\"sub\":0,\"realm.roles\":false}", STATUS_OK, 8,
		    0 },
		{ &strict, E "\"sub\":\"x\"}", STATUS_CLAIM_MISSING, 0, 0 },
		{ &strict, E "\"sub\":null,\"realm\":{\"roles\":[]}}",
		    STATUS_CLAIM_MISSING, 0, 0 },
	};

	(void)state;
	check_rows(rows, COUNT(rows), TIME_NUMBER);
}

/* What does not fit into a log is left out, and refuses no token. */
static void
test_names(void **state)
{
	static const struct {
		const char *claims, *subject, *link_id;
	} rows[] = {
		{ E "\"sub\":\"al\xc3\xafs\",\"jti\":\"a-B_9\"}",
		    "al\xc3\xafs", "a-B_9" },
		{ E "\"sub\":\"\",\"jti\":\"\"}", "", "" },
		{ E "\"sub\":7,\"jti\":7}", "", "" },
		{ E "\"sub\":[\"x\"],\"jti\":null}", "", "" },
		{ E "\"sub\":\"a\\nb\",\"jti\":\"a b\"}", "", "" },
		{ E "\"sub\":\"a\\u007fb\",\"jti\":\"a.b\"}", "", "" },
	};
	struct terms terms;
	char         text[600], name[300];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		terms = (struct terms){ 0 };
		EXPECT_STATUS(rows[i].claims, read_claims(rows[i].claims, &none,
		    TIME_NUMBER, &terms), STATUS_OK);
		EXPECT_BYTES(rows[i].claims, terms.subject,
		    bytes_of(rows[i].subject));
		EXPECT_BYTES(rows[i].claims, terms.link_id,
		    bytes_of(rows[i].link_id));
	}
	memset(name, 'x', sizeof(name));
	for (int length = 255; length <= 256; length++) {
		terms = (struct terms){ 0 };
		snprintf(text, sizeof(text),
		    E "\"sub\":\"%.*s\",\"jti\":\"%.*s\"}", length, name,
		    length - 191, name);
		EXPECT_STATUS(text, read_claims(text, &none, TIME_NUMBER,
		    &terms), STATUS_OK);
		assert_int_equal(terms.subject.len, length == 255 ? 255 : 0);
		assert_int_equal(terms.link_id.len, length == 255 ? 64 : 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_no_times),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_parties),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
