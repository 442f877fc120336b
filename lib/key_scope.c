/* See key_scope.h.  SPDX-License-Identifier: ISC */
#include "key_scope.h"

#include <string.h>

#include "bytes.h"
#include "json.h"
#include "scheme.h"
#include "terms.h"
#include "url_path.h"

static const char *
add_prefix(struct key *key, const json_t *item)
{
	struct bytes prefix = json_bytes(item);

	if (!json_is_string(item) || !url_path_leads_to_file(prefix, prefix) ||
	    prefix.at[prefix.len - 1] != '/')
		return "prefixes: each must start and end with '/'";
	if (key->prefix_count == KEY_PREFIXES)
		return "prefixes: too many";
	key->prefixes[key->prefix_count] = bytes_copy(prefix);
	if (key->prefixes[key->prefix_count++].at == NULL)
		return "out of memory";
	return NULL;
}

static const char *
add_scheme(struct key *key, const json_t *item)
{
	const struct scheme *scheme = NULL;

	if (json_is_string(item))
		scheme = scheme_named(json_bytes(item));
	if (scheme == NULL)
		return "schemes: no such scheme";
	if (!scheme_takes(scheme, key->algorithm->name))
		return "schemes: its algorithm cannot serve one of them";
	if (key->scheme_count == VERIFIER_SCHEMES)
		return "schemes: too many";
	key->schemes[key->scheme_count++] = scheme;
	return NULL;
}

static const char *
each(struct key *key, const json_t *list,
    const char *(*add)(struct key *, const json_t *))
{
	size_t      i;
	json_t     *item;
	const char *reason;

	/* An empty list would be read as "any" by one and "none" by another. */
	if (json_array_size(list) == 0)
		return "prefixes and schemes must be lists that are not empty";
	json_array_foreach(list, i, item)
	{
		reason = add(key, item);
		if (reason != NULL)
			return reason;
	}
	return NULL;
}

static const char *
read_prefixes(struct key *key, const json_t *value)
{
	return each(key, value, add_prefix);
}

static const char *
read_schemes(struct key *key, const json_t *value)
{
	return each(key, value, add_scheme);
}

static const char *
read_time(int64_t *seconds, const json_t *value)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    json_integer_value(value) > TIME_MAX)
		return "times are whole seconds: 0 to 11 digits";
	*seconds = json_integer_value(value);
	return NULL;
}

static const char *
read_longest_lifetime(struct key *key, const json_t *value)
{
	return read_time(&key->longest_lifetime, value);
}

static const char *
read_not_before(struct key *key, const json_t *value)
{
	return read_time(&key->not_before, value);
}

static const char *
read_retired_after(struct key *key, const json_t *value)
{
	return read_time(&key->retired_after, value);
}

static const char *
read_issuer(struct key *key, const json_t *value)
{
	struct bytes issuer = json_bytes(value);

	if (issuer.len == 0 || !bytes_are_text(issuer))
		return "\"issuer\" must be the text that \"iss\" has";
	key->issuer = bytes_copy(issuer);
	return key->issuer.at != NULL ? NULL : "out of memory";
}

static const struct member {
	const char *name;
	const char *(*read)(struct key *, const json_t *);
} members[] = {
	{ "prefixes", read_prefixes },
	{ "schemes", read_schemes },
	{ "issuer", read_issuer },
	{ "longest_lifetime", read_longest_lifetime },
	{ "not_before", read_not_before },
	{ "retired_after", read_retired_after },
};

static const char *
read_member(struct key *key, const char *name, const json_t *value)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (strcmp(members[i].name, name) == 0)
			return members[i].read(key, value);
	return "\"postern\" has a member that is not known";
}

static const char *
take_default_scheme(struct key *key)
{
	if (key->algorithm->scheme == NULL)
		return "schemes: its algorithm serves none unless it is named";
	key->schemes[0] = scheme_named(bytes_of(key->algorithm->scheme));
	key->scheme_count = 1;
	return key->schemes[0] != NULL
	    ? NULL : "this build lacks the scheme that its algorithm is for";
}

const char *
key_scope_read(struct key *key, const json_t *scope)
{
	const char *name;
	const char *reason;
	json_t     *value;

	if (scope != NULL && !json_is_object(scope))
		return "\"postern\" must be an object";
	/* Walking it changes nothing, though its type does not say so. */
	json_object_foreach((json_t *)scope, name, value)
	{
		reason = read_member(key, name, value);
		if (reason != NULL)
			return reason;
	}
	return key->scheme_count == 0 ? take_default_scheme(key) : NULL;
}
