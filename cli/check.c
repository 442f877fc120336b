/*
 * postern check: loads what the responder would load, and says what is served
 * how and what looks wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../fcgi/delivery.h"
#include "../fcgi/gate.h"
#include "../fcgi/text.h"
#include "check.h"
#include "options.h"
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

/* --------------------------------------------------------------- routes */

static const char *const mode_texts[] = {
	[MODE_ENFORCE] = "enforced",
	[MODE_REPORT_ONLY] = "report-only",
	[MODE_OFF] = "off",
};

static void
print_schemes(const struct route *route)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		printf("%s%s", i > 0 ? ", " : "",
		    scheme_name(route->schemes[i]));
}

static void
print_route(const struct route *route)
{
	printf("route    %.*s: %s from %s by ", TEXT(route->name),
	    shown(route->prefix).text, route->root);
	print_schemes(route);
	printf(" (%.*s=), %s", TEXT(route->parameter), route->delivery->name);
	if (route->accel.len > 0)
		printf(" %.*s", TEXT(route->accel));
	printf(", %s\n", mode_texts[route->mode]);
}

static void
warn_of_mode(struct checking *checking, const struct route *route)
{
	static const char *const warnings[] = {
		[MODE_ENFORCE] = NULL,
		[MODE_REPORT_ONLY] = "denials are logged alone: every file is "
		                     "sent, signed or not",
		[MODE_OFF] = "nothing is verified: every file is sent",
	};

	if (warnings[route->mode] != NULL)
		warn(checking, "route %.*s: mode = %s: %s", TEXT(route->name),
		    mode_texts[route->mode], warnings[route->mode]);
}

static void
warn_of_delivery(struct checking *checking, const struct route *route)
{
	if (route->delivery == &delivery_local_redirect)
		warn(checking, "route %.*s: local-redirect is followed by "
		    "Apache's mod_fcgid, mod_cgid and mod_cgi; deny %.*s to "
		    "clients there", TEXT(route->name), TEXT(route->accel));
	if (route->delivery->takes_encoding &&
	    route->encoding == ENCODING_UNSET)
		warn(checking, "route %.*s: encoding is not set: files with a "
		    "%% in their name are denied (literal: Apache's "
		    "mod_xsendfile 0.12; percent: lighttpd)",
		    TEXT(route->name));
}

static int
accepts(const struct route *route, const char *name)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		if (strcmp(scheme_name(route->schemes[i]), name) == 0)
			return 1;
	return 0;
}

/* Tokens that open more than one file. */
static void
warn_of_claims(struct checking *checking, const struct route *route)
{
	if (!accepts(route, "jwt") && !accepts(route, "jwe") &&
	    !accepts(route, "paseto"))
		return;
	if (route->rules == NULL && route->access == NULL &&
	    route->role == ROLE_FILES)
		warn(checking, "route %.*s: neither allow nor access is set: "
		    "its JWTs open nothing", TEXT(route->name));
	if (route->policy.audiences.count == 0)
		warn(checking, "route %.*s: audience is not set: a token that "
		    "its issuer made for another service counts here too",
		    TEXT(route->name));
	if ((route->carriers & (CARRIER_QUERY | CARRIER_PATH)) != 0 &&
	    route->exchange == 0)
		warn(checking, "route %.*s: JWTs in URLs get into histories and "
		    "logs: set exchange, or use the API, a cookie or sealed "
		    "tokens", TEXT(route->name));
}

/* What others may put there is sent as the site's own. */
static void
warn_of_root(struct checking *checking, const struct route *route)
{
	struct stat root;

	if (stat(route->root, &root) == 0 && (root.st_mode & S_IWOTH) != 0)
		warn(checking, "route %.*s: root %s can be written by others: "
		    "chmod o-w", TEXT(route->name), route->root);
}

static int
has_key(const struct checking *checking, struct bytes id)
{
	for (size_t i = 0; i < keyring_count(checking->keyring); i++)
		if (bytes_equal(key_id(keyring_at(checking->keyring, i)), id))
			return 1;
	return 0;
}

static void
warn_of_names(struct checking *checking, const struct route *route)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		if (scheme_is_weak(route->schemes[i]))
			warn(checking, "route %.*s: scheme %s is weak",
			    TEXT(route->name), scheme_name(route->schemes[i]));
	for (size_t i = 0; i < route->keys.count; i++)
		if (!has_key(checking, route->keys.at[i]))
			warn(checking, "route %.*s: there is no key %.*s",
			    TEXT(route->name), TEXT(route->keys.at[i]));
}

static void
check_routes(struct checking *checking)
{
	const struct config *config = checking->config;

	for (size_t i = 0; i < config->route_count; i++)
		print_route(&config->routes[i]);
	for (size_t i = 0; i < config->route_count; i++) {
		const struct route *route = &config->routes[i];

		warn_of_mode(checking, route);
		warn_of_delivery(checking, route);
		warn_of_names(checking, route);
		warn_of_claims(checking, route);
		warn_of_root(checking, route);
	}
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
