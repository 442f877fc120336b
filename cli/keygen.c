/* postern keygen: makes a key.  SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../fcgi/text.h"
#include "key_directory.h"
#include "key_store.h"
#include "options.h"
#include "postern_keys.h"
#include "print.h"

#define MEMORY 8192 /* of a key's text */
/* Responders look every second, and load what they found within two. */
#define PICKED_UP_AFTER 5 /* seconds */
#define TRIES           100

struct values {
	const char *config, *id, *algorithm, *encryption, *scheme, *directory;
};

static const struct command_option options[] = {
	OPTION_CONFIG(values),
	{ "id", "ID", OPTION_TEXT, offsetof(struct values, id),
	    "1 to 32 of A-Z a-z 0-9 _ -; it stands in every URL;\n"
	    "not given: the next of k1, k2, ..." },
	{ "alg", "NAME", OPTION_TEXT, offsetof(struct values, algorithm),
	    "HS256, which is the default; HS384 or HS512 (JWT),\n"
	    "A256SIV (sealed), dir, A128KW or A256KW (JWE),\n"
	    "v4.local (PASETO)" },
	{ "enc", "NAME", OPTION_TEXT, offsetof(struct values, encryption),
	    "with --alg dir: A128GCM, A256GCM, A128CBC-HS256 or\n"
	    "A256CBC-HS512" },
	{ "scheme", "NAME", OPTION_TEXT, offsetof(struct values, scheme),
	    "with --alg HS256: native, which is the default, or jwt" },
	OPTION_DIRECTORY(values),
	OPTIONS_END,
};

/* What one run works on. */
struct making {
	struct values        values;
	struct key_directory directory;
	struct key_store     store;
	struct key_plan      plan;
	struct bytes         schemes[1];
	struct arena        *arena;
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

/* ----------------------------------------------------------- the making */

static int
is_for_signing(const struct making *making)
{
	const struct scheme *scheme = key_plan_scheme(&making->plan);

	return scheme != NULL && scheme_signs(scheme);
}

/* Others sign by the other schemes; of JWT, Postern signs few. */
static int
is_for_urls(const struct making *making)
{
	return is_for_signing(making) && strcmp("jwt",
	    scheme_name(key_plan_scheme(&making->plan))) != 0;
}

/* Of the first route that has files; "/": none. */
static struct bytes
prefix_of_files(const struct config *config)
{
	for (size_t i = 0; config != NULL && i < config->route_count; i++)
		if (config->routes[i].role != ROLE_API)
			return config->routes[i].prefix;
	return BYTES("/");
}

static void
say_what_is_next(const struct making *making, const char *file)
{
	const struct bytes prefix = prefix_of_files(making->directory.config);
	const char        *named = making->values.config;

	if (!is_for_urls(making)) {
		complain("next: give the secret to who issues the tokens, and "
		    "to nobody else: the member \"k\" of %s", file);
		return;
	}
	complain("next: postern sign %s%s%s%.*sNAME",
	    named != NULL ? "--config " : "", named != NULL ? named : "",
	    named != NULL ? " " : "", TEXT(prefix));
}

static enum exit_code
report(const struct making *making, const char *file)
{
	printf("%s/%s\n", making->store.path, file);
	if (making->plan.not_before > 0)
		complain("the key signs from %s on, when every responder "
		    "has read it", time_text(making->plan.not_before).text);
	key_store_advise(&making->store);
	say_what_is_next(making, file);
	return EXIT_YES;
}

/* file: what was written; gone with the next. */
static enum key_stored
make(struct making *making, struct bytes id, struct shown_text *file)
{
	struct key_plan plan = making->plan;
	struct key_text made;
	const char     *reason;
	enum key_stored stored = KEY_FAILED;

	plan.id = id;
	reason = key_generate(&plan, making->arena, &made);
	if (reason == NULL) {
		snprintf(file->text, sizeof(file->text), "%s", made.name.at);
		stored = key_store_add(&making->store, made.name.at,
		    made.text);
	} else {
		complain("no key is made: %s", reason);
	}
	arena_reset(making->arena); /* wipes */
	return stored;
}

static enum exit_code
make_named(struct making *making, const struct keyring *keyring)
{
	struct bytes      id = bytes_of(making->values.id);
	enum key_stored   stored = KEY_EXISTS;
	struct shown_text file;

	if (!keyring_has(keyring, id))
		stored = make(making, id, &file);
	if (stored == KEY_STORED)
		return report(making, file.text);
	if (stored == KEY_EXISTS)
		complain("there is a key %s in %s already", shown(id).text,
		    making->store.path);
	return EXIT_NO;
}

/* Another keygen may take the number first. */
static enum exit_code
make_numbered(struct making *making, const struct keyring *keyring)
{
	long              first = next_number(keyring);
	enum key_stored   stored = KEY_EXISTS;
	char              text[24];
	struct shown_text file;

	for (long i = 0; stored == KEY_EXISTS && i < TRIES; i++) {
		snprintf(text, sizeof(text), "k%ld", first + i);
		stored = make(making, bytes_of(text), &file);
	}
	if (stored == KEY_STORED)
		return report(making, file.text);
	if (stored == KEY_EXISTS)
		complain("%s has files k%ld.jwk and on that hold other ids",
		    making->store.path, first);
	return EXIT_NO;
}

static int
has_served(const struct keyring *keyring, const struct scheme *scheme)
{
	for (size_t i = 0; i < keyring_count(keyring); i++)
		if (scheme != NULL &&
		    key_serves(keyring_at(keyring, i), scheme))
			return 1;
	return 0;
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
	/* The first key of a scheme need not wait for anybody. */
	if (has_served(keyring, key_plan_scheme(&making->plan)) &&
	    is_for_signing(making))
		making->plan.not_before = (int64_t)time(NULL) + PICKED_UP_AFTER;
	code = making->values.id != NULL ? make_named(making, keyring)
					 : make_numbered(making, keyring);
	keyring_free(keyring);
	return code;
}

static enum exit_code
make_in_directory(struct making *making)
{
	enum exit_code code = EXIT_NO;

	if (!key_store_open(making->directory.path, &making->store))
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

static void
plan(struct making *making)
{
	const struct values *values = &making->values;

	making->plan.algorithm = bytes_of(
	    values->algorithm != NULL ? values->algorithm : "HS256");
	if (values->encryption != NULL)
		making->plan.encryption = bytes_of(values->encryption);
	if (values->scheme == NULL)
		return;
	making->schemes[0] = bytes_of(values->scheme);
	making->plan.schemes = (struct bytes_list){ making->schemes, 1 };
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct making   making = { 0 };
	struct values  *values = &making.values;
	struct operands operands;
	enum exit_code  code;

	if (!options_read(command, argc, argv, values, &operands, &code))
		return code;
	if (operands.count > 0)
		return misuse(command, "%s is one word too many",
		    shown(bytes_of(operands.at[0])).text);
	if (!key_directory_open(values->config, values->directory,
	        &making.directory))
		return EXIT_NO;
	plan(&making);
	code = make_in_directory(&making);
	key_directory_close(&making.directory);
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
