/*
 * secure_link and secure_link_hmac of nginx --> routes.  See import.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "../fcgi/text.h"
#include "import.h"
#include "nginx_words.h"

#define DEPTH_MAX 32

/* What a location says, and what it inherits. */
struct location {
	struct bytes prefix, root, alias;
	struct bytes link, md5, secret, hmac_message, hmac_secret,
	    hmac_algorithm;
	int          line;
	int          is_one; /* and no block in it */
};

/* ------------------------------------------------------------ directives */

static void
set(struct location *location, const struct directive *directive)
{
	static const struct {
		const char *name;
		size_t      member;
	} members[] = {
		{ "root", offsetof(struct location, root) },
		{ "alias", offsetof(struct location, alias) },
		{ "secure_link", offsetof(struct location, link) },
		{ "secure_link_md5", offsetof(struct location, md5) },
		{ "secure_link_secret", offsetof(struct location, secret) },
		{ "secure_link_hmac", offsetof(struct location, link) },
		{ "secure_link_hmac_message",
		    offsetof(struct location, hmac_message) },
		{ "secure_link_hmac_secret",
		    offsetof(struct location, hmac_secret) },
		{ "secure_link_hmac_algorithm",
		    offsetof(struct location, hmac_algorithm) },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (directive->count == 2 && bytes_equal(directive->words[0],
		                                 bytes_of(members[i].name)))
			*(struct bytes *)(void *)((char *)location +
			    members[i].member) = directive->words[1];
}

/* "location [= ~ ~* ^~] PREFIX"; a pattern is no prefix. */
static void
enter(struct location *location, const struct directive *directive)
{
	const struct bytes *words = directive->words;

	location->line = directive->line;
	location->is_one = 1;
	location->prefix = (struct bytes){ "", 0 };
	if (directive->count == 2)
		location->prefix = words[1];
	if (directive->count == 3 && bytes_equal(words[1], BYTES("^~")))
		location->prefix = words[2];
	location->alias = (struct bytes){ "", 0 };
}

/* -------------------------------------------------------- the expression */

static int
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* A variable, or else the text up to the next one or the next blank. */
static struct bytes
next_part(struct bytes *rest)
{
	struct bytes part = { rest->at, 1 };
	const int    is_variable = rest->at[0] == '$';

	while (part.len < rest->len) {
		char c = part.at[part.len];

		if (is_variable ? !is_name_byte(c) : c == '$' || c == ' ')
			break;
		part.len++;
	}
	rest->at += part.len;
	rest->len -= part.len;
	return part;
}

/* The longest text that is no variable; empty: there is none. */
static struct bytes
secret_in(struct bytes expression)
{
	struct bytes longest = { "", 0 };

	while (expression.len > 0) {
		struct bytes part = next_part(&expression);

		while (part.len > 0 && part.at[0] == ' ')
			part = (struct bytes){ part.at + 1, part.len - 1 };
		if (part.len > longest.len && part.at[0] != '$')
			longest = part;
	}
	return longest;
}

/* The expression with "$secret" where the secret stands. */
static enum status
without_secret(struct bytes expression, struct bytes secret,
    struct arena *arena, struct bytes *made)
{
	const struct bytes before = { expression.at,
		(size_t)(secret.at - expression.at) };
	const struct bytes behind = { secret.at + secret.len,
		expression.len - before.len - secret.len };

	return text_format(arena, made, "%.*s$secret%.*s", TEXT(before),
	    TEXT(behind));
}

/* "$arg_md5,$arg_expires": the names of the two parameters. */
static int
read_arguments(struct bytes link, struct bytes names[2])
{
	const struct bytes prefix = BYTES("$arg_");
	const char        *comma = memchr(link.at, ',', link.len);

	if (comma == NULL)
		return 0;
	names[0] = (struct bytes){ link.at, (size_t)(comma - link.at) };
	names[1] = (struct bytes){ comma + 1, link.len - names[0].len - 1 };
	for (size_t i = 0; i < 2; i++) {
		if (!bytes_start_with(names[i], prefix))
			return 0;
		names[i].at += prefix.len;
		names[i].len -= prefix.len;
	}
	return names[0].len > 0 && names[1].len > 0;
}

/* ----------------------------------------------------------------- routes */

static const char *
take_md5(const struct location *location, struct arena *arena,
    struct found_route *route)
{
	struct bytes names[2], expression;

	route->scheme = "nginx-secure-link";
	route->algorithm = "MD5";
	route->secret = secret_in(location->md5);
	if (route->secret.len == 0)
		return "secure_link_md5 has no secret in it";
	if (!read_arguments(location->link, names))
		return "secure_link is not $arg_NAME,$arg_NAME";
	if (without_secret(location->md5, route->secret, arena,
	        &expression) != STATUS_OK ||
	    text_format(arena, &route->settings,
	        "nginx-secure-link.token = %.*s\n"
	        "nginx-secure-link.expires = %.*s\n"
	        "nginx-secure-link.expression = %.*s\n", TEXT(names[0]),
	        TEXT(names[1]), TEXT(expression)) != STATUS_OK)
		return "out of memory";
	return NULL;
}

static const char *
take_secret(const struct location *location, struct found_route *route)
{
	route->scheme = "nginx-secure-link";
	route->algorithm = "MD5";
	route->secret = location->secret;
	route->settings = BYTES("nginx-secure-link.mode = path\n");
	route->is_endless = 1;
	return NULL;
}

/* An alias stands for the location, a root goes before it. */
static enum status
find_root(const struct location *location, struct arena *arena,
    struct bytes *root)
{
	enum status status = STATUS_OK;

	*root = location->alias;
	if (location->alias.len == 0 && location->root.len > 0)
		status = text_format(arena, root, "%.*s%.*s",
		    TEXT(location->root), TEXT(location->prefix));
	while (root->len > 1 && root->at[root->len - 1] == '/')
		root->len--;
	return status;
}

static void
leave_location(const struct location *location, struct found_routes *routes)
{
	struct found_route route = { .prefix = location->prefix,
		.line = location->line };
	const char        *reason = "it is of secure_link_hmac, whose "
				    "message has to be copied by hand";

	if (!location->is_one || location->md5.len + location->secret.len +
	        location->hmac_message.len == 0)
		return;
	if (location->prefix.len == 0 ||
	    location->prefix.at[location->prefix.len - 1] != '/')
		reason = "its location is no prefix that ends in '/'";
	else if (location->md5.len > 0)
		reason = take_md5(location, routes->arena, &route);
	else if (location->secret.len > 0)
		reason = take_secret(location, &route);
	found_name(route.prefix, route.name);
	if (find_root(location, routes->arena, &route.root) != STATUS_OK)
		reason = "out of memory";
	if (reason != NULL)
		routes->leave(routes, location->line, reason);
	else
		routes->take(routes, &route);
}

void
import_nginx(struct bytes text, struct found_routes *routes)
{
	struct reader    reader = { text, 1 };
	struct location  stack[DEPTH_MAX] = { 0 };
	struct directive directive;
	size_t           depth = 0;

	do {
		nginx_read_directive(&reader, &directive);
		if (directive.end == ';')
			set(&stack[depth], &directive);
		if (directive.end == '{' && depth + 1 < DEPTH_MAX) {
			stack[depth + 1] = stack[depth];
			stack[++depth].is_one = 0;
			if (directive.count > 0 && bytes_equal(
			        directive.words[0], BYTES("location")))
				enter(&stack[depth], &directive);
		}
		if (directive.end == '}' && depth > 0)
			leave_location(&stack[depth--], routes);
	} while (reader.rest.len > 0);
}
