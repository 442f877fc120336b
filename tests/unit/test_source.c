/* What schemes ask of a whole request.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "support.h"

#include "bytes.h"
#include "source.h"

static const struct scheme_setting settings[] = {
	{ "bucket", "", NULL, "a bucket" },
	{ "head", "no", "no yes", "HEAD" },
	{ NULL, NULL, NULL, NULL },
};
static const struct scheme scheme = { .name = "test", .settings = settings };
static const struct scheme other = { .name = "other", .settings = settings };

static void
test_settings(void **state)
{
	const struct bytes values[SCHEME_SETTINGS] = { [1] = BYTES("yes") };
	struct verifier    verifier = { .schemes = { &other, &scheme },
		   .scheme_count = 2 };
	struct source      source = { .verifier = &verifier };

	(void)state;
	EXPECT_BYTES("standard", source_setting(&source, &scheme, "head"),
	    BYTES("no"));
	assert_false(source_is_set(&source, &scheme, "head"));
	verifier.settings[1] = values;
	assert_true(source_is_set(&source, &scheme, "head"));
	assert_false(source_is_set(&source, &other, "head"));
	EXPECT_BYTES("not set", source_setting(&source, &scheme, "bucket"),
	    BYTES(""));
	EXPECT_BYTES("unknown", source_setting(&source, &scheme, "buckets"),
	    BYTES(""));
}

static void
test_origin(void **state)
{
	static const struct {
		const char *target, *host, *base;
		int         is_https;
		enum status status;
		const char *origin;
	} rows[] = {
		{ "/a", "example.org", "", 1, STATUS_OK,
		    "https://example.org" },
		{ "/a", "example.org:8080", "", 0, STATUS_OK,
		    "http://example.org:8080" },
		{ "/a", "[2001:db8::1]:80", "", 0, STATUS_OK,
		    "http://[2001:db8::1]:80" },
		{ "/a", "evil.org", "https://example.org", 0, STATUS_OK,
		    "https://example.org" },
		{ "https://example.org/a", "x", "https://example.org", 0,
		    STATUS_OK, "https://example.org" },
		{ "http://example.org/a", "x", "https://example.org", 0,
		    STATUS_MALFORMED, NULL },
		{ "/a", "", "", 1, STATUS_MALFORMED, NULL },
		{ "/a", "a/b", "", 1, STATUS_MALFORMED, NULL },
		{ "/a", "user@a", "", 1, STATUS_MALFORMED, NULL },
		{ "/a", "a b", "", 1, STATUS_MALFORMED, NULL },
		{ "/a", "a?", "", 1, STATUS_MALFORMED, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct request  request = { .target = bytes_of(rows[i].target),
			 .host = bytes_of(rows[i].host),
			 .is_https = rows[i].is_https };
		struct verifier verifier = {
			.policy = { .base = bytes_of(rows[i].base) }
		};
		struct source   source = { .verifier = &verifier,
			  .request = &request };
		struct bytes    origin;

		EXPECT_STATUS(rows[i].target, request_read(&request, arena),
		    STATUS_OK);
		EXPECT_STATUS(rows[i].host, source_origin(&source, arena,
		    &origin), rows[i].status);
		if (rows[i].origin != NULL)
			EXPECT_BYTES(rows[i].host, origin,
			    bytes_of(rows[i].origin));
	}
}

static void
test_cookies(void **state)
{
	static const struct {
		const char *header;
		enum status status;
		const char *value;
	} rows[] = {
		{ "a=1; b=2", STATUS_OK, "2" },
		{ "b=", STATUS_OK, "" },
		{ " b=x=y ;c=3", STATUS_OK, "x=y" },
		{ "a=1", STATUS_NO_CREDENTIAL, NULL },
		{ "B=1; bb=2", STATUS_NO_CREDENTIAL, NULL },
		{ "", STATUS_NO_CREDENTIAL, NULL },
		{ "b=1; b=1", STATUS_AMBIGUOUS, NULL },
	};
	struct verifier verifier = { .carriers = CARRIER_COOKIE };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct request request = { .cookies =
			    bytes_of(rows[i].header) };
		struct source  source = { .verifier = &verifier,
			 .request = &request };
		struct bytes   value;

		EXPECT_STATUS(rows[i].header, source_cookie(&source,
		    BYTES("b"), &value), rows[i].status);
		if (rows[i].value != NULL)
			EXPECT_BYTES(rows[i].header, value,
			    bytes_of(rows[i].value));
	}
}

/* The route says where to look; not to look is to see nothing. */
static void
test_carriers(void **state)
{
	char            many[20000];
	struct verifier verifier = { .carriers = 0 };
	struct request  request = { .cookies = BYTES("b=1") };
	struct source   source = { .verifier = &verifier,
		  .request = &request };
	struct bytes    value;

	(void)state;
	assert_true(source_looks_in(&source, CARRIER_QUERY));
	assert_false(source_looks_in(&source, CARRIER_COOKIE));
	EXPECT_STATUS("query", source_cookie(&source, BYTES("b"), &value),
	    STATUS_NO_CREDENTIAL);
	verifier.carriers = CARRIER_COOKIE;
	memset(many, 'b', sizeof(many));
	request.cookies = (struct bytes){ many, sizeof(many) };
	EXPECT_STATUS("many", source_cookie(&source, BYTES("b"), &value),
	    STATUS_MALFORMED);
}

static void
test_headers(void **state)
{
	const struct request_header headers[] = {
		{ BYTES("X_AMZ_META_A"), BYTES("1") },
		{ BYTES("Range"), BYTES("bytes=0-1") },
		{ BYTES("TWO"), BYTES("1") }, { BYTES("Two"), BYTES("1") },
	};
	struct verifier verifier = { .carriers = 0 };
	struct request  request = { .headers = headers,
		 .header_count = COUNT(headers) };
	struct source   source = { .verifier = &verifier,
		  .request = &request };
	struct bytes    value;

	(void)state;
	EXPECT_STATUS("dashes", source_header(&source, BYTES("x-amz-meta-a"),
	    &value), STATUS_OK);
	EXPECT_BYTES("dashes", value, BYTES("1"));
	EXPECT_STATUS("case", source_header(&source, BYTES("rAnge"), &value),
	    STATUS_OK);
	EXPECT_STATUS("two", source_header(&source, BYTES("two"), &value),
	    STATUS_AMBIGUOUS);
	EXPECT_STATUS("none", source_header(&source, BYTES("rang"), &value),
	    STATUS_NO_CREDENTIAL);
}

static void
test_since(void **state)
{
	struct verifier verifier = { .policy = { .longest_age = 60 } };
	struct source   source = { .verifier = &verifier };
	struct terms    terms = { .path = EMPTY };

	(void)state;
	EXPECT_STATUS("life", source_terms_since(&source, 1000, &terms),
	    STATUS_OK);
	assert_int_equal(terms.not_before, 1000);
	assert_int_equal(terms.expires_at, 1060);
	verifier.policy.longest_age = 0;
	EXPECT_STATUS("none", source_terms_since(&source, 1000, &terms),
	    STATUS_CLAIM_MISSING);
}

static void
test_paths(void **state)
{
	struct verifier   verifier = { .prefix = BYTES("/img/") };
	struct request    request = { .raw_path = BYTES("/img/TOKEN/a%20b") };
	struct source     source = { .verifier = &verifier,
		    .request = &request };
	struct credential credential = { .scheme = &scheme };
	struct bytes      rest;

	(void)state;
	EXPECT_STATUS("rest", source_behind_prefix(&source, &rest), STATUS_OK);
	EXPECT_BYTES("rest", rest, BYTES("TOKEN/a%20b"));
	rest = (struct bytes){ rest.at + 6, rest.len - 6 };
	EXPECT_STATUS("take", source_take_path(&source, rest, arena,
	    &credential), STATUS_OK);
	EXPECT_BYTES("raw", credential.raw_path, BYTES("/img/a%20b"));
	EXPECT_BYTES("path", credential.path, BYTES("/img/a b"));
	EXPECT_BYTES("terms", credential.terms.path, BYTES("/img/a b"));
	EXPECT_STATUS("dots", source_take_path(&source, BYTES("%2e%2e/a"),
	    arena, &credential), STATUS_HOSTILE_PATH);
	EXPECT_STATUS("cut", source_take_path(&source, BYTES("a%4"), arena,
	    &credential), STATUS_BAD_REQUEST);
	request.raw_path = BYTES("/img/");
	EXPECT_STATUS("nothing", source_behind_prefix(&source, &rest),
	    STATUS_NO_CREDENTIAL);
	request.raw_path = BYTES("/im%67/a");
	EXPECT_STATUS("spelled", source_behind_prefix(&source, &rest),
	    STATUS_NO_CREDENTIAL);
}

static void
test_host(void **state)
{
	const struct request request = { .host = BYTES("b.example") };
	static const struct {
		const char *base, *host;
	} bases[] = { { "", "b.example" }, { "https://a.example", "a.example" },
		{ "http://a.example:8080", "a.example:8080" },
		{ "a.example", "b.example" } };

	(void)state;
	for (size_t i = 0; i < COUNT(bases); i++) {
		const struct verifier verifier = {
			.policy = { .base = bytes_of(bases[i].base) } };
		const struct source source = { .verifier = &verifier,
			.request = &request };

		EXPECT_BYTES(bases[i].base, source_host(&source),
		    bytes_of(bases[i].host));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_host),
		cmocka_unit_test(test_cookies),
		cmocka_unit_test(test_carriers),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
