/* See seen_secrets.h.  SPDX-License-Identifier: ISC */
#include "seen_secrets.h"

#include <string.h>

#define FROM_MAX 6

/* The last asked for in front.  One a process. */
static struct slot {
	struct seen_name name;
	unsigned char    derived[DERIVED_BYTES];
} slots[SEEN_SECRETS_MAX];

/* "a", "bc" is not "ab", "c". */
struct seen_name
seen_secret_name(const struct bytes *from, size_t count)
{
	uint64_t     lengths[FROM_MAX] = { 0 };
	struct bytes parts[1 + FROM_MAX] = {
		{ (const char *)lengths, sizeof(lengths) }
	};

	if (count > FROM_MAX)
		return (struct seen_name){ .is_made = 0 };
	for (size_t i = 0; i < count; i++) {
		lengths[i] = from[i].len;
		parts[1 + i] = from[i];
	}
	return seen_name_of(parts, 1 + count);
}

static void
put_in_front(size_t from, const struct slot *slot)
{
	memmove(&slots[1], &slots[0], from * sizeof(*slot));
	slots[0] = *slot;
}

int
seen_secret_find(const struct seen_name *name,
    unsigned char derived[DERIVED_BYTES])
{
	for (size_t i = 0; i < SEEN_SECRETS_MAX; i++) {
		struct slot slot = slots[i];
		const int   is_it = seen_name_is(&slot.name, name);

		if (is_it) {
			memcpy(derived, slot.derived, DERIVED_BYTES);
			put_in_front(i, &slot);
		}
		wipe(&slot, sizeof(slot));
		if (is_it)
			return 1;
	}
	return 0;
}

void
seen_secret_keep(const struct seen_name *name,
    const unsigned char derived[DERIVED_BYTES])
{
	struct slot slot = { .name = *name };

	if (name->is_made) {
		memcpy(slot.derived, derived, DERIVED_BYTES);
		put_in_front(SEEN_SECRETS_MAX - 1, &slot);
	}
	wipe(&slot, sizeof(slot));
}

void
seen_secrets_forget(void)
{
	wipe(slots, sizeof(slots));
}
