/*
 * A pattern, and texts: the same ones match as by libc, and where libc might
 * take for ever nothing is read that is not there.
 *
 * The input is lines: the pattern, then texts.  -DPLANT lets the last character
 * of a text be any.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <regex.h>

#include "bytes.h"
#include "ere.h"

/* Beyond that libc may need minutes. */
#define PATTERN_MAX 24
#define TEXT_MAX    24

static int
match(const struct ere *ere, struct bytes text, struct arena *arena,
    int *is_match)
{
	enum status status = ere_match(ere, text, arena, is_match);

	REQUIRE(status == STATUS_OK || status == STATUS_MALFORMED ||
	    status == STATUS_TOO_LARGE);
#ifdef PLANT
	if (status == STATUS_OK && text.len > 2 && !*is_match)
		status = ere_match(ere, (struct bytes){ text.at,
		    text.len - 1 }, arena, is_match);
#endif
	return status == STATUS_OK;
}

/* NUL-terminated, as libc wants it; 0: it is too long, or has one inside. */
static int
copy_text(struct bytes text, const char *before, const char *behind,
    char copied[PATTERN_MAX + TEXT_MAX])
{
	if (text.len > TEXT_MAX || memchr(text.at, '\0', text.len) != NULL)
		return 0;
	snprintf(copied, PATTERN_MAX + TEXT_MAX, "%s%.*s%s", before,
	    (int)text.len, text.at, behind);
	return 1;
}

/* In ASCII, that is all there is in a URI. */
static int
is_ascii(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] >= 0x80)
			return 0;
	return 1;
}

/*
 * glibc 2.36 takes "aab" for a match of "(^a|b$)+", where an anchor stands in
 * what is repeated; and the memory that "{255}" takes it asks for in full.
 */
static int
is_fit_for_libc(struct bytes pattern)
{
	for (size_t i = 0; i < pattern.len; i++) {
		const char c = pattern.at[i];

		if (c == '{' || c == '$' ||
		    (c == '^' && (i == 0 || pattern.at[i - 1] != '[')))
			return 0;
	}
	return 1;
}

static void
compare(struct bytes pattern, struct bytes text, int is_match)
{
	char    whole[PATTERN_MAX + TEXT_MAX], copied[PATTERN_MAX + TEXT_MAX];
	regex_t regex;

	if (!is_ascii(text) || !is_fit_for_libc(pattern) ||
	    !copy_text(pattern, "^(", ")$", whole) ||
	    !copy_text(text, "", "", copied))
		return;
	REQUIRE(regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB) == 0);
	REQUIRE(is_match == (regexec(&regex, copied, 0, NULL, 0) == 0));
	regfree(&regex);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct bytes      input = { (const char *)data, size };
	struct bytes      pattern = bytes_cut(&input, '\n');
	struct arena     *arena = arena_new(1 << 17);
	const struct ere *ere;
	int               is_match;

	if (ere_compile(pattern, arena, &ere) == STATUS_OK)
		for (int i = 0; i < 8; i++) {
			struct bytes text = bytes_cut(&input, '\n');

			if (match(ere, text, arena, &is_match))
				compare(pattern, text, is_match);
		}
	arena_free(arena);
	return 0;
}
