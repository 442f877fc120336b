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

/* The place in the alphabet from '-' on; ALIEN: it has none. */
#define ALIEN 64

static const unsigned char values[] = {
	62, ALIEN, ALIEN, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, ALIEN, ALIEN,
	ALIEN, ALIEN, ALIEN, ALIEN, ALIEN, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
	12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, ALIEN, ALIEN,
	ALIEN, ALIEN, 63, ALIEN, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37,
	38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
};

static unsigned
value_of(char c)
{
	const unsigned place = (unsigned)(unsigned char)c - '-';

	return place < sizeof(values) ? values[place] : ALIEN;
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
		const unsigned value = value_of(text.at[i]);

		if (value == ALIEN)
			return STATUS_MALFORMED;
		bits = (bits << 6) | value;
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
