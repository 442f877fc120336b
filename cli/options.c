/* See options.h.  SPDX-License-Identifier: ISC */
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../fcgi/duration.h"
#include "print.h"

#define OPTIONS_MAX  32
#define FIRST_VALUE  256 /* of getopt_long: beyond every letter */
#define TIME_MAX     99999999999 /* 11 digits */
#define COUNT_MAX    999999
#define HELP_COLUMN  22
#define WORD_MAX     32

/* ------------------------------------------------------------- messages */

enum exit_code
misuse(const struct command *command, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "postern %s: ", command->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nsee postern %s --help\n", command->name);
	return EXIT_MISUSE;
}

/* Levenshtein's distance, row by row. */
size_t
letters_apart(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1];
	size_t length = strlen(b);

	if (length > WORD_MAX || strlen(a) > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= length; i++)
		row[i] = i;
	for (; *a != '\0'; a++) {
		size_t diagonal = row[0]++;

		for (size_t i = 1; i <= length; i++) {
			size_t best = diagonal + (*a != b[i - 1]);

			diagonal = row[i];
			if (row[i] + 1 < best)
				best = row[i] + 1;
			if (row[i - 1] + 1 < best)
				best = row[i - 1] + 1;
			row[i] = best;
		}
	}
	return row[length];
}

/* ----------------------------------------------------------------- help */

static void
print_option(const struct command_option *option)
{
	char        left[80];
	const char *line = option->help;
	const char *end;

	snprintf(left, sizeof(left), "  --%s%s%s", option->name,
	    option->value != NULL ? " " : "",
	    option->value != NULL ? option->value : "");
	printf("%-*s", HELP_COLUMN, left);
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		printf(" %.*s\n%*s", (int)(end - line), line, HELP_COLUMN, "");
	printf(" %s\n", line);
}

void
command_help(const struct command *command)
{
	static const struct command_option help = { .name = "help",
		.help = "show this" };
	const struct command_option       *option = command->options;

	printf("usage: postern %s [OPTION]...%s%s\n\n%s\n", command->name,
	    command->operands[0] != '\0' ? " " : "", command->operands,
	    command->summary);
	if (command->details != NULL)
		printf("%s\n", command->details);
	putchar('\n');
	for (; option->name != NULL; option++)
		print_option(option);
	print_option(&help);
	printf("\nexample:\n%s\n", command->example);
}

/* --------------------------------------------------------------- values */

static const char *
store_text(const char *text, void *target)
{
	*(const char **)target = text;
	return NULL;
}

static const char *
store_texts(const char *text, void *target)
{
	struct texts *texts = target;

	if (texts->count == TEXTS_MAX)
		return "it is given too often";
	texts->at[texts->count++] = text;
	return NULL;
}

static const char *
store_duration(const char *text, void *target)
{
	struct amount *amount = target;

	amount->is_given = 1;
	return duration_parse(bytes_of(text), &amount->value) ? NULL
							      : DURATION_HELP;
}

/* 0: it is no whole number, or beyond the largest. */
static int
read_number(const char *text, int64_t max, int64_t *number)
{
	int64_t sum = 0;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || sum > max)
			return 0;
		sum = sum * 10 + (*c - '0');
	}
	*number = sum;
	return sum <= max;
}

static const char *
store_time(const char *text, void *target)
{
	struct amount *amount = target;

	amount->is_given = 1;
	if (read_number(text, TIME_MAX, &amount->value))
		return NULL;
	return text[strspn(text, "0123456789")] == '\0'
	    ? "that would be milliseconds: write seconds since 1970"
	    : "write seconds since 1970, as date +%s prints them";
}

static const char *
store_count(const char *text, void *target)
{
	struct amount *amount = target;

	amount->is_given = 1;
	if (read_number(text, COUNT_MAX, &amount->value) && amount->value > 0)
		return NULL;
	return "write a number from 1 to 999999";
}

static const char *
store_flag(const char *text, void *target)
{
	(void)text;
	*(int *)target = 1;
	return NULL;
}

/* NULL, or why the value is refused. */
static const char *(*const stores[])(const char *, void *) = {
	[OPTION_FLAG] = store_flag,
	[OPTION_TEXT] = store_text,
	[OPTION_TEXTS] = store_texts,
	[OPTION_DURATION] = store_duration,
	[OPTION_TIME] = store_time,
	[OPTION_COUNT] = store_count,
};

/* -------------------------------------------------------------- reading */

/* What getopt_long did not take, up to its '=': a value may be secret. */
static enum exit_code
refuse_unknown(const struct command *command, const char *given)
{
	const struct command_option *option = command->options;
	char                         name[WORD_MAX + 1];
	struct shown_text            named;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(given, "="), given);
	if (optopt != 0)
		snprintf(name, sizeof(name), "-%c", optopt);
	named = shown(bytes_of(name));
	for (; option->name != NULL; option++)
		if (strlen(name) > 3 &&
		    letters_apart(name + 2, option->name) <= LETTERS_APART_MAX)
			return misuse(command,
			    "there is no option %s; did you mean --%s?",
			    named.text, option->name);
	return misuse(command, "there is no option %s", named.text);
}

static void
list_for_getopt(const struct command *command, struct option *list)
{
	const struct command_option *option = command->options;
	size_t                       count = 0;

	for (; count < OPTIONS_MAX && option[count].name != NULL; count++)
		list[count] = (struct option){
			.name = option[count].name,
			.has_arg = option[count].value != NULL,
			.val = FIRST_VALUE + (int)count,
		};
	list[count] = (struct option){ .name = "help", .val = 'h' };
	list[count + 1] = (struct option){ 0 };
}

static int
store(const struct command *command, const struct command_option *option,
    void *values, enum exit_code *ended)
{
	const char *reason;

	if (option->value != NULL && optarg[0] == '\0') {
		*ended = misuse(command, "--%s needs a value", option->name);
		return 0;
	}
	reason = stores[option->kind](optarg, (char *)values + option->offset);
	if (reason == NULL)
		return 1;
	*ended = misuse(command, "--%s %s: %s", option->name,
	    shown(bytes_of(optarg)).text, reason);
	return 0;
}

/* found: what getopt_long returned. */
static int
take(const struct command *command, const struct option *list, int found,
    char **argv, void *values, enum exit_code *ended)
{
	int row = (found == ':' || found == '?' ? optopt : found) - FIRST_VALUE;

	if (found == 'h') {
		command_help(command);
		*ended = EXIT_YES;
		return 0;
	}
	if (found >= FIRST_VALUE)
		return store(command, &command->options[row], values, ended);
	*ended = row < 0 ? refuse_unknown(command, argv[optind - 1])
			 : misuse(command, "--%s %s", list[row].name,
	                       found == ':' ? "needs a value"
	                                    : "takes no value");
	return 0;
}

int
options_read(const struct command *command, int argc, char **argv,
    void *values, struct operands *operands, enum exit_code *ended)
{
	struct option list[OPTIONS_MAX + 2];
	int           found;

	list_for_getopt(command, list);
	optind = 0; /* GNU: starts afresh */
	opterr = 0;
	while ((found = getopt_long(argc, argv, ":h", list, NULL)) != -1)
		if (!take(command, list, found, argv, values, ended))
			return 0;
	*operands = (struct operands){ argv + optind, argc - optind };
	return 1;
}
