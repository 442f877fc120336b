/* postern import.  SPDX-License-Identifier: ISC */
#include "import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../fcgi/text.h"
#include "key_store.h"
#include "options.h"
#include "postern_keys.h"
#include "print.h"

#define FILE_MAX ((size_t)1 << 20) /* bytes of a configuration */
#define MEMORY   (4 * FILE_MAX)

struct values {
	const char *keys;
};

static const struct command_option options[] = {
	{ "keys", "DIR", OPTION_TEXT, offsetof(struct values, keys),
	    "write the secrets there, as key files" },
	OPTIONS_END,
};

struct importing {
	struct found_routes routes; /* first: the callbacks get its address */
	const char         *file;
	struct key_store    store;
	int                 has_store;
	int                 found, failed;
};

void
found_name(struct bytes prefix, char name[FOUND_NAME_MAX])
{
	size_t start, n = 0;

	while (prefix.len > 0 && prefix.at[prefix.len - 1] == '/')
		prefix.len--;
	start = prefix.len;
	while (start > 0 && prefix.at[start - 1] != '/')
		start--;
	for (; start < prefix.len && n < FOUND_NAME_MAX - 1; start++) {
		char c = prefix.at[start];
		int  fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '_';

		name[n++] = (char)(fits ? c : '_');
	}
	name[n] = '\0';
	if (n == 0)
		snprintf(name, FOUND_NAME_MAX, "links");
}

/* Zero: said why. */
static int
store_key(struct importing *importing, const struct found_route *route)
{
	struct bytes    scheme = bytes_of(route->scheme);
	struct key_plan plan = { .id = bytes_of(route->name),
		.algorithm = bytes_of(route->algorithm),
		.schemes = { &scheme, 1 } };
	struct key_text made;
	const char     *reason = key_import(&plan, route->secret,
	        importing->routes.arena, &made);
	enum key_stored stored;

	if (reason != NULL) {
		complain("the secret of line %d is refused: %s", route->line,
		    reason);
		return 0;
	}
	stored = key_store_add(&importing->store, made.name.at, made.text);
	if (stored == KEY_EXISTS)
		complain("there is a file %s in %s already",
		    shown(made.name).text, importing->store.path);
	return stored == KEY_STORED;
}

static void
print_key(const struct importing *importing, const struct found_route *route)
{
	if (importing->has_store)
		return;
	printf("; its secret: postern keys import --id %s --scheme %s "
	       "--alg %s\n", route->name, route->scheme, route->algorithm);
}

static void
take(struct found_routes *routes, const struct found_route *route)
{
	struct importing *importing = (struct importing *)(void *)routes;

	importing->found++;
	printf("; %s, line %d\n", importing->file, route->line);
	print_key(importing, route);
	printf("[route %s]\nprefix = %.*s\n", route->name,
	    TEXT(route->prefix));
	if (route->root.len > 0)
		printf("root = %.*s\n", TEXT(route->root));
	else
		puts("; root = the directory of its files");
	printf("accept = %s\nkeys = %s\n", route->scheme, route->name);
	printf("%.*s", TEXT(route->settings));
	if (route->longest_age > 0)
		printf("longest_age = %llds\n",
		    (long long)route->longest_age);
	if (route->is_endless)
		puts("endless = yes");
	puts("; delivery = x-accel-redirect (nginx), x-sendfile (others)\n");
	if (importing->has_store && !store_key(importing, route))
		importing->failed = 1;
}

static void
leave(struct found_routes *routes, int line, const char *reason)
{
	struct importing *importing = (struct importing *)(void *)routes;

	complain("%s:%d: left out: %s", importing->file, line, reason);
	importing->failed = 1;
}

/* Zero: said why. */
static int
read_file(const char *name, struct arena *arena, struct bytes *text)
{
	FILE  *file = fopen(name, "re");
	char  *at = arena_take(arena, FILE_MAX + 1);
	size_t length = 0;

	if (file == NULL || at == NULL) {
		complain("%s cannot be read: %s", shown(bytes_of(name)).text,
		    strerror(errno));
		if (file != NULL)
			fclose(file);
		return 0;
	}
	length = fread(at, 1, FILE_MAX + 1, file);
	fclose(file);
	if (length > FILE_MAX) {
		complain("%s is larger than 1 MiB",
		    shown(bytes_of(name)).text);
		return 0;
	}
	*text = (struct bytes){ at, length };
	return 1;
}

static enum exit_code
import(struct importing *importing,
    void (*read)(struct bytes, struct found_routes *))
{
	struct bytes text;

	if (!read_file(importing->file, importing->routes.arena, &text))
		return EXIT_NO;
	read(text, &importing->routes);
	if (importing->found == 0 && !importing->failed) {
		complain("%s guards nothing with signed links",
		    shown(bytes_of(importing->file)).text);
		return EXIT_NO;
	}
	if (importing->has_store)
		key_store_advise(&importing->store);
	return importing->failed ? EXIT_NO : EXIT_YES;
}

static enum exit_code
open_and_import(const struct values *values, const char *file,
    void (*read)(struct bytes, struct found_routes *))
{
	struct importing importing = {
		.routes = { take, leave, arena_new(MEMORY) },
		.file = file,
	};
	enum exit_code   code = EXIT_NO;

	if (importing.routes.arena == NULL) {
		complain("out of memory");
		return EXIT_NO;
	}
	importing.has_store = values->keys != NULL;
	if (!importing.has_store ||
	    key_store_open(values->keys, &importing.store)) {
		code = import(&importing, read);
		if (importing.has_store)
			key_store_close(&importing.store);
	}
	arena_free(importing.routes.arena); /* wipes */
	return code;
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*read)(struct bytes, struct found_routes *);
	} servers[] = {
		{ "nginx", import_nginx },
		{ "lighttpd", import_lighttpd },
	};
	struct values   values = { 0 };
	struct operands operands;
	enum exit_code  code;

	if (!options_read(command, argc, argv, &values, &operands, &code))
		return code;
	if (operands.count != 2)
		return misuse(command, "say which server, and its "
		    "configuration's FILE");
	for (size_t i = 0; i < sizeof(servers) / sizeof(*servers); i++)
		if (strcmp(operands.at[0], servers[i].name) == 0)
			return open_and_import(&values, operands.at[1],
			    servers[i].read);
	return misuse(command, "%s is neither nginx nor lighttpd",
	    shown(bytes_of(operands.at[0])).text);
}

const struct command command_import = {
	.name = "import",
	.operands = "nginx|lighttpd FILE",
	.summary = "print routes for signed links that a server checks now",
	.details = "Reads secure_link (nginx) and secdownload (lighttpd).\n"
		   "Secrets are never printed.",
	.example = "  postern import nginx /etc/nginx/sites-enabled/files",
	.options = options,
	.run = run,
};
