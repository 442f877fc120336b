/*
 * URI Signing for CDNI: which URIs a token is for, where it may stand, and how
 * long it may be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cdni.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_no_leeway),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
