/*
 * What becomes of a regular expression: instructions for the machine of
 * ere_match.c.  Jumps are relative, so that a piece of a program can be
 * repeated by copying it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_ERE_PROGRAM_H
#define LIB_ERE_PROGRAM_H

#include "ere.h"

enum ere_operation {
	ERE_MATCH, /* the end of the program */
	ERE_CHARACTER,
	ERE_ANY,
	ERE_SET,
	ERE_SPLIT, /* goes on behind itself, and there */
	ERE_JUMP,
	ERE_START, /* goes on only there: '^' */
	ERE_END,   /* '$' */
};

struct ere_instruction {
	unsigned char operation, character;
	uint16_t      set;
	int16_t       to; /* of a split or a jump, from itself on */
};

/* A bit for each byte of ASCII. */
struct ere_set {
	unsigned char bits[16];
};

struct ere {
	struct ere_instruction *at;
	size_t                  count;
	struct ere_set         *sets;
	size_t                  set_count;
};

static inline int
ere_set_has(const struct ere_set *set, unsigned char c)
{
	return c < 0x80 && (set->bits[c / 8] >> c % 8 & 1);
}

/* 0: the pattern is too large. */
int ere_emit(struct ere *, enum ere_operation, char, int to);
/* In front of what begins there. */
int ere_insert_split(struct ere *, size_t before, int to);
/* What begins there and ends the program.  most: ERE_ENDLESS, any number. */
#define ERE_ENDLESS (-1)
int ere_repeat(struct ere *, size_t from, int least, int most);

/*
 * Reads what stands behind '[', and moves the cursor behind its ']'.  0: it is
 * no bracket expression (§9.3.5).
 */
int ere_bracket_read(struct bytes *cursor, struct ere_set *);

#endif
