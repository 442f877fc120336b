/*
 * URI Signing for CDNI: claims and headers that the vectors do not have.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cdni.h"

/* ------------------------------------------------------------------- claims */

static const struct {
	const char *members;
	enum status status;
} claims[] = {
	{ USUAL, STATUS_OK },
	{ ENDS, STATUS_CLAIM_MISSING },
	{ FOR_A, STATUS_CLAIM_MISSING },
	{ "\"exp\":2000000000," FOR_A, STATUS_EXPIRED },
	{ "\"exp\":\"2000000001\"," FOR_A, STATUS_MALFORMED },
	{ "\"exp\":2000000001000," FOR_A, STATUS_MILLISECONDS },
	{ USUAL ",\"nbf\":2000000001", STATUS_NOT_YET_VALID },
	{ USUAL ",\"iat\":2000000001", STATUS_NOT_YET_VALID },
	{ USUAL ",\"jti\":\"1\"", STATUS_USES_UNCOUNTED },
	{ USUAL ",\"jti\":1", STATUS_USES_UNCOUNTED },
	{ USUAL ",\"other\":[1]", STATUS_OK },
	{ USUAL "," FOR_A, STATUS_MALFORMED },
	{ USUAL ",\"cdniv\":1", STATUS_OK },
	{ USUAL ",\"cdniv\":2", STATUS_MALFORMED },
	{ USUAL ",\"cdniv\":0", STATUS_MALFORMED },
	{ USUAL ",\"cdniv\":\"1\"", STATUS_MALFORMED },
	{ USUAL ",\"cdniv\":1.0", STATUS_MALFORMED },
	{ USUAL ",\"cdniv\":null", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":\"exp\"", STATUS_OK },
	{ USUAL ",\"cdnicrit\":\"exp,cdniuc,cdnicrit\"", STATUS_OK },
	{ USUAL ",\"cdnicrit\":\"nbf\"", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":\"x\",\"x\":1", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":\"sub\",\"sub\":\"x\"", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":\"\"", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":\"exp,\"", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":\",exp\"", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":\"exp, cdniuc\"", STATUS_MALFORMED },
	{ USUAL ",\"cdnicrit\":[\"exp\"]", STATUS_MALFORMED },
	{ USUAL ",\"cdniip\":\"192.0.2.1\"", STATUS_OK },
	{ USUAL ",\"cdniip\":\"192.0.2.0/24\"", STATUS_OK },
	{ USUAL ",\"cdniip\":\"192.0.2.2\"", STATUS_WRONG_CLIENT },
	{ USUAL ",\"cdniip\":\"2001:db8::/32\"", STATUS_WRONG_CLIENT },
	{ USUAL ",\"cdniip\":\"192.0.2.1/24\"", STATUS_WRONG_CLIENT },
	{ USUAL ",\"cdniip\":\"eyJhbGciOiJkaXIifQ..a.b.c\"",
	    STATUS_WRONG_CLIENT },
	{ USUAL ",\"cdniip\":\"\"", STATUS_WRONG_CLIENT },
	{ USUAL ",\"cdniip\":1", STATUS_MALFORMED },
	/* Renewal. */
	{ USUAL ",\"cdnistt\":1,\"cdniets\":30", STATUS_OK },
	{ USUAL ",\"cdnistt\":1,\"cdniets\":30.5", STATUS_OK },
	{ USUAL ",\"cdnistt\":0,\"cdniets\":30", STATUS_OK },
	{ USUAL ",\"cdniets\":30", STATUS_OK },
	{ USUAL ",\"cdnistt\":1", STATUS_CLAIM_MISSING },
	{ USUAL ",\"cdnistt\":0", STATUS_CLAIM_MISSING },
	{ USUAL ",\"cdnistt\":2,\"cdniets\":30", STATUS_MALFORMED },
	{ USUAL ",\"cdnistt\":-1,\"cdniets\":30", STATUS_MALFORMED },
	{ USUAL ",\"cdnistt\":true,\"cdniets\":30", STATUS_MALFORMED },
	{ USUAL ",\"cdnistt\":\"1\",\"cdniets\":30", STATUS_MALFORMED },
	{ USUAL ",\"cdnistt\":1,\"cdniets\":-1", STATUS_MALFORMED },
	{ USUAL ",\"cdnistt\":1,\"cdniets\":\"30\"", STATUS_MALFORMED },
	{ USUAL ",\"cdnistt\":1,\"cdniets\":1e300", STATUS_MALFORMED },
	{ USUAL ",\"cdnistt\":1,\"cdniets\":null", STATUS_MALFORMED },
	{ USUAL ",\"cdnistd\":2", STATUS_OK },
	{ USUAL ",\"cdnistd\":-1", STATUS_MALFORMED },
	{ USUAL ",\"cdnistd\":1.5", STATUS_MALFORMED },
	{ USUAL ",\"cdnistd\":999999999999", STATUS_MALFORMED },
	/* Containers: the hash is that of https://img.example.org/a.jpg. */
	{ ENDS ",\"cdniuc\":\"hash:sha-256;"
	  "yd0SVtiIOq5jde7895PssClz91FnwwxEiFnfkw0_wUk\"", STATUS_OK },
	{ ENDS ",\"cdniuc\":\"hash:sha-256;"
	  "yd0SVtiIOq5jde7895PssClz91FnwwxEiFnfkw0_wUl\"",
	    STATUS_OUTSIDE_GRANT },
	{ ENDS ",\"cdniuc\":\"hash:sha-256;"
	  "yd0SVtiIOq5jde7895PssClz91FnwwxEiFnfkw0_wUk=\"",
	    STATUS_OUTSIDE_GRANT },
	{ ENDS ",\"cdniuc\":\"hash:sha-256;yd0SVtiIOq5jde78\"",
	    STATUS_OUTSIDE_GRANT },
	{ ENDS ",\"cdniuc\":\"hash:sha-256;\"", STATUS_OUTSIDE_GRANT },
	{ ENDS ",\"cdniuc\":\"hash:sha-256-128;"
	  "yd0SVtiIOq5jde7895PssA\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":\"hash:\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":\"HASH:sha-256;\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":\"regex:.*\"", STATUS_OK },
	{ ENDS ",\"cdniuc\":\"regex:https.*\\\\.jpg$\"", STATUS_OK },
	{ ENDS ",\"cdniuc\":\"regex:http.*\\\\.png\"",
	    STATUS_OUTSIDE_GRANT },
	{ ENDS ",\"cdniuc\":\"regex:\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":\"regex:(\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":\"regex:(.)\\\\1*\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":\"regex\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":\"\"", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":[\"regex:.*\"]", STATUS_MALFORMED },
	{ ENDS ",\"cdniuc\":null", STATUS_MALFORMED },
	{ "", STATUS_CLAIM_MISSING },
	{ "]", STATUS_MALFORMED },
};

static void
test_claims(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(claims); i++)
		EXPECT_STATUS(claims[i].members, ask_with(
		    "/a.jpg?URISigningPackage=@", HEADER, claims[i].members),
		    claims[i].status);
}

/* ------------------------------------------------------------------- header */

static const struct {
	const char *header;
	enum status status;
} headers[] = {
	{ HEADER, STATUS_OK },
	{ "{\"alg\":\"HS256\"}", STATUS_OK },
	{ "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", STATUS_OK },
	{ "{\"alg\":\"HS256\",\"typ\":\"JOSE\"}", STATUS_MALFORMED },
	{ "{\"alg\":\"none\",\"kid\":\"k1\"}", STATUS_WRONG_ALGORITHM },
	{ "{\"alg\":\"HS512\",\"kid\":\"k1\"}", STATUS_WRONG_ALGORITHM },
	{ "{\"alg\":\"HS256\",\"kid\":\"k2\"}", STATUS_UNKNOWN_KEY },
	{ "{\"alg\":\"HS256\",\"kid\":\"public\"}", STATUS_WRONG_ALGORITHM },
	{ "{\"alg\":\"EdDSA\",\"kid\":\"public\"}", STATUS_BAD_SIGNATURE },
	{ "{\"alg\":\"HS256\",\"crit\":[\"b64\"]}", STATUS_MALFORMED },
	{ "{\"alg\":\"HS256\",\"enc\":\"A256GCM\"}", STATUS_MALFORMED },
	{ "{\"kid\":\"k1\"}", STATUS_MALFORMED },
};

static void
test_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++)
		EXPECT_STATUS(headers[i].header, ask_with(
		    "/a.jpg?URISigningPackage=@", headers[i].header, USUAL),
		    headers[i].status);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_headers),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
