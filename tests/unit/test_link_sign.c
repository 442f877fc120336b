/*
 * What the schemes of link_format.h sign, they take; and what they cannot say,
 * they do not sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

#define MINUTE 1999999980 /* a whole one, for the clock that has no seconds */
#define PATH   "/img/my cat.jpg"
#define RAW    "/img/my%20cat.jpg"

static const struct {
	struct way  way;
	const char *client, *wanted;
} rows[] = {
	{ { "nginx-secure-link", "MD5", NULL, NULL }, "", RAW "?md5=" },
	{ { "nginx-secure-link", "MD5", "expression",
	      "$arg_expires$uri$remote_addr:$secret" }, "192.0.2.1",
	    RAW "?md5=" },
	{ { "nginx-secure-link", "MD5", "token", "t" }, "", RAW "?t=" },
	{ { "nginx-hmac-secure-link", "HS256", NULL, NULL }, "", RAW "?st=" },
	{ { "nginx-hmac-secure-link", "HS1", NULL, NULL }, "", RAW "?st=" },
	{ { "nginx-hmac-secure-link", "HS256", "expression",
	      "$uri|$arg_ts|$arg_e|$arg_w" }, "", RAW "?st=" },
	{ { "lighttpd-secdownload", "MD5", NULL, NULL }, "", "/" },
	{ { "lighttpd-secdownload", "HS1", NULL, NULL }, "", "/" },
	{ { "lighttpd-secdownload", "HS256", NULL, NULL }, "", "/" },
	{ { "mod-auth-token", "MD5", NULL, NULL }, "", "/" },
	{ { "mod-auth-token", "MD5", "ip", "yes" }, "192.0.2.1", "/" },
	{ { "keycdn", "MD5", NULL, NULL }, "", RAW "?token=" },
	{ { "cdn77", "MD5", NULL, NULL }, "", RAW "?secure=" },
	{ { "fastly", "HS1", NULL, NULL }, "", RAW "?token=1999999980_" },
	{ { "fastly", "HS256", NULL, NULL }, "", RAW "?token=1999999980_" },
	{ { "tencent", "MD5", NULL, NULL }, "",
	    RAW "?sign=1999999380-0-0-" },
	/* 2033-05-18 03:23 UTC */
	{ { "tencent", "MD5", "type", "B" }, "", "/203305181123/" },
	{ { "tencent", "MD5", "type", "C" }, "", "/" },
	{ { "tencent", "MD5", "type", "D" }, "", RAW "?sign=" },
	{ { "aliyun", "MD5", NULL, NULL }, "",
	    RAW "?auth_key=1999999380-0-0-" },
	{ { "aliyun", "MD5", "type", "B" }, "", "/203305181123/" },
	{ { "aliyun", "MD5", "type", "C" }, "", "/" },
	{ { "aliyun", "MD5", "type", "C-query" }, "", RAW "?KEY1=" },
};

static void
test_round_trips(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct terms terms = { .path = BYTES(PATH),
			.expires_at = MINUTE,
			.client = bytes_of(rows[i].client) };
		struct set_up      set_up;

		set_up_open(&set_up, &rows[i].way);
		sign_and_judge(&set_up.verifier, &terms, rows[i].wanted,
		    1 << 13);
		set_up_close(&set_up);
	}
}

/* Those in which nothing says when they end. */
static void
test_endless(void **state)
{
	static const struct {
		const char *mode, *wanted;
	} modes[] = { { "path", "/" }, { "endless", RAW "?md5=" } };
	const struct terms terms = { .path = BYTES(PATH),
		.expires_at = MINUTE };

	(void)state;
	for (size_t i = 0; i < COUNT(modes); i++) {
		const struct way way = { "nginx-secure-link", "MD5", "mode",
			modes[i].mode };
		struct arena    *arena = arena_new(1 << 15);
		struct set_up    set_up;
		struct bytes     url;
		char             text[1000];
		struct asked     asked = { .target = text };

		set_up_open(&set_up, &way);
		set_value(&set_up, "expression", "$uri $secret");
		assert_int_equal(sign(set_up.verifier.schemes[0],
		    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms,
		    arena, &url), STATUS_OK);
		snprintf(text, sizeof(text), "%.*s", (int)url.len, url.at);
		EXPECT(text, strncmp(text, modes[i].wanted,
		    strlen(modes[i].wanted)) == 0);
		EXPECT_STATUS(text, judge_link(&set_up.verifier, &asked,
		    arena, NULL), STATUS_CLAIM_MISSING);
		set_up.verifier.policy.endless = 1;
		EXPECT_STATUS(text, judge_link(&set_up.verifier, &asked,
		    arena, NULL), STATUS_OK);
		judge_in_little_memory(&set_up.verifier, &asked, 1 << 13);
		set_up_close(&set_up);
		arena_free(arena);
	}
}

/* With no age of the route's own, a link that says its life lives an hour. */
static void
test_an_hour(void **state)
{
	const struct way   way = { "nginx-hmac-secure-link", "HS256", NULL,
		NULL };
	const struct terms terms = { .path = BYTES(PATH),
		.expires_at = MINUTE };
	struct set_up      set_up;

	(void)state;
	set_up_open(&set_up, &way);
	set_up.verifier.policy.longest_age = 0;
	sign_and_judge(&set_up.verifier, &terms, RAW "?st=", 1 << 13);
	set_up_close(&set_up);
}

static void
expect_unsigned(const char *row, const struct way *way, struct terms terms,
    const char *prefix)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	struct bytes  url = { NULL, 0 };

	set_up_open(&set_up, way);
	set_up.verifier.prefix = bytes_of(prefix);
	EXPECT_STATUS(row, sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms, arena,
	    &url), STATUS_MALFORMED);
	EXPECT(row, url.at == NULL);
	set_up_close(&set_up);
	arena_free(arena);
}

#define TERMS .path = BYTES(PATH), .expires_at = MINUTE

static void
test_what_no_link_says(void **state)
{
	const struct way keycdn = { "keycdn", "MD5", NULL, NULL };
	const struct way path = { "tencent", "MD5", "type", "C" };

	(void)state;
	expect_unsigned("subject", &keycdn, (struct terms){ TERMS,
	    .subject = BYTES("kim") }, "/");
	expect_unsigned("method", &keycdn, (struct terms){ TERMS,
	    .methods = BYTES("HEAD") }, "/");
	expect_unsigned("start", &keycdn, (struct terms){ TERMS,
	    .not_before = 1 }, "/");
	expect_unsigned("directory", &keycdn, (struct terms){
	    .path = BYTES("/img/"), .is_prefix = 1, .expires_at = MINUTE },
	    "/");
	expect_unsigned("another route", &path, (struct terms){ TERMS },
	    "/thumbs/");
	expect_unsigned("a prefix that is encoded", &path, (struct terms){
	    .path = BYTES("/my img/a.jpg"), .expires_at = MINUTE },
	    "/my img/");
}

/* A client is signed where the message has one, and there alone. */
static void
test_clients(void **state)
{
	const struct way keycdn = { "keycdn", "MD5", NULL, NULL };
	const struct way with_ip = { "mod-auth-token", "MD5", "ip", "yes" };

	(void)state;
	expect_unsigned("not said", &keycdn, (struct terms){ TERMS,
	    .client = BYTES("192.0.2.1") }, "/");
	expect_unsigned("missing", &with_ip, (struct terms){ TERMS }, "/");
	expect_unsigned("network", &with_ip, (struct terms){ TERMS,
	    .client = BYTES("192.0.2.0/24") }, "/");
}

static void
test_settings(void **state)
{
	static const struct way ways[] = {
		/* They would open more than was asked for. */
		{ "cdn77", "MD5", "place", "path" },
		{ "lighttpd-secdownload", "HS256", "path_segments", "1" },
		/* There are none of that kind. */
		{ "cdn77", "MD5", "place", "cookie" },
		{ "nginx-secure-link", "MD5", "mode", "Query" },
		{ "mod-auth-token", "MD5", "ip", "maybe" },
		{ "tencent", "MD5", "type", "E" },
		{ "aliyun", "MD5", "type", "D" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++)
		expect_unsigned(ways[i].value, &ways[i],
		    (struct terms){ TERMS }, "/");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_an_hour),
		cmocka_unit_test(test_what_no_link_says),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
