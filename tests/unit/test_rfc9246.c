/*
 * URI Signing for CDNI: claims, places and URIs that the vectors do not have.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cdni.h"

#define MEMORY (1 << 17)

static struct arena *arena;

static enum status
ask(const char *target, const char *cookies)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);

	arena_reset(arena);
	return judge_link(&verifier, &(struct asked){ .target = target,
	    .cookies = cookies }, arena, NULL);
}

/* A URL in which '@' is the token of these claims. */
static enum status
ask_with(const char *pattern, const char *header, const char *members)
{
	char token[TOKEN_SIZE], target[TOKEN_SIZE + 200];

	make_token(header, members, token);
	foreign_fill(pattern, token, target, sizeof(target));
	return ask(target, NULL);
}

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

/* --------------------------------------------------------------------- URIs */

static const struct {
	const char *target, *uri;
	enum status status;
} uris[] = {
	{ "/a.jpg?URISigningPackage=@", BASE "/a.jpg", STATUS_OK },
	{ "/a.jpg?w=1&URISigningPackage=@", BASE "/a.jpg?w=1", STATUS_OK },
	{ "/a.jpg?URISigningPackage=@&w=1", BASE "/a.jpg?w=1", STATUS_OK },
	{ "/a.jpg?v&URISigningPackage=@&w=1", BASE "/a.jpg?v&w=1", STATUS_OK },
	{ "/a.jpg?v&&URISigningPackage=@", BASE "/a.jpg?v&", STATUS_OK },
	{ "/a.jpg?w=1&URISigningPackage=@", BASE "/a.jpg",
	    STATUS_OUTSIDE_GRANT },
	{ "/a.jpg?w=1&URISigningPackage=@", BASE "/a.jpg?w=2",
	    STATUS_OUTSIDE_GRANT },
	{ "/%61.jpg?URISigningPackage=@", BASE "/a.jpg", STATUS_OK },
	{ "/%c3%bc.jpg?URISigningPackage=@", BASE "/%C3%BC.jpg", STATUS_OK },
	{ "/b.jpg?URISigningPackage=@", BASE "/a.jpg", STATUS_OUTSIDE_GRANT },
	{ "/A.jpg?URISigningPackage=@", BASE "/a.jpg", STATUS_OUTSIDE_GRANT },
	{ "HTTPS://IMG.example.org/a.jpg?URISigningPackage=@", BASE "/a.jpg",
	    STATUS_OK },
	{ "http://img.example.org/a.jpg?URISigningPackage=@", BASE "/a.jpg",
	    STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=@", "http://img.example.org/a.jpg",
	    STATUS_OUTSIDE_GRANT },
	/* What is normalised for the hash is never what is served. */
	{ "/b/../a.jpg?URISigningPackage=@", BASE "/a.jpg",
	    STATUS_HOSTILE_PATH },
	{ "/%2e/a.jpg?URISigningPackage=@", BASE "/a.jpg",
	    STATUS_HOSTILE_PATH },
	{ "//a.jpg?URISigningPackage=@", BASE "//a.jpg", STATUS_HOSTILE_PATH },
	{ "/b%2fa.jpg?URISigningPackage=@", BASE "/b%2Fa.jpg",
	    STATUS_HOSTILE_PATH },
	/* The parameter. */
	{ "/a.jpg", "", STATUS_NO_CREDENTIAL },
	{ "/a.jpg?urisigningpackage=@", BASE "/a.jpg", STATUS_NO_CREDENTIAL },
	{ "/a.jpg?%55RISigningPackage=@", BASE "/a.jpg", STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=@&URISigningPackage=x", BASE "/a.jpg",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?URISigningPackage=@&%55RISigningPackage=x", BASE "/a.jpg",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?URISigningPackage=@&URISigningPackage", BASE "/a.jpg",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?URISigningPackage", "", STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=", "", STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=.@", BASE "/a.jpg", STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=@.", BASE "/a.jpg", STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=@=", BASE "/a.jpg", STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=@;w=1", BASE "/a.jpg", STATUS_MALFORMED },
	{ "/a.jpg?URISigningPackage=%65@", BASE "/a.jpg", STATUS_MALFORMED },
	{ "/a.jpg;URISigningPackage=@", BASE "/a.jpg", STATUS_NO_CREDENTIAL },
};

/* By an independent hash of what the row says. */
static void
hash_container(const char *uri, char members[300])
{
	const struct bytes part = bytes_of(uri);
	struct arena      *small = arena_new(512);
	unsigned char      hash[HMAC_MAX];
	struct bytes       text;
	size_t             length;

	assert_int_equal(hash_compute("SHA256", &part, 1, hash, &length),
	    STATUS_OK);
	assert_int_equal(base64url_encode((struct bytes){ (char *)hash,
	    length }, small, &text), STATUS_OK);
	snprintf(members, 300, ENDS ",\"cdniuc\":\"hash:sha-256;%.*s\"",
	    (int)text.len, text.at);
	arena_free(small);
}

static void
test_uris(void **state)
{
	char members[300];

	(void)state;
	for (size_t i = 0; i < COUNT(uris); i++) {
		hash_container(uris[i].uri, members);
		EXPECT_STATUS(uris[i].target, ask_with(uris[i].target, HEADER,
		    members), uris[i].status);
	}
}

/* ------------------------------------------------------------------- places */

static void
test_places(void **state)
{
	struct verifier verifier = foreign_verifier("rfc9246", keyring);
	char token[TOKEN_SIZE], url[TOKEN_SIZE + 100], cookie[TOKEN_SIZE + 100];

	(void)state;
	make_token(HEADER, USUAL, token);
	snprintf(url, sizeof(url), "/a.jpg?URISigningPackage=%s", token);
	snprintf(cookie, sizeof(cookie), "a=1; URISigningPackage=%s; b=2",
	    token);
	EXPECT_STATUS("cookie", ask("/a.jpg", cookie), STATUS_OK);
	EXPECT_STATUS("cookie, other path", ask("/b.jpg", cookie),
	    STATUS_OUTSIDE_GRANT);
	EXPECT_STATUS("both", ask(url, "URISigningPackage=x"), STATUS_OK);
	EXPECT_STATUS("both, bad one in the URL",
	    ask("/a.jpg?URISigningPackage=x", cookie), STATUS_MALFORMED);
	EXPECT_STATUS("two cookies", ask("/a.jpg",
	    "URISigningPackage=x; URISigningPackage=y"), STATUS_AMBIGUOUS);
	verifier.carriers = CARRIER_COOKIE;
	arena_reset(arena);
	EXPECT_STATUS("only cookies, one in the URL", judge_link(&verifier,
	    &(struct asked){ .target = url }, arena, NULL),
	    STATUS_NO_CREDENTIAL);
	EXPECT_STATUS("only cookies", judge_link(&verifier, &(struct asked){
	    .target = "/a.jpg", .cookies = cookie }, arena, NULL), STATUS_OK);
	verifier.carriers = CARRIER_QUERY;
	EXPECT_STATUS("no cookies", judge_link(&verifier, &(struct asked){
	    .target = "/a.jpg", .cookies = cookie }, arena, NULL),
	    STATUS_NO_CREDENTIAL);
}

static void
test_length(void **state)
{
	char token[TOKEN_SIZE], cookie[TOKEN_SIZE + 100];
	char members[TOKEN_SIZE] = USUAL ",\"x\":\"";
	const size_t start = strlen(members);

	(void)state;
	/* 8192 characters, and then one more. */
	for (size_t length = 5900; length < 6100; length++) {
		memset(members + start, 'x', length - start);
		strcpy(members + length, "\"");
		make_token(HEADER, members, token);
		snprintf(cookie, sizeof(cookie), "URISigningPackage=%s", token);
		EXPECT_STATUS(token + strlen(token) - 8, ask("/a.jpg", cookie),
		    strlen(token) <= 8192 ? STATUS_OK : STATUS_MALFORMED);
	}
	assert_in_range(strlen(token), 8193, 9000);
}

static void
test_no_leeway(void **state)
{
	struct verifier verifier = foreign_verifier("rfc9246", keyring);
	char            token[TOKEN_SIZE], url[TOKEN_SIZE + 100];

	(void)state;
	verifier.policy.leeway = 60;
	make_token(HEADER, "\"exp\":2000000000," FOR_A, token);
	snprintf(url, sizeof(url), "/a.jpg?URISigningPackage=%s", token);
	arena_reset(arena);
	EXPECT_STATUS("late", judge_link(&verifier, &(struct asked){
	    .target = url }, arena, NULL), STATUS_EXPIRED);
	EXPECT_STATUS("in time", judge_link(&verifier, &(struct asked){
	    .target = url, .now = END - 1 }, arena, NULL), STATUS_OK);
}

static void
test_little_memory(void **state)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);
	char   token[TOKEN_SIZE], url[TOKEN_SIZE + 100];
	size_t judged = 0;

	(void)state;
	make_token(HEADER, USUAL ",\"cdnistt\":1,\"cdniets\":30", token);
	snprintf(url, sizeof(url), "/a.jpg?URISigningPackage=%s", token);
	for (size_t size = 0; size < 65536; size += 31) {
		struct arena *small = arena_new(size);
		enum status   status = judge_link(&verifier, &(struct asked){
		      .target = url }, small, NULL);

		if (status != STATUS_OK)
			EXPECT_STATUS("small", status, STATUS_TOO_LARGE);
		judged += status == STATUS_OK;
		arena_free(small);
	}
	assert_in_range(judged, 1, 2000);
}

/* ------------------------------------------------------------------ signing */

static void
test_sign(void **state)
{
	static const struct bytes words[] = { TEXT("us"), TEXT("them") };
	struct verifier verifier = foreign_verifier("rfc9246", keyring);
	struct terms    terms = { .path = BYTES("/a b(1).jpg"),
		   .expires_at = END };

	(void)state;
	sign_and_judge(&verifier, &terms,
	    "/a%20b%281%29.jpg?URISigningPackage=ey", 8192);
	terms.not_before = END;
	verifier.policy.issuers = (struct bytes_list){ words, 1 };
	verifier.policy.audiences = (struct bytes_list){ words + 1, 1 };
	sign_and_judge(&verifier, &terms, "/a%20b", 8192);
}

static void
test_sign_prefix(void **state)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);
	const struct terms terms = { .path = BYTES("/a+b.c/"), .is_prefix = 1,
		.expires_at = END };
	static const struct {
		const char *path;
		enum status status;
	} rows[] = {
		{ "/a%2Bb.c/x.jpg", STATUS_OK },
		{ "/a%2Bb.c/y/z.jpg", STATUS_OK },
		{ "/a%2Bbxc/x.jpg", STATUS_OUTSIDE_GRANT },
		{ "/x/a%2Bb.c/x.jpg", STATUS_OUTSIDE_GRANT },
		{ "/a%2Bb.c", STATUS_OUTSIDE_GRANT },
	};
	struct bytes url;
	char         token[2000], target[2100];

	(void)state;
	arena_reset(arena);
	EXPECT_STATUS("sign", sign(verifier.schemes[0],
	    keyring_at(keyring, 0), &verifier, &terms, arena, &url),
	    STATUS_OK);
	snprintf(token, sizeof(token), "%.*s", (int)url.len, url.at);
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(target, sizeof(target), "%s%s", rows[i].path,
		    strchr(token, '?'));
		EXPECT_STATUS(rows[i].path, ask(target, NULL), rows[i].status);
	}
}

static void
test_sign_refused(void **state)
{
	static const struct terms refused[] = {
		{ .path = TEXT("/a"), .expires_at = END, .uses = 1 },
		{ .path = TEXT("/a"), .expires_at = END, .client = TEXT("::1") },
		{ .path = TEXT("/a"), .expires_at = END, .subject = TEXT("x") },
		{ .path = TEXT("/a"), .expires_at = END, .link_id = TEXT("x") },
		{ .path = TEXT("/a") },
	};
	struct verifier      verifier = foreign_verifier("rfc9246", keyring);
	const struct scheme *scheme = verifier.schemes[0];
	const struct terms   terms = { .path = BYTES("/a"),
		  .expires_at = END };
	struct bytes         url;

	(void)state;
	arena_reset(arena);
	for (size_t i = 0; i < COUNT(refused); i++)
		EXPECT_STATUS("terms", sign(scheme, keyring_at(keyring, 0),
		    &verifier, &refused[i], arena, &url), STATUS_MALFORMED);
	EXPECT_STATUS("public key", sign(scheme, keyring_at(keyring, 1),
	    &verifier, &terms, arena, &url), STATUS_WRONG_ALGORITHM);
	verifier.policy.base = BYTES("");
	EXPECT_STATUS("no base", sign(scheme, keyring_at(keyring, 0),
	    &verifier, &terms, arena, &url), STATUS_MALFORMED);
}

static int
open_all(void **state)
{
	arena = arena_new(MEMORY);
	return open_keyring(state);
}

static int
close_all(void **state)
{
	arena_free(arena);
	return close_keyring(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_no_leeway),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_sign_prefix),
		cmocka_unit_test(test_sign_refused),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
