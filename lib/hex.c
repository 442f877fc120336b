/* See hex.h.  SPDX-License-Identifier: ISC */
#include "hex.h"

int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

void
hex_write(const unsigned char *bytes, size_t count, char *hex)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
}

int
hex_is_lower(struct bytes text, size_t digits)
{
	for (size_t i = 0; i < text.len; i++)
		if (hex_digit(text.at[i]) < 0 ||
		    (text.at[i] >= 'A' && text.at[i] <= 'F'))
			return 0;
	return text.len == digits;
}

enum status
hex_decode(struct bytes text, struct arena *arena, struct bytes *decoded)
{
	char *out = arena_take(arena, text.len / 2);

	if (out == NULL)
		return STATUS_TOO_LARGE;
	if (text.len % 2 != 0)
		return STATUS_MALFORMED;
	for (size_t i = 0; i < text.len; i += 2) {
		int high = hex_digit(text.at[i]);
		int low = hex_digit(text.at[i + 1]);

		if (high < 0 || low < 0)
			return STATUS_MALFORMED;
		out[i / 2] = (char)(high * 16 + low);
	}
	*decoded = (struct bytes){ out, text.len / 2 };
	return STATUS_OK;
}
