/*
 * Signed URLs: what each carrier and scheme makes of a path, what keys allow,
 * and that each URL opens what it was made for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "exchange.h"
#include "keys.h"
#include "signed_url.h"

#define NOW 1795000000

#define SIV_K "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v" \
	"MDEyMzQ1Njc4OTo7PD0-Pw"
#define SIV "{\"kty\":\"oct\",\"kid\":\"s1\",\"alg\":\"A256SIV\",\"k\":\"" \
	SIV_K "\"}"

struct site {
	struct keyring *keyring;
	struct route    route;
	struct verifier verifier;
};

static void
open_site(struct site *site, const char *const *jwks, size_t count,
    const char *letters, unsigned carriers)
{
	*site = (struct site){ .keyring = keyring_of(jwks, count) };
	site->route = (struct route){
		.prefix = BYTES("/my img/"),
		.parameter = BYTES("st"),
		.carriers = carriers,
	};
	for (const char *s = letters; *s != '\0'; s++)
		site->route.schemes[site->route.scheme_count++] =
		    scheme_named(*s == 'n' ? BYTES("native")
				 : *s == 's' ? BYTES("sealed")
					     : BYTES("jwt"));
	site->verifier = (struct verifier){
		.site = BYTES("example.org"),
		.prefix = site->route.prefix,
		.parameter = site->route.parameter,
		.carriers = carriers,
		.scheme_count = site->route.scheme_count,
		.keyring = site->keyring,
	};
	memcpy(site->verifier.schemes, site->route.schemes,
	    sizeof(site->route.schemes));
}

static void
set_segment(struct site *site, struct bytes segment)
{
	site->route.segment = site->verifier.segment = segment;
}

static enum status
make(const struct site *site, const char *path, const char *only,
    struct terms *terms, struct arena *arena, struct bytes *url)
{
	terms->path = bytes_of(path);
	return signed_url(&site->route, &site->verifier,
	    only != NULL ? scheme_named(bytes_of(only)) : NULL, terms, NOW,
	    arena, url);
}

/* As the responder will judge it. */
static void
expect_opens(const char *row, const struct site *site, struct bytes url,
    const char *path, struct arena *arena)
{
	struct request       request = { .method = BYTES("GET"),
		      .target = url };
	const struct grant  *grant;
	const struct permit *permit;
	struct claim         claim;

	EXPECT_STATUS(row, request_read(&request, arena), STATUS_OK);
	EXPECT_STATUS(row, verify(&site->verifier, &request, arena, &claim,
	    &grant), STATUS_OK);
	EXPECT_STATUS(row, authorise(grant, &request, NOW, arena, &permit),
	    STATUS_OK);
	EXPECT_BYTES(row, permit->path, bytes_of(path));
}

static const char *const both[] = { JWK("k1", ""), SIV };

static const struct {
	const char *schemes;
	unsigned    carriers;
	const char *segment, *only;
	const char *path;
	const char *start, *end; /* of the URL, without its token */
} rows[] = {
	{ "n", CARRIER_QUERY, "", NULL, "/my img/cat 1?.jpg",
	    "/my%20img/cat%201%3F.jpg?st=1.k1.", "" },
	{ "jn", CARRIER_QUERY | CARRIER_COOKIE, "", NULL, "/my img/a.jpg",
	    "/my%20img/a.jpg?st=1.k1.", "" },
	{ "n", CARRIER_PATH, "", NULL, "/my img/b/a.jpg", "/my%20img/1.k1.",
	    "/b/a.jpg" },
	{ "n", CARRIER_PATH | CARRIER_HEADER, "t", NULL, "/my img/b/a.jpg",
	    "/my%20img/t/1.k1.", "/b/a.jpg" },
	{ "n", CARRIER_PATH | CARRIER_QUERY, "t", NULL, "/my img/a.jpg",
	    "/my%20img/a.jpg?st=1.k1.", "" },
	{ "n", CARRIER_PATH | CARRIER_QUERY, "t", NULL, "/my img/t",
	    "/my%20img/t?st=1.k1.", "" },
	{ "s", CARRIER_QUERY, "", NULL, "/my img/b/a.jpg", "/my%20img/?st=",
	    "" },
	{ "s", CARRIER_PATH, "", NULL, "/my img/b/a.jpg", "/my%20img/", "" },
	{ "s", CARRIER_PATH | CARRIER_COOKIE, "t", NULL, "/my img/b/a.jpg",
	    "/my%20img/t/", "" },
	/* The first that the route accepts, or the one that is wanted. */
	{ "ns", CARRIER_QUERY, "", NULL, "/my img/a.jpg",
	    "/my%20img/a.jpg?st=1.k1.", "" },
	{ "sn", CARRIER_QUERY, "", NULL, "/my img/a.jpg", "/my%20img/?st=",
	    "" },
	{ "sn", CARRIER_QUERY, "", "native", "/my img/a.jpg",
	    "/my%20img/a.jpg?st=1.k1.", "" },
	{ "ns", CARRIER_QUERY, "", "sealed", "/my img/a.jpg",
	    "/my%20img/?st=", "" },
};

static void
test_urls(void **state)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char  *row = row_name(i, rows[i].start);
		struct terms terms = { .expires_at = NOW + 60 };
		struct site  site;
		struct bytes url, end = bytes_of(rows[i].end);

		arena_reset(*state);
		open_site(&site, both, COUNT(both), rows[i].schemes,
		    rows[i].carriers);
		set_segment(&site, bytes_of(rows[i].segment));
		EXPECT_STATUS(row, make(&site, rows[i].path, rows[i].only,
		    &terms, *state, &url), STATUS_OK);
		EXPECT(row, bytes_start_with(url, bytes_of(rows[i].start)));
		EXPECT_BYTES(row, ((struct bytes){
		    url.at + url.len - end.len, end.len }), end);
		expect_opens(row, &site, url, rows[i].path, *state);
		keyring_free(site.keyring);
	}
}

static const struct {
	const char *schemes;
	unsigned    carriers;
	const char *only, *path;
	enum status wanted;
} refused[] = {
	{ "j", CARRIER_QUERY, NULL, "/my img/a", STATUS_UNKNOWN_KEY },
	{ "n", CARRIER_QUERY, "sealed", "/my img/a", STATUS_UNKNOWN_KEY },
	{ "n", CARRIER_COOKIE, NULL, "/my img/a", STATUS_NO_ROUTE },
	{ "n", CARRIER_HEADER, NULL, "/my img/a", STATUS_NO_ROUTE },
	{ "n", CARRIER_QUERY, NULL, "/other/a", STATUS_NO_ROUTE },
	{ "n", CARRIER_QUERY, NULL, "/my img", STATUS_NO_ROUTE },
	/* "a" would be taken for the token. */
	{ "n", CARRIER_QUERY | CARRIER_PATH, NULL, "/my img/t/a",
	    STATUS_OUTSIDE_GRANT },
};

static void
test_refused(void **state)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct terms terms = { .expires_at = NOW + 60 };
		struct site  site;
		struct bytes url;

		open_site(&site, both, 1, refused[i].schemes,
		    refused[i].carriers);
		set_segment(&site, BYTES("t"));
		EXPECT_STATUS(row_name(i, refused[i].path), make(&site,
		    refused[i].path, refused[i].only, &terms, *state, &url),
		    refused[i].wanted);
		keyring_free(site.keyring);
	}
}

static void
test_long_urls(void **state)
{
	static char  path[TARGET_MAX + 1] = "/my img/";
	struct terms terms = { .expires_at = NOW + 60 };
	struct site  site;
	struct bytes url;

	open_site(&site, both, 1, "n", CARRIER_QUERY);
	memset(path + 8, 'a', TARGET_MAX - 8 - 46);
	EXPECT_STATUS("longest", make(&site, path, NULL, &terms, *state,
	    &url), STATUS_OK);
	assert_in_range(url.len, TARGET_MAX - 8, TARGET_MAX);
	expect_opens("longest", &site, url, path, *state);
	memset(path + TARGET_MAX - 46, 'a', 8);
	arena_reset(*state);
	EXPECT_STATUS("longer", make(&site, path, NULL, &terms, *state, &url),
	    STATUS_URL_TOO_LONG);
	keyring_free(site.keyring);
}

/* A URL dies with its key, and lives no longer than that may sign for. */
static void
test_what_keys_allow(void **state)
{
	static const struct {
		const char *jwk;
		int64_t     asked, given; /* seconds from now; 0: no key */
	} keys[] = {
		{ JWK("k1", ""), 600, 600 },
		{ JWK("k1", ",\"postern\":{\"longest_lifetime\":60}"), 600,
		    60 },
		{ JWK("k1", ",\"postern\":{\"longest_lifetime\":60}"), 59,
		    59 },
		{ JWK("k1", ",\"postern\":{\"retired_after\":1795000030}"),
		    600, 30 },
		{ JWK("k1", ",\"postern\":{\"retired_after\":1794999999}"),
		    600, 0 },
		{ JWK("k1", ",\"postern\":{\"not_before\":1795000001}"), 600,
		    0 },
		{ JWK("k1", ",\"postern\":{\"prefixes\":[\"/other/\"]}"), 600,
		    0 },
	};

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct terms terms = { .expires_at = NOW + keys[i].asked };
		struct site  site;
		struct bytes url;
		enum status  status;

		open_site(&site, &keys[i].jwk, 1, "n", CARRIER_QUERY);
		status = make(&site, "/my img/a", NULL, &terms, *state, &url);
		EXPECT_STATUS(keys[i].jwk, status, keys[i].given > 0
		    ? STATUS_OK : STATUS_UNKNOWN_KEY);
		if (status == STATUS_OK) {
			EXPECT(keys[i].jwk, terms.expires_at ==
			    NOW + keys[i].given);
			expect_opens(keys[i].jwk, &site, url, "/my img/a",
			    *state);
		}
		keyring_free(site.keyring);
	}
}

/* The second scheme of the route, where the first has no key. */
static void
test_the_scheme_that_has_a_key(void **state)
{
	struct terms terms = { .expires_at = NOW + 60 };
	struct site  site;
	struct bytes url;

	open_site(&site, both, 1, "sn", CARRIER_QUERY);
	EXPECT_STATUS("native", make(&site, "/my img/a", NULL, &terms, *state,
	    &url), STATUS_OK);
	expect_opens("native", &site, url, "/my img/a", *state);
	keyring_free(site.keyring);
}

static void
test_exchange(void **state)
{
	const struct environment get = { .method = BYTES("GET") };
	struct permit permit = { .path = BYTES("/my img/a b.jpg"),
		.expires_at = NOW + 600, .exposed = 1 };
	struct response response;
	struct post     post;
	struct site     site;

	open_site(&site, both, COUNT(both), "jn", CARRIER_QUERY);
	post = (struct post){ .route = &site.route,
		.verifier = site.verifier };
	assert_false(is_exchanged(&site.route, &permit));
	site.route.exchange = 60;
	assert_true(is_exchanged(&site.route, &permit));
	EXPECT_STATUS("exchange", exchange(&post, &permit, &get, NOW, *state,
	    &response), STATUS_OK);
	assert_int_equal(response.status, 302);
	expect_header("exchange", &response, "Cache-Control", "no-store");
	expect_header("exchange", &response, "Referrer-Policy",
	    "no-referrer");
	assert_true(bytes_start_with(header_named(&response,
	    "Location")->value,
	    BYTES("/my%20img/a%20b.jpg?st=1.k1.1795000060.")));
	expect_opens("exchange", &site, header_named(&response,
	    "Location")->value, "/my img/a b.jpg", *state);

	/* Never beyond the token itself. */
	permit.expires_at = NOW + 20;
	EXPECT_STATUS("exchange", exchange(&post, &permit, &get, NOW, *state,
	    &response), STATUS_OK);
	assert_true(bytes_start_with(header_named(&response,
	    "Location")->value,
	    BYTES("/my%20img/a%20b.jpg?st=1.k1.1795000020.")));
	permit.exposed = 0;
	assert_false(is_exchanged(&site.route, &permit));
	keyring_free(site.keyring);
}

static void
test_without_memory(void **state)
{
	size_t      answers[2] = { 0 };
	struct site site;

	(void)state;
	open_site(&site, both, 1, "n", CARRIER_PATH);
	FOR_EACH_ARENA (size, arena, 1000) {
		struct terms terms = { .expires_at = NOW + 60 };
		struct bytes url;
		enum status  status = make(&site, "/my img/a", NULL, &terms,
		     arena, &url);

		assert_true(status == STATUS_OK || status == STATUS_TOO_LARGE);
		answers[status == STATUS_OK]++;
	}
	assert_true(answers[0] > 0 && answers[1] > 0);
	keyring_free(site.keyring);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_long_urls),
		cmocka_unit_test(test_what_keys_allow),
		cmocka_unit_test(test_the_scheme_that_has_a_key),
		cmocka_unit_test(test_exchange),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
