/*
 * The subcommands and their options, as tables: reading them and explaining
 * them are the same for all.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "postern.h"

/* What a script can build on; docs/postern.1 says it too. */
enum exit_code {
	EXIT_YES,    /* done; allowed */
	EXIT_NO,     /* failed; denied; broken */
	EXIT_MISUSE, /* not what the help says */
};

#define TEXTS_MAX 32 /* of one option that may be repeated */

/* Values as they are stored; all zero: not given. */
struct texts {
	const char *at[TEXTS_MAX];
	size_t      count;
};

struct amount {
	int     is_given;
	int64_t value;
};

enum option_kind {
	OPTION_FLAG,     /* int */
	OPTION_TEXT,     /* const char *, never empty */
	OPTION_TEXTS,    /* struct texts; may be repeated */
	OPTION_DURATION, /* struct amount: seconds */
	OPTION_TIME,     /* struct amount: seconds since 1970 */
	OPTION_COUNT,    /* struct amount: 1 or more */
};

struct command_option {
	const char      *name;  /* without the dashes */
	const char      *value; /* what stands for its value; NULL: a flag */
	enum option_kind kind;
	size_t           offset; /* in the subcommand's own struct of values */
	const char      *help;   /* lines separated by LF */
};

/* Stands last in every table. */
#define OPTIONS_END { 0 }

struct command {
	const char                  *name;
	const char                  *operands; /* "PATH..." */
	const char                  *summary;
	const char                  *details; /* lines; may be NULL */
	const char                  *example;
	const struct command_option *options;
	enum exit_code (*run)(const struct command *, int argc, char **argv);
};

extern const struct command command_keygen, command_keys, command_sign,
    command_verify, command_check, command_import;

/* Every subcommand's first row. */
#define OPTION_CONFIG(values)                                                \
	{ "config", "FILE", OPTION_TEXT, offsetof(struct values, config),    \
	    "the configuration; not given: $POSTERN_CONFIG, else\n"          \
	    ".htpostern.ini beside the program, else\n"                      \
	    "/etc/postern/postern.ini" }

struct operands {
	char **at;
	int    count;
};

/*
 * Fills the values.  Zero: nothing more is to be done, *ended is the exit
 * code (the help was asked for, or something was wrong and was said).
 */
int options_read(const struct command *, int argc, char **argv, void *values,
    struct operands *, enum exit_code *ended);

/* The help of one subcommand. */
void command_help(const struct command *);

/* Says on stderr what is wrong and where help is; returns EXIT_MISUSE. */
enum exit_code misuse(const struct command *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* How many letters make one of the other: to guess what was meant. */
size_t letters_apart(const char *, const char *);

#define LETTERS_APART_MAX 2 /* more is another word */

#endif
