/* See base64url.h.  SPDX-License-Identifier: ISC */
#include "base64url.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum status
base64url_encode(struct bytes in, struct arena *arena, struct bytes *text)
{
	char    *out;
	uint32_t bits = 0;
	unsigned held = 0;
	size_t   n = 0;

	if (in.len > SIZE_MAX / 8)
		return STATUS_TOO_LARGE;
	out = arena_take(arena, BASE64URL_LENGTH(in.len));
	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < in.len; i++) {
		bits = (bits << 8) | (unsigned char)in.at[i];
		for (held += 8; held >= 6; held -= 6)
			out[n++] = alphabet[(bits >> (held - 6)) & 63];
	}
	if (held > 0)
		out[n++] = alphabet[(bits << (6 - held)) & 63];
	*text = (struct bytes){ out, n };
	return STATUS_OK;
}

/* -1: not in the alphabet. */
static int
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

enum status
base64url_decode(struct bytes text, struct arena *arena, struct bytes *decoded)
{
	char    *out = arena_take(arena, text.len);
	uint32_t bits = 0;
	unsigned held = 0;
	size_t   n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text.len; i++) {
		int value = value_of(text.at[i]);

		if (value < 0)
			return STATUS_MALFORMED;
		bits = (bits << 6) | (uint32_t)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[n++] = (char)((bits >> held) & 255);
		}
	}
	if (held >= 6 || (bits & ((1u << held) - 1)) != 0)
		return STATUS_MALFORMED;
	*decoded = (struct bytes){ out, n };
	return STATUS_OK;
}
