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

/* One behind the other, far from filling memory; a NUL stands behind them. */
CHECKED enum status text_concat(struct arena *, const struct bytes *parts,
    size_t count, struct bytes *text);
CHECKED enum status text_join(struct arena *, struct bytes, struct bytes,
    struct bytes *text);

/* Writes so many digits of a number that is not negative; returns their end. */
char *text_put_number(char *at, int64_t number, size_t digits);

/* A number as short as it can be, in the last bytes of the room given. */
#define TEXT_NUMBER 24
struct bytes text_decimal(int64_t number, char room[TEXT_NUMBER]);
struct bytes text_hexadecimal(uint64_t number, char room[TEXT_NUMBER]);

/* Cuts the next word off, blanks between them; an empty one: there is none. */
struct bytes text_next_word(struct bytes *rest);

#endif
