/*
 * URLs of Traffic Server's url_sig: what its plugin would take and this must
 * not; more of them, and the right ones, are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

#define HOST "img.example.org"

/*
 * The target's '@' is the MAC of what is signed, which is the text where one is
 * given and else HOST and the target up to it.
 */
static const struct {
	const char *target, *text, *digest;
	enum status status;
} rows[] = {
	{ "/a.jpg?E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1", STATUS_OK },
	{ "/a.jpg?E=2000000000&A=2&K=8&P=1&S=@", NULL, "MD5", STATUS_OK },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=1111&S=@", NULL, "SHA1", STATUS_OK },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=01&S=@",
	    "a.jpg?E=2000000000&A=1&K=7&P=01&S=", "SHA1", STATUS_OK },
	{ "/a%20b/c?w=1&K=7&P=1&A=1&E=2000000000&S=@", NULL, "SHA1",
	    STATUS_OK },
	{ "/a.jpg?C=192.0.2.1&E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_OK },
	/* Another client's, or none that can be compared. */
	{ "/a.jpg?C=192.0.2.2&E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_WRONG_CLIENT },
	{ "/a.jpg?C=&E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?C=192.0.2.0/24&E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?C=x&E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_WRONG_CLIENT },
	/* Which parts are signed. */
	{ "/a.jpg?E=2000000000&A=1&K=7&P=0&S=@",
	    "?E=2000000000&A=1&K=7&P=0&S=", "SHA1", STATUS_MALFORMED },
	{ "/a/b.jpg?E=2000000000&A=1&K=7&P=110&S=@",
	    HOST "/a?E=2000000000&A=1&K=7&P=110&S=", "SHA1",
	    STATUS_MALFORMED },
	{ "/a/b.jpg?E=2000000000&A=1&K=7&P=101&S=@",
	    HOST "/b.jpg?E=2000000000&A=1&K=7&P=101&S=", "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=001&S=@",
	    "?E=2000000000&A=1&K=7&P=001&S=", "SHA1", STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=&S=@", NULL, "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=12&S=@", NULL, "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=2&S=@", NULL, "SHA1",
	    STATUS_MALFORMED },
	{ "//a.jpg?E=2000000000&A=1&K=7&P=1&S=@",
	    HOST "/a.jpg?E=2000000000&A=1&K=7&P=1&S=", "SHA1",
	    STATUS_BAD_SIGNATURE },
	/* Keys. */
	{ "/a.jpg?E=2000000000&A=1&K=07&P=1&S=@", NULL, "SHA1",
	    STATUS_UNKNOWN_KEY },
	{ "/a.jpg?E=2000000000&A=1&K=16&P=1&S=@", NULL, "SHA1",
	    STATUS_UNKNOWN_KEY },
	{ "/a.jpg?E=2000000000&A=1&K=6&P=1&S=@", NULL, "SHA1",
	    STATUS_UNKNOWN_KEY },
	{ "/a.jpg?E=2000000000&A=1&K=&P=1&S=@", NULL, "SHA1",
	    STATUS_UNKNOWN_KEY },
	{ "/a.jpg?E=2000000000&A=2&K=7&P=1&S=@", NULL, "MD5",
	    STATUS_WRONG_ALGORITHM },
	{ "/a.jpg?E=2000000000&A=1&K=8&P=1&S=@", NULL, "SHA1",
	    STATUS_WRONG_ALGORITHM },
	{ "/a.jpg?E=2000000000&A=3&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=1&S=@", NULL, "MD5",
	    STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=1&S=@", "x", "SHA1",
	    STATUS_BAD_SIGNATURE },
	/* Names that hold others, and what stands behind. */
	{ "/a.jpg?xE=2000000009&E=1999999999&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_EXPIRED },
	{ "/a.jpg?xE=2000000009&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_CLAIM_MISSING },
	{ "/a.jpg?E=2000000000&E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?%45=1&E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=1&S=@&x=1",
	    HOST "/a.jpg?E=2000000000&A=1&K=7&P=1&S=", "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=1&S=@0",
	    HOST "/a.jpg?E=2000000000&A=1&K=7&P=1&S=", "SHA1",
	    STATUS_MALFORMED },
	{ "/a.jpg?E=1999999999&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_EXPIRED },
	{ "/a.jpg?E=&A=1&K=7&P=1&S=@", NULL, "SHA1", STATUS_MALFORMED },
	{ "/a.jpg?E=2000000000000&A=1&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_MILLISECONDS },
	{ "/a.jpg?A=1&K=7&P=1&S=@", NULL, "SHA1", STATUS_CLAIM_MISSING },
	{ "/a.jpg?E=2000000000&K=7&P=1&S=@", NULL, "SHA1",
	    STATUS_CLAIM_MISSING },
	{ "/a.jpg?E=2000000000&A=1&P=1&S=@", NULL, "SHA1",
	    STATUS_CLAIM_MISSING },
	{ "/a.jpg?E=2000000000&A=1&K=7&S=@", NULL, "SHA1",
	    STATUS_CLAIM_MISSING },
	{ "/a.jpg?E=2000000000&A=1&K=7&P=1", NULL, "SHA1",
	    STATUS_NO_CREDENTIAL },
	{ "/a.jpg?s=@", NULL, "SHA1", STATUS_NO_CREDENTIAL },
};

/* key7 is for HMAC-SHA-1, key8 for HMAC-MD5. */
static void
open_route(struct set_up *set_up)
{
	const char *jwks[] = { FOREIGN_JWK("key7", "HS1", "ats-url-sig"),
		FOREIGN_JWK("key8", "HMD5", "ats-url-sig") };

	*set_up = (struct set_up){ .keyring = keyring_of(jwks, 2) };
	set_up->verifier = foreign_verifier("ats-url-sig", set_up->keyring);
}

static void
fill(const char *pattern, const char *text, const char *digest,
    char target[600])
{
	char message[600], hex[2 * HMAC_MAX + 1];

	snprintf(message, sizeof(message), HOST "%.*s",
	    (int)strcspn(pattern, "@"), pattern);
	foreign_hex(digest, text != NULL ? text : message, hex);
	foreign_fill(pattern, hex, target, 600);
}

static void
test_rows(void **state)
{
	char target[600];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new(1 << 15);
		struct set_up set_up;

		open_route(&set_up);
		fill(rows[i].target, rows[i].text, rows[i].digest, target);
		EXPECT_STATUS(target, judge_link(&set_up.verifier,
		    &(struct asked){ .target = target }, arena, NULL),
		    rows[i].status);
		set_up_close(&set_up);
		arena_free(arena);
	}
}

/* Where the route has no base, the host is the one that was asked. */
static void
test_hosts(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	char          target[600];
	struct asked  asked = { .target = target };

	(void)state;
	open_route(&set_up);
	set_up.verifier.policy.base = BYTES("");
	fill("/a.jpg?E=2000000000&A=1&K=7&P=1&S=@",
	    HOST ":8443/a.jpg?E=2000000000&A=1&K=7&P=1&S=", "SHA1", target);
	EXPECT_STATUS("other host", judge_link(&set_up.verifier, &asked, arena,
	    NULL), STATUS_BAD_SIGNATURE);
	asked.host = HOST ":8443";
	EXPECT_STATUS("its host", judge_link(&set_up.verifier, &asked, arena,
	    NULL), STATUS_OK);
	asked.host = "a/b";
	EXPECT_STATUS("no host", judge_link(&set_up.verifier, &asked, arena,
	    NULL), STATUS_MALFORMED);
	set_up_close(&set_up);
	arena_free(arena);
}

/* What stands before the number in the ids is the route's to say. */
static void
test_names_of_keys(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	char          target[600];
	struct asked  asked = { .target = target };

	(void)state;
	open_route(&set_up);
	set_value(&set_up, "key", "cdn-");
	fill("/a.jpg?E=2000000000&A=1&K=7&P=1&S=@", NULL, "SHA1", target);
	EXPECT_STATUS("cdn-7", judge_link(&set_up.verifier, &asked, arena,
	    NULL), STATUS_UNKNOWN_KEY);
	set_value(&set_up, "key", "key");
	EXPECT_STATUS("key7", judge_link(&set_up.verifier, &asked, arena,
	    NULL), STATUS_OK);
	judge_in_little_memory(&set_up.verifier, &asked, 1 << 13);
	set_up_close(&set_up);
	arena_free(arena);
}

/* ----------------------------------------------------------------- signing */

static void
test_signing(void **state)
{
	const struct terms terms = { .path = BYTES("/img/my cat.jpg"),
		.expires_at = END };
	struct set_up      set_up;

	(void)state;
	open_route(&set_up);
	sign_and_judge(&set_up.verifier, &terms,
	    "/img/my%20cat.jpg?E=2000000000&A=1&K=7&P=1&S=", 1 << 13);
	set_up_close(&set_up);
}

static void
test_signing_by_md5(void **state)
{
	const struct terms terms = { .path = BYTES("/a.jpg"),
		.expires_at = END };
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	struct bytes  url;
	char          wanted[600];

	(void)state;
	open_route(&set_up);
	fill("/a.jpg?E=2000000000&A=2&K=8&P=1&S=@", NULL, "MD5", wanted);
	assert_int_equal(sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 1), &set_up.verifier, &terms, arena,
	    &url), STATUS_OK);
	EXPECT_BYTES("MD5", url, bytes_of(wanted));
	set_up_close(&set_up);
	arena_free(arena);
}

static void
expect_unsigned(const char *row, const struct terms *terms, const char *base,
    const char *key, enum status wanted)
{
	struct arena *arena = arena_new(1 << 13);
	struct set_up set_up;
	struct bytes  url;

	open_route(&set_up);
	set_up.verifier.policy.base = bytes_of(base);
	set_value(&set_up, "key", key);
	EXPECT_STATUS(row, sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, terms, arena,
	    &url), wanted);
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_what_no_url_says(void **state)
{
	const struct terms plain = { .path = BYTES("/a.jpg"),
		.expires_at = END };
	struct terms       more = plain;

	(void)state;
	expect_unsigned("no host", &plain, "", "key", STATUS_MALFORMED);
	expect_unsigned("other name", &plain, BASE, "cdn-",
	    STATUS_UNKNOWN_KEY);
	expect_unsigned("no number", &plain, BASE, "key7",
	    STATUS_UNKNOWN_KEY);
	more.subject = BYTES("kim");
	expect_unsigned("subject", &more, BASE, "key", STATUS_MALFORMED);
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
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_names_of_keys),
		cmocka_unit_test(test_signing),
		cmocka_unit_test(test_signing_by_md5),
		cmocka_unit_test(test_what_no_url_says),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
