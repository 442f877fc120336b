/* postern keygen: makes a key.  SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../fcgi/text.h"
#include "key_store.h"
#include "options.h"
#include "print.h"
#include "site.h"

#define MEMORY 4096 /* of a key's text */
/* Responders look every second, and load what they found within two. */
#define PICKED_UP_AFTER 5 /* seconds */
#define TRIES           100

struct values {
	const char *config, *id, *algorithm, *directory;
};

static const struct command_option options[] = {
	OPTION_CONFIG(values),
	{ "id", "ID", OPTION_TEXT, offsetof(struct values, id),
	    "1 to 32 of A-Z a-z 0-9 _ -; it stands in every URL;\n"
	    "not given: the next of k1, k2, ..." },
	{ "alg", "NAME", OPTION_TEXT, offsetof(struct values, algorithm),
	    "HS256, which is the default" },
	{ "directory", "DIR", OPTION_TEXT, offsetof(struct values, directory),
	    "not given: keys of the configuration" },
	OPTIONS_END,
};

/* What one run works on. */
struct making {
	struct values    values;
	struct config   *config; /* NULL with --directory alone */
	struct key_store store;
	struct arena    *arena;
	int64_t          not_before; /* 0: at once */
};

/* --------------------------------------------------------------- the id */

/* The number of an id as k12; 0: it is none. */
static long
number_of(struct bytes id)
{
	long number = 0;

	if (id.len < 2 || id.len > 9 || id.at[0] != 'k' || id.at[1] == '0')
		return 0;
	for (size_t i = 1; i < id.len; i++) {
		if (id.at[i] < '0' || id.at[i] > '9')
			return 0;
		number = number * 10 + (id.at[i] - '0');
	}
	return number;
}

/* The one after the highest: an id that was given up is not used again. */
static long
next_number(const struct keyring *keyring)
{
	long next = 1;

	for (size_t i = 0; i < keyring_count(keyring); i++) {
		long number = number_of(key_id(keyring_at(keyring, i)));

		if (number >= next)
			next = number + 1;
	}
	return next;
}

static int
has_id(const struct keyring *keyring, struct bytes id)
{
	for (size_t i = 0; i < keyring_count(keyring); i++)
		if (bytes_equal(key_id(keyring_at(keyring, i)), id))
			return 1;
	return 0;
}

/* ----------------------------------------------------------- the making */

static enum exit_code
report(const struct making *making, struct bytes id)
{
	const struct key_store *store = &making->store;
	const char             *named = making->values.config;
	struct bytes            prefix = BYTES("/");

	printf("%s/%.*s.jwk\n", store->path, TEXT(id));
	if (store->is_new)
		complain("made the directory %s", store->path);
	if (making->not_before > 0)
		complain("the key signs from %s on, when every responder "
		    "has read it", time_text(making->not_before).text);
	if (!store->is_shared && geteuid() == 0)
		complain("only root can read it; for the web server's group: "
		    "chgrp -R www-data %s; chmod g+r %s/*", store->path,
		    store->path);
	if (making->config != NULL)
		prefix = making->config->routes[0].prefix;
	complain("next: postern sign %s%s%s%.*sNAME",
	    named != NULL ? "--config " : "", named != NULL ? named : "",
	    named != NULL ? " " : "", TEXT(prefix));
	return EXIT_YES;
}

static enum key_stored
make(const struct making *making, struct bytes id)
{
	const char     *algorithm = making->values.algorithm;
	enum key_stored stored = KEY_FAILED;
	struct bytes    jwk;
	enum status     status;

	status = key_generate(id, bytes_of(algorithm), making->not_before,
	    making->arena, &jwk);
	if (status == STATUS_OK)
		stored = key_store_add(&making->store, id, jwk);
	else if (status == STATUS_MALFORMED)
		complain("an id is 1 to 32 of A-Z a-z 0-9 _ -; an algorithm is "
		    "HS256");
	else
		complain("no key could be made: %s", status_text(status));
	arena_reset(making->arena); /* wipes */
	return stored;
}

static enum exit_code
make_named(const struct making *making, const struct keyring *keyring)
{
	struct bytes    id = bytes_of(making->values.id);
	enum key_stored stored = KEY_EXISTS;

	if (!has_id(keyring, id))
		stored = make(making, id);
	if (stored == KEY_STORED)
		return report(making, id);
	if (stored == KEY_EXISTS)
		complain("there is a key %s in %s already", shown(id).text,
		    making->store.path);
	return EXIT_NO;
}

/* Another keygen may take the number first. */
static enum exit_code
make_numbered(const struct making *making, const struct keyring *keyring)
{
	long            first = next_number(keyring);
	enum key_stored stored = KEY_EXISTS;
	char            text[24];

	for (long i = 0; stored == KEY_EXISTS && i < TRIES; i++) {
		snprintf(text, sizeof(text), "k%ld", first + i);
		stored = make(making, bytes_of(text));
	}
	if (stored == KEY_STORED)
		return report(making, bytes_of(text));
	if (stored == KEY_EXISTS)
		complain("%s has files k%ld.jwk and on that hold other ids",
		    making->store.path, first);
	return EXIT_NO;
}

static enum exit_code
make_in_store(struct making *making)
{
	struct complaint complaint;
	struct keyring  *keyring = keyring_load(making->store.path, &complaint);
	enum exit_code   code;

	if (keyring == NULL) {
		complain("%s", complaint.text);
		return EXIT_NO;
	}
	/* The first key need not wait for anybody. */
	if (keyring_count(keyring) > 0)
		making->not_before = (int64_t)time(NULL) + PICKED_UP_AFTER;
	code = making->values.id != NULL ? make_named(making, keyring)
					 : make_numbered(making, keyring);
	keyring_free(keyring);
	return code;
}

static enum exit_code
make_in_directory(struct making *making, const char *directory)
{
	enum exit_code code = EXIT_NO;

	if (!key_store_open(directory, &making->store))
		return EXIT_NO;
	making->arena = arena_new(MEMORY);
	if (making->arena != NULL)
		code = make_in_store(making);
	else
		complain("out of memory");
	arena_free(making->arena);
	key_store_close(&making->store);
	return code;
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct making    making = { 0 };
	struct values   *values = &making.values;
	struct complaint complaint;
	struct operands  operands;
	const char      *file;
	enum exit_code   code;

	if (!options_read(command, argc, argv, values, &operands, &code))
		return code;
	if (operands.count > 0)
		return misuse(command, "%s is one word too many",
		    shown(bytes_of(operands.at[0])).text);
	if (values->algorithm == NULL)
		values->algorithm = "HS256";
	if (values->directory != NULL && values->config == NULL)
		return make_in_directory(&making, values->directory);
	file = site_config_file(values->config);
	making.config = config_load(file, &complaint);
	if (making.config == NULL) {
		complain_of_config(file, &complaint);
		return EXIT_NO;
	}
	code = make_in_directory(&making, values->directory != NULL ?
	    values->directory : making.config->keys);
	config_free(making.config);
	return code;
}

const struct command command_keygen = {
	.name = "keygen",
	.operands = "",
	.summary = "make a key: print its file's name",
	.details = "Responders pick the file up within 2 seconds.  A key that "
		   "is not the first\nsigns from 5 seconds after it was made.",
	.example = "  postern keygen --config /etc/postern/postern.ini",
	.options = options,
	.run = run,
};
