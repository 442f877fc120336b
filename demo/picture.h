/*
 * A picture in memory, and the files it can become.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DEMO_PICTURE_H
#define DEMO_PICTURE_H

#include <stddef.h>
#include <stdio.h>

struct picture {
	size_t         width, height;
	unsigned char *pixels; /* rows from the top; red, green, blue */
};

/* Each gives 0, or -1 when the file could not be written. */
int write_png(const struct picture *, FILE *);
int write_bmp(const struct picture *, FILE *);

/* SVG; they take no picture. */
int write_rose_window(const struct picture *, FILE *);
int write_locked(const struct picture *, FILE *);

#endif
