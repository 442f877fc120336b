/* See environment.h.  SPDX-License-Identifier: ISC */
#include "environment.h"

#include <string.h>

static const struct variable {
	const char *name;
	size_t      member;
} variables[] = {
	{ "REQUEST_METHOD", offsetof(struct environment, method) },
	{ "REQUEST_URI", offsetof(struct environment, target) },
	{ "CONTENT_LENGTH", offsetof(struct environment, content_length) },
	{ "REMOTE_ADDR", offsetof(struct environment, remote_address) },
	{ "HTTP_X_FORWARDED_FOR", offsetof(struct environment, forwarded_for) },
	{ "HTTP_ORIGIN", offsetof(struct environment, origin) },
	{ "HTTP_ACCESS_CONTROL_REQUEST_METHOD",
	    offsetof(struct environment, preflight_method) },
	{ "HTTP_RANGE", offsetof(struct environment, range) },
	{ "HTTP_IF_RANGE", offsetof(struct environment, if_range) },
	{ "HTTP_IF_MATCH", offsetof(struct environment, if_match) },
	{ "HTTP_IF_NONE_MATCH", offsetof(struct environment, if_none_match) },
	{ "HTTP_IF_MODIFIED_SINCE",
	    offsetof(struct environment, if_modified_since) },
	{ "HTTP_IF_UNMODIFIED_SINCE",
	    offsetof(struct environment, if_unmodified_since) },
	{ "POSTERN_CONFIG", offsetof(struct environment, config) },
	/* What mod_rewrite makes of a variable that .htaccess sets. */
	{ "REDIRECT_POSTERN_CONFIG", offsetof(struct environment, config) },
};

static struct bytes *
member_for(struct environment *environment, struct bytes name)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (bytes_equal(name, bytes_of(variables[i].name)))
			return (struct bytes *)(void *)((char *)environment +
			    variables[i].member);
	return NULL;
}

void
environment_read(char *const *envp, struct environment *environment)
{
	*environment = (struct environment){ 0 };
	for (; *envp != NULL; envp++) {
		const char   *equals = strchr(*envp, '=');
		struct bytes *member;

		if (equals == NULL)
			continue;
		member = member_for(environment,
		    (struct bytes){ *envp, (size_t)(equals - *envp) });
		/* nginx passes a repeated header twice: the first counts. */
		if (member != NULL && member->at == NULL)
			*member = bytes_of(equals + 1);
	}
}
