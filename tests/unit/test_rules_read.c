/* What rules may say: rules_read.c.  SPDX-License-Identifier: ISC */
#include "support.h"

static const struct {
	const char *text, *reason; /* a part of it */
} refused[] = {
	{ "", "no rule" },
	{ " \t ", "no rule" },
	{ "a", "starts with '/'" },
	{ "*", "starts with '/'" },
	{ "**", "starts with '/'" },
	{ "img/*", "starts with '/'" },
	{ "/a,/b", "commas" },
	{ "/a, /b", "commas" },
	{ "{sub}", "starts with '/'" },
	{ "{sub}/a", "starts with '/'" },
	{ "{claim:a}/b", "starts with '/'" },
	{ "{claim:a}{claim:b}", "starts with '/'" },
	{ "}", "starts with '/'" },
	{ "/", "empty" },
	{ "//", "empty" },
	{ "/a/", "empty" },
	{ "/a//b", "empty" },
	{ "/{sub}/", "empty" },
	{ "/*/", "empty" },
	{ "/**/", "only stand last" },
	{ "/**/a", "only stand last" },
	{ "/**/**", "only stand last" },
	{ "/.", "\"..\"" },
	{ "/a/../b", "\"..\"" },
	{ "/*.jpg", "whole segment" },
	{ "/a*", "whole segment" },
	{ "/***", "whole segment" },
	{ "/a{sub}", "whole segment" },
	{ "/a}", "whole segment" },
	{ "/{sub}a", "whole segment" },
	{ "/{sub}{sub}", "whole segment" },
	{ "/{sub}*", "whole segment" },
	{ "/{sub}}", "whole segment" },
	{ "/{", "no '}'" },
	{ "/{sub", "no '}'" },
	{ "{", "no '}'" },
	{ "{claim:a", "no '}'" },
	{ "/{claim:a b}", "no '}'" },
	{ "/{claim:a/{sub}", "no '}'" },
	{ "/{}", "in braces" },
	{ "{}", "in braces" },
	{ "/{user}", "in braces" },
	{ "/{SUB}", "in braces" },
	{ "/{sub[]}", "in braces" },
	{ "/{claim}", "in braces" },
	{ "/{Claim:a}", "in braces" },
	{ "/{ sub }", "no '}'" },
	{ "/{claim:}", "no name" },
	{ "/{claim:[]}", "no name" },
	{ "{claim:}", "no name" },
	{ "{claim:[]}", "no name" },
	{ "/my%20cat", "decoded" },
	{ "/100%", "decoded" },
	{ "/a\\b", "backslash" },
	{ "/a\nb", "control byte" },
	{ "/a\r", "control byte" },
	{ "/a\x7f", "control byte" },
	{ "/{claim:\x01}", "control byte" },
	{ "/\xff", "UTF-8" },
	{ "/\xc3", "UTF-8" },
	{ "/a /b /c/", "empty" },
};

static void
test_refused(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		const char   *reason = NULL;
		struct rules *rules = rules_new(guarded_text(refused[i].text),
		    &reason);

		if (rules == NULL && strstr(reason, refused[i].reason))
			continue;
		print_error("%s: %s\n", refused[i].text,
		    rules == NULL ? reason : "accepted");
		rules_free(rules);
		failed++;
	}
	assert_int_equal(failed, 0);
}

/* count times the same, in a static buffer. */
static const char *
times(const char *text, size_t count)
{
	static char buffer[8192];
	size_t      length = strlen(text);

	assert_in_range(count * length, 0, sizeof(buffer) - 1);
	for (size_t i = 0; i < count; i++)
		memcpy(buffer + i * length, text, length);
	buffer[count * length] = '\0';
	return buffer;
}

static const char *
long_rule(size_t length)
{
	char *text = (char *)(uintptr_t)times("a", length);

	text[0] = '/';
	return text;
}

static void
expect_limit(const char *what, const char *text, const char *reason_wanted)
{
	const char   *reason = NULL;
	struct rules *rules = rules_new(guarded_text(text), &reason);

	EXPECT(what, (rules == NULL) == (reason_wanted != NULL));
	EXPECT(what, (reason == NULL) == (reason_wanted == NULL));
	if (reason_wanted != NULL)
		EXPECT(what, strstr(reason, reason_wanted) != NULL);
	rules_free(rules);
}

static void
test_limits(void **state)
{
	(void)state;
	expect_limit("32 rules", times("/a ", 32), NULL);
	expect_limit("33 rules", times("/a ", 33), "more than 32 rules");
	expect_limit("32 whole", times("{claim:a} ", 32), NULL);
	expect_limit("33 whole", times("{claim:a} ", 33), "more than 32");
	expect_limit("16 segments", times("/*", 16), NULL);
	expect_limit("17 segments", times("/*", 17), "more than 16 segments");
	expect_limit("32 of 16", times("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p ",
	    32), NULL);
	expect_limit("4096 bytes", times("/aaaaaaa/aaaaaa ", 256), "32 rules");
	expect_limit("4096 blanks", times("    ", 1024), "no rule");
	expect_limit("4098 blanks", times("   ", 1366), "longer than 4096");
	expect_limit("4095 bytes", times("\xe2\x82\xac", 1365), "starts with");
	expect_limit("a long name", long_rule(4096), NULL);
	expect_limit("a longer name", long_rule(4097), "longer than 4096");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
