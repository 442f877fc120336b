/* The token that a key makes of a link.  See link_format.h.
 * SPDX-License-Identifier: ISC */
#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "hex.h"
#include "link_format.h"

static enum status
write_token(enum link_mac form, const unsigned char *mac, size_t length,
    struct arena *arena, struct bytes *token)
{
	const struct bytes raw = { (const char *)mac, length };
	const struct bytes padding = { "==", (3 - length % 3) % 3 };
	char              *hex;
	enum status        status;

	if (form == LINK_HEX || form == LINK_HEX_FOLD) {
		hex = arena_take(arena, 2 * length);
		if (hex == NULL)
			return STATUS_TOO_LARGE;
		hex_write(mac, length, hex);
		*token = (struct bytes){ hex, 2 * length };
		return STATUS_OK;
	}
	if (form == LINK_BASE64)
		return base64_encode(raw, arena, token);
	status = base64url_encode(raw, arena, token);
	if (status == STATUS_OK && form == LINK_BASE64URL_PADDED)
		status = arena_join(arena, (const struct bytes[]){ *token,
		    padding }, 2, token);
	return status;
}

static enum status
make_token(const struct link *link, const struct key *key,
    const struct bytes *parts, size_t count, struct arena *arena,
    struct bytes *token)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status;

	status = key->algorithm->use == USE_HMAC
	    ? hmac_compute(key->hmac, parts, count, mac, &length)
	    : hash_compute(key->algorithm->digest, parts, count, mac, &length);
	if (status != STATUS_OK)
		return status;
	return write_token(link->format->mac, mac, length, arena, token);
}

enum status
link_token(const struct source *source, const struct link *link,
    const struct key *key, struct arena *arena, struct bytes *token)
{
	struct bytes parts[LINK_PARTS];
	size_t       count;
	enum status  status;

	status = link_message(source, link, key, arena, parts, &count);
	return status == STATUS_OK
	    ? make_token(link, key, parts, count, arena, token) : status;
}

/* The very bytes of the slot, as they stand in a part. */
static int
is_among(struct bytes slot, const struct bytes *parts, size_t count)
{
	const uintptr_t start = (uintptr_t)slot.at;

	for (size_t i = 0; i < count; i++)
		if (start >= (uintptr_t)parts[i].at && start + slot.len <=
		    (uintptr_t)parts[i].at + parts[i].len)
			return 1;
	return slot.at == NULL;
}

/* What is not hashed, anybody could prolong. */
static int
has_times(const struct link *link, const struct bytes *parts, size_t count)
{
	return is_among(link->slots[SLOT_EXPIRES], parts, count) &&
	    is_among(link->slots[SLOT_ISSUED], parts, count) &&
	    is_among(link->slots[SLOT_LIFE], parts, count);
}

enum status
link_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct link *link = credential->detail;
	struct bytes       given = credential->signature;
	struct bytes       parts[LINK_PARTS], token;
	size_t             count;
	enum status        status;

	(void)grant;
	status = link_message(source, link, key, arena, parts, &count);
	if (status == STATUS_OK && !has_times(link, parts, count))
		status = STATUS_MALFORMED;
	if (status == STATUS_OK && link->format->mac == LINK_HEX_FOLD)
		status = link_lower(&given, arena);
	if (status == STATUS_OK && link->format->mac == LINK_BASE64)
		status = query_decode(given, PLUS_IS_BLANK, arena, &given);
	if (status == STATUS_OK)
		status = make_token(link, key, parts, count, arena, &token);
	if (status != STATUS_OK)
		return status;
	return equal_secret(token, given) ? STATUS_OK : STATUS_BAD_SIGNATURE;
}
