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
text_join(struct arena *arena, struct bytes one, struct bytes other,
    struct bytes *text)
{
	char *memory = arena_take(arena, one.len + other.len + 1);

	if (memory == NULL)
		return STATUS_TOO_LARGE;
	*text = (struct bytes){ memory, one.len + other.len };
	if (one.len > 0)
		memory = mempcpy(memory, one.at, one.len);
	if (other.len > 0)
		memory = mempcpy(memory, other.at, other.len);
	*memory = '\0';
	return STATUS_OK;
}

char *
text_put_number(char *at, int64_t number, size_t digits)
{
	for (size_t i = digits; i > 0; i--, number /= 10)
		at[i - 1] = (char)('0' + number % 10);
	return at + digits;
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
