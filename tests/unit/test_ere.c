/*
 * Regular expressions: what they match, what is refused, and that libc's
 * regexec agrees on patterns nobody has thought of.
 *
 * SPDX-License-Identifier: ISC
 */
#include "group_arena.h"

#include <regex.h>

#include "ere.h"

enum answer { NO, YES, REFUSED };

static enum answer
ask(const char *pattern, const char *text)
{
	const struct ere *ere;
	int               is_match = 0;
	enum status       status;

	arena_reset(arena);
	status = ere_compile(guarded_text(pattern), arena, &ere);
	if (status == STATUS_OK)
		status = ere_match(ere, guarded_text(text), arena, &is_match);
	if (status == STATUS_MALFORMED)
		return REFUSED;
	EXPECT_STATUS(pattern, status, STATUS_OK);
	return is_match ? YES : NO;
}

static const struct {
	const char *pattern, *text;
	enum answer answer;
} rows[] = {
	{ "abc", "abc", YES }, { "abc", "abcd", NO }, { "abc", "xabc", NO },
	{ "abc", "ab", NO }, { "abc", "", NO }, { "a.c", "a.c", YES },
	{ "a.c", "ac", NO }, { ".", "\x80", NO }, { "[^a]", "\xff", NO },
	{ "a*", "", YES }, { "a*", "aaa", YES }, { "a*", "aab", NO },
	{ "a+", "", NO }, { "a+", "aa", YES }, { "a?b", "b", YES },
	{ "a?b", "aab", NO }, { "a{3}", "aaa", YES }, { "a{3}", "aa", NO },
	{ "a{3}", "aaaa", NO }, { "a{2,}", "a", NO }, { "a{2,}", "aaaa", YES },
	{ "a{1,3}", "", NO }, { "a{1,3}", "aaa", YES },
	{ "a{1,3}", "aaaa", NO }, { "a{0,2}", "", YES },
	{ "a{0,2}", "aa", YES }, { "a{0,2}", "aaa", NO },
	{ "a{0,}", "aaa", YES }, { "a{0}b", "b", YES }, { "a{0}b", "ab", NO },
	{ "(ab){2}", "abab", YES }, { "(ab){2}", "ab", NO },
	{ "((a|b){2}c){2}", "abcbac", YES },
	{ "((a|b){2}c){2}", "abcba", NO },
	{ "(a|bc|d)*", "abcda", YES }, { "(a|bc|d)*", "ab", NO },
	{ "a|bc", "bc", YES }, { "a|bc", "ac", NO }, { "a|b|c|d", "d", YES },
	{ "(a*)*", "aaa", YES }, { "(a*)*", "b", NO }, { "(a*)+b", "b", YES },
	{ "(a?){3}", "aa", YES }, { "(a+)+$", "aaaaaaaaaaaaaaaaaaaaab", NO },
	{ "^abc$", "abc", YES }, { "a^b", "ab", NO }, { "a$b", "ab", NO },
	{ "(^a|b)+", "ab", YES }, { "(^a|b)+", "ba", NO }, { "^$", "", YES },
	{ "\\.", ".", YES }, { "\\.", "a", NO }, { "\\\\", "\\", YES },
	{ "a\\-b\\:", "a-b:", YES }, { "a}]", "a}]", YES },
	{ "[abc]+", "cab", YES }, { "[abc]", "d", NO }, { "[^abc]", "d", YES },
	{ "[^abc]", "a", NO }, { "[]a]+", "]a", YES }, { "[^]a]", "]", NO },
	{ "[a-c0-2]+", "a2b", YES }, { "[a-c]", "d", NO },
	{ "[a-]+", "-a", YES }, { "[-a]+", "-a", YES }, { "[--/]+", "-./", YES },
	{ "[+--]+", "+,-", YES }, { "[\\.]+", "\\.", YES },
	{ "[[:digit:]]{2}", "42", YES }, { "[[:alpha:]_]+", "a_Z", YES },
	{ "[[:alpha:]]", "1", NO }, { "[^[:upper:]]", "a", YES },
	{ "[[a]", "[", YES }, { "[[:xdigit:]]+", "fF0", YES },
	{ "[^:]*\\://[^/]*/folder/content/quality_[^/]*/segment.{3}\\.mp4"
	  "(\\?.*)?", "https://h/folder/content/quality_1/segment001.mp4?x",
	  YES },
	/* What the standard leaves undefined, and what is none. */
	{ "(", "", REFUSED }, { ")", "", REFUSED }, { "(a", "", REFUSED },
	{ "a)", "", REFUSED }, { "", "", REFUSED }, { "()", "", REFUSED },
	{ "a|", "", REFUSED }, { "|a", "", REFUSED }, { "a||b", "", REFUSED },
	{ "(|a)", "", REFUSED }, { "(a|)", "", REFUSED },
	{ "*a", "", REFUSED }, { "(*a)", "", REFUSED }, { "a|*", "", REFUSED },
	{ "^*", "", REFUSED }, { "$*", "", REFUSED }, { "a**", "", REFUSED },
	{ "a+?", "", REFUSED }, { "a{2}{2}", "", REFUSED },
	{ "{2}", "", REFUSED }, { "a{", "", REFUSED }, { "a{}", "", REFUSED },
	{ "a{x}", "", REFUSED }, { "a{,2}", "", REFUSED },
	{ "a{2,1}", "", REFUSED }, { "a{1,2,3}", "", REFUSED },
	{ "a{256}", "", REFUSED }, { "a{1,256}", "", REFUSED },
	{ "a{1000}", "", REFUSED }, { "a{-1}", "", REFUSED },
	{ "\\", "", REFUSED }, { "(a)\\1", "aa", REFUSED },
	{ "\\d", "", REFUSED }, { "\\w", "", REFUSED }, { "\\<a", "", REFUSED },
	{ "\\`a", "", REFUSED }, { "\\'", "", REFUSED },
	{ "[", "", REFUSED }, { "[]", "", REFUSED }, { "[^]", "", REFUSED },
	{ "[a", "", REFUSED }, { "[b-a]", "", REFUSED },
	{ "[a-", "", REFUSED }, { "[a-c-e]", "", REFUSED },
	{ "[[:nope:]]", "", REFUSED }, { "[[:alpha:", "", REFUSED },
	{ "[[:alpha:]-z]", "", REFUSED }, { "[[.a.]]", "", REFUSED },
	{ "[[=a=]]", "", REFUSED }, { "[a-[.b.]]", "", REFUSED },
	{ "[[:]", "", REFUSED }, { "\xc3\xa4", "", REFUSED },
	{ "[\xc3\xa4]", "", REFUSED }, { "a\nb", "", REFUSED },
	{ "a\x7f", "", REFUSED },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (ask(rows[i].pattern, rows[i].text) != rows[i].answer)
			fail_msg("%s against %s: not %d", rows[i].pattern,
			    rows[i].text, (int)rows[i].answer);
}

/* ------------------------------------------------------------------- limits */

static void
test_program(void **state)
{
	char pattern[ERE_PATTERN + 2] = "";

	(void)state;
	memset(pattern, 'a', ERE_PROGRAM - 1);
	assert_int_equal(ask(pattern, pattern), YES);
	memset(pattern, 'a', ERE_PROGRAM);
	assert_int_equal(ask(pattern, pattern), REFUSED);
	memset(pattern, '(', ERE_PATTERN + 1);
	assert_int_equal(ask(pattern, ""), REFUSED);
	/* Small to write, large to run. */
	assert_int_equal(ask("((a{20}){10}){10}", ""), NO);
	assert_int_equal(ask("((a{20}){10}){11}", ""), REFUSED);
	assert_int_equal(ask("((a{255}){255}){255}", ""), REFUSED);
	assert_int_equal(ask("((a?){255}){8}", ""), REFUSED);
	assert_int_equal(ask("((a*){255}){3}", ""), REFUSED);
	assert_int_equal(ask("(((a|b){255}){255})*", ""), REFUSED);
}

/* Every full program, at the one place where it becomes so. */
static void
test_full(void **state)
{
	static const char *const ends[] = { "b", "b*", "b+", "b?", "b|c",
		"(b|c)", "b{2}", "b{0,2}", "b{0}", "[b]", ".", "^", "$", "\\." };
	char pattern[ERE_PATTERN];

	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++) {
		enum answer before = NO;

		for (int room = 8; room >= 0; room--) {
			enum answer now;

			memset(pattern, 'a', (size_t)(ERE_PROGRAM - room));
			strcpy(pattern + ERE_PROGRAM - room, ends[i]);
			now = ask(pattern, "x");
			EXPECT(ends[i], now >= before);
			before = now;
		}
		EXPECT(ends[i], before == REFUSED);
	}
}

static void
test_depth(void **state)
{
	char pattern[3 * ERE_DEPTH + 10] = "";

	(void)state;
	for (int depth = 0; depth <= ERE_DEPTH + 1; depth++) {
		memset(pattern, '(', (size_t)depth);
		pattern[depth] = 'a';
		memset(pattern + depth + 1, ')', (size_t)depth);
		pattern[2 * depth + 1] = '\0';
		assert_int_equal(ask(pattern, "a"),
		    depth <= ERE_DEPTH ? YES : REFUSED);
	}
}

/* What takes libc minutes, or its memory, takes so many steps here. */
static void
test_steps(void **state)
{
	static const char *const costly[] = { "((a?){255}){3}",
		"((a*)*|b){200}", "(a|a|a|a|a|a|a|a|a|a)*b", "(.*.*.*.*)*x",
		"(((.?){30}){3}){5}" };
	char text[8192];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < COUNT(costly); i++)
		EXPECT(costly[i], ask(costly[i], text) != YES);
	assert_int_equal(ask("((.?){255})*", text), REFUSED);
	assert_int_equal(ask("(a*)*", text), YES);
	assert_int_equal(ask("(([^b]+)+)+", text), YES);
}

static void
test_little_memory(void **state)
{
	size_t judged = 0;

	(void)state;
	for (size_t size = 0; size < 32768; size += 7) {
		struct arena     *small = arena_new(size);
		const struct ere *ere;
		int               is_match = 0;
		enum status status = ere_compile(BYTES("([a-c]|d)+x"), small,
		    &ere);

		if (status == STATUS_OK)
			status = ere_match(ere, BYTES("abx"), small, &is_match);
		if (status != STATUS_OK)
			EXPECT_STATUS("small", status, STATUS_TOO_LARGE);
		assert_int_equal(is_match, status == STATUS_OK);
		judged += status == STATUS_OK;
		arena_free(small);
	}
	assert_in_range(judged, 1, 4000);
}

/* ------------------------------------------------------------------ random */

#define PATTERNS 60000
#define TEXTS    6
static unsigned
any_number(void)
{
	static uint64_t seed = 42;

	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(seed >> 33);
}

static void
write_pattern(char *pattern, size_t parts)
{
	static const char *const pieces[] = { "a", "b", "ab", ".", "(", ")",
		"(a|", "|", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}",
		"{0}", "[ab]", "[^a]", "[a-b]", "[]a]", "[[:alpha:]]", "^", "$",
		"\\.", "-", ")*", "(b", "[-a]", "[+--]", "}" };

	*pattern = '\0';
	while (parts-- > 0)
		pattern = stpcpy(pattern,
		    pieces[any_number() % COUNT(pieces)]);
}

static void
write_text(char *text, size_t length)
{
	while (length-- > 0)
		*text++ = "aabb.-c"[any_number() % 7];
	*text = '\0';
}

static enum answer
ask_libc(const regex_t *regex, const char *text)
{
	return regexec(regex, text, 0, NULL, 0) == 0 ? YES : NO;
}

static void
test_random(void **state)
{
	size_t taken = 0, matched = 0;

	(void)state;
	for (size_t i = 0; i < PATTERNS; i++) {
		char    pattern[100], whole[110], text[16];
		regex_t regex;

		write_pattern(pattern, 1 + any_number() % 8);
		if (ask(pattern, "") == REFUSED)
			continue;
		snprintf(whole, sizeof(whole), "^(%s)$", pattern);
		EXPECT(whole, regcomp(&regex, whole, REG_EXTENDED) == 0);
		for (size_t k = 0; k < TEXTS; k++) {
			enum answer answer;

			write_text(text, any_number() % 7);
			answer = ask(pattern, text);
			if (answer != ask_libc(&regex, text))
				fail_msg("%s against %s: %d", pattern, text,
				    (int)answer);
			matched += answer == YES;
		}
		regfree(&regex);
		taken++;
	}
	assert_in_range(taken, PATTERNS / 10, PATTERNS);
	assert_in_range(matched, taken / 8, TEXTS * taken / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_program),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
