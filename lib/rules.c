/* See rules.h.  SPDX-License-Identifier: ISC */
#include "rules.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "json.h"
#include "rules_read.h"
#include "url_path.h"

const json_t *
rules_claim(const json_t *claims, struct bytes name)
{
	const json_t *found = json_member(claims, name);
	const char   *dot;

	if (found != NULL || name.len == 0)
		return found;
	while ((dot = memchr(name.at, '.', name.len)) != NULL) {
		struct bytes part = { name.at, (size_t)(dot - name.at) };

		claims = json_member(claims, part);
		name.at = dot + 1;
		name.len -= part.len + 1;
	}
	return json_member(claims, name);
}

struct bytes
rules_text(const json_t *claim, char number[RULES_NUMBER_SIZE])
{
	int length;

	if (!json_is_integer(claim))
		return json_bytes(claim);
	length = snprintf(number, RULES_NUMBER_SIZE, "%" JSON_INTEGER_FORMAT,
	    json_integer_value(claim));
	return (struct bytes){ number, (size_t)length };
}

/* A segment by its name; a path by both of its names. */
struct wanted {
	struct bytes names[2]; /* the second may be empty: none */
};

static int
value_is(const json_t *value, const struct wanted *wanted)
{
	char         number[RULES_NUMBER_SIZE];
	struct bytes text = rules_text(value, number);

	return text.len > 0 && (bytes_equal(text, wanted->names[0]) ||
	    bytes_equal(text, wanted->names[1]));
}

static int
claim_is(const struct segment *segment, const json_t *claims,
    const struct wanted *wanted)
{
	const json_t *claim = rules_claim(claims, segment->text);

	if (segment->kind == CLAIM)
		return value_is(claim, wanted);
	for (size_t i = 0; i < json_array_size(claim); i++)
		if (value_is(json_array_get(claim, i), wanted))
			return 1;
	return 0;
}

static int
segment_is(const struct segment *segment, const json_t *claims,
    struct bytes name)
{
	if (segment->kind == LITERAL)
		return bytes_equal(segment->text, name);
	if (segment->kind == ANY_ONE)
		return 1;
	return claim_is(segment, claims, &(struct wanted){ { name, EMPTY } });
}

/* path: one that leads to a file, so no segment of it is empty. */
static int
pattern_opens(const struct segment *segment, const json_t *claims,
    struct bytes path)
{
	(void)bytes_cut(&path, '/');
	for (;; segment++) {
		struct bytes name = bytes_cut(&path, '/');

		if (name.len == 0)
			return 0;
		if (segment->kind == ANY_REST)
			return 1;
		if (!segment_is(segment, claims, name))
			return 0;
		if (segment->is_last)
			return path.len == 0;
	}
}

/* What stands behind the prefix; empty when the path does not. */
static struct bytes
behind(struct bytes prefix, struct bytes path)
{
	if (prefix.len == 0 || prefix.at[prefix.len - 1] != '/' ||
	    !bytes_start_with(path, prefix))
		return EMPTY;
	return (struct bytes){ path.at + prefix.len, path.len - prefix.len };
}

int
rules_allow(const struct rules *rules, const json_t *claims,
    struct bytes prefix, struct bytes path)
{
	const struct wanted whole = { { path, behind(prefix, path) } };
	int                 is_first = 1;

	/* What is a folder to a front server is no file of anybody. */
	if (rules == NULL || !url_path_leads_to_file(path, path) ||
	    path.at[path.len - 1] == '/')
		return 0;
	for (size_t i = 0; i < rules->count; i++) {
		const struct segment *segment = &rules->segments[i];

		if (is_first && (segment->is_path
		    ? claim_is(segment, claims, &whole)
		    : pattern_opens(segment, claims, path)))
			return 1;
		is_first = segment->is_last;
	}
	return 0;
}
