/*
 * Strings that answers are made of.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_TEXT_H
#define FCGI_TEXT_H

#include "postern.h"

/* The two arguments that "%.*s" wants; for bytes without a NUL. */
#define TEXT(bytes) (int)(bytes).len, (bytes).at

/* As printf, into the arena. */
CHECKED enum status text_format(struct arena *, struct bytes *text,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Cuts the next word off, blanks between them; an empty one: there is none. */
struct bytes text_next_word(struct bytes *rest);

#endif
