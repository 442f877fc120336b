/* Bracket expressions.  See ere_program.h.  SPDX-License-Identifier: ISC */
#include "ere_program.h"

#include <string.h>

#include "bytes.h"

/* Classes in the POSIX locale (§7.3.1): pairs of first and last. */
static const struct class {
	struct bytes name;
	const char  *ranges;
} classes[] = {
	{ { "alnum", 5 }, "09AZaz" },
	{ { "alpha", 5 }, "AZaz" },
	{ { "blank", 5 }, "  \t\t" },
	{ { "cntrl", 5 }, "\x01\x1f\x7f\x7f" },
	{ { "digit", 5 }, "09" },
	{ { "graph", 5 }, "!~" },
	{ { "lower", 5 }, "az" },
	{ { "print", 5 }, " ~" },
	{ { "punct", 5 }, "!/:@[`{~" },
	{ { "space", 5 }, "\t\r  " },
	{ { "upper", 5 }, "AZ" },
	{ { "xdigit", 6 }, "09AFaf" },
};

static void
add_range(struct ere_set *set, unsigned char first, unsigned char last)
{
	for (unsigned c = first; c <= last; c++)
		set->bits[c / 8] |= (unsigned char)(1u << c % 8);
}

static int
add_class(struct ere_set *set, struct bytes name)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		if (!bytes_equal(name, classes[i].name))
			continue;
		for (const char *range = classes[i].ranges; *range != '\0';
		    range += 2)
			add_range(set, (unsigned char)range[0],
			    (unsigned char)range[1]);
		return 1;
	}
	return 0;
}

static char
peek(struct bytes cursor, size_t i)
{
	return (char)(i < cursor.len ? cursor.at[i] : '\0');
}

static void
skip(struct bytes *cursor, size_t count)
{
	cursor->at += count;
	cursor->len -= count;
}

/* "[:alpha:]" */
static int
read_class(struct bytes *cursor, struct ere_set *set)
{
	const char *end = memmem(cursor->at, cursor->len, ":]", 2);
	size_t      length;

	if (end == NULL || end < cursor->at + 2)
		return 0;
	length = (size_t)(end - cursor->at);
	if (!add_class(set, (struct bytes){ cursor->at + 2, length - 2 }))
		return 0;
	skip(cursor, length + 2);
	return 1;
}

/*
 * A character or a range.  '-' is itself at either end of the list; where else
 * it stands it is the middle of a range, or its last character (§9.3.5, 7).
 */
static int
read_range(struct bytes *cursor, struct ere_set *set, int is_first)
{
	const char first = peek(*cursor, 0);
	char       last = first;
	size_t     length = 1;

	if (peek(*cursor, 1) == '-' && peek(*cursor, 2) != ']') {
		last = peek(*cursor, 2);
		length = 3;
		if (last == '[' && peek(*cursor, 3) != '\0' &&
		    strchr(".=:", peek(*cursor, 3)) != NULL)
			return 0;
	}
	if (first == '-' && !is_first && peek(*cursor, 1) != ']')
		return 0;
	if (first <= 0 || last < first || length > cursor->len)
		return 0;
	add_range(set, (unsigned char)first, (unsigned char)last);
	skip(cursor, length);
	return 1;
}

static int
read_element(struct bytes *cursor, struct ere_set *set, int is_first)
{
	const char next = peek(*cursor, 1);

	if (peek(*cursor, 0) != '[' || (next != ':' && next != '.' &&
	    next != '='))
		return read_range(cursor, set, is_first);
	/* A class is no end of a range, nor is what collates. */
	return next == ':' && read_class(cursor, set) &&
	    (peek(*cursor, 0) != '-' || peek(*cursor, 1) == ']');
}

int
ere_bracket_read(struct bytes *cursor, struct ere_set *set)
{
	const int is_negated = peek(*cursor, 0) == '^';
	int       is_first = 1;

	*set = (struct ere_set){ { 0 } };
	if (is_negated)
		skip(cursor, 1);
	/* ']' is itself where the list begins. */
	while (is_first || peek(*cursor, 0) != ']') {
		if (!read_element(cursor, set, is_first))
			return 0;
		is_first = 0;
	}
	skip(cursor, 1);
	if (is_negated)
		for (size_t i = 0; i < sizeof(set->bits); i++)
			set->bits[i] = (unsigned char)~set->bits[i];
	return 1;
}
