/* See bytes.h.  SPDX-License-Identifier: ISC */
#include "bytes.h"

#include <stdlib.h>
#include <string.h>

static char
fold(char c)
{
	if (c < 'A' || c > 'Z')
		return c;
	return (char)(c - 'A' + 'a');
}

int
bytes_equal_fold(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return 0;
	for (size_t i = 0; i < a.len; i++)
		if (fold(a.at[i]) != fold(b.at[i]))
			return 0;
	return 1;
}

int
bytes_compare(struct bytes a, struct bytes b)
{
	const size_t length = a.len < b.len ? a.len : b.len;
	const int    order = length > 0 ? memcmp(a.at, b.at, length) : 0;

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

struct bytes
bytes_cut(struct bytes *cursor, char separator)
{
	struct bytes before = *cursor;
	const char  *found;

	/* An empty view may point nowhere, where nothing may be added. */
	if (cursor->len == 0)
		return before;
	found = memchr(cursor->at, separator, cursor->len);
	if (found == NULL) {
		*cursor = (struct bytes){ cursor->at + cursor->len, 0 };
		return before;
	}
	before.len = (size_t)(found - cursor->at);
	cursor->at = found + 1;
	cursor->len -= before.len + 1;
	return before;
}

size_t
bytes_last(struct bytes bytes, char wanted)
{
	for (size_t i = bytes.len; i > 0; i--)
		if (bytes.at[i - 1] == wanted)
			return i - 1;
	return bytes.len;
}

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int
bytes_are_word(struct bytes word, size_t max)
{
	if (word.len == 0 || word.len > max)
		return 0;
	for (size_t i = 0; i < word.len; i++) {
		char c = fold(word.at[i]);

		if (!is_digit(c) && !(c >= 'a' && c <= 'z') && c != '_' &&
		    c != '-')
			return 0;
	}
	return 1;
}

int
bytes_number(struct bytes digits, size_t max_digits, int64_t *number)
{
	int64_t sum = 0;

	if (digits.len == 0 || digits.len > max_digits)
		return 0;
	if (digits.len > 1 && digits.at[0] == '0')
		return 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (!is_digit(digits.at[i]))
			return 0;
		sum = sum * 10 + (digits.at[i] - '0');
	}
	*number = sum;
	return 1;
}

int
bytes_uint64(struct bytes digits, uint64_t *number)
{
	uint64_t sum = 0;

	if (digits.len == 0 || (digits.len > 1 && digits.at[0] == '0'))
		return 0;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)digits.at[i] - '0';

		if (digit > 9 || sum > (UINT64_MAX - digit) / 10)
			return 0;
		sum = sum * 10 + digit;
	}
	*number = sum;
	return 1;
}

/*
 * The length of the UTF-8 sequence that starts at i; 0 when it is none: cut
 * short, overlong, a surrogate, or beyond U+10FFFF (RFC 3629 §4).
 */
static size_t
utf8_length(struct bytes text, size_t i)
{
	const unsigned char *at = (const unsigned char *)text.at + i;
	size_t               left = text.len - i;
	size_t               length;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (left < length)
		return 0;
	for (size_t k = 1; k < length; k++)
		if ((at[k] & 0xc0) != 0x80)
			return 0;
	if ((at[0] == 0xe0 && at[1] < 0xa0) ||
	    (at[0] == 0xed && at[1] > 0x9f) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	return length;
}

int
bytes_are_text(struct bytes text)
{
	size_t length;

	for (size_t i = 0; i < text.len; i += length) {
		const unsigned char c = (unsigned char)text.at[i];

		length = 1;
		if (c >= 0x20 && c < 0x7f)
			continue;
		if (c < 0x80)
			return 0;
		length = utf8_length(text, i);
		if (length == 0)
			return 0;
	}
	return 1;
}

struct bytes
bytes_copy(struct bytes bytes)
{
	char *copy = malloc(bytes.len + 1);

	if (copy == NULL)
		return (struct bytes){ NULL, 0 };
	if (bytes.len > 0)
		memcpy(copy, bytes.at, bytes.len);
	copy[bytes.len] = '\0';
	return (struct bytes){ copy, bytes.len };
}
