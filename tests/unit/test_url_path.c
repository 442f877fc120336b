/* What a path may be.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "url_path.h"

enum fate { REFUSED, READABLE, FILE_PATH };

static const struct {
	const char *raw, *path;
	enum fate   fate;
} rows[] = {
	{ "/", "/", FILE_PATH },
	{ "/a", "/a", FILE_PATH },
	{ "/a/b.jpg", "/a/b.jpg", FILE_PATH },
	{ "/a/", "/a/", FILE_PATH },
	{ "/...", "/...", FILE_PATH },
	{ "/.a", "/.a", FILE_PATH },
	{ "/..a", "/..a", FILE_PATH },
	{ "/a..", "/a..", FILE_PATH },
	{ "/a.", "/a.", FILE_PATH },
	{ "/a%20b", "/a b", FILE_PATH },
	{ "/%C3%BC", "/\xc3\xbc", FILE_PATH },
	{ "/100%25", "/100%", FILE_PATH },
	{ "/a;b='c'", "/a;b='c'", FILE_PATH },
	{ "//", "//", READABLE },
	{ "//a", "//a", READABLE },
	{ "/a//b", "/a//b", READABLE },
	{ "/a//", "/a//", READABLE },
	{ "/a%2Fb", "/a/b", READABLE },
	{ "/a%2fb", "/a/b", READABLE },
	{ "%2Fa", "/a", READABLE },
	{ "/a%5Cb", "/a\\b", READABLE },
	{ "/a%5C", "/a\\", READABLE },
	{ "", "", REFUSED },
	{ "a", "a", REFUSED },
	{ "*", "*", REFUSED },
	{ ".", ".", REFUSED },
	{ "/.", "/.", REFUSED },
	{ "/..", "/..", REFUSED },
	{ "/./a", "/./a", REFUSED },
	{ "/../a", "/../a", REFUSED },
	{ "/a/.", "/a/.", REFUSED },
	{ "/a/..", "/a/..", REFUSED },
	{ "/a/../b", "/a/../b", REFUSED },
	{ "/a/%2e%2e/b", "/a/../b", REFUSED },
	{ "/a/..%2Fb", "/a/../b", REFUSED },
	{ "/a%2F..%2Fb", "/a/../b", REFUSED },
	{ "/a%5C..%5Cb", "/a\\..\\b", REFUSED },
	{ "/%5C..", "/\\..", REFUSED },
	{ "/a/..%5Cb", "/a/..\\b", REFUSED },
	{ "/a%5C./b", "/a\\./b", REFUSED },
	{ "/a%0Ab", "/a\nb", REFUSED },
	{ "/a%0D", "/a\r", REFUSED },
	{ "/a%7F", "/a\x7f", REFUSED },
	{ "/a%1B", "/a\x1b", REFUSED },
	{ "/a%FF", "/a\xff", REFUSED },
	{ "/%C0%AE%C0%AE/", "/\xc0\xae\xc0\xae/", REFUSED },
	{ "/%C3", "/\xc3", REFUSED },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes raw = guarded_text(rows[i].raw);
		struct bytes path = guarded_text(rows[i].path);

		EXPECT(rows[i].raw, url_path_is_readable(path) ==
		    (rows[i].fate != REFUSED));
		EXPECT(rows[i].raw, url_path_leads_to_file(raw, path) ==
		    (rows[i].fate == FILE_PATH));
	}
}

static void
test_no_nul(void **state)
{
	(void)state;
	assert_false(url_path_is_readable(BYTES("/a\0.jpg")));
	assert_false(url_path_leads_to_file(BYTES("/a"), BYTES("/a\0")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
