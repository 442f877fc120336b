/*
 * What the fuzz targets share.  A target is one function; libFuzzer calls it
 * with input of its own making ("make fuzz T=NAME"), standalone.c with the
 * files of its corpus ("make fuzz-replay").
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postern.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* What must hold whatever the input is. */
#define REQUIRE(condition)                                          \
	do {                                                        \
		if (!(condition)) {                                 \
			fprintf(stderr, "%s:%d: not %s\n",          \
			    __FILE__, __LINE__, #condition);        \
			abort();                                    \
		}                                                   \
	} while (0)

/*
 * Whether the text holds what no path may: a control byte, or a segment of
 * one or two dots.  Written anew, so that lib/ is not its own judge.
 */
static inline int
is_bad_path(struct bytes path)
{
	static const char *const segments[] = { "/./", "/../", "\\.\\",
		"/.\\", "\\./", "\\..\\", "/..\\", "\\../" };
	char              *text = malloc(path.len + 2);
	int                bad = path.len == 0 || path.at[0] != '/';

	REQUIRE(text != NULL);
	if (path.len > 0)
		memcpy(text, path.at, path.len);
	memcpy(text + path.len, "/", 2);
	for (size_t i = 0; i < path.len; i++)
		bad |= (unsigned char)text[i] < 0x20 || text[i] == 0x7f;
	for (size_t i = 0; i < sizeof(segments) / sizeof(*segments); i++)
		bad |= strstr(text, segments[i]) != NULL;
	free(text);
	return bad;
}

#endif
