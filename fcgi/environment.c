/* See environment.h.  SPDX-License-Identifier: ISC */
#include "environment.h"

#include <string.h>

/*
 * Which of two that differ counts: nginx passes a repeated header on as two
 * variables.
 */
enum repeated { FIRST_COUNTS, LAST_COUNTS, NEITHER_COUNTS };

#define AT(member) offsetof(struct environment, member)
#define NAME_ROOM  40 /* for the longest, filled with NULs */

static const struct variable {
	char          name[NAME_ROOM];
	size_t        member;
	enum repeated repeated;
} variables[] = {
	/* The protocol's, before any that was sent. */
	{ "FCGI_ROLE", AT(role), FIRST_COUNTS },
	{ "REQUEST_METHOD", AT(method), FIRST_COUNTS },
	{ "REQUEST_URI", AT(target), FIRST_COUNTS },
	{ "CONTENT_LENGTH", AT(content_length), FIRST_COUNTS },
	{ "REMOTE_ADDR", AT(remote_address), FIRST_COUNTS },
	/* Either may be the client's: lighttpd takes X_Forwarded_For too. */
	{ "HTTP_X_FORWARDED_FOR", AT(forwarded_for), NEITHER_COUNTS },
	{ "HTTP_COOKIE", AT(cookies), NEITHER_COUNTS },
	{ "HTTP_AUTHORIZATION", AT(authorization), NEITHER_COUNTS },
	/* What mod_rewrite makes of it where .htaccess hands it on. */
	{ "REDIRECT_HTTP_AUTHORIZATION", AT(authorization), NEITHER_COUNTS },
	{ "HTTP_ORIGIN", AT(origin), NEITHER_COUNTS },
	{ "HTTP_HOST", AT(host), NEITHER_COUNTS },
	{ "HTTP_SEC_FETCH_SITE", AT(fetch_site), NEITHER_COUNTS },
	{ "HTTPS", AT(https), LAST_COUNTS },
	{ "REQUEST_SCHEME", AT(url_scheme), LAST_COUNTS },
	{ "CONTENT_TYPE", AT(content_type), FIRST_COUNTS },
	{ "HTTP_ACCESS_CONTROL_REQUEST_METHOD", AT(preflight_method),
	    FIRST_COUNTS },
	{ "HTTP_RANGE", AT(range), FIRST_COUNTS },
	{ "HTTP_IF_RANGE", AT(if_range), FIRST_COUNTS },
	{ "HTTP_IF_MATCH", AT(if_match), FIRST_COUNTS },
	{ "HTTP_IF_NONE_MATCH", AT(if_none_match), FIRST_COUNTS },
	{ "HTTP_IF_MODIFIED_SINCE", AT(if_modified_since), FIRST_COUNTS },
	{ "HTTP_IF_UNMODIFIED_SINCE", AT(if_unmodified_since), FIRST_COUNTS },
	{ "FCGI_APACHE_ROLE", AT(apache_role), FIRST_COUNTS },
	{ "POSTERN_ROLE", AT(asked_role), NEITHER_COUNTS },
	{ "POSTERN_FILE", AT(served_file), NEITHER_COUNTS },
	{ "POSTERN_CONFIG", AT(config), LAST_COUNTS },
	/* What mod_rewrite makes of a variable that .htaccess sets. */
	{ "REDIRECT_POSTERN_CONFIG", AT(config), FIRST_COUNTS },
};

/* Of the same length first, which few are. */
static int
is_name(const struct variable *variable, struct bytes name)
{
	const char *known = variable->name;

	return known[name.len] == '\0' && known[name.len - 1] != '\0' &&
	    memcmp(known, name.at, name.len) == 0;
}

static const struct variable *
variable_named(struct bytes name)
{
	if (name.len == 0 || name.len >= NAME_ROOM)
		return NULL;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (is_name(&variables[i], name))
			return &variables[i];
	return NULL;
}

static void
set(struct environment *environment, const struct variable *variable,
    struct bytes value)
{
	struct bytes *member = (struct bytes *)(void *)((char *)environment +
	    variable->member);

	if (member->at == NULL || variable->repeated == LAST_COUNTS)
		*member = value;
	else if (variable->repeated == NEITHER_COUNTS &&
	    !bytes_equal(*member, value))
		*member = BYTES("ambiguous"); /* no address, no credential */
}

static void
add_header(struct environment *environment, struct bytes name,
    struct bytes value)
{
	const size_t length = sizeof("HTTP_") - 1;

	if (!bytes_start_with(name, BYTES("HTTP_")) ||
	    environment->header_count == ENVIRONMENT_HEADERS)
		return;
	environment->headers[environment->header_count++] =
	    (struct request_header){ { name.at + length, name.len - length },
		value };
}

int
environment_is_https(const struct environment *environment)
{
	if (environment->https.len > 0)
		return !bytes_equal(environment->https, BYTES("off"));
	return bytes_equal(environment->url_scheme, BYTES("https"));
}

void
environment_add(struct environment *environment, struct bytes name,
    struct bytes value)
{
	const struct variable *variable = variable_named(name);

	add_header(environment, name, value);
	if (variable != NULL)
		set(environment, variable, value);
}

void
environment_read(char *const *envp, struct environment *environment)
{
	*environment = (struct environment){ 0 };
	for (; *envp != NULL; envp++) {
		const char *equals = strchr(*envp, '=');

		if (equals != NULL)
			environment_add(environment, (struct bytes){ *envp,
			    (size_t)(equals - *envp) }, bytes_of(equals + 1));
	}
}
