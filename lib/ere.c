/* From a pattern to its program.  See ere.h.  SPDX-License-Identifier: ISC */
#include "ere_program.h"

#include <string.h>

#include "bytes.h"

#define NONE (-1)

/* A group that is open; the first is the whole pattern. */
struct group {
	size_t start;
	size_t branch; /* where the one that is read starts */
	int    jumps;  /* the last one to its end, which knows the one before */
};

struct parser {
	struct bytes rest;
	struct ere  *ere;
	struct group groups[ERE_DEPTH + 1];
	size_t       depth;
	int          atom; /* what a repetition would repeat */
};

/* An atom of one instruction, which may be repeated. */
static int
emit_atom(struct parser *parser, enum ere_operation operation, char c)
{
	parser->atom = (int)parser->ere->count;
	return ere_emit(parser->ere, operation, c, 0);
}

/* -------------------------------------------------------------- repetition */

/* What was repeated, as an anchor, cannot be so again. */
static int
repeat(struct parser *parser, int least, int most)
{
	const int from = parser->atom;

	parser->atom = NONE;
	return from != NONE &&
	    ere_repeat(parser->ere, (size_t)from, least, most);
}

static int
star(struct parser *parser)
{
	return repeat(parser, 0, ERE_ENDLESS);
}

static int
plus(struct parser *parser)
{
	return repeat(parser, 1, ERE_ENDLESS);
}

static int
question(struct parser *parser)
{
	return repeat(parser, 0, 1);
}

/* "{3}", "{3,}", "{3,5}": what stands behind the first brace. */
static int
interval(struct parser *parser)
{
	struct bytes inside = parser->rest;
	int64_t      least, most = ERE_ENDLESS;
	struct bytes first;
	int          has_comma;

	if (memchr(inside.at, '}', inside.len) == NULL)
		return 0;
	inside = bytes_cut(&parser->rest, '}');
	has_comma = memchr(inside.at, ',', inside.len) != NULL;
	first = bytes_cut(&inside, ',');
	if (!bytes_number(first, 3, &least))
		return 0;
	if (!has_comma)
		most = least;
	if (inside.len > 0 && !bytes_number(inside, 3, &most))
		return 0;
	if (least > ERE_REPEATS || most > ERE_REPEATS ||
	    (most != ERE_ENDLESS && most < least))
		return 0;
	return repeat(parser, (int)least, (int)most);
}

/* ------------------------------------------------------------------ groups */

static int
open_group(struct parser *parser)
{
	const size_t here = parser->ere->count;

	if (parser->depth == ERE_DEPTH)
		return 0;
	parser->groups[++parser->depth] = (struct group){ here, here, NONE };
	parser->atom = NONE;
	return 1;
}

static int
next_branch(struct parser *parser)
{
	struct ere   *ere = parser->ere;
	struct group *group = &parser->groups[parser->depth];
	const size_t  length = ere->count - group->branch;

	if (length == 0 ||
	    !ere_insert_split(ere, group->branch, (int)length + 2) ||
	    !ere_emit(ere, ERE_JUMP, 0, group->jumps))
		return 0;
	group->jumps = (int)ere->count - 1;
	group->branch = ere->count;
	parser->atom = NONE;
	return 1;
}

/* The jumps lead to its end, now that this is known. */
static int
end_group(struct parser *parser)
{
	struct ere         *ere = parser->ere;
	const struct group *group = &parser->groups[parser->depth];

	if (ere->count == group->branch)
		return 0;
	for (int jump = group->jumps; jump != NONE;) {
		const int before = ere->at[jump].to;

		ere->at[jump].to = (int16_t)((int)ere->count - jump);
		jump = before;
	}
	parser->atom = (int)group->start;
	return 1;
}

static int
close_group(struct parser *parser)
{
	return parser->depth > 0 && end_group(parser) && parser->depth-- > 0;
}

/* ------------------------------------------------------------------- atoms */

static int
any(struct parser *parser)
{
	return emit_atom(parser, ERE_ANY, 0);
}

static int
bracket(struct parser *parser)
{
	struct ere *ere = parser->ere;

	return ere_bracket_read(&parser->rest, &ere->sets[ere->set_count]) &&
	    emit_atom(parser, ERE_SET, 0) && ++ere->set_count > 0;
}

/* Of an anchor there is nothing to repeat. */
static int
start_anchor(struct parser *parser)
{
	parser->atom = NONE;
	return ere_emit(parser->ere, ERE_START, 0, 0);
}

static int
end_anchor(struct parser *parser)
{
	parser->atom = NONE;
	return ere_emit(parser->ere, ERE_END, 0, 0);
}

/*
 * Before a letter or a digit a backslash is no escape of the standard's; GNU's
 * libc gives a meaning of its own to these, and to four marks.
 */
static int
escaped(struct parser *parser)
{
	const struct bytes rest = parser->rest;

	if (rest.len == 0 ||
	    memchr("!\"#$%&()*+,-./:;=?@[\\]^_{|}~", rest.at[0], 28) == NULL)
		return 0;
	parser->rest = (struct bytes){ rest.at + 1, rest.len - 1 };
	return emit_atom(parser, ERE_CHARACTER, rest.at[0]);
}

static const struct {
	char character;
	int (*read)(struct parser *);
} special[] = {
	{ '(', open_group },
	{ ')', close_group },
	{ '|', next_branch },
	{ '*', star },
	{ '+', plus },
	{ '?', question },
	{ '{', interval },
	{ '[', bracket },
	{ '.', any },
	{ '^', start_anchor },
	{ '$', end_anchor },
	{ '\\', escaped },
};

static int
read_next(struct parser *parser)
{
	const char c = parser->rest.at[0];

	parser->rest.at++;
	parser->rest.len--;
	for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++)
		if (special[i].character == c)
			return special[i].read(parser);
	return c >= 0x20 && c < 0x7f && emit_atom(parser, ERE_CHARACTER, c);
}

/* Each '[' makes one set at most. */
static struct ere *
new_program(struct bytes pattern, struct arena *arena)
{
	struct ere *ere = arena_take(arena, sizeof(*ere));
	size_t      sets = 1;

	for (size_t i = 0; i < pattern.len; i++)
		sets += pattern.at[i] == '[';
	if (ere == NULL)
		return NULL;
	ere->at = arena_take(arena, ERE_PROGRAM * sizeof(*ere->at));
	ere->sets = arena_take(arena, sets * sizeof(*ere->sets));
	return ere->at != NULL && ere->sets != NULL ? ere : NULL;
}

enum status
ere_compile(struct bytes pattern, struct arena *arena,
    const struct ere **compiled)
{
	struct ere   *ere;
	struct parser parser = { .rest = pattern, .atom = NONE,
		      .groups = { { 0, 0, NONE } } };

	if (pattern.len > ERE_PATTERN)
		return STATUS_MALFORMED;
	ere = new_program(pattern, arena);
	if (ere == NULL)
		return STATUS_TOO_LARGE;
	parser.ere = ere;
	while (parser.rest.len > 0)
		if (!read_next(&parser))
			return STATUS_MALFORMED;
	if (parser.depth > 0 || !end_group(&parser) ||
	    !ere_emit(ere, ERE_MATCH, 0, 0))
		return STATUS_MALFORMED;
	*compiled = ere;
	return STATUS_OK;
}
