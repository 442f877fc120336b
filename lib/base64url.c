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

/* Of whole groups: four digits are three bytes.  0: one is no digit. */
static int
decode_groups(const char *in, size_t count, char *out)
{
	for (; count > 0; count--, in += 4, out += 3) {
		const unsigned a = value_of(in[0]), b = value_of(in[1]);
		const unsigned c = value_of(in[2]), d = value_of(in[3]);

		if (((a | b | c | d) & ALIEN) != 0)
			return 0;
		out[0] = (char)(a << 2 | b >> 4);
		out[1] = (char)(b << 4 | c >> 2);
		out[2] = (char)(c << 6 | d);
	}
	return 1;
}

enum status
base64url_decode(struct bytes text, struct arena *arena, struct bytes *decoded)
{
	char        *out = arena_take(arena, text.len);
	const size_t groups = text.len / 4;
	uint32_t     bits = 0;
	unsigned     held = 0;
	size_t       n = 3 * groups;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	if (!decode_groups(text.at, groups, out))
		return STATUS_MALFORMED;
	for (size_t i = 4 * groups; i < text.len; i++) {
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
