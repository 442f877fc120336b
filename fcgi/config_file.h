/*
 * The text of a configuration file, read strictly.
 *
 * iniparser alone lower-cases names, lets the last of two equal settings win,
 * cuts values at ';' and '#', joins lines at a backslash, and loses the whole
 * file to one long line, all without a word.  So a scanner of our own refuses
 * whatever iniparser would change, knows every line's number, and the values
 * count only where both agree.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONFIG_FILE_H
#define FCGI_CONFIG_FILE_H

#include "config_memory.h"

#define CONFIG_SIZE_MAX 1048576 /* bytes of one file: 1 MiB */
#define CONFIG_LINE_MAX 1000    /* bytes; iniparser takes 1,022 */
#define CONFIG_NAME_MAX 32      /* bytes of a route's name */
#define CONFIG_SETTING_MAX 64   /* bytes of a setting's name */

/* The last two: of a route, by its role. */
enum section_kind {
	SECTION_POSTERN,
	SECTION_ROUTE,
	SECTION_FILES,
	SECTION_API,
};

/* One line NAME = VALUE. */
struct setting {
	struct setting      *next;
	const struct option *option; /* config_options.h; NULL: not looked up */
	struct bytes         name, value;
	int                  line;
};

/* One [postern] or [route NAME], with its settings as they stand. */
struct section {
	struct section   *next;
	struct setting   *settings;
	enum section_kind kind; /* SECTION_POSTERN or SECTION_ROUTE */
	enum section_kind role; /* SECTION_FILES or SECTION_API, of a route */
	int               is_authorizer; /* of the former, none that sends */
	struct bytes      name; /* of the route */
	int               line;
};

/* What every step of loading needs. */
struct loading {
	const char           *file; /* its path, as given */
	struct config_memory *memory;
	struct complaint     *complaint;
};

/* A regular file of at most CONFIG_SIZE_MAX. */
CHECKED enum status config_file_read(const struct loading *,
    struct bytes *text);

/* Sections in the order of the text, of which they are views. */
CHECKED enum status config_scan(const struct loading *, struct bytes text,
    struct section **first);

/* Whether iniparser reads the same values from the file. */
CHECKED enum status config_file_confirm(const struct loading *,
    const struct section *first);

/* [A-Za-z0-9_-], 1 to CONFIG_NAME_MAX bytes. */
int config_is_name(struct bytes);

/*
 * Set the complaint and return STATUS_UNCONFIGURED.  Line 0: the file as such.
 */
CHECKED enum status config_refuse(const struct loading *, int line,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
CHECKED enum status config_refuse_setting(const struct loading *,
    const struct setting *, const char *reason);
CHECKED enum status config_refuse_section(const struct loading *,
    const struct section *, const char *reason);

#endif
