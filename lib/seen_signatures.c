/* See seen_signatures.h.  SPDX-License-Identifier: ISC */
#include "seen_signatures.h"

#include <string.h>

#include "bytes.h"
#include "digest.h"

#define WAYS 4
#define SETS (SEEN_SIGNATURES_MAX / WAYS)

/* One a process: workers are processes, and there is no second thread. */
static struct set {
	size_t        used; /* of names, the last asked for in front */
	unsigned char names[WAYS][SEEN_NAME_BYTES];
} sets[SETS];

static size_t kept; /* names in all sets */

/*
 * Hashed in front of everything, so that nobody outside knows which checks have
 * names that are alike.  Empty: nothing is remembered.
 */
static unsigned char salt[SEEN_NAME_BYTES];
static int           is_started;

enum status
seen_signatures_start(void)
{
	if (is_started)
		return STATUS_OK;
	if (random_bytes(salt, sizeof(salt)) != STATUS_OK)
		return STATUS_INTERNAL;
	is_started = 1;
	return STATUS_OK;
}

/* What is of a length that differs stands behind its length. */
int
seen_signatures_name(const struct signature_check *check,
    unsigned char name[SEEN_NAME_BYTES])
{
	const char *const digest = check->digest != NULL ? check->digest : "";
	const uint64_t numbers[] = { check->generation, check->form,
		strlen(digest), check->message.len, check->signature.len };
	const struct bytes parts[] = {
		{ (const char *)salt, sizeof(salt) },
		{ (const char *)numbers, sizeof(numbers) },
		bytes_of(digest), check->message, check->signature,
	};
	unsigned char hash[HMAC_MAX];
	size_t        length;

	if (!is_started || hash_compute("SHA256", parts,
	        sizeof(parts) / sizeof(*parts), hash, &length) != STATUS_OK ||
	    length != SEEN_NAME_BYTES)
		return 0;
	memcpy(name, hash, SEEN_NAME_BYTES);
	return 1;
}

static struct set *
set_of(const unsigned char *name)
{
	return &sets[((size_t)name[0] << 8 | name[1]) % SETS];
}

static void
put_in_front(struct set *set, size_t from, const unsigned char *name)
{
	unsigned char copy[SEEN_NAME_BYTES];

	memcpy(copy, name, sizeof(copy));
	memmove(set->names[1], set->names[0], from * sizeof(copy));
	memcpy(set->names[0], copy, sizeof(copy));
}

int
seen_signatures_have(const unsigned char name[SEEN_NAME_BYTES])
{
	const struct bytes wanted = { (const char *)name, SEEN_NAME_BYTES };
	struct set        *set = set_of(name);

	for (size_t i = 0; i < set->used; i++) {
		const struct bytes seen = { (const char *)set->names[i],
			SEEN_NAME_BYTES };

		if (!equal_secret(seen, wanted))
			continue;
		put_in_front(set, i, name);
		return 1;
	}
	return 0;
}

void
seen_signatures_add(const unsigned char name[SEEN_NAME_BYTES])
{
	struct set *set = set_of(name);

	if (set->used < WAYS) {
		set->used++;
		kept++;
	}
	put_in_front(set, set->used - 1, name);
}

void
seen_signatures_forget(void)
{
	/* Ten thousand keys are freed at once, and one of them is the first. */
	if (kept == 0)
		return;
	wipe(sets, sizeof(sets));
	kept = 0;
}
