/* postern keys import.  SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "key_directory.h"
#include "key_store.h"
#include "keys.h"
#include "postern_keys.h"
#include "print.h"

#define MEMORY (4 * KEY_TEXT_MAX + 4096)

struct values {
	const char   *config, *id, *algorithm, *encryption, *directory;
	const char   *encoding;
	struct texts  schemes, prefixes;
	struct amount longest_lifetime;
};

static const struct command_option options[] = {
	OPTION_CONFIG(values),
	{ "id", "ID", OPTION_TEXT, offsetof(struct values, id),
	    "the \"kid\" in tokens; a JWK may have its own" },
	{ "alg", "NAME", OPTION_TEXT, offsetof(struct values, algorithm),
	    "HS256, RS256, A256SIV, ...; a JWK may have its own,\n"
	    "and EC and Ed25519 keys have one alone" },
	{ "enc", "NAME", OPTION_TEXT, offsetof(struct values, encryption),
	    "A256GCM, ...: needed by --alg dir" },
	{ "scheme", "NAME", OPTION_TEXTS, offsetof(struct values, schemes),
	    "what the key serves, if not its algorithm's default;\n"
	    "may be repeated" },
	{ "encoding", "NAME", OPTION_TEXT, offsetof(struct values, encoding),
	    "hex or base64: how the secret is written; not given:\n"
	    "its text is the secret" },
	{ "prefix", "PATH", OPTION_TEXTS, offsetof(struct values, prefixes),
	    "what the key may open; may be repeated" },
	{ "longest-lifetime", "TIME", OPTION_DURATION,
	    offsetof(struct values, longest_lifetime),
	    "what is good for longer is refused" },
	OPTION_DIRECTORY(values),
	OPTIONS_END,
};

struct importing {
	struct key_plan plan;
	struct bytes    schemes[TEXTS_MAX], prefixes[TEXTS_MAX];
	struct arena   *arena;
};

static struct bytes
given(const char *text)
{
	return bytes_of(text != NULL ? text : "");
}

static struct bytes_list
list_of(const struct texts *texts, struct bytes *room)
{
	for (size_t i = 0; i < texts->count; i++)
		room[i] = bytes_of(texts->at[i]);
	return (struct bytes_list){ room, texts->count };
}

/* Zero: there is none of that name. */
static int
read_encoding(const char *name, enum secret_encoding *encoding)
{
	*encoding = SECRET_AS_IT_IS;
	if (name == NULL)
		return 1;
	if (strcmp(name, "hex") == 0)
		*encoding = SECRET_IN_HEX;
	if (strcmp(name, "base64") == 0)
		*encoding = SECRET_IN_BASE64;
	return *encoding != SECRET_AS_IT_IS;
}

static void
plan(struct importing *importing, const struct values *values)
{
	importing->plan = (struct key_plan){
		.id = given(values->id),
		.algorithm = given(values->algorithm),
		.encryption = given(values->encryption),
		.schemes = list_of(&values->schemes, importing->schemes),
		.prefixes = list_of(&values->prefixes, importing->prefixes),
		.longest_lifetime = values->longest_lifetime.value,
	};
	(void)read_encoding(values->encoding, &importing->plan.encoding);
}

/* All of the standard input, which must be short; zero: said why. */
static int
read_input(struct arena *arena, struct bytes *material)
{
	char   *at = arena_take(arena, KEY_TEXT_MAX + 1);
	size_t  length = 0;
	ssize_t got = 1;

	if (isatty(STDIN_FILENO))
		complain("reading the key from the terminal, up to Ctrl-D");
	while (at != NULL && got > 0 && length <= KEY_TEXT_MAX) {
		got = read(STDIN_FILENO, at + length,
		    KEY_TEXT_MAX + 1 - length);
		if (got > 0)
			length += (size_t)got;
	}
	if (at == NULL || got < 0 || length > KEY_TEXT_MAX) {
		complain("cannot read the key: %s", at == NULL ? "out of memory"
		    : got < 0 ? strerror(errno) : "it is larger than 64 KiB");
		return 0;
	}
	*material = (struct bytes){ at, length };
	return 1;
}

/* The id is not taken: responders would refuse the whole directory. */
static int
is_free(const struct key_store *store, struct bytes id)
{
	struct complaint complaint;
	struct keyring  *keyring = keyring_load(store->path, &complaint);
	int              is_taken;

	if (keyring == NULL) {
		complain("%s", complaint.text);
		return 0;
	}
	is_taken = keyring_has(keyring, id);
	keyring_free(keyring);
	if (is_taken)
		complain("there is a key %s in %s already", shown(id).text,
		    store->path);
	return !is_taken;
}

static enum exit_code
import_into(const struct key_store *store, struct importing *importing)
{
	struct key_text made;
	struct bytes    material;
	const char     *reason;
	enum key_stored stored;

	if (!read_input(importing->arena, &material))
		return EXIT_NO;
	reason = key_import(&importing->plan, material, importing->arena,
	    &made);
	if (reason != NULL) {
		complain("the key is refused: %s", reason);
		return EXIT_NO;
	}
	if (!is_free(store, made.id))
		return EXIT_NO;
	stored = key_store_add(store, made.name.at, made.text);
	if (stored == KEY_EXISTS)
		complain("there is a file %s in %s already",
		    shown(made.name).text, store->path);
	if (stored != KEY_STORED)
		return EXIT_NO;
	printf("%s/%s\n", store->path, made.name.at);
	key_store_advise(store);
	return EXIT_YES;
}

static enum exit_code
import(const struct key_directory *directory, const struct values *values)
{
	struct importing importing = { .arena = arena_new(MEMORY) };
	struct key_store store;
	enum exit_code   code = EXIT_NO;

	plan(&importing, values);
	if (importing.arena == NULL) {
		complain("out of memory");
	} else if (key_store_open(directory->path, &store)) {
		code = import_into(&store, &importing);
		key_store_close(&store);
	}
	arena_free(importing.arena); /* wipes */
	return code;
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct values        values = { 0 };
	struct key_directory directory;
	struct operands      operands;
	enum secret_encoding encoding;
	enum exit_code       code;

	if (!options_read(command, argc, argv, &values, &operands, &code))
		return code;
	/* It may be the secret, so it is not shown. */
	if (operands.count > 0)
		return misuse(command, "the key is read from the standard "
		    "input: others can see what stands on a command line");
	if (!read_encoding(values.encoding, &encoding))
		return misuse(command, "--encoding is hex or base64");
	if (!key_directory_open(values.config, values.directory, &directory))
		return EXIT_NO;
	code = import(&directory, &values);
	key_directory_close(&directory);
	return code;
}

const struct command command_keys_import = {
	.name = "keys import",
	.operands = "",
	.summary = "make a key file of a secret, a PEM or a JWK",
	.details = "The key is read from the standard input.",
	.example = "  postern keys import --id auth0 --alg RS256 <auth0.pem",
	.options = options,
	.run = run,
};
