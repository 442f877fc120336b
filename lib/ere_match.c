/*
 * Follows all ways through a program at once, a character of the text at a
 * time.  See ere.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "ere_program.h"

struct threads {
	uint16_t *at;
	size_t    count;
};

struct machine {
	const struct ere *ere;
	struct bytes      text;
	size_t            position; /* in the text */
	struct threads    now, next;
	uint32_t         *seen;  /* at which position last, plus one */
	uint16_t         *stack; /* each way goes on two at most */
	size_t            steps;
	int               is_over; /* at the end of the program */
};

static int
has_character(const struct ere *ere, const struct ere_instruction *at,
    unsigned char c)
{
	if (at->operation == ERE_CHARACTER)
		return at->character == c;
	return at->operation == ERE_ANY ||
	    ere_set_has(&ere->sets[at->set], c);
}

/* Where a way goes on without a character: how many places, two at most. */
static size_t
ways(const struct machine *machine, size_t at, uint16_t to[2])
{
	const struct ere_instruction *here = &machine->ere->at[at];

	to[0] = (uint16_t)(at + 1);
	switch ((enum ere_operation)here->operation) {
	case ERE_SPLIT:
		to[1] = (uint16_t)((int)at + here->to);
		return 2;
	case ERE_JUMP:
		to[0] = (uint16_t)((int)at + here->to);
		return 1;
	case ERE_START:
		return machine->position == 0;
	case ERE_END:
		return machine->position == machine->text.len;
	case ERE_MATCH:
	case ERE_CHARACTER:
	case ERE_ANY:
	case ERE_SET:
		return 0;
	}
	return 0;
}

static int
waits(const struct ere_instruction *at)
{
	return at->operation == ERE_CHARACTER || at->operation == ERE_ANY ||
	    at->operation == ERE_SET;
}

/* Everything that is reached from here without a character. */
static void
reach(struct machine *machine, struct threads *threads, size_t start)
{
	const uint32_t moment = (uint32_t)machine->position + 1;
	size_t         depth = 0;

	machine->stack[depth++] = (uint16_t)start;
	while (depth > 0) {
		const size_t at = machine->stack[--depth];

		machine->steps++;
		if (machine->seen[at] == moment)
			continue;
		machine->seen[at] = moment;
		depth += ways(machine, at, machine->stack + depth);
		if (waits(&machine->ere->at[at]))
			threads->at[threads->count++] = (uint16_t)at;
		machine->is_over |=
		    machine->ere->at[at].operation == ERE_MATCH;
	}
}

static void
step(struct machine *machine)
{
	const unsigned char c =
	    (unsigned char)machine->text.at[machine->position++];
	const struct threads now = machine->now;
	struct threads       next = { machine->next.at, 0 };

	machine->is_over = 0;
	for (size_t i = 0; c < 0x80 && i < now.count; i++)
		if (has_character(machine->ere, &machine->ere->at[now.at[i]],
		    c))
			reach(machine, &next, now.at[i] + 1u);
	machine->steps += now.count;
	machine->next = now;
	machine->now = next;
}

static int
take_memory(struct machine *machine, struct arena *arena)
{
	const size_t count = machine->ere->count;

	machine->now.at = arena_take(arena, count * sizeof(uint16_t));
	machine->next.at = arena_take(arena, count * sizeof(uint16_t));
	machine->seen = arena_take(arena, count * sizeof(uint32_t));
	machine->stack = arena_take(arena, (2 * count + 2) * sizeof(uint16_t));
	return machine->now.at != NULL && machine->next.at != NULL &&
	    machine->seen != NULL && machine->stack != NULL;
}

enum status
ere_match(const struct ere *ere, struct bytes text, struct arena *arena,
    int *is_match)
{
	struct machine machine = { .ere = ere, .text = text };

	if (!take_memory(&machine, arena))
		return STATUS_TOO_LARGE;
	reach(&machine, &machine.now, 0);
	while (machine.position < text.len && machine.now.count > 0) {
		step(&machine);
		if (machine.steps > ERE_STEPS)
			return STATUS_MALFORMED;
	}
	*is_match = machine.position == text.len && machine.is_over;
	return STATUS_OK;
}
