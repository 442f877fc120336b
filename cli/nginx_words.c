/* See nginx_words.h.  SPDX-License-Identifier: ISC */
#include "nginx_words.h"

#include <string.h>

static char
peek(const struct reader *reader)
{
	return (char)(reader->rest.len > 0 ? *reader->rest.at : '\0');
}

static void
skip(struct reader *reader)
{
	reader->line += peek(reader) == '\n';
	reader->rest.at++;
	reader->rest.len--;
}

static void
skip_blanks(struct reader *reader)
{
	while (reader->rest.len > 0) {
		if (peek(reader) == '#')
			while (reader->rest.len > 0 && peek(reader) != '\n')
				skip(reader);
		else if (strchr(" \t\r\n", peek(reader)) != NULL)
			skip(reader);
		else
			return;
	}
}

static struct bytes
read_word(struct reader *reader)
{
	const char   quote = peek(reader);
	struct bytes word;

	if (quote == '"' || quote == '\'') {
		skip(reader);
		word = (struct bytes){ reader->rest.at, 0 };
		while (reader->rest.len > 0 && peek(reader) != quote)
			skip(reader);
		word.len = (size_t)(reader->rest.at - word.at);
		if (reader->rest.len > 0)
			skip(reader);
		return word;
	}
	word = (struct bytes){ reader->rest.at, 0 };
	while (reader->rest.len > 0 &&
	    strchr(" \t\r\n;{}", peek(reader)) == NULL)
		skip(reader);
	word.len = (size_t)(reader->rest.at - word.at);
	return word;
}

void
nginx_read_directive(struct reader *reader, struct directive *directive)
{
	*directive = (struct directive){ .count = 0 };
	for (;;) {
		skip_blanks(reader);
		if (directive->count == 0)
			directive->line = reader->line;
		directive->end = peek(reader);
		if (reader->rest.len == 0)
			return;
		if (strchr(";{}", directive->end) != NULL) {
			skip(reader);
			return;
		}
		if (directive->count < WORDS_MAX)
			directive->words[directive->count++] =
			    read_word(reader);
		else
			(void)read_word(reader);
	}
}
