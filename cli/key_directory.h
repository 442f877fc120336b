/*
 * The directory of keys that a command works on: --directory, else "keys" of
 * the configuration.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_KEY_DIRECTORY_H
#define CLI_KEY_DIRECTORY_H

#include "../fcgi/config.h"

struct key_directory {
	const char    *path;
	struct config *config; /* NULL with --directory alone */
};

/* What the options say; NULL: not given.  Zero: said why. */
int  key_directory_open(const char *config, const char *directory,
    struct key_directory *);
void key_directory_close(struct key_directory *);

/* Every such command's row. */
#define OPTION_DIRECTORY(values)                                             \
	{ "directory", "DIR", OPTION_TEXT, offsetof(struct values, directory),\
	    "not given: keys of the configuration" }

#endif
