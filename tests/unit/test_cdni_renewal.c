/*
 * Renewal of tokens by cookie: what the cookie says, for how long, and that it
 * opens what its predecessor did.
 *
 * SPDX-License-Identifier: ISC
 */
#include "cdni.h"

#include "cdni_renewal.h"
#include "json.h"
#include "query.h"

#define ANY    ENDS ",\"cdniuc\":\"regex:https://[^/]*/.*\""
#define RENEWS ANY ",\"cdnistt\":1,\"cdniets\":30"

static const struct permit *
permit_of(const struct verifier *verifier, const char *target,
    const char *cookies, int64_t now)
{
	struct request request = {
		.method = BYTES("GET"),
		.target = bytes_of(target),
		.cookies = bytes_of(cookies),
		.host = BYTES("img.example.org"),
		.is_https = 1,
	};
	const struct grant  *grant;
	const struct permit *permit = NULL;
	struct claim         claim;

	arena_reset(arena);
	EXPECT_STATUS(target, request_read(&request, arena), STATUS_OK);
	EXPECT_STATUS(target, verify(verifier, &request, arena, &claim,
	    &grant), STATUS_OK);
	EXPECT_STATUS(target, authorise(grant, &request, now, arena, &permit),
	    STATUS_OK);
	return permit;
}

static struct bytes
cookie_with(const struct verifier *verifier, const char *path,
    const char *members)
{
	char token[TOKEN_SIZE], target[TOKEN_SIZE + 100];

	make_token(HEADER, members, token);
	snprintf(target, sizeof(target), "%s?URISigningPackage=%s", path,
	    token);
	return permit_of(verifier, target, "", END)->set_cookie;
}

static struct bytes
cookie_of(const char *path, const char *members)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);

	return cookie_with(&verifier, path, members);
}

/* What stands behind the token; "" where there is no cookie. */
static const struct {
	const char *path, *members, *attributes;
} rows[] = {
	{ "/a.jpg", ANY, "" },
	{ "/a.jpg", ANY ",\"cdniets\":30", "" },
	{ "/a.jpg", ANY ",\"cdnistt\":0,\"cdniets\":30", "" },
	{ "/a.jpg", ANY ",\"cdnistt\":1,\"cdniets\":0", "" },
	{ "/a.jpg", ANY ",\"cdnistt\":1,\"cdniets\":0.9", "" },
	{ "/a.jpg", RENEWS,
	    "; Path=/; Max-Age=30; Secure; HttpOnly; SameSite=Lax" },
	{ "/a.jpg", ANY ",\"cdnistt\":1,\"cdniets\":7.9",
	    "; Path=/; Max-Age=7; Secure; HttpOnly; SameSite=Lax" },
	{ "/a/b/c.jpg", RENEWS ",\"cdnistd\":0",
	    "; Path=/; Max-Age=30; Secure; HttpOnly; SameSite=Lax" },
	{ "/a/b/c.jpg", RENEWS ",\"cdnistd\":1",
	    "; Path=/a; Max-Age=30; Secure; HttpOnly; SameSite=Lax" },
	{ "/a/b/c.jpg", RENEWS ",\"cdnistd\":2",
	    "; Path=/a/b; Max-Age=30; Secure; HttpOnly; SameSite=Lax" },
	{ "/a/b/c.jpg", RENEWS ",\"cdnistd\":3",
	    "; Path=/a/b/c.jpg; Max-Age=30; Secure; HttpOnly; SameSite=Lax" },
	{ "/a/b/c.jpg", RENEWS ",\"cdnistd\":4", "" },
	{ "/a/b/c.jpg", RENEWS ",\"cdnistd\":99999999999", "" },
	{ "/a%20(1)/b.jpg", RENEWS ",\"cdnistd\":1",
	    "; Path=/a%20(1); Max-Age=30; Secure; HttpOnly; SameSite=Lax" },
	/* It would become an attribute. */
	{ "/a;Domain=org/b.jpg", RENEWS ",\"cdnistd\":1", "" },
	{ "/a/b;c.jpg", RENEWS ",\"cdnistd\":1",
	    "; Path=/a; Max-Age=30; Secure; HttpOnly; SameSite=Lax" },
};

static void
test_attributes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes cookie = cookie_of(rows[i].path, rows[i].members);
		const char  *end = memchr(cookie.at, ';', cookie.len);

		if (rows[i].attributes[0] == '\0') {
			EXPECT(rows[i].members, cookie.len == 0);
			continue;
		}
		EXPECT(rows[i].members, end != NULL);
		EXPECT_BYTES(rows[i].members, ((struct bytes){ end,
		    cookie.len - (size_t)(end - cookie.at) }),
		    bytes_of(rows[i].attributes));
	}
}

static void
test_same_site(void **state)
{
	static const struct bytes none[] = { TEXT("None") };
	struct verifier verifier = foreign_verifier("rfc9246", keyring);
	struct bytes    cookie;

	(void)state;
	verifier.settings[0] = none;
	cookie = cookie_with(&verifier, "/a.jpg", RENEWS);
	EXPECT("None", memcmp(cookie.at + cookie.len - 13, "SameSite=None",
	    13) == 0);
}

/* The claims of the cookie's token; its name is cut off. */
static const json_t *
claims_of(struct bytes cookie)
{
	const json_t *claims;
	struct bytes  text = cookie;

	EXPECT("name", bytes_start_with(cookie, BYTES("URISigningPackage=ey")));
	text.len = (size_t)((const char *)memchr(cookie.at, ';', cookie.len) -
	    cookie.at);
	text.at = (const char *)memchr(text.at, '.', text.len) + 1;
	text.len = (size_t)((const char *)memchr(text.at, '.', 4000) -
	    text.at);
	EXPECT_STATUS("claims", base64url_decode(text, arena, &text),
	    STATUS_OK);
	EXPECT_STATUS("claims", json_read(text, arena, &claims), STATUS_OK);
	return claims;
}

static void
test_claims(void **state)
{
	const char   *members = RENEWS ",\"iat\":1999999999,\"nbf\":5,"
		"\"cdnistd\":0,\"aud\":[\"a\",\"b\"],\"n\":{\"x\":[1.5,null,"
		"\"\\\"\xc3\xa9\\\\\"]}";
	char          text[600];
	const json_t *claims, *wanted;

	(void)state;
	claims = claims_of(cookie_of("/a.jpg", members));
	snprintf(text, sizeof(text), "{%s}", members);
	memcpy(strstr(text, "2000000001"), "2000000030", 10);
	EXPECT_STATUS("wanted", json_read(bytes_of(text), arena, &wanted),
	    STATUS_OK);
	EXPECT("claims", json_equal(claims, wanted));
}

/* The first opens the next, and so on; each to its own last second. */
static void
test_chain(void **state)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);
	struct asked          asked = { .target = "/b/c.jpg" };
	char                  header[4000];
	struct bytes          cookie = cookie_of("/a.jpg", RENEWS);
	int64_t               now = END;

	(void)state;
	for (int i = 0; i < 5; i++) {
		snprintf(header, sizeof(header), "%.*s",
		    (int)(strcspn(cookie.at, ";")), cookie.at);
		asked.cookies = header;
		asked.now = now + 30;
		arena_reset(arena);
		EXPECT_STATUS("over", judge_link(&verifier, &asked, arena,
		    NULL), STATUS_EXPIRED);
		now += 29;
		cookie = permit_of(&verifier, asked.target, header, now)
		    ->set_cookie;
	}
}

/* An "iat" stays: with a longest age the chain ends. */
static void
test_chain_ends(void **state)
{
	struct verifier verifier = foreign_verifier("rfc9246", keyring);
	struct asked    asked = { .target = "/b.jpg" };
	char            header[4000];
	struct bytes    cookie;

	(void)state;
	verifier.policy.longest_age = 20;
	cookie = cookie_with(&verifier, "/a.jpg", RENEWS ",\"iat\":2000000000");
	snprintf(header, sizeof(header), "%.*s",
	    (int)(strcspn(cookie.at, ";")), cookie.at);
	asked.cookies = header;
	asked.now = END + 20;
	arena_reset(arena);
	EXPECT_STATUS("last", judge_link(&verifier, &asked, arena, NULL),
	    STATUS_OK);
	asked.now++;
	EXPECT_STATUS("over", judge_link(&verifier, &asked, arena, NULL),
	    STATUS_EXPIRED);
}

/* Not beyond what its key's scope says. */
static void
test_longest_lifetime(void **state)
{
	static const char *const jwks[] = {
		JWK("k1", ",\"postern\":{\"schemes\":[\"rfc9246\"],"
		    "\"longest_lifetime\":10}") };
	struct keyring       *ring = keyring_of(jwks, COUNT(jwks));
	const struct verifier verifier = foreign_verifier("rfc9246", ring);
	struct bytes          cookie = cookie_with(&verifier, "/a.jpg", RENEWS);

	(void)state;
	EXPECT("age", memmem(cookie.at, cookie.len, "Max-Age=10;", 11) != NULL);
	EXPECT("exp", json_integer_value(json_member(claims_of(cookie),
	    BYTES("exp"))) == END + 10);
	keyring_free(ring);
}

/* Under a public key, and where the token is too long for a cookie. */
static void
test_none(void **state)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);
	const char           *filler = RENEWS ",\"x\":\"";
	char                  members[4000];
	const size_t          start = strlen(filler);
	const json_t         *claims;
	struct request        request = { .raw_path = BYTES("/a.jpg") };
	struct grant          grant = { .key = keyring_at(keyring, 1),
		         .verifier = &verifier, .scheme = verifier.schemes[0] };
	struct bytes          cookie = BYTES("x");
	size_t                longest = 0;

	arena_reset(arena);
	EXPECT_STATUS("claims", json_read(BYTES("{" RENEWS "}"), arena,
	    &claims), STATUS_OK);
	grant.claims = claims;
	EXPECT_STATUS("public", cdni_renew(&grant, &request, BYTES("Lax"), END,
	    arena, &cookie), STATUS_OK);
	EXPECT("public", cookie.len == 0);
	(void)state;
	strcpy(members, filler);
	for (size_t length = 2700; length < 2900; length += 3) {
		memset(members + start, 'x', length - start);
		strcpy(members + length, "\"");
		cookie = cookie_of("/a.jpg", members);
		if (cookie.len > longest)
			longest = cookie.len;
	}
	assert_in_range(longest, 3800, 3900);
	EXPECT("too long", cookie.len == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_same_site),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_chain_ends),
		cmocka_unit_test(test_longest_lifetime),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
