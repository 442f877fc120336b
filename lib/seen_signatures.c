/* See seen_signatures.h.  SPDX-License-Identifier: ISC */
#include "seen_signatures.h"

#include <string.h>

#include "bytes.h"

#define WAYS 4
#define SETS (SEEN_SIGNATURES_MAX / WAYS)

/* One a process: workers are processes, and there is no second thread. */
static struct set {
	struct seen_name names[WAYS]; /* the last asked for in front */
} sets[SETS];

static int is_empty = 1;

/* What has a length of its own stands behind that length. */
struct seen_name
seen_signature_name(const struct signature_check *check)
{
	const struct bytes digest = bytes_of(
	    check->digest != NULL ? check->digest : "");
	const uint64_t numbers[] = { check->generation, check->form,
		digest.len, check->message.len, check->signature.len };
	const struct bytes parts[] = {
		{ (const char *)numbers, sizeof(numbers) }, digest,
		check->message, check->signature,
	};

	return seen_name_of(parts, sizeof(parts) / sizeof(*parts));
}

static struct set *
set_of(const struct seen_name *name)
{
	return &sets[((size_t)name->bytes[0] << 8 | name->bytes[1]) % SETS];
}

static void
put_in_front(struct set *set, size_t from, const struct seen_name *name)
{
	memmove(&set->names[1], &set->names[0], from * sizeof(*name));
	set->names[0] = *name;
}

int
seen_signatures_have(const struct seen_name *name)
{
	struct set *set = set_of(name);

	for (size_t i = 0; i < WAYS; i++) {
		if (!seen_name_is(&set->names[i], name))
			continue;
		put_in_front(set, i, name);
		return 1;
	}
	return 0;
}

void
seen_signatures_add(const struct seen_name *name)
{
	if (!name->is_made)
		return;
	put_in_front(set_of(name), WAYS - 1, name);
	is_empty = 0;
}

void
seen_signatures_forget(void)
{
	/* Ten thousand keys are freed at once, and one of them is the first. */
	if (is_empty)
		return;
	wipe(sets, sizeof(sets));
	is_empty = 1;
}
