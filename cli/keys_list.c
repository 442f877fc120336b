/* postern keys list.  SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "key_directory.h"
#include "keys.h"
#include "postern_keys.h"
#include "print.h"

struct values {
	const char *config, *directory;
};

static const struct command_option options[] = {
	OPTION_CONFIG(values),
	OPTION_DIRECTORY(values),
	OPTIONS_END,
};

enum column { COLUMN_ID, COLUMN_ALGORITHM, COLUMN_SCHEMES, COLUMN_FILE,
	COLUMNS };

struct row {
	struct shown_text cells[COLUMNS];
};

static struct shown_text
schemes_of(const struct key *key)
{
	struct shown_text    list = { "" };
	const struct scheme *scheme;
	size_t               used = 0;

	for (size_t i = 0; (scheme = key_scheme(key, i)) != NULL; i++)
		used += (size_t)snprintf(list.text + used,
		    sizeof(list.text) - used, "%s%s", i > 0 ? "," : "",
		    scheme_name(scheme));
	return list;
}

static void
fill(struct row *row, const struct key *key)
{
	row->cells[COLUMN_ID] = shown_key_id(key_id(key));
	row->cells[COLUMN_ALGORITHM] = shown(bytes_of(key_algorithm(key)));
	row->cells[COLUMN_SCHEMES] = schemes_of(key);
	row->cells[COLUMN_FILE] = shown(key_file(key));
}

static void
print_state(const struct key *key, int64_t now)
{
	const int64_t end = key_retired_after(key);
	const int64_t start = key_not_before(key);

	if (end != 0)
		printf("  %s after %s", end < now ? "retired" : "retires",
		    time_text(end).text);
	if (start > now)
		printf("  good from %s", time_text(start).text);
}

static void
print_keys(const struct keyring *keyring)
{
	const int64_t now = (int64_t)time(NULL);
	int           widths[COLUMNS] = { 0 };
	struct row    row;

	for (size_t i = 0; i < keyring_count(keyring); i++) {
		fill(&row, keyring_at(keyring, i));
		for (size_t k = 0; k < COLUMNS; k++)
			if ((int)strlen(row.cells[k].text) > widths[k])
				widths[k] = (int)strlen(row.cells[k].text);
	}
	for (size_t i = 0; i < keyring_count(keyring); i++) {
		fill(&row, keyring_at(keyring, i));
		for (size_t k = 0; k < COLUMN_FILE; k++)
			printf("%-*s  ", widths[k], row.cells[k].text);
		printf("%s", row.cells[COLUMN_FILE].text);
		print_state(keyring_at(keyring, i), now);
		putchar('\n');
	}
}

static enum exit_code
list(const char *directory)
{
	struct complaint complaint;
	struct keyring  *keyring = keyring_load(directory, &complaint);

	if (keyring == NULL) {
		complain("%s", complaint.text);
		return EXIT_NO;
	}
	print_keys(keyring);
	if (keyring_count(keyring) == 0)
		complain("there is no key in %s", directory);
	keyring_free(keyring);
	return EXIT_YES;
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct values        values = { 0 };
	struct key_directory directory;
	struct operands      operands;
	enum exit_code       code;

	if (!options_read(command, argc, argv, &values, &operands, &code))
		return code;
	if (operands.count > 0)
		return misuse(command, "%s is one word too many",
		    shown(bytes_of(operands.at[0])).text);
	if (!key_directory_open(values.config, values.directory, &directory))
		return EXIT_NO;
	code = list(directory.path);
	key_directory_close(&directory);
	return code;
}

const struct command command_keys_list = {
	.name = "keys list",
	.operands = "",
	.summary = "list id, algorithm, schemes and file of each key",
	.details = "No secret is shown.",
	.example = "  postern keys list --config /etc/postern/postern.ini",
	.options = options,
	.run = run,
};
