/*
 * Links that are a template of named parts: what a message may name, and what
 * no signer writes; the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

#define SIGNED  "/a%20b.jpg?md5=@&expires=2000000000"
#define THIRTY  "$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri" \
		"$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri$uri" \
		"$uri$uri"
#define MAC_HEX "0123456789abcdef0123456789abcdef"

/* The token of nginx-secure-link: base64url of MD5. */
static void
md5_token(const char *message, char token[32])
{
	const struct bytes part = bytes_of(message);
	struct arena      *arena = arena_new(1024);
	unsigned char      hash[HMAC_MAX];
	struct bytes       text;
	size_t             length;

	assert_int_equal(hash_compute("MD5", &part, 1, hash, &length),
	    STATUS_OK);
	assert_int_equal(base64url_encode((struct bytes){ (char *)hash,
	    length }, arena, &text), STATUS_OK);
	snprintf(token, 32, "%.*s", (int)text.len, text.at);
	arena_free(arena);
}

static enum status
judge_in(struct set_up *set_up, const char *pattern, const char *message)
{
	struct arena *arena = arena_new(1 << 15);
	char          token[32], target[2000];
	struct asked  asked = { .target = target };
	enum status   status;

	md5_token(message, token);
	foreign_fill(pattern, token, target, sizeof(target));
	status = judge_link(&set_up->verifier, &asked, arena, NULL);
	arena_free(arena);
	return status;
}

/* @ is the token of the message. */
static const struct {
	const char *expression, *target, *message;
	enum status status;
} expressions[] = {
	{ "$secure_link_expires$uri$remote_addr $secret", SIGNED,
	    "2000000000/a b.jpg192.0.2.1 " SECRET_TEXT, STATUS_OK },
	{ "$arg_expires$uri $secret", SIGNED, "2000000000/a b.jpg "
	    SECRET_TEXT, STATUS_OK },
	{ "${secure_link_expires}0${uri}:${secret}", SIGNED,
	    "20000000000/a b.jpg:" SECRET_TEXT, STATUS_OK },
	{ "$expires$raw_path|$scheme|$host|$http_host|$secret", SIGNED,
	    "2000000000/a%20b.jpg|https|img.example.org|img.example.org|"
	    SECRET_TEXT, STATUS_OK },
	{ "$expires$path$arg_w,$arg_h,$secret", SIGNED "&w=%20",
	    "2000000000/a b.jpg%20,," SECRET_TEXT, STATUS_OK },
	{ "$secret", "/a.jpg?md5=@&expires=2000000000", SECRET_TEXT,
	    STATUS_MALFORMED },
	/* Of another address, another moment. */
	{ "$secure_link_expires$uri$remote_addr $secret", SIGNED,
	    "2000000000/a b.jpg192.0.2.2 " SECRET_TEXT, STATUS_BAD_SIGNATURE },
	{ "$expires$uri $secret", SIGNED, "2000000001/a b.jpg " SECRET_TEXT,
	    STATUS_BAD_SIGNATURE },
	{ "$expires$uri $secret", "/a.jpg?md5=@&expires=1999999999",
	    "1999999999/a.jpg " SECRET_TEXT, STATUS_EXPIRED },
	/* Its own token is in it. */
	{ "$expires$request_uri $secret", SIGNED, "2000000000/a%20b.jpg "
	    SECRET_TEXT, STATUS_BAD_SIGNATURE },
	/* Anybody could make it, or prolong it. */
	{ "$expires$uri", SIGNED, "2000000000/a b.jpg", STATUS_MALFORMED },
	{ "$uri $secret", SIGNED, "/a b.jpg " SECRET_TEXT, STATUS_MALFORMED },
	{ "", SIGNED, "", STATUS_MALFORMED },
	/* There is no such part. */
	{ "$expires$cookie_a$secret", SIGNED, "", STATUS_MALFORMED },
	{ "$expires$secret$", SIGNED, "", STATUS_MALFORMED },
	{ "$expires$secret${", SIGNED, "", STATUS_MALFORMED },
	{ "$expires$secret$rest", SIGNED, "", STATUS_MALFORMED },
	{ "$expires$secret$link", SIGNED, "", STATUS_MALFORMED },
	{ "$expires$secret$directory", SIGNED, "", STATUS_MALFORMED },
	{ "$expires$secret$issued", SIGNED, "", STATUS_MALFORMED },
	{ "$expires$secret$arg_w", SIGNED "&w=1&w=1", "", STATUS_AMBIGUOUS },
	/* 32 parts, and one more. */
	{ "$expires" THIRTY "$secret", SIGNED, "", STATUS_BAD_SIGNATURE },
	{ "$expires" THIRTY "$uri$secret", SIGNED, "", STATUS_MALFORMED },
	/* Parameters. */
	{ "$expires$secret", "/a.jpg", "", STATUS_NO_CREDENTIAL },
	{ "$expires$secret", "/a.jpg?MD5=@&Expires=2000000000", "",
	    STATUS_NO_CREDENTIAL },
	{ "$expires$secret", "/a.jpg?md5=@", "", STATUS_CLAIM_MISSING },
	{ "$expires$secret", "/a.jpg?expires=2000000000", "",
	    STATUS_CLAIM_MISSING },
	{ "$expires$secret", "/a.jpg?md5=&expires=2000000000", "",
	    STATUS_MALFORMED },
	{ "$expires$secret", "/a.jpg?md5=@&expires", "", STATUS_MALFORMED },
	{ "$expires$secret", "/a.jpg?md5=@&expires=0", "", STATUS_MALFORMED },
	{ "$expires$secret", "/a.jpg?md5=@&expires=2e9", "",
	    STATUS_MALFORMED },
	{ "$expires$secret", "/a.jpg?md5=@&expires=2000000000000", "",
	    STATUS_MILLISECONDS },
	{ "$expires$secret", "/a.jpg?md5=@&expires=2000000000&md5=@", "",
	    STATUS_AMBIGUOUS },
	{ "$expires$secret", "/a.jpg?m%645=@&expires=2000000000", "",
	    STATUS_MALFORMED },
};

static void
test_expressions(void **state)
{
	const struct way way = { "nginx-secure-link", "MD5", NULL, NULL };
	struct set_up    set_up;

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(expressions); i++) {
		set_value(&set_up, "expression", expressions[i].expression);
		EXPECT_STATUS(expressions[i].expression, judge_in(&set_up,
		    expressions[i].target, expressions[i].message),
		    expressions[i].status);
	}
	set_up_close(&set_up);
}

/* A MAC's key is in no message: who writes it there means another scheme. */
static void
test_secret_of_mac(void **state)
{
	const struct way way = { "nginx-hmac-secure-link", "HS256",
		"expression", "$uri|$issued|$life|$secret" };
	struct set_up    set_up;

	(void)state;
	set_up_open(&set_up, &way);
	EXPECT_STATUS("secret", judge_in(&set_up,
	    "/a.jpg?st=@&ts=2000000000&e=60", ""), STATUS_MALFORMED);
	set_value(&set_up, "expression", "$uri|$arg_ts");
	EXPECT_STATUS("life", judge_in(&set_up,
	    "/a.jpg?st=@&ts=2000000000&e=60", ""), STATUS_MALFORMED);
	set_up_close(&set_up);
}

/* Moments and places that no signer writes; no key has made the MACs. */
static const struct {
	struct way  way;
	const char *target;
	enum status status;
} rows[] = {
#define SECDOWNLOAD { "lighttpd-secdownload", "MD5", NULL, NULL }
	{ SECDOWNLOAD, "/" MAC_HEX "/77359400/a.jpg", STATUS_BAD_SIGNATURE },
	{ SECDOWNLOAD, "/" MAC_HEX "/7735940/a.jpg", STATUS_MALFORMED },
	{ SECDOWNLOAD, "/" MAC_HEX "/773594000/a.jpg", STATUS_MALFORMED },
	{ SECDOWNLOAD, "/" MAC_HEX "/7735940g/a.jpg", STATUS_MALFORMED },
	{ SECDOWNLOAD, "/" MAC_HEX "/ffffffffffffffff/a.jpg",
	    STATUS_MALFORMED },
	{ SECDOWNLOAD, "/" MAC_HEX "/77359400/", STATUS_NO_CREDENTIAL },
	{ SECDOWNLOAD, "/" MAC_HEX "/77359400", STATUS_NO_CREDENTIAL },
	{ SECDOWNLOAD, "/" MAC_HEX "//a.jpg", STATUS_NO_CREDENTIAL },
	{ SECDOWNLOAD, "//77359400/a.jpg", STATUS_NO_CREDENTIAL },
	{ SECDOWNLOAD, "/", STATUS_NO_CREDENTIAL },
	{ { "lighttpd-secdownload", "MD5", "path_segments", "x" },
	    "/" MAC_HEX "/77359400/a.jpg", STATUS_MALFORMED },
	{ { "lighttpd-secdownload", "HS256", "path_segments", "1" },
	    "/" MAC_HEX "/77359400/a/b.jpg", STATUS_BAD_SIGNATURE },
	{ { "lighttpd-secdownload", "HS256", "path_segments", "9" },
	    "/" MAC_HEX "/77359400/a/b.jpg", STATUS_BAD_SIGNATURE },
	{ { "lighttpd-secdownload", "HS256", "hash_querystr", "yes" },
	    "/" MAC_HEX "/77359400/a/b.jpg?w=1", STATUS_BAD_SIGNATURE },
#define TENCENT(type) { "tencent", "MD5", "type", type }
	{ TENCENT("B"), "/203305181133/" MAC_HEX "/a.jpg",
	    STATUS_BAD_SIGNATURE },
	{ TENCENT("B"), "/2033051811330/" MAC_HEX "/a.jpg", STATUS_MALFORMED },
	{ TENCENT("B"), "/20330518113/" MAC_HEX "/a.jpg", STATUS_MALFORMED },
	{ TENCENT("B"), "/203313181133/" MAC_HEX "/a.jpg", STATUS_MALFORMED },
	{ TENCENT("B"), "/2033a5181133/" MAC_HEX "/a.jpg", STATUS_MALFORMED },
	{ TENCENT("D"), "/a.jpg?sign=" MAC_HEX "&t=77359400",
	    STATUS_BAD_SIGNATURE },
	{ TENCENT("D"), "/a.jpg?sign=" MAC_HEX "&t=2000000000",
	    STATUS_BAD_SIGNATURE },
	{ TENCENT("D"), "/a.jpg?sign=" MAC_HEX "&t=7735940g",
	    STATUS_MALFORMED },
	{ TENCENT("D"), "/a.jpg?sign=" MAC_HEX, STATUS_CLAIM_MISSING },
	{ TENCENT("A"), "/a.jpg?sign=2000000000-0-" MAC_HEX,
	    STATUS_MALFORMED },
	{ TENCENT("A"), "/a.jpg?sign=2000000000--0-" MAC_HEX,
	    STATUS_MALFORMED },
	/* A setting that is none opens nothing. */
	{ TENCENT("E"), "/a.jpg?sign=2000000000-0-0-" MAC_HEX,
	    STATUS_MALFORMED },
	{ { "aliyun", "MD5", "type", "D" },
	    "/a.jpg?auth_key=2000000000-0-0-" MAC_HEX, STATUS_MALFORMED },
	{ { "cdn77", "MD5", "place", "" }, "/a.jpg?secure=x",
	    STATUS_MALFORMED },
	{ { "mod-auth-token", "MD5", "ip", "" },
	    "/" MAC_HEX "/77359400/a.jpg", STATUS_MALFORMED },
	{ { "nginx-secure-link", "MD5", "mode", "" },
	    "/a.jpg?md5=x&expires=2000000000", STATUS_MALFORMED },
	{ { "nginx-secure-link", "MD5", "mode", "path" }, "/" MAC_HEX "/",
	    STATUS_NO_CREDENTIAL },
	{ { "nginx-secure-link", "MD5", "mode", "endless" }, "/a.jpg?md5=x",
	    STATUS_MALFORMED },
	{ { "fastly", "HS1", NULL, NULL }, "/a.jpg?token=2000000000",
	    STATUS_MALFORMED },
	{ { "fastly", "HS1", NULL, NULL }, "/a.jpg?token=_" MAC_HEX,
	    STATUS_MALFORMED },
	{ { "fastly", "HS1", NULL, NULL }, "/a.jpg?token=0_" MAC_HEX,
	    STATUS_MALFORMED },
	{ { "fastly", "HS1", NULL, NULL }, "/a.jpg?token=2000000000_",
	    STATUS_MALFORMED },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct set_up set_up;

		set_up_open(&set_up, &rows[i].way);
		EXPECT_STATUS(rows[i].target, judge_in(&set_up,
		    rows[i].target, ""), rows[i].status);
		set_up_close(&set_up);
	}
}

/* A link that says when it was made needs a route that says for how long. */
static void
test_no_age(void **state)
{
	const struct way way = SECDOWNLOAD;
	struct set_up    set_up;

	(void)state;
	set_up_open(&set_up, &way);
	set_up.verifier.policy.longest_age = 0;
	EXPECT_STATUS("no age", judge_in(&set_up, "/" MAC_HEX
	    "/77359400/a.jpg", ""), STATUS_CLAIM_MISSING);
	set_up_close(&set_up);
}

/* A link in the query counts where the route looks in queries. */
static void
test_no_carrier(void **state)
{
	static const struct way way = { "keycdn", "MD5", NULL, NULL };
	struct set_up           set_up;

	(void)state;
	set_up_open(&set_up, &way);
	EXPECT_STATUS("query", judge_in(&set_up, "/a.jpg?token=x"
	    "&expire=2000000000", ""), STATUS_BAD_SIGNATURE);
	set_up.verifier.carriers = CARRIER_COOKIE;
	EXPECT_STATUS("cookie", judge_in(&set_up, "/a.jpg?token=x"
	    "&expire=2000000000", ""), STATUS_NO_CREDENTIAL);
	set_up_close(&set_up);
}

static void
test_in_little_memory(void **state)
{
	static const struct way ways[] = {
		{ "nginx-secure-link", "MD5", "expression",
		    "$expires$uri$host$request_uri$secret" },
		{ "nginx-secure-link", "MD5", "mode", "path" },
		SECDOWNLOAD,
		{ "lighttpd-secdownload", "HS256", "hash_querystr", "yes" },
		{ "cdn77", "MD5", "place", "path" },
	};
	static const char *const targets[] = {
		"/a.jpg?md5=x&expires=2000000000",
		"/" MAC_HEX "/a.jpg",
		"/" MAC_HEX "/77359400/a.jpg",
		"/" MAC_HEX "/77359400/a.jpg?w=1",
		"/AAAAAAAAAAAAAAAAAAAAAA==,2000000000/a/b/c.jpg",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		const struct asked asked = { .target = targets[i] };
		struct set_up      set_up;
		size_t             judged = 0;

		set_up_open(&set_up, &ways[i]);
		set_up.verifier.policy.endless = 1;
		FOR_EACH_ARENA (size, arena, 1 << 13) {
			enum status status = judge_link(&set_up.verifier,
			    &asked, arena, NULL);

			if (status != STATUS_TOO_LARGE)
				EXPECT_STATUS(asked.target, status,
				    STATUS_BAD_SIGNATURE);
			judged += status == STATUS_BAD_SIGNATURE;
		}
		assert_in_range(judged, 1, 1 << 13);
		set_up_close(&set_up);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expressions),
		cmocka_unit_test(test_secret_of_mac),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_age),
		cmocka_unit_test(test_no_carrier),
		cmocka_unit_test(test_in_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
