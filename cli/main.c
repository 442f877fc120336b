/*
 * postern(1): makes keys, signs and verifies URLs, checks a configuration.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "print.h"

static const struct command *const commands[] = {
	&command_keygen,
	&command_keys,
	&command_sign,
	&command_verify,
	&command_check,
	&command_import,
	NULL,
};

static void
usage(FILE *out)
{
	fprintf(out, "usage: postern COMMAND [OPTION]... [OPERAND]...\n\n");
	for (size_t i = 0; commands[i] != NULL; i++)
		fprintf(out, "  %-8s %s\n", commands[i]->name,
		    commands[i]->summary);
	fprintf(out,
	    "\nEach COMMAND has a --help of its own; see also postern(1).\n"
	    "Exit status: 0 yes or done, 1 no or failed, 2 misuse.\n");
}

static enum exit_code
refuse_command(const char *name)
{
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (letters_apart(name, commands[i]->name) > LETTERS_APART_MAX)
			continue;
		complain("there is no command %s; did you mean %s?",
		    shown(bytes_of(name)).text, commands[i]->name);
		return EXIT_MISUSE;
	}
	complain("there is no command %s: see postern --help",
	    shown(bytes_of(name)).text);
	return EXIT_MISUSE;
}

static enum exit_code
run(int argc, char **argv)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(argv[0], commands[i]->name) == 0)
			return commands[i]->run(commands[i], argc, argv);
	return refuse_command(argv[0]);
}

/* "help", "help COMMAND" and "help keys COMMAND". */
static enum exit_code
help(int argc, char **argv)
{
	char  option[] = "--help";
	char *asked[4] = { NULL };
	int   count = 0;

	if (argc < 2) {
		usage(stdout);
		return EXIT_YES;
	}
	for (; count < 2 && count + 1 < argc; count++)
		asked[count] = argv[count + 1];
	asked[count] = option;
	return run(count + 1, asked);
}

static int
is_one_of(const char *word, const char *a, const char *b)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0;
}

static enum exit_code
dispatch(int argc, char **argv)
{
	if (argc == 0) {
		usage(stderr);
		return EXIT_MISUSE;
	}
	if (is_one_of(argv[0], "--version", "-V")) {
		printf("postern %s\n", POSTERN_VERSION);
		return EXIT_YES;
	}
	if (is_one_of(argv[0], "--help", "-h") || strcmp(argv[0], "help") == 0)
		return help(argc, argv);
	return run(argc, argv);
}

int
main(int argc, char **argv)
{
	enum exit_code code;

	/* Noticed when writing, and said, rather than died of. */
	signal(SIGPIPE, SIG_IGN);
	code = dispatch(argc > 0 ? argc - 1 : 0, argv + (argc > 0));
	if (!output_finish() && code == EXIT_YES)
		code = EXIT_NO;
	return (int)code;
}
