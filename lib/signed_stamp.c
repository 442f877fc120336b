/* See signed_stamp.h.  SPDX-License-Identifier: ISC */
#include "signed_stamp.h"

#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "terms.h"

/* Their order is their value. */
static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz";

#define BASE (sizeof(digits) - 1)

static enum status
check(uint64_t number, int64_t *seconds)
{
	if (number > TIME_MAX)
		return STATUS_MILLISECONDS;
	*seconds = (int64_t)number;
	return STATUS_OK;
}

/* ----------------------------------------------------------------- base 62 */

static enum status
read_base62(struct bytes text, struct arena *arena, int64_t *seconds)
{
	uint64_t number = 0;

	(void)arena;
	if (text.len == 0 || text.len > STAMP_LENGTH_MAX || text.at[0] == '0')
		return STATUS_MALFORMED;
	for (size_t i = 0; i < text.len; i++) {
		const char *digit = memchr(digits, text.at[i], BASE);

		if (digit == NULL)
			return STATUS_MALFORMED;
		number = number * BASE + (uint64_t)(digit - digits);
	}
	return check(number, seconds);
}

static enum status
write_base62(uint64_t number, struct arena *arena, struct bytes *text)
{
	char         backwards[STAMP_LENGTH_MAX];
	size_t       i = sizeof(backwards);
	struct bytes made;

	for (; number > 0; number /= BASE)
		backwards[--i] = digits[number % BASE];
	made = (struct bytes){ backwards + i, sizeof(backwards) - i };
	return arena_join(arena, &made, 1, text);
}

/* ------------------------------------------------------------------- bytes */

static enum status
read_bytes(struct bytes text, struct arena *arena, int64_t *seconds)
{
	struct bytes bytes;
	uint64_t     number = 0;
	enum status  status;

	if (text.len == 0 || text.len > STAMP_LENGTH_MAX)
		return STATUS_MALFORMED;
	status = base64url_decode(text, arena, &bytes);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < bytes.len; i++)
		number = number << 8 | (unsigned char)bytes.at[i];
	return bytes.at[0] == '\0' ? STATUS_MALFORMED : check(number, seconds);
}

static enum status
write_bytes(uint64_t number, struct arena *arena, struct bytes *text)
{
	char   backwards[sizeof(number)];
	size_t i = sizeof(backwards);

	for (; number > 0; number >>= 8)
		backwards[--i] = (char)(number & 0xff);
	return base64url_encode((struct bytes){ backwards + i,
	    sizeof(backwards) - i }, arena, text);
}

/* --------------------------------------------------------------------- all */

static const struct {
	enum status (*read)(struct bytes, struct arena *, int64_t *);
	enum status (*write)(uint64_t, struct arena *, struct bytes *);
} clocks[] = {
	[SIGNED_BASE62] = { read_base62, write_base62 },
	[SIGNED_BYTES] = { read_bytes, write_bytes },
};

enum status
signed_stamp_read(enum signed_clock clock, struct bytes text,
    struct arena *arena, int64_t *seconds)
{
	return clocks[clock].read(text, arena, seconds);
}

enum status
signed_stamp_write(enum signed_clock clock, int64_t seconds,
    struct arena *arena, struct bytes *text)
{
	if (seconds <= 0 || seconds > TIME_MAX)
		return STATUS_MALFORMED;
	return clocks[clock].write((uint64_t)seconds, arena, text);
}
