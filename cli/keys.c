/* postern keys: its subcommands.  SPDX-License-Identifier: ISC */
#include "keys.h"

#include <stdio.h>
#include <string.h>

#include "print.h"

static const struct command *const commands[] = {
	&command_keys_list,
	&command_keys_import,
	&command_keys_fetch,
	NULL,
};

static void
usage(FILE *out)
{
	fprintf(out,
	    "usage: postern keys COMMAND [OPTION]... [OPERAND]...\n\n");
	for (size_t i = 0; commands[i] != NULL; i++)
		fprintf(out, "  %-12s %s\n", commands[i]->name,
		    commands[i]->summary);
	fprintf(out, "\nEach COMMAND has a --help of its own; see also "
	    "postern(1).\n\nexample:\n  postern keys list\n");
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(name, commands[i]->name + strlen("keys ")) == 0)
			return commands[i]->run(commands[i], argc - 1,
			    argv + 1);
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		usage(stdout);
		return EXIT_YES;
	}
	if (argc > 1)
		return misuse(command, "there is no command keys %s",
		    shown(bytes_of(name)).text);
	usage(stderr);
	return EXIT_MISUSE;
}

const struct command command_keys = {
	.name = "keys",
	.operands = "list|import|fetch",
	.summary = "list the keys, import one, fetch those of an issuer",
	.run = run,
};
