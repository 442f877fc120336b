/* See text.h.  SPDX-License-Identifier: ISC */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>

enum status
text_format(struct arena *arena, struct bytes *text, const char *format, ...)
{
	va_list arguments;
	char   *memory;
	int     length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return STATUS_INTERNAL;
	memory = arena_take(arena, (size_t)length + 1);
	if (memory == NULL)
		return STATUS_TOO_LARGE;
	va_start(arguments, format);
	(void)vsnprintf(memory, (size_t)length + 1, format, arguments);
	va_end(arguments);
	*text = (struct bytes){ memory, (size_t)length };
	return STATUS_OK;
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
