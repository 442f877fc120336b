/*
 * Tokens of Google's Media CDN that no signer makes, and those of our own; more
 * of the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "foreign.h"

#define PREFIX    "aHR0cHM6Ly9pbWcuZXhhbXBsZS5vcmcvdHYv" /* BASE "/tv/" */
#define NETWORKS  "MjAzLjAuMTEzLjAvMjQsMTkyLjAuMi4wLzI0" /* ours last */
#define ELSEWHERE "MjAzLjAuMTEzLjAvMjQ"                  /* 203.0.113.0/24 */
#define X_FIRST   "eCwxOTIuMC4yLjE"                      /* x,192.0.2.1 */
#define E         "~Expires=2000000000"
#define TOKEN(path, text) path "?edge-cache-token=" text "~hmac=@"
#define GLOBS(list)       TOKEN("/tv/a.jpg", "PathGlobs=" list E)

/* @ is the HMAC of the message; none: what is signed stands there. */
static const struct {
	const char *target, *message;
	enum status status;
} rows[] = {
	{ TOKEN("/tv/a.jpg", "FullPath" E), "FullPath=/tv/a.jpg" E,
	    STATUS_OK },
	{ "/tv/a.jpg?w=1&edge-cache-token=FullPath" E "~hmac=@&x",
	    "FullPath=/tv/a.jpg" E, STATUS_OK },
	{ TOKEN("/tv/b.jpg", "FullPath" E), "FullPath=/tv/a.jpg" E,
	    STATUS_BAD_SIGNATURE },
	{ TOKEN("/tv/a.jpg", "FullPath=/tv/a.jpg" E), "FullPath=/tv/a.jpg" E,
	    STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath=" E), "FullPath=/tv/a.jpg" E,
	    STATUS_MALFORMED },
	/* A path that reads like fields. */
	{ TOKEN("/~tv/a.jpg", "FullPath" E), "FullPath=/~tv/a.jpg" E,
	    STATUS_OK },
	{ TOKEN("/a=b.jpg", "FullPath" E), "FullPath=/a=b.jpg" E, STATUS_OK },
	{ TOKEN("/a.jpg~Starts=1", "FullPath" E), "FullPath=/a.jpg~Starts=1" E,
	    STATUS_MALFORMED },
	/* Any order. */
	{ TOKEN("/tv/a.jpg", "Expires=2000000000~FullPath"),
	    "Expires=2000000000~FullPath=/tv/a.jpg", STATUS_OK },
	/* What has to be there, and once. */
	{ TOKEN("/tv/a.jpg", "Expires=2000000000"), "Expires=2000000000",
	    STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath"), "FullPath=/tv/a.jpg",
	    STATUS_CLAIM_MISSING },
	{ TOKEN("/tv/a.jpg", "FullPath~PathGlobs=/*" E),
	    "FullPath=/tv/a.jpg~PathGlobs=/*" E, STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath" E E), "FullPath=/tv/a.jpg" E E,
	    STATUS_AMBIGUOUS },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~Unknown=1"),
	    "FullPath=/tv/a.jpg" E "~Unknown=1", STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath~" E), "FullPath=/tv/a.jpg~" E,
	    STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath~Expires"),
	    "FullPath=/tv/a.jpg~Expires", STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath~Expires=x"),
	    "FullPath=/tv/a.jpg~Expires=x", STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~Starts=x"),
	    "FullPath=/tv/a.jpg" E "~Starts=x", STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~Starts=2000000001"),
	    "FullPath=/tv/a.jpg" E "~Starts=2000000001",
	    STATUS_NOT_YET_VALID },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~SessionID=~Data=d"),
	    "FullPath=/tv/a.jpg" E "~SessionID=~Data=d", STATUS_OK },
	/* The signature. */
	{ "/tv/a.jpg?edge-cache-token=FullPath" E, "", STATUS_MALFORMED },
	{ "/tv/a.jpg?edge-cache-token=", "", STATUS_MALFORMED },
	{ "/tv/a.jpg?edge-cache-token=FullPath" E "~hmac=", "",
	    STATUS_MALFORMED },
	{ "/tv/a.jpg?edge-cache-token=FullPath" E "~hmac=AB", "",
	    STATUS_MALFORMED },
	{ "/tv/a.jpg?edge-cache-token=FullPath" E "~hmac=ab", "",
	    STATUS_BAD_SIGNATURE },
	{ "/tv/a.jpg?edge-cache-token=FullPath" E "~hmac=@~",
	    "FullPath=/tv/a.jpg" E, STATUS_MALFORMED },
	{ "/tv/a.jpg?edge-cache-token=FullPath" E "~Signature=AAA", "",
	    STATUS_BAD_SIGNATURE },
	{ "/tv/a.jpg?edge-cache-token=FullPath" E "~Signature=AAA=", "",
	    STATUS_MALFORMED },
	/* Two credentials; one under a key of tokens. */
	{ TOKEN("/tv/a.jpg", "FullPath" E) "&edge-cache-token=x",
	    "FullPath=/tv/a.jpg" E, STATUS_AMBIGUOUS },
	{ TOKEN("/tv/a.jpg", "FullPath" E) "&KeyName=k", "",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?Expires=2000000000&KeyName=token&Signature=AAAA", "",
	    STATUS_WRONG_ALGORITHM },
	/* Globs. */
	{ GLOBS("/film/*,/tv/*"), "PathGlobs=/film/*,/tv/*" E, STATUS_OK },
	{ GLOBS("/film/*!/?v/a.*"), "PathGlobs=/film/*!/?v/a.*" E, STATUS_OK },
	{ GLOBS("/film/*"), "PathGlobs=/film/*" E, STATUS_OUTSIDE_GRANT },
	{ GLOBS(""), "PathGlobs=" E, STATUS_OUTSIDE_GRANT },
	{ GLOBS("/film/*,/*!/tv/*"), "PathGlobs=/film/*,/*!/tv/*" E,
	    STATUS_MALFORMED },
	/* Prefixes. */
	{ TOKEN("/tv/a.jpg", "URLPrefix=" PREFIX E), "URLPrefix=" PREFIX E,
	    STATUS_OK },
	{ TOKEN("/film/a.jpg", "URLPrefix=" PREFIX E), "URLPrefix=" PREFIX E,
	    STATUS_OUTSIDE_GRANT },
	/* Networks. */
	{ TOKEN("/tv/a.jpg", "FullPath" E "~IPRanges=" NETWORKS),
	    "FullPath=/tv/a.jpg" E "~IPRanges=" NETWORKS, STATUS_OK },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~IPRanges=" ELSEWHERE),
	    "FullPath=/tv/a.jpg" E "~IPRanges=" ELSEWHERE,
	    STATUS_WRONG_CLIENT },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~IPRanges="),
	    "FullPath=/tv/a.jpg" E "~IPRanges=", STATUS_WRONG_CLIENT },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~IPRanges=" X_FIRST),
	    "FullPath=/tv/a.jpg" E "~IPRanges=" X_FIRST, STATUS_MALFORMED },
	{ TOKEN("/tv/a.jpg", "FullPath" E "~IPRanges=!"),
	    "FullPath=/tv/a.jpg" E "~IPRanges=!", STATUS_MALFORMED },
};

/* Names in the field, values in the message. */
static const struct {
	const char *names, *pairs;
	enum status status;
} header_rows[] = {
	{ "user-agent", "user-agent=Foo", STATUS_OK },
	{ "User-Agent", "User-Agent=Foo", STATUS_OK },
	{ "user-agent,accept", "user-agent=Foo,accept=*/*, a", STATUS_OK },
	{ "referer", "referer=", STATUS_OK },
	{ "user-agent", "user-agent=Bar", STATUS_BAD_SIGNATURE },
	{ "user-agent,", "user-agent=Foo", STATUS_MALFORMED },
	{ ",user-agent", "user-agent=Foo", STATUS_MALFORMED },
	{ "", "", STATUS_MALFORMED },
	{ "user agent", "user agent=", STATUS_MALFORMED },
	{ "twice", "twice=1", STATUS_AMBIGUOUS },
	/* What would end the field. */
	{ "evil", "evil=1~IPRanges=x", STATUS_MALFORMED },
	{ "a,b,c,d,e,f,g,h", "a=,b=,c=,d=,e=,f=,g=,h=", STATUS_OK },
	{ "a,b,c,d,e,f,g,h,i", "", STATUS_MALFORMED },
};

static const struct request_header headers[] = {
	{ TEXT("User-Agent"), TEXT("Foo") },
	{ TEXT("Accept"), TEXT("*/*, a") },
	{ TEXT("Twice"), TEXT("1") },
	{ TEXT("Twice"), TEXT("2") },
	{ TEXT("Evil"), TEXT("1~IPRanges=x") },
};

static struct keyring *keyring;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = {
		FOREIGN_JWK("token", "HS256", "media-cdn"),
		/* RFC 8037 §A.2 */
		"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"verify\","
		"\"alg\":\"EdDSA\",\"postern\":{\"schemes\":[\"media-cdn\"]},"
		"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
	};

	(void)state;
	keyring = keyring_of(jwks, COUNT(jwks));
	return crypto_start() == STATUS_OK ? 0 : -1;
}

static int
close_keyring(void **state)
{
	(void)state;
	keyring_free(keyring);
	return 0;
}

static void
fill(const char *pattern, const char *message, char target[600])
{
	char hex[2 * HMAC_MAX + 1];

	foreign_hex("SHA256", message, hex);
	foreign_fill(pattern, hex, target, 600);
}

static enum status
run(const char *target, const char *cookies)
{
	const struct verifier verifier = foreign_verifier("media-cdn",
	    keyring);
	const struct asked asked = { .target = target, .cookies = cookies,
		.headers = headers, .header_count = COUNT(headers) };
	struct arena *arena = arena_new(1 << 15);
	enum status   status = judge_link(&verifier, &asked, arena, NULL);

	arena_free(arena);
	return status;
}

static void
test_rows(void **state)
{
	char target[600];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		fill(rows[i].target, rows[i].message, target);
		EXPECT_STATUS(target, run(target, NULL), rows[i].status);
	}
}

static void
test_headers(void **state)
{
	char pattern[200], message[200], target[600];

	(void)state;
	for (size_t i = 0; i < COUNT(header_rows); i++) {
		snprintf(pattern, sizeof(pattern), "/a.jpg?edge-cache-token="
		    "PathGlobs=/*" E "~Headers=%s~hmac=@",
		    header_rows[i].names);
		snprintf(message, sizeof(message), "PathGlobs=/*" E
		    "~Headers=%s", header_rows[i].pairs);
		fill(pattern, message, target);
		if (strchr(target, ' ') != NULL)
			*strchr(target, ' ') = '+';
		EXPECT_STATUS(target, run(target, NULL),
		    header_rows[i].status);
	}
}

/* A token may stand in the cookie, too. */
static void
test_cookie(void **state)
{
	char cookie[600];

	(void)state;
	fill("Edge-Cache-Cookie=PathGlobs=/tv/*" E "~hmac=@",
	    "PathGlobs=/tv/*" E, cookie);
	EXPECT_STATUS(cookie, run("/tv/a.jpg", cookie), STATUS_OK);
	EXPECT_STATUS(cookie, run("/film/a.jpg", cookie),
	    STATUS_OUTSIDE_GRANT);
	EXPECT_STATUS(cookie, run("/tv/a.jpg?edge-cache-token=x", cookie),
	    STATUS_AMBIGUOUS);
	EXPECT_STATUS("fields", run("/tv/a.jpg", "Edge-Cache-Cookie=x"),
	    STATUS_MALFORMED);
	EXPECT_STATUS("none", run("/tv/a.jpg", NULL), STATUS_NO_CREDENTIAL);
}

/* The client of the grant is the network that it is in. */
static void
test_client(void **state)
{
	const struct verifier verifier = foreign_verifier("media-cdn",
	    keyring);
	struct arena *arena = arena_new(1 << 15);
	struct terms  terms;
	char          target[600];

	(void)state;
	fill(TOKEN("/tv/a.jpg", "FullPath" E "~IPRanges=" NETWORKS),
	    "FullPath=/tv/a.jpg" E "~IPRanges=" NETWORKS, target);
	EXPECT_STATUS(target, judge_link(&verifier,
	    &(struct asked){ .target = target }, arena, &terms), STATUS_OK);
	EXPECT_BYTES(target, terms.client, BYTES("192.0.2.0/24"));
	arena_free(arena);
}

static void
test_little_memory(void **state)
{
	static const char text[] = "URLPrefix=" PREFIX E "~Headers=user-agent"
				   "~IPRanges=" NETWORKS;
	const struct verifier verifier = foreign_verifier("media-cdn",
	    keyring);
	char target[600], pattern[600];

	(void)state;
	snprintf(pattern, sizeof(pattern), "/tv/a.jpg?edge-cache-token=%s"
	    "~hmac=@", text);
	fill(pattern, "URLPrefix=" PREFIX E "~Headers=user-agent=Foo"
	    "~IPRanges=" NETWORKS, target);
	judge_in_little_memory(&verifier, &(struct asked){ .target = target,
	    .headers = headers, .header_count = 1 }, 16384);
}

static void
test_sign(void **state)
{
	const struct verifier verifier = foreign_verifier("media-cdn",
	    keyring);
	struct terms  terms = { .path = BYTES("/a b~c=.jpg"),
		 .expires_at = END };
	struct arena *arena = arena_new(4096);
	struct bytes  url;

	(void)state;
	sign_and_judge(&verifier, &terms, "/a%20b~c%3D.jpg?edge-cache-token="
	    "FullPath" E "~hmac=", 1024);
	EXPECT_STATUS("public key", sign(verifier.schemes[0],
	    keyring_find(keyring, BYTES("verify")), &verifier, &terms, arena,
	    &url), STATUS_WRONG_ALGORITHM);
	terms.is_prefix = 1;
	EXPECT_STATUS("prefix", sign(verifier.schemes[0],
	    keyring_find(keyring, BYTES("token")), &verifier, &terms, arena,
	    &url), STATUS_MALFORMED);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_cookie),
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_sign),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
