/*
 * postern keys fetch: the public keys of an issuer of JWTs, for a timer.  What
 * fails leaves the file that is there.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "../fcgi/text.h"
#include "download.h"
#include "key_directory.h"
#include "key_store.h"
#include "keys.h"
#include "postern_keys.h"
#include "print.h"

#define MEMORY   (DOWNLOAD_MAX + 4 * KEY_TEXT_MAX + 4096)
#define NAME_MAX_HERE 100 /* bytes */

struct values {
	const char *config, *output, *algorithm, *issuer, *ca_file, *directory;
};

static const struct command_option options[] = {
	OPTION_CONFIG(values),
	{ "output", "NAME", OPTION_TEXT, offsetof(struct values, output),
	    "the file's name in the directory of keys, as\n"
	    "issuer.json; not given: the host's name and .json" },
	{ "alg", "NAME", OPTION_TEXT, offsetof(struct values, algorithm),
	    "RS256, ...: of those RSA keys that do not say it" },
	{ "issuer", "TEXT", OPTION_TEXT, offsetof(struct values, issuer),
	    "whose tokens they sign, as \"iss\" says: of others they\n"
	    "are refused" },
	{ "cacert", "FILE", OPTION_TEXT, offsetof(struct values, ca_file),
	    "certificates (PEM) to trust; not given: the system's" },
	OPTION_DIRECTORY(values),
	OPTIONS_END,
};

struct fetching {
	struct values      values;
	const char        *url;
	char               file[NAME_MAX_HERE];
	struct key_store   store;
	struct issued_keys issued;
	struct arena      *arena;
};

/* ------------------------------------------------------------- the names */

static int
is_file_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static int
is_file_name(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_file_byte(name.at[i]))
			return 0;
	return name.len > 0 && name.at[0] != '.';
}

/* What --output says, with its extension; zero: it is no file of a set. */
static int
take_output(struct fetching *fetching, struct bytes name)
{
	const struct bytes end = BYTES(".json");
	const int          has_end = name.len > end.len &&
	    memcmp(name.at + name.len - end.len, end.at, end.len) == 0;

	if (!is_file_name(name) || name.len + end.len >= NAME_MAX_HERE)
		return 0;
	snprintf(fetching->file, sizeof(fetching->file), "%.*s%s", TEXT(name),
	    has_end ? "" : end.at);
	return 1;
}

/* The host of https://HOST:PORT/, the last part of file:///. */
static struct bytes
name_in_url(const char *url)
{
	const char *slash = strrchr(url, '/');

	if (strncmp(url, "file:", 5) == 0)
		return bytes_of(slash + 1);
	url += strlen("https://");
	return (struct bytes){ url, strcspn(url, ":/?#") };
}

/* NULL, or why it is not to be fetched from there. */
static const char *
refuse_url(const char *url)
{
	if (strncmp(url, "file:///", 8) == 0)
		return NULL;
	if (strncmp(url, "http://", 7) == 0)
		return "over http:// anybody on the way can put in a key of "
		       "his own";
	if (strncmp(url, "https://", 8) != 0)
		return "it must start with https:// or file:///";
	if (memchr(url, '@', 8 + strcspn(url + 8, "/?#")) != NULL)
		return "it holds a user's name, and others can see what stands "
		       "on a command line";
	return NULL;
}

/* -------------------------------------------------------------- fetching */

static void
say_left_out(struct bytes id, const char *reason)
{
	complain("the key %s is left out: %s",
	    id.len > 0 ? shown(id).text : "without an id", reason);
}

/* Told once something changes or fails: a timer would repeat it for ever. */
static const char *
read_aloud(struct fetching *fetching)
{
	struct bytes text;

	fetching->issued.left_out = say_left_out;
	return issued_keys_read(&fetching->issued, fetching->arena, &text);
}

static enum exit_code
store(struct fetching *fetching)
{
	struct bytes text;
	const char  *reason = issued_keys_read(&fetching->issued,
	     fetching->arena, &text);

	if (reason == NULL && text.len == fetching->issued.replaced.len &&
	    memcmp(text.at, fetching->issued.replaced.at, text.len) == 0)
		return EXIT_YES;
	if (reason == NULL)
		reason = read_aloud(fetching);
	else
		(void)!read_aloud(fetching);
	if (reason != NULL) {
		complain("what %s holds is refused: %s",
		    shown_path(bytes_of(fetching->url)).text, reason);
		return EXIT_NO;
	}
	if (!key_store_replace(&fetching->store, fetching->file, text))
		return EXIT_NO;
	printf("%s/%s\n", fetching->store.path, fetching->file);
	key_store_advise(&fetching->store);
	return EXIT_YES;
}

static enum exit_code
fetch_into_store(struct fetching *fetching)
{
	struct complaint complaint;
	struct keyring  *keyring = NULL;
	enum exit_code   code = EXIT_NO;

	if (!key_store_read(&fetching->store, fetching->file, fetching->arena,
	        &fetching->issued.replaced))
		return EXIT_NO;
	keyring = keyring_load(fetching->store.path, &complaint);
	if (keyring == NULL) {
		complain("%s", complaint.text);
		return EXIT_NO;
	}
	fetching->issued.keyring = keyring;
	fetching->issued.file = bytes_of(fetching->file);
	code = store(fetching);
	keyring_free(keyring);
	return code;
}

static enum exit_code
fetch(struct fetching *fetching, const struct key_directory *directory)
{
	enum exit_code code = EXIT_NO;

	fetching->arena = arena_new(MEMORY);
	if (fetching->values.algorithm != NULL)
		fetching->issued.algorithm =
		    bytes_of(fetching->values.algorithm);
	if (fetching->values.issuer != NULL)
		fetching->issued.issuer = bytes_of(fetching->values.issuer);
	if (fetching->arena == NULL) {
		complain("out of memory");
	} else if (download(fetching->url, fetching->values.ca_file,
	               fetching->arena, &fetching->issued.published) &&
	    key_store_open(directory->path, &fetching->store)) {
		code = fetch_into_store(fetching);
		key_store_close(&fetching->store);
	}
	arena_free(fetching->arena);
	return code;
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct fetching      fetching = { 0 };
	struct values       *values = &fetching.values;
	struct key_directory directory;
	struct operands      operands;
	const char          *reason;
	enum exit_code       code;

	if (!options_read(command, argc, argv, values, &operands, &code))
		return code;
	if (operands.count != 1)
		return misuse(command, operands.count == 0
		    ? "say the URL of the keys" : "say one URL alone");
	fetching.url = operands.at[0];
	reason = refuse_url(fetching.url);
	if (reason != NULL)
		return misuse(command, "nothing is fetched from there: %s",
		    reason);
	if (!take_output(&fetching, values->output != NULL
	        ? bytes_of(values->output) : name_in_url(fetching.url)))
		return misuse(command, "--output must be the name of a file, "
		    "as issuer.json");
	if (!key_directory_open(values->config, values->directory, &directory))
		return EXIT_NO;
	code = fetch(&fetching, &directory);
	key_directory_close(&directory);
	return code;
}

const struct command command_keys_fetch = {
	.name = "keys fetch",
	.operands = "URL",
	.summary = "get the public keys of who issues the JWTs",
	.details = "URL starts with https:// or file:///.  The file is "
		   "replaced as a whole, and\nonly by keys that Postern can "
		   "use.",
	.example = "  postern keys fetch --output issuer.json \\\n"
		   "      https://login.example.org/.well-known/jwks.json",
	.options = options,
	.run = run,
};
