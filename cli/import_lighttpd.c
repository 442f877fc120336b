/*
 * mod_secdownload of lighttpd, which is gone since 1.4.68 --> a route.  See
 * import.h.  Its settings are lines NAME = VALUE, as
 *
 *	secdownload.algorithm     = "hmac-sha256"
 *	secdownload.secret        = "..."
 *	secdownload.document-root = "/srv/files/"
 *	secdownload.uri-prefix    = "/dl/"
 *	secdownload.timeout       = 60
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "../fcgi/text.h"
#include "import.h"

#define TIMEOUT 60 /* seconds: lighttpd's own when none is set */

struct settings {
	struct bytes algorithm, secret, root, prefix, timeout, path_segments,
	    hash_querystr;
	int          line; /* of the first */
};

static struct bytes
trimmed(struct bytes text, const char *others)
{
	while (text.len > 0 && strchr(others, text.at[0]) != NULL)
		text = (struct bytes){ text.at + 1, text.len - 1 };
	while (text.len > 0 && strchr(others, text.at[text.len - 1]) != NULL)
		text.len--;
	return text;
}

/* "NAME = VALUE # comment": a value in quotes may hold a '#'. */
static struct bytes
value_of(struct bytes text)
{
	const char *quote, *hash;

	text = trimmed(text, " \t\r");
	if (text.len > 0 && text.at[0] == '"') {
		quote = memchr(text.at + 1, '"', text.len - 1);
		if (quote != NULL)
			return (struct bytes){ text.at + 1,
				(size_t)(quote - text.at) - 1 };
	}
	hash = text.len > 0 ? memchr(text.at, '#', text.len) : NULL;
	if (hash != NULL)
		text.len = (size_t)(hash - text.at);
	return trimmed(text, " \t\r");
}

static void
read_line(struct bytes line, int number, struct settings *settings)
{
	static const struct {
		const char *name;
		size_t      member;
	} members[] = {
		{ "algorithm", offsetof(struct settings, algorithm) },
		{ "secret", offsetof(struct settings, secret) },
		{ "document-root", offsetof(struct settings, root) },
		{ "uri-prefix", offsetof(struct settings, prefix) },
		{ "timeout", offsetof(struct settings, timeout) },
		{ "path-segments", offsetof(struct settings, path_segments) },
		{ "hash-querystr", offsetof(struct settings, hash_querystr) },
	};
	const struct bytes own = BYTES("secdownload.");
	const char        *equals = memchr(line.at, '=', line.len);
	struct bytes       name, value;

	line = trimmed(line, " \t\r");
	if (equals == NULL || !bytes_start_with(line, own))
		return;
	name = trimmed((struct bytes){ line.at + own.len,
	    (size_t)(equals - line.at) - own.len }, " \t:");
	value = value_of((struct bytes){ equals + 1,
	    line.len - (size_t)(equals + 1 - line.at) });
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (bytes_equal(name, bytes_of(members[i].name)))
			*(struct bytes *)(void *)((char *)settings +
			    members[i].member) = value;
	if (settings->line == 0)
		settings->line = number;
}

static const char *
algorithm_of(struct bytes name)
{
	static const struct {
		const char *name, *algorithm;
	} algorithms[] = {
		{ "md5", "MD5" },
		{ "hmac-sha1", "HS1" },
		{ "hmac-sha256", "HS256" },
	};

	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (bytes_equal(name, bytes_of(algorithms[i].name)))
			return algorithms[i].algorithm;
	return NULL;
}

static int
is_enabled(struct bytes value)
{
	return bytes_equal(value, BYTES("enable"));
}

static const char *
take_settings(const struct settings *settings, struct arena *arena,
    struct found_route *route)
{
	const struct bytes segments = settings->path_segments;
	struct bytes       first = BYTES(""), second = BYTES("");

	if (route->algorithm == NULL)
		return "its algorithm is none of md5, hmac-sha1, hmac-sha256";
	if (route->secret.len == 0)
		return "it has no secret";
	if (route->prefix.len == 0 ||
	    route->prefix.at[route->prefix.len - 1] != '/')
		return "its uri-prefix does not end in '/'";
	if (segments.len > 0 && text_format(arena, &first,
	        "lighttpd-secdownload.path_segments = %.*s\n",
	        TEXT(segments)) != STATUS_OK)
		return "out of memory";
	if (is_enabled(settings->hash_querystr))
		second = BYTES("lighttpd-secdownload.hash_querystr = yes\n");
	if (text_format(arena, &route->settings, "%.*s%.*s", TEXT(first),
	        TEXT(second)) != STATUS_OK)
		return "out of memory";
	return NULL;
}

void
import_lighttpd(struct bytes text, struct found_routes *routes)
{
	struct settings    settings = { .line = 0 };
	struct found_route route = { .scheme = "lighttpd-secdownload" };
	const char        *reason;
	int                number = 0;

	while (text.len > 0) {
		const char  *end = memchr(text.at, '\n', text.len);
		struct bytes line = { text.at, end != NULL
			    ? (size_t)(end - text.at) : text.len };

		read_line(line, ++number, &settings);
		text.at += line.len + (end != NULL);
		text.len -= line.len + (end != NULL);
	}
	if (settings.line == 0)
		return;
	route.prefix = settings.prefix;
	route.root = trimmed(settings.root, "");
	while (route.root.len > 1 && route.root.at[route.root.len - 1] == '/')
		route.root.len--;
	route.secret = settings.secret;
	route.algorithm = algorithm_of(settings.algorithm);
	route.longest_age = settings.timeout.len > 0
	    ? strtol(settings.timeout.at, NULL, 10) : TIMEOUT;
	route.line = settings.line;
	found_name(route.prefix, route.name);
	reason = take_settings(&settings, routes->arena, &route);
	if (reason != NULL)
		routes->leave(routes, settings.line, reason);
	else
		routes->take(routes, &route);
}
