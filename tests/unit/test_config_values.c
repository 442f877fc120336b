/*
 * Values and combinations that are refused, each with the whole text of its
 * complaint.
 *
 * SPDX-License-Identifier: ISC
 */
#include "refused.h"

/* Lines 4 to 6, still without a delivery. */
#define OTHER(name) "[route " name "]\nprefix = /b/\nroot = /b\n"

static const struct refused rows[] = {
	/* Values. */
	{ "[postern]\nsite = a b\nkeys = /k\n" ROUTE, "f:2: site = a b: a site "
	    "is visible ASCII without spaces" },
	{ "[postern]\nsite = \xc3\xa9\nkeys = /k\n" ROUTE, "f:2: site = "
	    "\xc3\xa9: a site is visible ASCII without spaces" },
	{ "[postern]\nsite = a\nkeys = keys\n" ROUTE, "f:3: keys = keys: it "
	    "must be absolute: start it with '/'" },
	{ TOP "log = here\n" ROUTE, "f:4: log = here: it is none of stderr, "
	    "syslog and an absolute path" },
	{ TOP "log = /var/log/\n" ROUTE, "f:4: log = /var/log/: it names a "
	    "directory: a file is wanted" },
	{ TOP "trusted_proxies = 10.0.0.1/8\n" ROUTE, "f:4: trusted_proxies = "
	    "10.0.0.1/8: 10.0.0.1/8 is no network, as 10.0.0.0/8 or "
	    "2001:db8::1, or has host bits set" },
	{ TOP "trusted_proxies = ::1, ::2\n" ROUTE, "f:4: trusted_proxies = "
	    "::1, ::2: words are separated by spaces, not by commas" },
	{ TOP OTHER("a") "delivery = x-send\n", "f:7: delivery = x-send: it is "
	    "none of x-sendfile, x-accel-redirect, x-litespeed-location, "
	    "local-redirect, direct" },
	{ HEAD "accept = native jvt\n", "f:8: accept = native jvt: there is no "
	    "scheme jvt" },
	{ HEAD "accept = native native\n", "f:8: accept = native native: "
	    "native is listed twice" },
	{ HEAD "carrier = query body\n", "f:8: carrier = query body: there "
	    "is no carrier body; known: query, cookie, header, path" },
	{ HEAD "carrier = query path\n", "f:4: [route a]: segment is missing: "
	    "where tokens stand in the path and elsewhere too, a segment marks "
	    "those in the path, as t" },
	{ HEAD "segment = t\n", "f:8: segment = t: it stands before a token "
	    "of carrier = path alone" },
	{ HEAD "parameter = s=t\n", "f:8: parameter = s=t: a parameter is 1 to "
	    "32 letters, digits, '_' or '-'" },
	{ HEAD "keys = k1 \xc3\xa9\n", "f:8: keys = k1 \xc3\xa9: \xc3\xa9 is "
	    "no key id: 1 to 128 visible ASCII characters" },
	{ HEAD "keys = k1 k2 k1\n", "f:8: keys = k1 k2 k1: k1 is listed "
	    "twice" },
	{ HEAD "mode = on\n", "f:8: mode = on: it is none of enforce, "
	    "report-only, off" },
	{ HEAD "cache = public\n", "f:8: cache = public: it is none of grant, "
	    "private, no-store" },
	{ HEAD "encoding = none\n", "f:8: encoding = none: it is none of "
	    "literal, percent" },
	{ HEAD "cache_limit = 60\n", "f:8: cache_limit = 60: write a number "
	    "and a unit, as 90s, 15m, 1h, 2d or 1w; 0 for none" },
	{ HEAD "types = images exe\n", "f:8: types = images exe: exe is no "
	    "extension or group of files that can be sent" },
	{ HEAD "placeholder = no.png\n", "f:8: placeholder = no.png: it must "
	    "be absolute: start it with '/'" },
	{ HEAD "placeholder = /a/../no.png\n", "f:8: placeholder = "
	    "/a/../no.png: it has a segment . or .." },
	{ HEAD "[route b]\nroot = b\nprefix = /b/\ndelivery = direct\n",
	    "f:9: root = b: it must be absolute: start it with '/'" },

	/* Contradictions. */
	{ TOP OTHER("b") "delivery = x-accel-redirect\n", "f:4: [route b]: "
	    "accel is missing: delivery x-accel-redirect needs the URL prefix "
	    "by which the front server itself reaches root, as /_postern/" },
	{ TOP OTHER("b") "delivery = local-redirect\n", "f:4: [route b]: "
	    "accel is missing: delivery local-redirect needs the URL prefix "
	    "by which the front server itself reaches root, as /_postern/" },
	{ HEAD "accel = /_p/\n", "f:8: accel = /_p/: delivery x-sendfile takes "
	    "no accel" },
	{ TOP OTHER("b") "encoding = literal\ndelivery = direct\n", "f:7: "
	    "encoding = literal: delivery direct takes no encoding" },
	{ HEAD "cache = no-store\ncache_limit = 1h\n", "f:9: cache_limit = "
	    "1h: cache = no-store keeps nothing that could be limited" },
	{ HEAD OTHER("b") "delivery = direct\n[route c]\nprefix = /a/\n"
	    "root = /c\ndelivery = direct\n", "f:12: [route c]: prefix = "
	    "/a/: it is the prefix of [route a], line 4, already" },
	{ TOP OTHER("b") "delivery = x-accel-redirect\naccel = /b/\n", "f:4: "
	    "[route b]: accel = /b/: it is the prefix of [route b], whose "
	    "requests come here" },
	{ HEAD OTHER("b") "delivery = x-accel-redirect\naccel = /a/\n", "f:8: "
	    "[route b]: accel = /a/: it is the prefix of [route a], whose "
	    "requests come here" },
};

static void
refused(void **state)
{
	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

/* One value and its reason, in one setting of a route. */
struct value {
	const char *value, *reason;
};

static void
check_values(const char *start, const char *setting,
    const struct value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char           text[512], complaint[512];
		struct refused row = { text, complaint };

		snprintf(text, sizeof(text), "%s%s = \"%s\"\n", start,
		    setting, values[i].value);
		snprintf(complaint, sizeof(complaint), "f:8: %s = %s: %s",
		    setting, values[i].value, values[i].reason);
		check_rows(&row, 1);
	}
}

static void
prefixes(void **state)
{
	static const char relative[] = "it must be absolute: start it with '/'";
	static const char empty[] = "it has an empty segment: //";
	static const char dots[] = "it has a segment . or ..";
	static const char bytes[] = "a prefix holds none of % ? # \\ and is "
				    "written as decoded";
	static const struct value values[] = {
		{ "img/", relative },
		{ "https://example.org/img/", relative },
		{ "/img", "it must end with '/'" },
		{ "//", empty },
		{ "//img/", empty },
		{ "/img//", empty },
		{ "/./", dots },
		{ "/img/../", dots },
		{ "/img/.", dots },
		{ "/img%20s/", bytes },
		{ "/img/?/", bytes },
		{ "/img/#/", bytes },
		{ "/img\\/", bytes },
	};

	(void)state;
	check_values(TOP "[route a]\nroot = /a\ndelivery = direct\n# 7\n",
	    "prefix", values, sizeof(values) / sizeof(values[0]));
}

static void
accels(void **state)
{
	static const char         ascii[] = "it must be visible ASCII without "
					    "spaces";
	static const struct value values[] = {
		{ "_p/", "it must be absolute: start it with '/'" },
		{ "/_p", "it must end with '/'" },
		{ "@named", "it must be absolute: start it with '/'" },
		{ "/_p /", ascii },
		{ "/_p\xc3\xa9/", ascii },
	};

	(void)state;
	check_values(TOP "[route a]\nroot = /a\nprefix = /a/\n"
	    "delivery = x-accel-redirect\n", "accel", values,
	    sizeof(values) / sizeof(values[0]));
}

static void
origins(void **state)
{
	static const char shape[] = "an origin is https://HOST or "
				    "https://HOST:PORT";
	static const char path[] = "an origin has no path and no '/' at its "
				   "end";
	static const char port[] = "leave the default port out: browsers do";
	static const struct value values[] = {
		{ "*", "* would let every site read private files: list the "
		    "origins" },
		{ "null", "null is sent by sandboxed pages of any site: list "
		    "the origins" },
		{ "https://Example.org", "an origin is in lower case" },
		{ "HTTPS://example.org", "an origin is in lower case" },
		{ "https://example.org/", path },
		{ "https://example.org/a", path },
		{ "https://example.org:443", port },
		{ "http://example.org:80", port },
		{ "example.org", shape },
		{ "ftp://example.org", shape },
		{ "https://", shape },
		{ "https://:8443", shape },
		{ "https://example.org:", shape },
		{ "https://example.org:0", shape },
		{ "https://example.org:65536", shape },
		{ "https://example.org:123456", shape },
		{ "https://example.org:8a", shape },
		{ "https://user@example.org", shape },
		{ "https://*.example.org", shape },
		{ "https://-example.org", shape },
		{ "https://.example.org", shape },
		{ "https://[2001:db8::1", shape },
		{ "https://[192.0.2.1]", shape },
		{ "https://[nonsense:]", shape },
		{ "https://example.org https://example.org",
		    "https://example.org is listed twice" },
	};

	(void)state;
	check_values(HEAD, "origins", values,
	    sizeof(values) / sizeof(values[0]));
}

/* A long value is cut, so that the reason always fits. */
static void
long_site(void **state)
{
	char           text[512], complaint[512], site[255];
	struct refused row = { text, complaint };

	(void)state;
	memset(site, 'x', sizeof(site));
	site[254] = '\0';
	snprintf(text, sizeof(text), "[postern]\nkeys = /k\nsite = %s\n"
	    ROUTE, site);
	snprintf(complaint, sizeof(complaint), "f:3: site = %.60s...: a site "
	    "has at most 253 bytes", site);
	check_rows(&row, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(accels),
		cmocka_unit_test(origins),
		cmocka_unit_test(long_site),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
