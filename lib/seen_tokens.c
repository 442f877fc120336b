/* See seen_tokens.h.  SPDX-License-Identifier: ISC */
#include "seen_tokens.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "carrier.h"

#define ROOM 8192 /* bytes of the header and claims of one token */
#define WAYS 8
#define SETS (SEEN_TOKENS_MAX / WAYS)

/* Each token of a request may be a box with another one inside. */
_Static_assert(WAYS >= 2 * CARRIER_TOKENS, "a request needs more ways");

struct slot {
	struct seen_name  name;
	struct seen_token token;
	struct arena     *memory;
};

/* Set behind set; in each the last asked for in front.  One a process. */
static struct slot slots[SEEN_TOKENS_MAX];

int
seen_tokens_make_room(void)
{
	for (size_t i = 0; i < SEEN_TOKENS_MAX; i++) {
		if (slots[i].memory == NULL)
			slots[i].memory = arena_new(ROOM);
		if (slots[i].memory == NULL)
			return 0;
	}
	return 1;
}

static void
empty(struct slot *slot)
{
	arena_reset(slot->memory);
	wipe(&slot->name, sizeof(slot->name));
	wipe(&slot->token, sizeof(slot->token));
}

static struct slot *
set_of(const struct seen_name *name)
{
	const size_t set = name->bytes[0] % SETS;

	return &slots[set * WAYS];
}

static struct slot *
put_in_front(struct slot *set, size_t from)
{
	const struct slot slot = set[from];

	memmove(&set[1], &set[0], from * sizeof(slot));
	set[0] = slot;
	return set;
}

const struct seen_token *
seen_token_find(struct bytes token, struct seen_name *name)
{
	struct slot *set;

	*name = seen_name_of(&token, 1);
	set = set_of(name);
	for (size_t i = 0; i < WAYS; i++)
		if (seen_name_is(&set[i].name, name))
			return &put_in_front(set, i)->token;
	return NULL;
}

static enum status
copy(struct bytes text, struct arena *memory, struct bytes *copied)
{
	return arena_join(memory, &text, 1, copied);
}

static enum status
copy_header(const struct jose_header *header, struct arena *memory,
    struct jose_header *copied)
{
	enum status status = copy(header->algorithm, memory,
	    &copied->algorithm);

	if (status == STATUS_OK)
		status = copy(header->key_id, memory, &copied->key_id);
	if (status == STATUS_OK)
		status = copy(header->encryption, memory, &copied->encryption);
	if (status == STATUS_OK)
		status = copy(header->content_type, memory,
		    &copied->content_type);
	return status == STATUS_OK
	    ? copy(header->type, memory, &copied->type) : status;
}

enum status
seen_token_read(const struct seen_name *name, const struct jose_header *header,
    struct bytes claims, struct arena *arena, const json_t **json)
{
	struct slot *slot;
	enum status  status;

	if (!name->is_made)
		return json_read(claims, arena, json);
	slot = put_in_front(set_of(name), WAYS - 1);
	empty(slot);
	status = copy_header(header, slot->memory, &slot->token.header);
	if (status == STATUS_OK)
		status = json_read(claims, slot->memory, &slot->token.claims);
	if (status != STATUS_OK) {
		empty(slot);
		return status == STATUS_TOO_LARGE
		    ? json_read(claims, arena, json) : status;
	}
	slot->name = *name;
	*json = slot->token.claims;
	return STATUS_OK;
}

void
seen_tokens_forget(void)
{
	for (size_t i = 0; i < SEEN_TOKENS_MAX; i++)
		if (slots[i].name.is_made)
			empty(&slots[i]);
}
