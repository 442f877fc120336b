/* Parsers of one of a few words.  SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "config_options.h"
#include "delivery.h"
#include "signed_url.h"

struct choice {
	const char *name; /* NULL: the end of the list */
	int         value;
};

static const struct choice modes[] = {
	{ "enforce", MODE_ENFORCE },
	{ "report-only", MODE_REPORT_ONLY },
	{ "off", MODE_OFF },
	{ NULL, 0 },
};

static const struct choice cache_policies[] = {
	{ "grant", CACHE_GRANT },
	{ "private", CACHE_PRIVATE },
	{ "no-store", CACHE_NO_STORE },
	{ NULL, 0 },
};

static const struct choice roles[] = {
	{ "files", ROLE_FILES },
	{ "api", ROLE_API },
	{ "authorizer", ROLE_AUTHORIZER },
	{ NULL, 0 },
};

static const struct choice same_sites[] = {
	{ "lax", SAME_SITE_LAX },
	{ "strict", SAME_SITE_STRICT },
	{ "none", SAME_SITE_NONE },
	{ NULL, 0 },
};

static const struct choice answers[] = {
	{ "no", 0 },
	{ "yes", 1 },
	{ NULL, 0 },
};

static const struct choice encodings[] = {
	{ "literal", ENCODING_LITERAL },
	{ "percent", ENCODING_PERCENT },
	{ NULL, 0 },
};

static const char *
choose(struct bytes value, struct parsing *parsing,
    const struct choice *choices, int *chosen)
{
	char   names[100] = "";
	size_t used = 0;

	for (; choices->name != NULL; choices++) {
		if (bytes_equal(value, bytes_of(choices->name))) {
			*chosen = choices->value;
			return NULL;
		}
		used += (size_t)snprintf(names + used, sizeof(names) - used,
		    "%s%s", used == 0 ? "" : ", ", choices->name);
	}
	return because(parsing, "it is none of %s", names);
}

const char *
parse_mode(struct bytes value, struct parsing *parsing, void *target)
{
	int         chosen = MODE_ENFORCE;
	const char *reason = choose(value, parsing, modes, &chosen);

	*(enum mode *)target = (enum mode)chosen;
	return reason;
}

const char *
parse_cache(struct bytes value, struct parsing *parsing, void *target)
{
	int         chosen = CACHE_GRANT;
	const char *reason = choose(value, parsing, cache_policies, &chosen);

	*(enum cache_policy *)target = (enum cache_policy)chosen;
	return reason;
}

const char *
parse_encoding(struct bytes value, struct parsing *parsing, void *target)
{
	int         chosen = ENCODING_UNSET;
	const char *reason = choose(value, parsing, encodings, &chosen);

	*(enum encoding *)target = (enum encoding)chosen;
	return reason;
}

const char *
parse_role(struct bytes value, struct parsing *parsing, void *target)
{
	int         chosen = ROLE_FILES;
	const char *reason = choose(value, parsing, roles, &chosen);

	*(enum role *)target = (enum role)chosen;
	return reason;
}

const char *
parse_same_site(struct bytes value, struct parsing *parsing, void *target)
{
	int         chosen = SAME_SITE_LAX;
	const char *reason = choose(value, parsing, same_sites, &chosen);

	*(enum same_site *)target = (enum same_site)chosen;
	return reason;
}

const char *
parse_answer(struct bytes value, struct parsing *parsing, void *target)
{
	return choose(value, parsing, answers, target);
}

const char *
parse_url_scheme(struct bytes value, struct parsing *parsing, void *target)
{
	const struct scheme *scheme = scheme_named(value);

	(void)parsing;
	if (scheme == NULL || !signs_urls(scheme))
		return "it is none of native, sealed";
	*(const struct scheme **)target = scheme;
	return NULL;
}

const char *
parse_delivery(struct bytes value, struct parsing *parsing, void *target)
{
	const struct delivery *delivery = delivery_named(value);

	(void)parsing;
	if (delivery == NULL)
		return "it is none of x-sendfile, x-accel-redirect, "
		       "x-litespeed-location, local-redirect, direct";
	*(const struct delivery **)target = delivery;
	return NULL;
}
