/*
 * Instructions of a regular expression, and how a piece is repeated.  See
 * ere_program.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "ere_program.h"

#include <string.h>

/* For so many more; 0: the pattern is too large. */
static int
has_room(const struct ere *ere, size_t count)
{
	return ere->count + count <= ERE_PROGRAM;
}

int
ere_emit(struct ere *ere, enum ere_operation operation, char c, int to)
{
	if (!has_room(ere, 1))
		return 0;
	ere->at[ere->count++] = (struct ere_instruction){
		.operation = (unsigned char)operation,
		.character = (unsigned char)c,
		.set = (uint16_t)ere->set_count,
		.to = (int16_t)to,
	};
	return 1;
}

int
ere_insert_split(struct ere *ere, size_t before, int to)
{
	if (!has_room(ere, 1))
		return 0;
	memmove(ere->at + before + 1, ere->at + before,
	    (ere->count++ - before) * sizeof(*ere->at));
	ere->at[before] = (struct ere_instruction){
		.operation = ERE_SPLIT, .to = (int16_t)to };
	return 1;
}

static int
copy(struct ere *ere, size_t from, size_t length)
{
	if (!has_room(ere, length))
		return 0;
	memcpy(ere->at + ere->count, ere->at + from,
	    length * sizeof(*ere->at));
	ere->count += length;
	return 1;
}

/* The piece is there once: what else may be there. */
static int
append_copies(struct ere *ere, size_t from, size_t length, int least, int most)
{
	int there = 1;

	for (; there < least; there++)
		if (!copy(ere, from, length))
			return 0;
	if (most == ERE_ENDLESS)
		return ere_emit(ere, ERE_SPLIT, 0, -(int)length);
	for (; there < most; there++)
		if (!ere_emit(ere, ERE_SPLIT, 0, (int)length + 1) ||
		    !copy(ere, from, length))
			return 0;
	return 1;
}

int
ere_repeat(struct ere *ere, size_t from, int least, int most)
{
	const size_t length = ere->count - from;
	const int    over = (int)length + 1;

	if (most == 0) {
		ere->count = from;
		return ere_emit(ere, ERE_JUMP, 0, 1);
	}
	if (least > 0)
		return append_copies(ere, from, length, least, most);
	if (most == ERE_ENDLESS)
		return ere_insert_split(ere, from, over + 1) &&
		    ere_emit(ere, ERE_JUMP, 0, -over);
	return ere_insert_split(ere, from, over) &&
	    append_copies(ere, from + 1, length, 1, most);
}
