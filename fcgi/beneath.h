/*
 * Opening a file beneath a directory, and nowhere else.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_BENEATH_H
#define FCGI_BENEATH_H

#include <sys/stat.h>

/*
 * Opens for reading what a relative path names beneath the directory, without
 * following a symbolic link anywhere.  A path with an empty segment, "." or
 * ".." names nothing.  -1, and errno says why.
 */
int beneath_open(int directory, const char *path);

/* A directory by the same rules, to look up names in. */
int beneath_enter(int directory, const char *path);

/*
 * What one name is in the directory, a link being a link.  A name with a slash
 * is none.  -1, and errno says why.
 */
int beneath_look(int directory, const char *name, struct stat *);

/* The same, segment by segment, for kernels without openat2 (before 5.6). */
int beneath_walk(int directory, const char *path);

#endif
