/*
 * postern check: loads what the responder would load, and says what is served
 * how and what looks wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../fcgi/gate.h"
#include "../fcgi/text.h"
#include "check.h"
#include "options.h"
#include "postern_keys.h"
#include "print.h"
#include "site.h"

struct values {
	const char *config;
};

static const struct command_option options[] = {
	OPTION_CONFIG(values),
	OPTIONS_END,
};

void
warn(struct checking *checking, const char *format, ...)
{
	va_list arguments;

	printf("warning  ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	checking->warnings++;
}

/* ----------------------------------------------------------------- keys */

static int
is_retired(const struct checking *checking, const struct key *key)
{
	return key_retired_after(key) != 0 &&
	    key_retired_after(key) < checking->now;
}

static void
check_key(struct checking *checking, const struct key *key)
{
	struct bytes id = key_id(key);

	printf("key      %.*s: %s", TEXT(id), key_algorithm(key));
	if (key_retired_after(key) != 0)
		printf(", retired after %s",
		    time_text(key_retired_after(key)).text);
	putchar('\n');
	if (is_retired(checking, key))
		warn(checking, "key %.*s is retired already: it opens nothing, "
		    "and can go", TEXT(id));
	if (key_is_short(key))
		warn(checking, "key %.*s has a short secret, which somebody "
		    "with one of its URLs may find out by trying", TEXT(id));
	if (key_is_weak(key))
		warn(checking, "key %.*s: %s is weak: take a better one where "
		    "the application can", TEXT(id), key_algorithm(key));
}

static void
check_keys(struct checking *checking)
{
	size_t count = keyring_count(checking->keyring);

	for (size_t i = 0; i < count; i++)
		check_key(checking, keyring_at(checking->keyring, i));
	if (count == 0)
		warn(checking, "there is no key in %s: every URL is denied "
		    "(postern keygen makes one)", checking->config->keys);
}

/* -------------------------------------------------------------- command */

static enum exit_code
check(const struct gate *gate)
{
	struct checking checking = {
		.config = gate_config(gate),
		.keyring = gate_keyring(gate),
		.now = (int64_t)time(NULL),
	};

	if (checking.config == NULL) {
		complain_of_config(gate_config_file(gate),
		    gate_complaint(gate));
		return EXIT_NO;
	}
	printf("file     %s\n", checking.config->file);
	printf("site     %s\n", shown(checking.config->site).text);
	printf("keys     %s\n", checking.config->keys);
	printf("log      %s\n", checking.config->log);
	check_keys(&checking);
	check_routes(&checking);
	check_access(&checking);
	if (checking.warnings > 0)
		printf("fine     with %d warning%s\n", checking.warnings,
		    checking.warnings > 1 ? "s" : "");
	else
		printf("fine     the configuration can be used\n");
	return EXIT_YES;
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct values   values = { 0 };
	struct operands operands;
	struct gate    *gate;
	enum exit_code  code;

	if (!options_read(command, argc, argv, &values, &operands, &code))
		return code;
	if (operands.count > 0)
		return misuse(command, "%s is one word too many",
		    shown(bytes_of(operands.at[0])).text);
	gate = gate_open(site_config_file(values.config));
	if (gate == NULL) {
		complain("out of memory");
		return EXIT_NO;
	}
	code = check(gate);
	gate_close(gate);
	return code;
}

const struct command command_check = {
	.name = "check",
	.operands = "",
	.summary = "check configuration, keys and roots: say what is served",
	.details = "Exit status: 0 it can be used, if with warnings; 1 it is "
		   "broken.",
	.example = "  postern check --config /etc/postern/postern.ini",
	.options = options,
	.run = run,
};
