/* See percent.h.  SPDX-License-Identifier: ISC */
#include "percent.h"

#include <string.h>

#include "hex.h"

int
percent_value(struct bytes in, size_t i)
{
	int high, low;

	if (in.len - i < 3)
		return -1;
	high = hex_digit(in.at[i + 1]);
	low = hex_digit(in.at[i + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Where the next '%' stands, from i on; in.len: nowhere. */
static size_t
next_escape(struct bytes in, size_t i)
{
	const char *found = i < in.len ? memchr(in.at + i, '%', in.len - i)
				       : NULL;

	return found != NULL ? (size_t)(found - in.at) : in.len;
}

int
percent_is_whole(struct bytes in)
{
	for (size_t i = next_escape(in, 0); i < in.len;
	     i = next_escape(in, i + 1))
		if (percent_value(in, i) < 0)
			return 0;
	return 1;
}

enum status
percent_decode(struct bytes in, struct arena *arena, struct bytes *decoded)
{
	char  *out = arena_take(arena, in.len);
	size_t n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < in.len; i += 3) {
		const size_t plain = next_escape(in, i) - i;
		int          value;

		memcpy(out + n, in.at + i, plain);
		n += plain;
		i += plain;
		if (i == in.len)
			break;
		value = percent_value(in, i);
		if (value < 0)
			return STATUS_BAD_REQUEST;
		out[n++] = (char)value;
	}
	*decoded = (struct bytes){ out, n };
	return STATUS_OK;
}

static int
is_kept(char c, const char *others)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr(others, c) != NULL);
}

enum status
percent_encode_but(struct bytes in, const char *others, struct arena *arena,
    struct bytes *encoded)
{
	static const char digits[] = "0123456789ABCDEF";
	char             *out;
	size_t            n = 0;

	if (in.len > SIZE_MAX / 3)
		return STATUS_TOO_LARGE;
	out = arena_take(arena, in.len * 3);
	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < in.len; i++) {
		unsigned char c = (unsigned char)in.at[i];

		if (is_kept(in.at[i], others)) {
			out[n++] = in.at[i];
			continue;
		}
		out[n++] = '%';
		out[n++] = digits[c >> 4];
		out[n++] = digits[c & 15];
	}
	*encoded = (struct bytes){ out, n };
	return STATUS_OK;
}

enum status
percent_encode(struct bytes in, struct arena *arena, struct bytes *encoded)
{
	return percent_encode_but(in, "-._~/", arena, encoded);
}
