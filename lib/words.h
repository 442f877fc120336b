/*
 * Words with blanks between them, as people type lists.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_WORDS_H
#define LIB_WORDS_H

#include "postern.h"

static inline int
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline void
skip_blanks(struct bytes *cursor)
{
	while (cursor->len > 0 && is_blank(*cursor->at)) {
		cursor->at++;
		cursor->len--;
	}
}

/* The next word; the cursor moves behind it.  Empty: there is none. */
static inline struct bytes
next_word(struct bytes *cursor)
{
	struct bytes word;

	skip_blanks(cursor);
	word = (struct bytes){ cursor->at, 0 };
	while (cursor->len > 0 && !is_blank(*cursor->at)) {
		cursor->at++;
		cursor->len--;
		word.len++;
	}
	return word;
}

#endif
