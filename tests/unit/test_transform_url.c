/*
 * imgproxy's and thumbor's URLs: what is passed on, what their clients never
 * make, and what is signed; more of the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

/* The key is SECRET_TEXT, the salt is "salt". */
#define KEY_HEX                                                     \
	"3031323334353637383961626364656630313233343536373839616263646566"
#define PAIR       KEY_HEX ":73616C74"
#define OTHER_PAIR "00ff:01"

static const struct way imgproxy = { "imgproxy", "HS256", NULL, NULL };
static const struct way brief = { "imgproxy", "HS256", "signature_size",
	"8" };
static const struct way too_brief = { "imgproxy", "HS256", "signature_size",
	"7" };
static const struct way too_long = { "imgproxy", "HS256", "signature_size",
	"33" };
static const struct way no_size = { "imgproxy", "HS256", "signature_size",
	"all" };
static const struct way thumbor = { "thumbor", "HS1", NULL, NULL };

/* ------------------------------------------------------------- verifiers */

static size_t
write_pair(const char *id, const char *pair, char jwk[600])
{
	struct arena *arena = arena_new(1024);
	struct bytes  k;

	assert_int_equal(base64url_encode(bytes_of(pair), arena, &k),
	    STATUS_OK);
	snprintf(jwk, 600, "{\"kty\":\"oct\",\"kid\":\"%s\",\"alg\":\"HS256\","
	    "\"k\":\"%.*s\",\"postern\":{\"schemes\":[\"imgproxy\"]}}", id,
	    (int)k.len, k.at);
	arena_free(arena);
	return strlen(jwk);
}

/* The route is /t/; of imgproxy there are two pairs. */
static void
open_route(struct set_up *set_up, const struct way *way)
{
	char        first[600], second[600];
	const char *jwks[] = { first, second };

	if (strcmp(way->scheme, "thumbor") == 0) {
		set_up_open(set_up, way);
	} else {
		write_pair("other", OTHER_PAIR, first);
		write_pair("k1", PAIR, second);
		*set_up = (struct set_up){ .keyring = keyring_of(jwks, 2) };
		set_up->verifier = foreign_verifier(way->scheme,
		    set_up->keyring);
		if (way->setting != NULL)
			set_value(set_up, way->setting, way->value);
	}
	set_up->verifier.prefix = BYTES("/t/");
	set_up->verifier.policy.endless = 1;
}

static enum status
judge_passing(const struct verifier *verifier, const char *target,
    struct arena *arena, const struct permit **permit)
{
	struct request request = { .method = BYTES("GET"),
		.target = guarded_text(target),
		.client_address = BYTES("192.0.2.1") };
	const struct grant *grant;
	struct claim        claim;
	enum status         status = request_read(&request, arena);

	*permit = NULL;
	if (status == STATUS_OK)
		status = verify(verifier, &request, arena, &claim, &grant);
	if (status == STATUS_OK)
		status = authorise(grant, &request, END, arena, permit);
	return status;
}

/* ----------------------------------------------------------------- reading */

/*
 * @ is the signature of the text, under the salt of imgproxy; passed_on is what
 * the transformer gets.
 */
static const struct {
	const struct way *way;
	const char       *target, *text, *passed_on;
	enum status       status;
} rows[] = {
	{ &imgproxy, "/t/@/w:3/plain/local:///a.jpg", "/w:3/plain/local:///a.jpg",
	    "/w:3/plain/local:///a.jpg", STATUS_OK },
	{ &imgproxy, "/t/@/aGk.png", "/aGk.png", "/aGk.png", STATUS_OK },
	/* As it was signed: nothing is decoded, the query is not its own. */
	{ &imgproxy, "/t/@/plain/a%2Fb%20c", "/plain/a%2Fb%20c",
	    "/plain/a%2Fb%20c", STATUS_OK },
	{ &imgproxy, "/t/@/aGk?v=1", "/aGk", "/aGk", STATUS_OK },
	{ &imgproxy, "/t/@/aGk?v=1", "/aGk?v=1", NULL,
	    STATUS_BAD_SIGNATURE },
	{ &imgproxy, "/t/@//aGk", "//aGk", "//aGk", STATUS_OK },
	{ &imgproxy, "/t/@/aGk", "aGk", NULL, STATUS_BAD_SIGNATURE },
	{ &imgproxy, "/t/@/a/../b", "/a/../b", NULL, STATUS_HOSTILE_PATH },
	{ &imgproxy, "/t/@/a/%2e%2e/b", "/a/%2e%2e/b", NULL,
	    STATUS_HOSTILE_PATH },
	{ &imgproxy, "/t/@/", "/", NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/@", "/", NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/", "", NULL, STATUS_NO_CREDENTIAL },
	{ &imgproxy, "/t//aGk", "", NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/insecure/aGk", "", NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/@=/aGk", "/aGk", NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/%@/aGk", "/aGk", NULL, STATUS_BAD_REQUEST },
	/* Ends. */
	{ &imgproxy, "/t/@/exp:2000000000/aGk", "/exp:2000000000/aGk",
	    "/exp:2000000000/aGk", STATUS_OK },
	{ &imgproxy, "/t/@/w:1/expires:1999999999/aGk",
	    "/w:1/expires:1999999999/aGk", NULL, STATUS_EXPIRED },
	{ &imgproxy, "/t/@/w:1/-/exp:1999999999/aGk",
	    "/w:1/-/exp:1999999999/aGk", NULL, STATUS_EXPIRED },
	{ &imgproxy, "/t/@/exp:2000000001/expires:2000000001/aGk",
	    "/exp:2000000001/expires:2000000001/aGk", NULL,
	    STATUS_MALFORMED },
	{ &imgproxy, "/t/@/exp:0/aGk", "/exp:0/aGk", NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/@/exp:/aGk", "/exp:/aGk", NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/@/exp:-1/aGk", "/exp:-1/aGk", NULL,
	    STATUS_MALFORMED },
	{ &imgproxy, "/t/@/exp:2000000001:1/aGk", "/exp:2000000001:1/aGk",
	    NULL, STATUS_MALFORMED },
	{ &imgproxy, "/t/@/exp:2000000001000/aGk", "/exp:2000000001000/aGk",
	    NULL, STATUS_MILLISECONDS },
	/* A part of the source, or another option. */
	{ &imgproxy, "/t/@/plain/exp:1/a", "/plain/exp:1/a", "/plain/exp:1/a",
	    STATUS_OK },
	{ &imgproxy, "/t/@/exps:1/aGk", "/exps:1/aGk", "/exps:1/aGk",
	    STATUS_OK },
	{ &imgproxy, "/t/@/EXP:1/aGk", "/EXP:1/aGk", "/EXP:1/aGk",
	    STATUS_OK },
	/* Shorter signatures, and sizes that no configuration has. */
	{ &brief, "/t/@/aGk", "/aGk", "/aGk", STATUS_OK },
	{ &brief, "/t/@/aGl", "/aGk", NULL, STATUS_BAD_SIGNATURE },
	{ &brief, "/t/insecure/aGk", "", NULL, STATUS_MALFORMED },
	{ &too_brief, "/t/@/aGk", "/aGk", NULL, STATUS_MALFORMED },
	{ &too_long, "/t/@/aGk", "/aGk", NULL, STATUS_MALFORMED },
	{ &no_size, "/t/@/aGk", "/aGk", NULL, STATUS_MALFORMED },
	/* thumbor signs no '/', and the query. */
	{ &thumbor, "/t/@=/9x9/a.jpg", "9x9/a.jpg", "/9x9/a.jpg", STATUS_OK },
	{ &thumbor, "/t/@=/9x9/http%3A%2F%2Fb/a", "9x9/http%3A%2F%2Fb/a",
	    "/9x9/http%3A%2F%2Fb/a", STATUS_OK },
	{ &thumbor, "/t/@=/a.jpg?v=1&w", "a.jpg?v=1&w", "/a.jpg?v=1&w",
	    STATUS_OK },
	{ &thumbor, "/t/@=/a.jpg?v=1", "a.jpg", NULL, STATUS_BAD_SIGNATURE },
	{ &thumbor, "/t/@=/a.jpg", "/a.jpg", NULL, STATUS_BAD_SIGNATURE },
	{ &thumbor, "/t/@/a.jpg", "a.jpg", NULL, STATUS_MALFORMED },
	{ &thumbor, "/t/@==/a.jpg", "a.jpg", NULL, STATUS_MALFORMED },
	{ &thumbor, "/t/@-/a.jpg", "a.jpg", NULL, STATUS_MALFORMED },
	{ &thumbor, "/t/unsafe/a.jpg", "", NULL, STATUS_MALFORMED },
	{ &thumbor, "/t/@=/", "", NULL, STATUS_MALFORMED },
	{ &thumbor, "/t/", "", NULL, STATUS_NO_CREDENTIAL },
};

static void
fill(const struct way *way, const char *pattern, const char *text,
    char target[600])
{
	const int          is_brief = way->value != NULL;
	const int          is_thumbor = way == &thumbor;
	const struct bytes parts[] = { bytes_of(is_thumbor ? "" : "salt"),
		bytes_of(text) };
	struct arena      *arena = arena_new(1024);
	unsigned char      mac[HMAC_MAX];
	struct bytes       encoded;
	size_t             length;
	char               signature[65];

	assert_int_equal(hmac_once(is_thumbor ? "SHA1" : "SHA256",
	    BYTES(SECRET_TEXT), parts, 2, mac, &length), STATUS_OK);
	assert_int_equal(base64url_encode((struct bytes){ (char *)mac,
	    is_brief ? 8 : length }, arena, &encoded), STATUS_OK);
	snprintf(signature, sizeof(signature), "%.*s", (int)encoded.len,
	    encoded.at);
	foreign_fill(pattern, signature, target, 600);
	arena_free(arena);
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena        *arena = arena_new(1 << 15);
		const struct permit *permit;
		struct set_up        set_up;
		char                 target[600];

		open_route(&set_up, rows[i].way);
		fill(rows[i].way, rows[i].target, rows[i].text, target);
		EXPECT_STATUS(target, judge_passing(&set_up.verifier, target,
		    arena, &permit), rows[i].status);
		EXPECT(target, (permit != NULL) == (rows[i].passed_on != NULL));
		if (permit != NULL)
			EXPECT_BYTES(target, permit->passed_on,
			    bytes_of(rows[i].passed_on));
		set_up_close(&set_up);
		arena_free(arena);
	}
}

/* thumbor's own check takes the signature out wherever it stands. */
static void
test_repeated_signature(void **state)
{
	struct arena        *arena = arena_new(1 << 15);
	const struct permit *permit;
	struct set_up        set_up;
	char                 right[600], target[1300];

	(void)state;
	open_route(&set_up, &thumbor);
	fill(&thumbor, "@=", "a.jpg", right);
	snprintf(target, sizeof(target), "/t/%s/a.jpg", right);
	EXPECT_STATUS(target, judge_passing(&set_up.verifier, target, arena,
	    &permit), STATUS_OK);
	snprintf(target, sizeof(target), "/t/%s/%s/a.jpg", right, right);
	EXPECT_STATUS(target, judge_passing(&set_up.verifier, target, arena,
	    &permit), STATUS_BAD_SIGNATURE);
	set_up_close(&set_up);
	arena_free(arena);
}

/* What never ends needs a route that says so; a scope holds what is passed. */
static void
test_route_and_scope(void **state)
{
	struct arena        *arena = arena_new(1 << 15);
	const struct permit *permit;
	struct set_up        set_up;
	char                 target[600];

	(void)state;
	open_route(&set_up, &imgproxy);
	set_up.verifier.policy.endless = 0;
	fill(&imgproxy, "/t/@/aGk", "/aGk", target);
	EXPECT_STATUS(target, judge_passing(&set_up.verifier, target, arena,
	    &permit), STATUS_CLAIM_MISSING);
	fill(&imgproxy, "/t/@/exp:2000000000/aGk", "/exp:2000000000/aGk",
	    target);
	EXPECT_STATUS(target, judge_passing(&set_up.verifier, target, arena,
	    &permit), STATUS_OK);
	EXPECT_BYTES(target, permit->path, BYTES("/t/exp:2000000000/aGk"));
	EXPECT_BYTES(target, permit->key_id, BYTES("k1"));
	judge_in_little_memory(&set_up.verifier,
	    &(struct asked){ .target = target }, 4096);
	set_up.verifier.prefix = BYTES("/other/");
	EXPECT_STATUS(target, judge_passing(&set_up.verifier, target, arena,
	    &permit), STATUS_NO_CREDENTIAL);
	set_up_close(&set_up);
	arena_free(arena);
}

/* -------------------------------------------------------------------- keys */

static void
test_pairs(void **state)
{
	static const struct {
		const char *pair;
		int         is_right;
	} pairs[] = {
		{ PAIR, 1 },
		{ OTHER_PAIR, 1 },
		{ KEY_HEX, 0 },
		{ KEY_HEX ":", 0 },
		{ ":" KEY_HEX, 0 },
		{ KEY_HEX ":0", 0 },
		{ "0" KEY_HEX ":00", 0 },
		{ KEY_HEX ":salt", 0 },
		{ PAIR ":00", 0 },
		{ PAIR "," OTHER_PAIR, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		char        jwk[600];
		const char *reason = NULL;
		size_t      length = write_pair("k1", pairs[i].pair, jwk);
		struct key *key = key_parse((struct bytes){ jwk, length },
		    &reason);

		EXPECT(pairs[i].pair, (key != NULL) == pairs[i].is_right);
		EXPECT(pairs[i].pair, key != NULL ||
		    strstr(reason, "IMGPROXY_SALT") != NULL);
		key_free(key);
	}
}

/* ----------------------------------------------------------------- signing */

#define PATH "/t/rs:fit:30/plain/local:///my cat?.jpg"

static void
test_signing(void **state)
{
	const struct terms terms = { .path = BYTES(PATH), .expires_at = END };
	struct set_up      set_up;

	(void)state;
	open_route(&set_up, &imgproxy);
	/* Under the first key of the ring. */
	sign_and_judge(&set_up.verifier, &terms, "/t/", 1 << 13);
	set_up_close(&set_up);
}

/* As long as the route says; thumbor's never end. */
static void
expect_signed(const struct way *way, size_t key, const char *rest)
{
	const struct terms   terms = { .path = BYTES(PATH),
		.expires_at = END };
	struct arena        *arena = arena_new(1 << 15);
	const struct permit *permit;
	struct set_up        set_up;
	struct bytes         url;
	char                 target[600];

	open_route(&set_up, way);
	assert_int_equal(sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, key), &set_up.verifier, &terms, arena,
	    &url), STATUS_OK);
	snprintf(target, sizeof(target), "%.*s", (int)url.len, url.at);
	EXPECT_STATUS(target, judge_passing(&set_up.verifier, target, arena,
	    &permit), STATUS_OK);
	EXPECT_BYTES(target, permit->passed_on, bytes_of(rest));
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_signed_text(void **state)
{
	(void)state;
	expect_signed(&imgproxy, 0,
	    "/exp:2000000000/rs:fit:30/plain/local:///my%20cat%3F.jpg");
	expect_signed(&brief, 1,
	    "/exp:2000000000/rs:fit:30/plain/local:///my%20cat%3F.jpg");
	expect_signed(&thumbor, 0,
	    "/rs:fit:30/plain/local:///my%20cat%3F.jpg");
}

static void
test_what_no_url_says(void **state)
{
	static const struct terms refused[] = {
		{ .path = TEXT(PATH), .subject = TEXT("kim") },
		{ .path = TEXT(PATH), .client = TEXT("192.0.2.1") },
		{ .path = TEXT("/t/a/"), .is_prefix = 1 },
		{ .path = TEXT("/t/") },
		{ .path = TEXT("/other/a.jpg") },
	};
	const struct way *const ways[] = { &imgproxy, &thumbor };

	(void)state;
	for (size_t i = 0; i < COUNT(refused) * COUNT(ways); i++) {
		struct arena      *arena = arena_new(1 << 13);
		const struct terms terms = refused[i / COUNT(ways)];
		struct set_up      set_up;
		struct bytes       url;

		open_route(&set_up, ways[i % COUNT(ways)]);
		EXPECT_STATUS(terms.path.at, sign(set_up.verifier.schemes[0],
		    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms,
		    arena, &url), STATUS_MALFORMED);
		set_up_close(&set_up);
		arena_free(arena);
	}
}

static int
start(void **state)
{
	(void)state;
	return crypto_start() == STATUS_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_repeated_signature),
		cmocka_unit_test(test_route_and_scope),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_signing),
		cmocka_unit_test(test_signed_text),
		cmocka_unit_test(test_what_no_url_says),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
