/* postern sign: paths --> signed URLs.  SPDX-License-Identifier: ISC */
#include "sign.h"

#include <stdio.h>
#include <string.h>

#include "../fcgi/responder.h"
#include "../fcgi/text.h"
#include "print.h"

/* For several keys to be tried. */
#define MEMORY ((size_t)4 * REQUEST_MEMORY)

#define AT(member) offsetof(struct sign_values, member)

static const struct command_option options[] = {
	OPTION_CONFIG(sign_values),
	{ "ttl", "TIME", OPTION_DURATION, AT(ttl),
	    "how long the URL is good at least, as 15m or 2d;\n"
	    "not given: 1h" },
	{ "window", "TIME", OPTION_DURATION, AT(window),
	    "round the expiry up to a multiple of this, so that\n"
	    "one window gives one URL and caches hit: it is good\n"
	    "for ttl to ttl + window.  0: off; not given: ttl / 4" },
	{ "expires", "SECONDS", OPTION_TIME, AT(expires),
	    "exact expiry since 1970, instead of ttl and window" },
	{ "not-before", "SECONDS", OPTION_TIME, AT(not_before),
	    "not good before this; the ttl starts here" },
	{ "prefix", NULL, OPTION_FLAG, AT(is_prefix),
	    "the token opens everything below PATH, which ends\n"
	    "in '/': append it to any URL there" },
	{ "client", "NET", OPTION_TEXT, AT(client),
	    "for this network alone, as 192.0.2.0/24" },
	{ "method", "NAME", OPTION_TEXTS, AT(methods),
	    "for GET (with HEAD) or HEAD alone; may be repeated" },
	{ "download", "NAME", OPTION_TEXT, AT(download),
	    "browsers save it under this name" },
	{ "inline", "NAME", OPTION_TEXT, AT(inline_name),
	    "browsers show it, and save it under this name" },
	{ "shared", NULL, OPTION_FLAG, AT(is_shared),
	    "caches shared by several clients may keep it;\n"
	    "without --client and --uses" },
	{ "link", "ID", OPTION_TEXT, AT(link),
	    "an id of the link, for the log" },
	{ "subject", "WHO", OPTION_TEXT, AT(subject),
	    "whom it was signed for, for the log" },
	{ "uses", "N", OPTION_COUNT, AT(uses),
	    "how often it may be used; needs --link" },
	{ "route", "NAME", OPTION_TEXT, AT(route),
	    "refuse paths of other routes" },
	{ "key", "ID", OPTION_TEXT, AT(key),
	    "sign with this key; not given: the newest valid one" },
	{ "scheme", "NAME", OPTION_TEXT, AT(scheme),
	    "not given: the route's first" },
	{ "base", "URL", OPTION_TEXT, AT(base),
	    "print https://example.org before each path" },
	{ "from", "FILE", OPTION_TEXT, AT(from),
	    "read a PATH or URL a line; - is standard input" },
	{ "now", "SECONDS", OPTION_TIME, AT(now),
	    "pretend that this is the time since 1970" },
	OPTIONS_END,
};

static const struct route *
route_named(const struct config *config, struct bytes name)
{
	for (size_t i = 0; i < config->route_count; i++)
		if (bytes_equal(config->routes[i].name, name))
			return &config->routes[i];
	return NULL;
}

static enum exit_code
find_named(const struct command *command, const struct sign_values *values,
    struct signing *signing)
{
	if (values->route != NULL) {
		signing->route = route_named(signing->site.config,
		    bytes_of(values->route));
		if (signing->route == NULL)
			return misuse(command, "there is no [route %s] in %s",
			    shown(bytes_of(values->route)).text,
			    signing->site.config->file);
	}
	if (values->scheme == NULL)
		return EXIT_YES;
	signing->scheme = scheme_named(bytes_of(values->scheme));
	if (signing->scheme == NULL)
		return misuse(command, "there is no scheme %s",
		    shown(bytes_of(values->scheme)).text);
	return EXIT_YES;
}

/* ------------------------------------------------------------- signing */

/* A slip that a signer could not tell from a strange file name. */
static void
warn_of_encoding(struct bytes path)
{
	const char *found = strpbrk(path.at, "%?");

	if (found == NULL || is_url(path))
		return;
	complain("note: in %s the '%c' is taken as part of the name; give "
	    "what is percent-encoded or has a query as a URL, https://...",
	    shown_path(path).text, *found);
}

static int
sign_operand(const struct signing *signing, struct bytes operand)
{
	struct bytes     url;
	struct complaint why;

	if (!sign_url(signing, operand, &url, &why)) {
		complain("%s: %s", shown_path(operand).text, why.text);
		return 0;
	}
	warn_of_encoding(operand);
	printf("%.*s\n", TEXT(url));
	return 1;
}

static enum exit_code
sign_all(const struct command *command, const struct sign_values *values,
    const struct operands *operands, struct signing *signing)
{
	enum exit_code code = find_named(command, values, signing);

	if (code != EXIT_YES)
		return code;
	for (int i = 0; i < operands->count; i++)
		if (!sign_operand(signing, bytes_of(operands->at[i])))
			code = EXIT_NO;
	if (values->from != NULL && !sign_list(signing, values->from))
		code = EXIT_NO;
	return code;
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct sign_values values = { 0 };
	struct signing     signing = { 0 };
	struct operands    operands;
	enum exit_code     code;
	const char        *reason;

	if (!options_read(command, argc, argv, &values, &operands, &code))
		return code;
	if (operands.count == 0 && values.from == NULL)
		return misuse(command, "there is no PATH to sign");
	reason = sign_terms(&values, &signing);
	if (reason != NULL)
		return misuse(command, "%s", reason);
	if (!site_open(site_config_file(values.config), &signing.site))
		return EXIT_NO;
	code = EXIT_NO;
	signing.arena = arena_new(MEMORY);
	if (signing.arena != NULL)
		code = sign_all(command, &values, &operands, &signing);
	else
		complain("out of memory");
	arena_free(signing.arena);
	site_close(&signing.site);
	return code;
}

const struct command command_sign = {
	.name = "sign",
	.operands = "PATH...",
	.summary = "sign paths: print one URL a line",
	.details = "A PATH is decoded, as \"/img/my cat.jpg\".  A whole URL, "
		   "with https:// or\nhttp://, is percent-encoded already and "
		   "keeps its query.",
	.example = "  postern sign --ttl 1h --base https://example.org "
		   "/img/cat.jpg",
	.options = options,
	.run = run,
};
