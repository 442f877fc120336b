/*
 * Rules, claims and a path: what is opened has no dot segment, and a rule that
 * reads so by a second, simpler reading.
 *
 * The input is lines: rules, claims, prefix, path; whatever follows is an
 * access file, in which the claim "g" lists the groups.  -DPLANT lets the
 * claim "sub" be a pattern.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access.h"
#include "bytes.h"
#include "json.h"
#include "rules.h"

struct question {
	const json_t *claims;
	struct bytes  prefix, path;
};

static int
allow(const struct rules *rules, const struct question *question)
{
#ifdef PLANT
	if (json_is(json_member(question->claims, BYTES("sub")), BYTES("**")))
		return !is_bad_path(question->path);
#endif
	return rules_allow(rules, question->claims, question->prefix,
	    question->path);
}

static size_t
slashes(struct bytes text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.at[i] == '/';
	return n;
}

/* What must be so where this one rule opens the path. */
static int
could_open(struct bytes rule, const struct question *question)
{
	struct bytes path = question->path;
	struct bytes head = { rule.at, 0 };

	while (head.len < rule.len && rule.at[head.len] != '*' &&
	    rule.at[head.len] != '{')
		head.len++;
	if (head.len == rule.len)
		return bytes_equal(rule, path);
	if (!bytes_start_with(path, head))
		return 0;
	if (memchr(rule.at, '{', rule.len) != NULL)
		return question->claims != NULL;
	if (memcmp(rule.at + rule.len - 2, "**", 2) == 0)
		return slashes(path) >= slashes(rule);
	return slashes(path) == slashes(rule);
}

/* Several rules open what one of them opens, and nothing else. */
static int
one_opens(struct bytes text, const struct question *question)
{
	int opened = 0;

	while (text.len > 0) {
		const char   *reason;
		struct rules *rules;
		struct bytes  word = { text.at, 0 };

		while (word.len < text.len && text.at[word.len] != ' ' &&
		    text.at[word.len] != '\t')
			word.len++;
		text.at += word.len + (word.len < text.len);
		text.len -= word.len + (word.len < text.len);
		if (word.len == 0)
			continue;
		rules = rules_new(word, &reason);
		REQUIRE(rules != NULL && reason == NULL);
		if (rules_allow(rules, question->claims, question->prefix,
		        question->path)) {
			REQUIRE(could_open(word, question));
			opened = 1;
		}
		rules_free(rules);
	}
	return opened;
}

static void
require_sound(struct bytes path)
{
	REQUIRE(!is_bad_path(path));
	REQUIRE(memmem(path.at, path.len, "//", 2) == NULL);
	REQUIRE(memchr(path.at, '\\', path.len) == NULL);
	REQUIRE(path.at[path.len - 1] != '/');
}

static void
try_rules(struct bytes text, const struct question *question)
{
	const char   *reason = NULL;
	struct rules *rules = rules_new(text, &reason);
	int           opened;

	REQUIRE((rules == NULL) == (reason != NULL));
	if (rules == NULL)
		return;
	opened = allow(rules, question);
	if (opened)
		require_sound(question->path);
	REQUIRE(opened == one_opens(text, question));
	rules_free(rules);
}

static void
try_access(struct bytes text, const struct question *question)
{
	struct complaint    complaint = { "" };
	struct access_list *list;
	char                name[32];
	int                 file = memfd_create("access", MFD_CLOEXEC);

	REQUIRE(file >= 0 && fchmod(file, 0600) == 0);
	REQUIRE(write(file, text.at, text.len) == (ssize_t)text.len);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
	list = access_load(name, &complaint);
	close(file);
	REQUIRE((list == NULL) == (complaint.text[0] != '\0'));
	REQUIRE(strchr(complaint.text, '\n') == NULL);
	if (list != NULL && access_allows(list, question->claims, BYTES("g"),
	        question->prefix, question->path))
		require_sound(question->path);
	access_free(list);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct bytes    input = { (const char *)data, size };
	struct bytes    rules = bytes_cut(&input, '\n');
	struct bytes    claims = bytes_cut(&input, '\n');
	struct question question = { .prefix = bytes_cut(&input, '\n') };
	struct arena   *arena = arena_new(1 << 18);

	question.path = bytes_cut(&input, '\n');
	if (json_read(claims, arena, &question.claims) != STATUS_OK)
		question.claims = NULL;
	try_rules(rules, &question);
	try_access(input, &question);
	arena_free(arena);
	return 0;
}
