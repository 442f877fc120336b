/* Compact parts and headers.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "base64url.h"
#include "bytes.h"
#include "jose.h"

static void
test_is_compact(void **state)
{
	static const struct {
		const char *token;
		int         is_jws, is_jwe;
	} rows[] = {
		{ "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", 1, 0 },
		{ "eyJ..", 1, 0 }, { "ew..", 1, 0 }, { "ez..", 0, 0 },
		{ "eyJ....", 0, 1 }, { "eyJ.a.b.c.d", 0, 1 },
		{ "eyJ", 0, 0 }, { "eyJ.", 0, 0 }, { "eyJ...", 0, 0 },
		{ "eyJ.....", 0, 0 }, { "..", 0, 0 }, { "", 0, 0 },
		{ "e", 0, 0 }, { "e..", 0, 0 }, { "ev..", 0, 0 },
		{ "e0..", 0, 0 }, { "e{..", 0, 0 }, { "EYJ..", 0, 0 },
		{ "1.k1.1800000000.AAAA", 0, 0 }, { "v4.local.AAAA", 0, 0 },
		{ " eyJ..", 0, 0 }, { "{\"a\":1}..", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *row = rows[i].token;

		EXPECT(row, jose_is_compact(guarded_text(row), JWS_PARTS) ==
		    rows[i].is_jws);
		EXPECT(row, jose_is_compact(guarded_text(row), JWE_PARTS) ==
		    rows[i].is_jwe);
	}
}

static enum status
read_header(const char *json, const struct claim_policy *policy,
    struct jose_header *header)
{
	struct bytes encoded;

	arena_reset(arena);
	EXPECT_STATUS(json, base64url_encode(bytes_of(json), arena, &encoded),
	    STATUS_OK);
	enum status status = jose_header_read(guarded(encoded), arena, header);

	return status == STATUS_OK ? jose_header_judge(header, policy)
				   : status;
}

static const struct claim_policy any;

static void
test_header(void **state)
{
	struct jose_header header;

	(void)state;
	EXPECT_STATUS("all", read_header("{\"alg\":\"a\",\"kid\":\"k/1\","
	    "\"enc\":\"e\",\"cty\":\"JWT\",\"typ\":\"JWT\"}", &any, &header),
	    STATUS_OK);
	EXPECT_BYTES("alg", header.algorithm, BYTES("a"));
	EXPECT_BYTES("kid", header.key_id, BYTES("k/1"));
	EXPECT_BYTES("enc", header.encryption, BYTES("e"));
	EXPECT_BYTES("cty", header.content_type, BYTES("JWT"));
	EXPECT_STATUS("least", read_header("{\"alg\":\"none\"}", &any, &header),
	    STATUS_OK);
	EXPECT_BYTES("alg", header.algorithm, BYTES("none"));
	EXPECT("kid", header.key_id.len == 0);
	EXPECT("enc", header.encryption.len == 0);
	EXPECT("cty", header.content_type.len == 0);
}

#define A "{\"alg\":\"HS256\""

static void
test_header_refused(void **state)
{
	static const char *const rows[] = {
		"", "{}", "[]", "\"x\"", "null", "7", "{", A, A "}}", A "},",
		A "}x", "\xef\xbb\xbf" A "}", A ",\"x\":\"\xff\"}",
		A ",\"x\":\"\\u0000\"}", A ",\"alg\":\"HS256\"}",
		A ",\"\\u0061lg\":\"none\"}", A ",\"kid\":\"a\",\"kid\":\"b\"}",
		A ",\"a\":[[[[[[[[[]]]]]]]]]}",
		/* Not a text, or an empty one. */
		"{\"alg\":null}", "{\"alg\":\"\"}", "{\"alg\":256}",
		"{\"alg\":[\"HS256\"]}", "{\"Alg\":\"HS256\"}",
		"{\"kid\":\"k1\"}", A ",\"kid\":\"\"}", A ",\"kid\":1}",
		A ",\"kid\":null}", A ",\"kid\":[\"k1\"]}", A ",\"typ\":1}",
		A ",\"typ\":\"\"}", A ",\"typ\":null}", A ",\"enc\":null}",
		A ",\"enc\":\"\"}", A ",\"cty\":7}",
		/* What must not be there. */
		A ",\"crit\":[\"exp\"],\"exp\":1}", A ",\"crit\":[]}",
		A ",\"crit\":null}", A ",\"b64\":false}", A ",\"b64\":true}",
		A ",\"zip\":\"DEF\"}", A ",\"p2c\":1}", A ",\"p2s\":\"AA\"}",
		A ",\"jku\":\"https://a.example/k\"}", A ",\"jku\":null}",
		A ",\"x5u\":\"https://a.example/k\"}", A ",\"x5c\":[]}",
		/* A key of its own. */
		A ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
		A ",\"jwk\":{\"kty\":\"RSA\",\"n\":\"AAAA\",\"e\":\"AQAB\"}}",
		A ",\"jwk\":{\"kty\":\"OKP\",\"x\":\"AAAA\"}}",
		/* Made for something else (RFC 8725 §3.11). */
		A ",\"typ\":\"at+jwt\"}", A ",\"typ\":\"JWT \"}",
		A ",\"typ\":\"application/\"}", A ",\"typ\":\"text/jwt\"}",
		A ",\"typ\":\"application/application/jwt\"}",
	};
	struct jose_header header;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i], read_header(rows[i], &any, &header),
		    STATUS_MALFORMED);
}

static void
test_header_ignores(void **state)
{
	static const char *const rows[] = { A ",\"typ\":\"JWT\"}",
		A ",\"typ\":\"jwt\"}", A ",\"typ\":\"application/JWT\"}",
		A ",\"typ\":\"APPLICATION/jwt\"}", A ",\"x5t\":\"AA\"}",
		A ",\"jwk\":{\"kty\":\"OKP\"}}", A ",\"own\":{\"a\":[1]}}",
		" {\t\"alg\" :\n\"HS256\" } " };
	struct jose_header header;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i], read_header(rows[i], &any, &header),
		    STATUS_OK);
}

/* What nobody has signed yet must not take all the memory of a request. */
static void
test_longest(void **state)
{
	char               json[600];
	struct jose_header header;
	int                length;

	(void)state;
	for (length = 510; length < 516; length++) {
		enum status wanted = length <= JOSE_HEADER_MAX
		    ? STATUS_OK : STATUS_MALFORMED;

		snprintf(json, sizeof(json), A ",\"x\":\"%0*d\"}",
		    length - (int)sizeof(A) - 7, 0);
		assert_int_equal(strlen(json), length);
		EXPECT_STATUS(json, read_header(json, &any, &header), wanted);
	}
	length = snprintf(json, sizeof(json), A ",\"x\":[{}");
	while (length < JOSE_HEADER_MAX - 5)
		length += snprintf(json + length, 4, ",{}");
	snprintf(json + length, 3, "]}");
	EXPECT_STATUS(json, read_header(json, &any, &header), STATUS_OK);
}

static void
test_types(void **state)
{
	static const struct bytes        types[] = { TEXT("at+jwt"),
		TEXT("application/own+jwt") };
	static const struct claim_policy policy = { .types = { types, 2 } };
	struct jose_header               header;

	(void)state;
	EXPECT_STATUS("first", read_header(A ",\"typ\":\"AT+JWT\"}", &policy,
	    &header), STATUS_OK);
	EXPECT_STATUS("prefix", read_header(
	    A ",\"typ\":\"application/at+jwt\"}", &policy, &header), STATUS_OK);
	EXPECT_STATUS("second", read_header(A ",\"typ\":\"own+jwt\"}", &policy,
	    &header), STATUS_OK);
	EXPECT_STATUS("JWT", read_header(A ",\"typ\":\"JWT\"}", &policy,
	    &header), STATUS_MALFORMED);
	EXPECT_STATUS("none", read_header(A "}", &policy, &header), STATUS_OK);
}

/* Strict base64url in every part. */
static void
test_parts(void **state)
{
	static const char *const refused[] = { "h.A.", "h..A", "h.AB.",
		"h.AA=.", "h.AA==.", "h.A+A.", "h.A/A.", "h.A A.", "h.\n.",
		"h.%41A." };
	struct bytes parts[2];

	(void)state;
	EXPECT_STATUS("parts", jose_parts(guarded_text("!.YQ.YmM"), arena,
	    parts, 2), STATUS_OK);
	EXPECT_BYTES("first", parts[0], BYTES("a"));
	EXPECT_BYTES("second", parts[1], BYTES("bc"));
	EXPECT_STATUS("empty", jose_parts(guarded_text("!.."), arena, parts, 2),
	    STATUS_OK);
	assert_int_equal(parts[0].len + parts[1].len, 0);
	for (size_t i = 0; i < COUNT(refused); i++)
		EXPECT_STATUS(refused[i], jose_parts(guarded_text(refused[i]),
		    arena, parts, 2), STATUS_MALFORMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_compact),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_header_refused),
		cmocka_unit_test(test_header_ignores),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
