/* See base64.h.  SPDX-License-Identifier: ISC */
#include "base64.h"

#include "base64url.h"

static size_t
count_padding(struct bytes text)
{
	size_t n = 0;

	while (n < 2 && n < text.len && text.at[text.len - 1 - n] == '=')
		n++;
	return n;
}

static int
is_padded_as(struct bytes text, size_t padding, enum base64_padding wanted)
{
	if (padding == 0 && wanted != BASE64_PADDED)
		return 1;
	return wanted != BASE64_BARE && text.len % 4 == 0;
}

/* Into the alphabet of base64url; its own two letters are none of ours. */
static int
translate(struct bytes text, char *out)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '-' || c == '_')
			return 0;
		out[i] = c;
		if (c == '+')
			out[i] = '-';
		if (c == '/')
			out[i] = '_';
	}
	return 1;
}

enum status
base64_decode(struct bytes text, enum base64_padding wanted,
    struct arena *arena, struct bytes *decoded)
{
	const size_t padding = count_padding(text);
	char        *copy;

	if (!is_padded_as(text, padding, wanted))
		return STATUS_MALFORMED;
	text.len -= padding;
	copy = arena_take(arena, text.len);
	if (copy == NULL)
		return STATUS_TOO_LARGE;
	if (!translate(text, copy))
		return STATUS_MALFORMED;
	return base64url_decode((struct bytes){ copy, text.len }, arena,
	    decoded);
}

enum status
base64_decode_urlsafe(struct bytes text, enum base64_padding wanted,
    struct arena *arena, struct bytes *decoded)
{
	const size_t padding = count_padding(text);

	if (!is_padded_as(text, padding, wanted))
		return STATUS_MALFORMED;
	text.len -= padding;
	return base64url_decode(text, arena, decoded);
}

enum status
base64_encode(struct bytes bytes, struct arena *arena, struct bytes *text)
{
	struct bytes bare;
	enum status  status = base64url_encode(bytes, arena, &bare);
	const size_t length = (bytes.len + 2) / 3 * 4;
	char        *out = arena_take(arena, length);

	if (status != STATUS_OK || out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < length; i++) {
		const char c = (char)(i < bare.len ? bare.at[i] : '=');

		out[i] = (char)(c == '-' ? '+' : c == '_' ? '/' : c);
	}
	*text = (struct bytes){ out, length };
	return STATUS_OK;
}
