/* See seen_name.h.  SPDX-License-Identifier: ISC */
#include "seen_name.h"

#include <string.h>

#include "digest.h"
#include "seen_tokens.h"

#define PARTS_MAX 8

/*
 * Hashed in front of everything, so that nobody outside can look for what has
 * names that are alike.
 */
static unsigned char salt[SEEN_NAME_BYTES];
static int           is_started;

enum status
seen_start(void)
{
	if (is_started)
		return STATUS_OK;
	if (random_bytes(salt, sizeof(salt)) != STATUS_OK ||
	    !seen_tokens_make_room())
		return STATUS_INTERNAL;
	is_started = 1;
	return STATUS_OK;
}

struct seen_name
seen_name_of(const struct bytes *parts, size_t count)
{
	struct bytes     all[PARTS_MAX] = { { (char *)salt, sizeof(salt) } };
	struct seen_name name = { .is_made = 0 };
	unsigned char    hash[HMAC_MAX];
	size_t           length;

	if (!is_started || count >= PARTS_MAX)
		return name;
	memcpy(&all[1], parts, count * sizeof(*parts));
	if (hash_compute("SHA256", all, count + 1, hash, &length) !=
	    STATUS_OK || length != SEEN_NAME_BYTES)
		return name;
	memcpy(name.bytes, hash, SEEN_NAME_BYTES);
	name.is_made = 1;
	return name;
}

static struct bytes
bytes_of_name(const struct seen_name *name)
{
	return (struct bytes){ (const char *)name->bytes, SEEN_NAME_BYTES };
}

int
seen_name_is(const struct seen_name *name, const struct seen_name *other)
{
	return name->is_made && other->is_made &&
	    equal_secret(bytes_of_name(name), bytes_of_name(other));
}
