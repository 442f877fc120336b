/* From the text of rules to rules_read.h.  SPDX-License-Identifier: ISC */
#include "rules_read.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "words.h"

#define TEXT_MAX     4096
#define RULES_MAX    32
#define SEGMENTS_MAX 16 /* of one rule */

/* What a name in a path may not hold; here and below, NULL is no reason. */
static const struct {
	char        byte;
	const char *reason;
} refused_in_literals[] = {
	{ '*', "a '*' stands for a whole segment: it is no part of a name" },
	{ '{', "braces stand for a whole segment: they are no part of a name" },
	{ '}', "braces stand for a whole segment: they are no part of a name" },
	{ '%', "nothing is percent-decoded here: write the decoded name" },
	{ '\\', "no path has a backslash" },
};

static const char *
read_literal(struct bytes text, struct segment *segment)
{
	if (text.len == 0)
		return "a segment is empty: no \"//\", and no '/' at the end";
	if (bytes_equal(text, BYTES(".")) || bytes_equal(text, BYTES("..")))
		return "no path has a segment \".\" or \"..\"";
	for (size_t i = 0; i < sizeof(refused_in_literals) /
	    sizeof(*refused_in_literals); i++)
		if (memchr(text.at, refused_in_literals[i].byte, text.len))
			return refused_in_literals[i].reason;
	if (text.at[text.len - 1] == ',')
		return "rules are separated by spaces, not by commas";
	segment->text = text;
	return NULL;
}

/* What stands between braces. */
static const char *
read_claim(struct bytes text, struct segment *segment)
{
	const struct bytes word = BYTES("claim:");

	segment->kind = CLAIM;
	segment->text = text;
	if (bytes_equal(text, BYTES("sub")))
		return NULL;
	if (!bytes_start_with(text, word))
		return "in braces stands sub, claim:NAME or claim:NAME[]";
	text.at += word.len;
	text.len -= word.len;
	if (text.len >= 2 && memcmp(text.at + text.len - 2, "[]", 2) == 0) {
		segment->kind = CLAIM_LIST;
		text.len -= 2;
	}
	if (text.len == 0)
		return "a claim has no name";
	/* Rather a brace that someone forgot than part of a name. */
	if (memchr(text.at, '{', text.len) != NULL)
		return "a '{' has no '}'";
	segment->text = text;
	return NULL;
}

/* {...} at the start of text, which moves behind it. */
static const char *
read_braces(struct bytes *text, struct segment *segment)
{
	const char  *close = memchr(text->at, '}', text->len);
	struct bytes inside = { text->at + 1, 0 };

	if (close == NULL)
		return "a '{' has no '}'";
	inside.len = (size_t)(close - inside.at);
	text->len -= inside.len + 2;
	text->at = close + 1;
	return read_claim(inside, segment);
}

/* "/SEGMENT" at the start of text, which moves behind it. */
static const char *
read_segment(struct bytes *text, struct segment *segment)
{
	struct bytes until_slash;

	text->at++;
	text->len--;
	if (text->len > 0 && *text->at == '{')
		return read_braces(text, segment);
	until_slash = *text;
	until_slash = bytes_cut(&until_slash, '/');
	text->at += until_slash.len;
	text->len -= until_slash.len;
	if (bytes_equal(until_slash, BYTES("**"))) {
		segment->kind = ANY_REST;
		return text->len == 0 ? NULL : "\"**\" can only stand last";
	}
	if (!bytes_equal(until_slash, BYTES("*")))
		return read_literal(until_slash, segment);
	segment->kind = ANY_ONE;
	return NULL;
}

static const char *
read_pattern(struct rules *rules, struct bytes text)
{
	size_t      end = rules->count + SEGMENTS_MAX;
	const char *reason;

	while (text.len > 0) {
		struct segment segment = { .kind = LITERAL };

		if (rules->count == end)
			return "a rule has more than 16 segments";
		if (*text.at != '/')
			return "braces stand for a whole segment: they are "
			       "no part of a name";
		reason = read_segment(&text, &segment);
		if (reason != NULL)
			return reason;
		segment.is_last = text.len == 0;
		rules->segments[rules->count++] = segment;
	}
	return NULL;
}

static const char *
read_rule(struct rules *rules, struct bytes text)
{
	struct segment whole = { .is_path = 1, .is_last = 1 };
	const char    *reason;

	if (!bytes_are_text(text))
		return "it is not UTF-8, or has a control byte";
	if (*text.at == '/')
		return read_pattern(rules, text);
	if (*text.at != '{' || bytes_start_with(text, BYTES("{sub}")))
		return "a rule starts with '/', or is {claim:NAME}";
	reason = read_braces(&text, &whole);
	if (reason != NULL)
		return reason;
	if (text.len > 0)
		return "a rule starts with '/', or is {claim:NAME}";
	rules->segments[rules->count++] = whole;
	return NULL;
}

static const char *
read_rules(struct rules *rules, struct bytes text)
{
	size_t left = RULES_MAX;

	for (;;) {
		struct bytes word = next_word(&text);
		const char  *reason;

		if (word.len == 0)
			return left < RULES_MAX ? NULL : "there is no rule";
		if (left-- == 0)
			return "there are more than 32 rules";
		reason = read_rule(rules, word);
		if (reason != NULL)
			return reason;
	}
}

struct rules *
rules_new(struct bytes text, const char **reason)
{
	size_t        room = 0;
	struct rules *rules;
	char         *copy;

	*reason = "it is longer than 4096 bytes";
	if (text.len > TEXT_MAX)
		return NULL;
	/* A segment takes a '/', a whole rule a '{'. */
	for (size_t i = 0; i < text.len; i++)
		room += text.at[i] == '/' || text.at[i] == '{';
	*reason = "memory ran out";
	rules = malloc(sizeof(*rules) + room * sizeof(*rules->segments) +
	    text.len);
	if (rules == NULL)
		return NULL;
	rules->count = 0;
	copy = (char *)(rules->segments + room);
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	*reason = read_rules(rules, (struct bytes){ copy, text.len });
	if (*reason == NULL)
		return rules;
	free(rules);
	return NULL;
}

void
rules_free(struct rules *rules)
{
	free(rules);
}
