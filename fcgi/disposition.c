/* See disposition.h.  SPDX-License-Identifier: ISC */
#include "disposition.h"

#include "text.h"

#include <string.h>

static const char *const words[] = {
	[DISPOSITION_INLINE] = "inline",
	[DISPOSITION_ATTACHMENT] = "attachment",
};

/* Separators of paths, and bytes that no file name should have. */
static int
is_unfit(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f || c == '/' || c == '\\';
}

static enum status
without_unfit(struct bytes name, struct arena *arena, struct bytes *fit)
{
	char *out = arena_take(arena, name.len);

	if (out == NULL)
		return STATUS_TOO_LARGE;
	memcpy(out, name.at, name.len);
	for (size_t i = 0; i < name.len; i++)
		if (is_unfit(out[i]))
			out[i] = '_';
	*fit = (struct bytes){ out, name.len };
	return STATUS_OK;
}

/* These mean the same to every browser between quotes (RFC 6266 §D). */
static int
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr(" ._-", c) != NULL);
}

/* One '_' for each character that is not plain, however many bytes it has. */
static enum status
ascii_only(struct bytes name, struct arena *arena, struct bytes *ascii)
{
	char  *out = arena_take(arena, name.len);
	size_t n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < name.len; i++) {
		if (((unsigned char)name.at[i] & 0xc0) == 0x80)
			continue;
		out[n] = name.at[i];
		if (!is_plain(out[n]))
			out[n] = '_';
		n++;
	}
	*ascii = (struct bytes){ out, n };
	return STATUS_OK;
}

enum status
disposition_format(enum disposition disposition, struct bytes name,
    struct arena *arena, struct bytes *value)
{
	const char  *word = words[disposition];
	struct bytes ascii, encoded;
	enum status  status;

	if (name.len == 0)
		return text_format(arena, value, "%s", word);
	status = without_unfit(name, arena, &name);
	if (status != STATUS_OK)
		return status;
	status = ascii_only(name, arena, &ascii);
	if (status != STATUS_OK)
		return status;
	if (bytes_equal(ascii, name))
		return text_format(arena, value, "%s; filename=\"%.*s\"", word,
		    TEXT(ascii));
	/* It leaves nothing that RFC 8187 §3.2.1 would want encoded. */
	status = percent_encode(name, arena, &encoded);
	if (status != STATUS_OK)
		return status;
	return text_format(arena, value,
	    "%s; filename=\"%.*s\"; filename*=UTF-8''%.*s", word, TEXT(ascii),
	    TEXT(encoded));
}
