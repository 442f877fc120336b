/* See text.h.  SPDX-License-Identifier: ISC */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Longer ones than what most answers are made of are formatted twice. */
#define MOST 256

enum status
text_format(struct arena *arena, struct bytes *text, const char *format, ...)
{
	va_list arguments;
	char    most[MOST];
	char   *memory;
	int     length;

	va_start(arguments, format);
	length = vsnprintf(most, sizeof(most), format, arguments);
	va_end(arguments);
	if (length < 0)
		return STATUS_INTERNAL;
	memory = arena_take(arena, (size_t)length + 1);
	if (memory == NULL)
		return STATUS_TOO_LARGE;
	*text = (struct bytes){ memory, (size_t)length };
	if ((size_t)length < sizeof(most)) {
		memcpy(memory, most, (size_t)length + 1);
		return STATUS_OK;
	}
	va_start(arguments, format);
	(void)vsnprintf(memory, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return STATUS_OK;
}

enum status
text_concat(struct arena *arena, const struct bytes *parts, size_t count,
    struct bytes *text)
{
	size_t length = 0;
	char  *memory;

	for (size_t i = 0; i < count; i++)
		length += parts[i].len;
	memory = arena_take(arena, length + 1);
	if (memory == NULL)
		return STATUS_TOO_LARGE;
	*text = (struct bytes){ memory, length };
	for (size_t i = 0; i < count; i++)
		if (parts[i].len > 0)
			memory = mempcpy(memory, parts[i].at, parts[i].len);
	*memory = '\0';
	return STATUS_OK;
}

enum status
text_join(struct arena *arena, struct bytes one, struct bytes other,
    struct bytes *text)
{
	const struct bytes parts[] = { one, other };

	return text_concat(arena, parts, 2, text);
}

char *
text_put_number(char *at, int64_t number, size_t digits)
{
	for (size_t i = digits; i > 0; i--, number /= 10)
		at[i - 1] = (char)('0' + number % 10);
	return at + digits;
}

static struct bytes
number_in(unsigned base, uint64_t number, int is_negative,
    char room[TEXT_NUMBER])
{
	size_t start = TEXT_NUMBER;

	do
		room[--start] = "0123456789abcdef"[number % base];
	while ((number /= base) > 0);
	if (is_negative)
		room[--start] = '-';
	return (struct bytes){ room + start, TEXT_NUMBER - start };
}

struct bytes
text_decimal(int64_t number, char room[TEXT_NUMBER])
{
	const int is_negative = number < 0;

	return number_in(10, is_negative ? 0 - (uint64_t)number
	                                 : (uint64_t)number, is_negative, room);
}

struct bytes
text_hexadecimal(uint64_t number, char room[TEXT_NUMBER])
{
	return number_in(16, number, 0, room);
}

struct bytes
text_next_word(struct bytes *rest)
{
	struct bytes word;

	while (rest->len > 0 && (*rest->at == ' ' || *rest->at == '\t')) {
		rest->at++;
		rest->len--;
	}
	word = *rest;
	while (rest->len > 0 && *rest->at != ' ' && *rest->at != '\t') {
		rest->at++;
		rest->len--;
	}
	word.len -= rest->len;
	return word;
}
