/*
 * The grammar of nginx's configuration: words, a ";" behind each directive,
 * blocks in braces, "#" before a comment, quotes around words with blanks.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_NGINX_WORDS_H
#define CLI_NGINX_WORDS_H

#include "postern.h"

#define WORDS_MAX 16

struct reader {
	struct bytes rest;
	int          line;
};

/* One directive: its words, and how it ended: ';', '{' or '}'; 0: the file. */
struct directive {
	struct bytes words[WORDS_MAX];
	size_t       count;
	char         end;
	int          line;
};

/* Views into the text; words beyond WORDS_MAX are left out. */
void nginx_read_directive(struct reader *, struct directive *);

#endif
