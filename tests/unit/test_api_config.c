/*
 * Routes with role = api: their defaults, and what is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "refused.h"

#define API    HEAD "[route x]\nrole = api\nprefix = /x/\n"
#define SIGNS  API "signs = a\n" /* lines 8 to 11 */

static const struct refused rows[] = {
	/* What belongs where. */
	{ API, "f:8: [route x]: signs is missing: the names of the routes "
	    "whose URLs it signs" },
	{ HEAD "[route x]\nrole = api\nsigns = a\n", "f:8: [route x]: prefix "
	    "is missing: the URL prefix that the route guards, as /img/" },
	{ HEAD "role = spi\n", "f:8: role = spi: it is none of files, api, "
	    "authorizer" },
	{ HEAD "signs = a\n", "f:8: signs = a: this belongs in a [route NAME] "
	    "with role = api" },
	{ HEAD "ttl = 1h\n", "f:8: ttl = 1h: this belongs in a [route NAME] "
	    "with role = api" },
	{ SIGNS "root = /r\n", "f:12: root = /r: this belongs in a [route "
	    "NAME] that has no role = api" },
	{ SIGNS "allow = /a/*\n", "f:12: allow = /a/*: this belongs in a "
	    "[route NAME] that has no role = api" },
	{ SIGNS "Accept = jwt\n", "f:12: Accept = jwt: write it in lower "
	    "case: accept" },
	{ SIGNS "TTL = 1h\n", "f:12: TTL = 1h: write it in lower case: ttl" },
	{ SIGNS "ttls = 1h\n", "f:12: ttls = 1h: unknown in [route NAME]: "
	    "postern.ini(5) lists the settings" },

	/* Values. */
	{ SIGNS "sign_scheme = jwt\n", "f:12: sign_scheme = jwt: it is none "
	    "of native, sealed" },
	{ SIGNS "sign_scheme = x\n", "f:12: sign_scheme = x: it is none of "
	    "native, sealed" },
	{ SIGNS "ttl = 60\n", "f:12: ttl = 60: write a number and a unit, as "
	    "90s, 15m, 1h, 2d or 1w; 0 for none" },
	{ SIGNS "paths_limit = many\n", "f:12: paths_limit = many: it is a "
	    "number, as 1000" },
	{ SIGNS "paths_limit = 010\n", "f:12: paths_limit = 010: it is a "
	    "number, as 1000" },
	{ SIGNS "body_limit = 4096\n", "f:12: body_limit = 4096: a size is a "
	    "number and k (KiB) or m (MiB), as 256k" },
	{ SIGNS "body_limit = k\n", "f:12: body_limit = k: a size is a "
	    "number and k (KiB) or m (MiB), as 256k" },
	{ SIGNS "same_site = Lax\n", "f:12: same_site = Lax: it is none of "
	    "lax, strict, none" },
	{ SIGNS "partitioned = true\n", "f:12: partitioned = true: it is none "
	    "of no, yes" },

	/* Contradictions. */
	{ SIGNS "carrier = header query\n", "f:12: carrier = header query: an "
	    "API takes tokens in the header and the cookie alone: URLs are "
	    "logged" },
	{ SIGNS "carrier = path\n", "f:12: carrier = path: an API takes "
	    "tokens in the header and the cookie alone: URLs are logged" },
	{ SIGNS "accept = jwt native\n", "f:12: accept = jwt native: an API "
	    "is called with the token of a user, as jwt; native and sealed "
	    "open files" },
	{ SIGNS "cookie = token\n", "f:12: cookie = token: it must start with "
	    "__Host-, which keeps other hosts of the domain from setting it" },
	{ SIGNS "partitioned = yes\n", "f:12: partitioned = yes: a "
	    "partitioned cookie is for pages within others' pages: it needs "
	    "same_site = none" },
	{ SIGNS "session_limit = 0\n", "f:12: session_limit = 0: a cookie has "
	    "to live for a while" },
	{ SIGNS "ttl = 0\n", "f:12: ttl = 0: a URL has to live for a while" },
	{ SIGNS "ttl = 1h\n", "f:8: [route x]: ttl_limit must not be less "
	    "than the sum of ttl and window" },
	{ SIGNS "ttl_limit = 14m\n", "f:12: ttl_limit = 14m: ttl_limit "
	    "must not be less than the sum of ttl and window" },
	{ SIGNS "paths_limit = 0\n", "f:12: paths_limit = 0: it is 1 to "
	    "10000" },
	{ SIGNS "paths_limit = 10001\n", "f:12: paths_limit = 10001: it is 1 "
	    "to 10000" },
	{ SIGNS "body_limit = 5m\n", "f:12: body_limit = 5m: it is 1k to "
	    "4m" },
	{ SIGNS "body_limit = 0k\n", "f:12: body_limit = 0k: it is 1k to "
	    "4m" },

	/* What is signed. */
	{ API "signs = a b\n", "f:8: [route x]: signs = b: there is no such "
	    "route" },
	{ API "signs = A\n", "f:8: [route x]: signs = A: there is no such "
	    "route" },
	{ API "signs = x\n", "f:8: [route x]: signs = x: that route has no "
	    "files" },
	{ API "signs = a a\n", "f:11: signs = a a: a is listed twice" },
	{ TOP ROUTE "carrier = header\n[route x]\nrole = api\nprefix = /x/\n"
	    "signs = a\n", "f:9: [route x]: signs = a: that route takes a "
	    "credential neither in a URL nor in a cookie: add query to its "
	    "carrier" },
	{ TOP ROUTE "accept = jwt\n[route x]\nrole = api\nprefix = /x/\n"
	    "signs = a\n", "f:9: [route x]: signs = a: that route does not "
	    "accept what the API signs with: add native or sealed to its "
	    "accept" },
	{ SIGNS "sign_scheme = sealed\n", "f:8: [route x]: signs = a: that "
	    "route does not accept what the API signs with: add native or "
	    "sealed to its accept" },

	/* In exchange for a token in the URL. */
	{ HEAD "accept = jwt\nexchange = 60s\n", "f:9: exchange = 60s: the "
	    "URL that replaces the token's needs accept = native or sealed, "
	    "and carrier = query, beside the token's own" },
	{ HEAD "accept = jwt native\ncarrier = path\nexchange = 60s\n",
	    "f:10: exchange = 60s: the URL that replaces the token's needs "
	    "accept = native or sealed, and carrier = query, beside the "
	    "token's own" },
};

static void
refused(void **state)
{
	(void)state;
	check_rows(rows, COUNT(rows));
}

static struct config *
accepted(const char *text)
{
	struct complaint complaint = { "" };
	struct config   *config;

	write_file(text, strlen(text));
	config = config_load(FILE_NAME, &complaint);
	if (config == NULL)
		fail_msg("%s: %s", text, complaint.text);
	return config;
}

static const struct route *
api_of(const struct config *config)
{
	const struct route *route = config_route(config, BYTES("/x/sign"));

	assert_non_null(route);
	assert_int_equal(route->role, ROLE_API);
	return route;
}

static void
defaults(void **state)
{
	struct config      *config = accepted(SIGNS);
	const struct route *route = api_of(config);
	const struct api   *api = &route->api;

	(void)state;
	assert_null(route->root);
	assert_null(route->delivery);
	assert_int_equal(route->carriers, CARRIER_HEADER);
	assert_int_equal(route->scheme_count, 1);
	assert_string_equal(scheme_name(route->schemes[0]), "jwt");
	EXPECT_BYTES("cookie", route->cookie, BYTES("__Host-postern"));
	assert_int_equal(api->signs.count, 1);
	assert_null(api->sign_scheme);
	assert_int_equal(api->ttl, 600);
	assert_int_equal(api->ttl_limit, 3600);
	assert_int_equal(api->window, 300);
	assert_int_equal(api->paths_limit, 1000);
	assert_int_equal(api->body_limit, 262144);
	assert_int_equal(api->session_limit, 8 * 3600);
	assert_int_equal(api->same_site, SAME_SITE_LAX);
	assert_int_equal(api->partitioned, 0);
	assert_int_equal(config_route(config, BYTES("/a/b"))->role,
	    ROLE_FILES);
	config_free(config);
}

static void
settings(void **state)
{
	struct config *config = accepted(HEAD "accept = sealed native\n"
	    "carrier = query cookie\nexchange = 30s\n"
	    "[route x]\nrole = api\nprefix = /x/\nsigns = a\n"
	    "sign_scheme = sealed\nttl = 1h\nwindow = 0\nttl_limit = 1h\n"
	    "paths_limit = 10000\nbody_limit = 4m\nsession_limit = 1w\n"
	    "same_site = none\npartitioned = yes\ncarrier = header cookie\n"
	    "cookie = __Host-other\norigins = https://app.example\n"
	    "issuer = https://login.example/\nkeys = login\n");
	const struct route *route = api_of(config);
	const struct api   *api = &route->api;

	(void)state;
	assert_int_equal(config_route(config, BYTES("/a/"))->exchange, 30);
	assert_string_equal(scheme_name(api->sign_scheme), "sealed");
	assert_int_equal(route->carriers, CARRIER_HEADER | CARRIER_COOKIE);
	assert_int_equal(api->window, 0);
	assert_int_equal(api->ttl_limit, 3600);
	assert_int_equal(api->body_limit, 4 * 1024 * 1024);
	assert_int_equal(api->session_limit, 604800);
	assert_int_equal(api->same_site, SAME_SITE_NONE);
	assert_int_equal(api->partitioned, 1);
	assert_int_equal(route->origins.count, 1);
	assert_int_equal(route->policy.issuers.count, 1);
	config_free(config);
}

/* For a cookie alone, no route needs to take a link. */
static void
cookies_alone(void **state)
{
	(void)state;
	config_free(accepted(TOP ROUTE "accept = jwt\ncarrier = cookie\n"
	    "[route x]\nrole = api\nprefix = /x/\nsigns = a\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(defaults),
		cmocka_unit_test(settings),
		cmocka_unit_test(cookies_alone),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
