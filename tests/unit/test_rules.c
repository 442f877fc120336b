/* Which paths claims open: rules.c.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "bytes.h"
#include "json.h"
#include "rules.h"

#define PREFIX "/img/"

#define CLAIMS                                                             \
	"{\"sub\":\"alice\",\"id\":42,\"low\":-9223372036854775808,"        \
	"\"albums\":[\"rome\",7,\"oslo\"],\"yes\":true,\"half\":4.5,"       \
	"\"whole\":42.0,\"none\":null,\"empty\":\"\",\"star\":\"*\","       \
	"\"stars\":\"**\",\"up\":\"..\",\"dot\":\".\",\"deep\":\"a/b\","    \
	"\"escaped\":\"%2F\",\"braces\":\"{sub}\",\"umlaut\":\"\\u00fc\","  \
	"\"mixed\":[\"\",null,true,1.5,[\"in\"],{\"a\":\"b\"},\"*\",\"x\"]," \
	"\"nothing\":[],\"first\":[\"alice\"],\"map\":{\"alice\":\"alice\"}," \
	"\"https://example.org/albums\":[\"paris\"],"                       \
	"\"realm_access\":{\"roles\":[\"staff\"],\"a\":{\"b\":\"deeper\"}}," \
	"\"a.b\":\"full\",\"a\":{\"b\":\"dotted\",\"\":\"blank\"},"         \
	"\"n.u\":null,\"n\":{\"u\":\"unseen\"},"                            \
	"\"file\":\"cats/tom.jpg\",\"root\":\"/img/cats/tom.jpg\","         \
	"\"files\":[\"one.jpg\",\"/img/two/2.jpg\",3,\"/img/../4.jpg\","    \
	"\"../img/5.jpg\",\"six/\",\"\",\"/\",\"**\",\"/**\",\"./7\"]}"

static const struct row {
	const char *rules, *path;
	int         is_allowed;
} rows[] = {
	/* Literals, whole segments. */
	{ "/img/cat.jpg", "/img/cat.jpg", 1 },
	{ "/img/cat.jpg", "/img/cat.jp", 0 },
	{ "/img/cat.jpg", "/img/cat.jpgg", 0 },
	{ "/img/cat.jpg", "/img/CAT.jpg", 0 },
	{ "/img/cat.jpg", "/img/cat.jpg/", 0 },
	{ "/img/cat.jpg", "/img/cat.jpg/a", 0 },
	{ "/img/cat.jpg", "/img", 0 },
	{ "/img/cat.jpg", "img/cat.jpg", 0 },
	{ "/img/\xc3\xbc", "/img/\xc3\xbc", 1 },
	{ "/img/\xc3\xbc", "/img/u\xcc\x88", 0 },
	{ "/img/...", "/img/...", 1 },
	{ "/img/a,b", "/img/a,b", 1 },
	{ "/img/a+b;c=d", "/img/a+b;c=d", 1 },
	/* One segment. */
	{ "/img/*", "/img/a", 1 },
	{ "/img/*", "/img/*", 1 },
	{ "/img/*", "/img/a/b", 0 },
	{ "/img/*", "/img/", 0 },
	{ "/img/*", "/img", 0 },
	{ "/img/*/b", "/img/a/b", 1 },
	{ "/img/*/b", "/img/b", 0 },
	{ "/*/*", "/img/b", 1 },
	{ "/*", "/", 0 },
	/* One or more. */
	{ "/**", "/a", 1 },
	{ "/**", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u", 1 },
	{ "/**", "/", 0 },
	{ "/**", "", 0 },
	{ "/img/**", "/img/a", 1 },
	{ "/img/**", "/img/a/b", 1 },
	{ "/img/**", "/img", 0 },
	{ "/img/**", "/img/", 0 },
	{ "/img/**", "/imgs/a", 0 },
	{ "/img/*/**", "/img/a", 0 },
	{ "/img/*/**", "/img/a/b", 1 },
	/* Paths that are none. */
	{ "/**", "/a//b", 0 },
	{ "/**", "//a", 0 },
	{ "/**", "/a/", 0 },
	{ "/**", "/./a", 0 },
	{ "/**", "/a/..", 0 },
	{ "/**", "/a/../b", 0 },
	{ "/**", "/a/..b", 1 },
	{ "/**", "/a\\b", 0 },
	{ "/**", "/a/..\\b", 0 },
	{ "/**", "/a\nb", 0 },
	{ "/**", "/a\x7f", 0 },
	{ "/**", "/a\xff", 0 },
	{ "/**", "a", 0 },
	/* {sub} and scalar claims. */
	{ "/users/{sub}/**", "/users/alice/a/b", 1 },
	{ "/users/{sub}/**", "/users/alice", 0 },
	{ "/users/{sub}/**", "/users/alic/a", 0 },
	{ "/users/{sub}/**", "/users/alicee/a", 0 },
	{ "/users/{sub}/**", "/users/{sub}/a", 0 },
	{ "/users/{claim:sub}/*", "/users/alice/a", 1 },
	{ "/{sub}", "/alice", 1 },
	{ "/{sub}/{claim:id}", "/alice/42", 1 },
	{ "/{claim:id}", "/042", 0 },
	{ "/{claim:id}", "/42.0", 0 },
	{ "/{claim:low}", "/-9223372036854775808", 1 },
	{ "/{claim:umlaut}", "/\xc3\xbc", 1 },
	/* What is neither a text nor an integer. */
	{ "/{claim:yes}", "/true", 0 },
	{ "/{claim:half}", "/4.5", 0 },
	{ "/{claim:whole}", "/42", 0 },
	{ "/{claim:whole}", "/42.0", 0 },
	{ "/{claim:none}", "/null", 0 },
	{ "/{claim:empty}", "/", 0 },
	{ "/a/{claim:empty}", "/a", 0 },
	{ "/{claim:missing}", "/missing", 0 },
	{ "/{claim:map}", "/alice", 0 },
	{ "/{claim:map[]}", "/alice", 0 },
	/* A claim is no pattern and no path. */
	{ "/{claim:star}", "/a", 0 },
	{ "/{claim:star}", "/*", 1 },
	{ "/{claim:stars}", "/a", 0 },
	{ "/{claim:stars}", "/a/b", 0 },
	{ "/{claim:up}/a", "/../a", 0 },
	{ "/{claim:up}/a", "/a", 0 },
	{ "/{claim:dot}/a", "/./a", 0 },
	{ "/{claim:deep}", "/a/b", 0 },
	{ "/{claim:deep}/**", "/a/b/c", 0 },
	{ "/{claim:escaped}", "/%2F", 1 },
	{ "/{claim:escaped}", "/", 0 },
	{ "/{claim:braces}", "/alice", 0 },
	{ "/{claim:braces}", "/{sub}", 1 },
	/* Lists. */
	{ "/{claim:albums[]}/*", "/rome/a", 1 },
	{ "/{claim:albums[]}/*", "/7/a", 1 },
	{ "/{claim:albums[]}/*", "/oslo/a", 1 },
	{ "/{claim:albums[]}/*", "/paris/a", 0 },
	{ "/{claim:albums}/*", "/rome/a", 0 },
	{ "/{sub}", "/rome", 0 },
	{ "/{claim:first}", "/alice", 0 },
	{ "/{claim:first[]}", "/alice", 1 },
	{ "/{claim:sub[]}", "/alice", 0 },
	{ "/{claim:id[]}", "/42", 0 },
	{ "/{claim:nothing[]}", "/nothing", 0 },
	{ "/{claim:mixed[]}", "/x", 1 },
	{ "/{claim:mixed[]}", "/*", 1 },
	{ "/{claim:mixed[]}", "/true", 0 },
	{ "/{claim:mixed[]}", "/1.5", 0 },
	{ "/{claim:mixed[]}", "/in", 0 },
	{ "/{claim:mixed[]}", "/b", 0 },
	{ "/{claim:mixed[]}", "/y", 0 },
	/* Names of claims. */
	{ "/{claim:https://example.org/albums[]}/*", "/paris/a", 1 },
	{ "/{claim:https://example.org/albums[]}/*", "/rome/a", 0 },
	{ "/{claim:realm_access.roles[]}", "/staff", 1 },
	{ "/{claim:realm_access.a.b}", "/deeper", 1 },
	{ "/{claim:realm_access.a}", "/deeper", 0 },
	{ "/{claim:realm_access..a.b}", "/deeper", 0 },
	{ "/{claim:realm_access.a.b.}", "/deeper", 0 },
	{ "/{claim:realm_access.a.b.c}", "/deeper", 0 },
	{ "/{claim:a.b}", "/full", 1 },
	{ "/{claim:a.b}", "/dotted", 0 },
	{ "/{claim:a.}", "/blank", 1 },
	{ "/{claim:n.u}", "/unseen", 0 },
	{ "/{claim:sub.}", "/alice", 0 },
	{ "/{claim:.sub}", "/alice", 0 },
	{ "/{claim:.}", "/alice", 0 },
	/* Whole paths. */
	{ "{claim:file}", "/img/cats/tom.jpg", 1 },
	{ "{claim:file}", "/cats/tom.jpg", 0 },
	{ "{claim:file}", "/img/cats/tom.jpg/a", 0 },
	{ "{claim:root}", "/img/cats/tom.jpg", 1 },
	{ "{claim:root}", "/img/img/cats/tom.jpg", 0 },
	{ "{claim:file[]}", "/img/cats/tom.jpg", 0 },
	{ "{claim:files[]}", "/img/one.jpg", 1 },
	{ "{claim:files[]}", "/img/two/2.jpg", 1 },
	{ "{claim:files[]}", "/img/3", 1 },
	{ "{claim:files[]}", "/4.jpg", 0 },
	{ "{claim:files[]}", "/img/../4.jpg", 0 },
	{ "{claim:files[]}", "/img/5.jpg", 0 },
	{ "{claim:files[]}", "/img/../img/5.jpg", 0 },
	{ "{claim:files[]}", "/img/six", 0 },
	{ "{claim:files[]}", "/img/six/", 0 },
	{ "{claim:files[]}", "/img/", 0 },
	{ "{claim:files[]}", "/img/7", 0 },
	{ "{claim:files[]}", "/img/./7", 0 },
	{ "{claim:files[]}", "/img/**", 1 },
	{ "{claim:files[]}", "/img/a", 0 },
	{ "{claim:files[]}", "/**", 1 },
	{ "{claim:files}", "/img/one.jpg", 0 },
	{ "{claim:id}", "/img/42", 1 },
	{ "{claim:id}", "/42", 0 },
	{ "{claim:missing}", "/img/", 0 },
	{ "{claim:sub}", "/img/alice", 1 },
	/* Any rule of several. */
	{ "/a /b /c", "/a", 1 },
	{ "/a /b /c", "/b", 1 },
	{ " \t/a\t /b  /c ", "/c", 1 },
	{ "/a /b /c", "/d", 0 },
	{ "/a /b /c", "/a/b", 0 },
	{ "/x/y {claim:file} /z", "/img/cats/tom.jpg", 1 },
	{ "/x/y {claim:file} /z", "/z", 1 },
	{ "/x/y {claim:file} /z", "/y", 0 },
	{ "/x/y {claim:file} /z", "/x", 0 },
	{ "/a /a /a", "/a", 1 },
	{ "/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*", "/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g",
	    1 },
	{ "/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*", "/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f",
	    0 },
};

static struct rules *
rules_of(const char *text)
{
	const char   *reason = "untouched";
	struct rules *rules = rules_new(guarded_text(text), &reason);

	if (rules == NULL)
		fail_msg("%s: %s", text, reason);
	assert_null(reason);
	return rules;
}

static int
allow(const char *text, const json_t *claims, const char *prefix,
    const char *path)
{
	struct rules *rules = rules_of(text);
	int           allowed = rules_allow(rules, claims,
	              guarded_text(prefix), guarded_text(path));

	rules_free(rules);
	return allowed;
}

static const json_t *
claims_of(const char *text, struct arena *arena)
{
	const json_t *claims;

	EXPECT_STATUS(text, json_read(bytes_of(text), arena, &claims),
	    STATUS_OK);
	return claims;
}

static void
test_rows(void **state)
{
	struct arena *arena = arena_new(1 << 16);
	const json_t *claims = claims_of(CLAIMS, arena);
	size_t        failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (allow(rows[i].rules, claims, PREFIX, rows[i].path) ==
		    rows[i].is_allowed)
			continue;
		print_error("%s on %s\n", rows[i].rules, rows[i].path);
		failed++;
	}
	assert_int_equal(failed, 0);
	arena_free(arena);
}

static void
test_no_claims(void **state)
{
	(void)state;
	assert_true(allow("/img/*", NULL, PREFIX, "/img/a"));
	assert_false(allow("/{sub}", NULL, PREFIX, "/alice"));
	assert_false(allow("/{claim:a.b[]}", NULL, PREFIX, "/alice"));
	assert_false(allow("{claim:a}", NULL, PREFIX, "/img/a"));
	assert_false(rules_allow(NULL, NULL, BYTES(PREFIX), BYTES("/img/a")));
	rules_free(NULL);
}

/* A relative path stands behind a prefix, or nowhere. */
static void
test_prefixes(void **state)
{
	struct arena *arena = arena_new(4096);
	const json_t *claims = claims_of("{\"f\":\"a.jpg\"}", arena);
	struct rules *rules = rules_of("{claim:f}");

	(void)state;
	assert_true(allow("{claim:f}", claims, "/", "/a.jpg"));
	assert_true(allow("{claim:f}", claims, "/x/y/", "/x/y/a.jpg"));
	assert_false(allow("{claim:f}", claims, "/x/", "/x/y/a.jpg"));
	assert_false(allow("{claim:f}", claims, "/y/", "/x/a.jpg"));
	assert_false(allow("{claim:f}", claims, "/x", "/xa.jpg"));
	assert_false(allow("{claim:f}", claims, "", "a.jpg"));
	assert_false(allow("{claim:f}", claims, "", "/a.jpg"));
	assert_false(rules_allow(rules, claims,
	    (struct bytes){ NULL, 0 }, BYTES("/a.jpg")));
	assert_false(rules_allow(rules, claims, BYTES("/"),
	    (struct bytes){ NULL, 0 }));
	rules_free(rules);
	arena_free(arena);
}

/* A text is as long as it says, not up to its first NUL. */
static void
test_nul(void **state)
{
	json_t *claims = json_pack("{s:s%}", "sub", "alice\0x", (size_t)7);

	(void)state;
	assert_non_null(claims);
	assert_false(allow("/{sub}", claims, PREFIX, "/alice"));
	assert_false(allow("{claim:sub}", claims, PREFIX, "/img/alice"));
	json_decref(claims);
}

static void
test_claim(void **state)
{
	struct arena *arena = arena_new(1 << 16);
	const json_t *claims = claims_of(CLAIMS, arena);
	char          number[RULES_NUMBER_SIZE];

	(void)state;
	EXPECT_BYTES("a.b", rules_text(rules_claim(claims, BYTES("a.b")),
	    number), BYTES("full"));
	EXPECT_BYTES("id", rules_text(rules_claim(claims, BYTES("id")),
	    number), BYTES("42"));
	EXPECT_BYTES("none", rules_text(NULL, number), EMPTY);
	assert_null(rules_claim(claims, BYTES("")));
	assert_null(rules_claim(claims, (struct bytes){ NULL, 0 }));
	assert_null(rules_claim(NULL, BYTES("a.b")));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_claims),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_claim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
