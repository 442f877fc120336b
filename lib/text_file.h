/*
 * A text file that an administrator writes and others must not, read whole.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_TEXT_FILE_H
#define LIB_TEXT_FILE_H

#include "postern.h"

/*
 * All of its bytes, at most max, to be freed.  NULL, and *reason a static text,
 * when it is refused: it cannot be read, is no regular file, others may write
 * to it, it is too large or just being written.
 */
char *text_file_read(const char *name, size_t max, size_t *length,
    const char **reason);

/* "NAME:LINE: REASON"; without a line, which counts from 1, when it is 0. */
void text_file_complain(struct complaint *, const char *name, size_t line,
    const char *reason);

#endif
