/*
 * Files of Azure's service SAS.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "same_links.h"

#define PAIRS_MAX 80

/* {"account", "account_keys_base64", "containers"} */
static int
azure_open(const json_t *file, struct policy *policy)
{
	static char   prefix[100];
	const json_t *key = json_object_get(file, "key");
	const json_t *texts = json_object_get(key, "account_keys_base64");
	const json_t *names = json_object_get(key, "containers");
	json_t       *keys = json_array();

	for (size_t i = 0; i < json_array_size(texts); i++) {
		char id[40];

		snprintf(id, sizeof(id), "key%zu", i + 1);
		json_array_append_new(keys, encoded_key(id, "HS256",
		    "azure-sas", bytes_of(json_string_value(
		        json_array_get(texts, i)))));
	}
	if (!foreign_open(policy, "azure-sas", keys))
		return 0;
	foreign_set(policy, "account", member_text(key, "account", ""));
	if (json_array_size(names) != 1)
		return 1;
	snprintf(prefix, sizeof(prefix), "/%s/",
	    json_string_value(json_array_get(names, 0)));
	policy->verifier.prefix = bytes_of(prefix);
	foreign_set(policy, "container",
	    bytes_of(json_string_value(json_array_get(names, 0))));
	return 1;
}

/* ----------------------------------------------------- what says the same */

/* How often a name stands there, decoded; its last value, decoded. */
static size_t
value_of(const char *url, const char *name, char out[URL_SIZE])
{
	struct span path, query, pairs[PAIRS_MAX];
	size_t      count, found = 0;

	out[0] = '\0';
	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, PAIRS_MAX);
	for (size_t i = 0; i < count; i++) {
		struct span key, value;
		char        decoded[URL_SIZE];

		pair_split(url, pairs[i], &key, &value);
		if (!url_decode(url, key, decoded) ||
		    strcmp(decoded, name) != 0)
			continue;
		snprintf(decoded, sizeof(decoded), "%.*s", (int)value.len,
		    url + value.at);
		for (char *c = decoded; *c != '\0'; c++)
			if (*c == '+')
				*c = ' ';
		value = (struct span){ 0, value.len };
		/* An encoded name is another one. */
		if (key.len != strlen(name) ||
		    !url_decode(decoded, value, out))
			return 2;
		found++;
	}
	return found;
}

/* A parameter that is absent says what an empty one does. */
static int
has_same_values(const char *original, const char *mutant)
{
	static const char *const names[] = { "sv", "sr", "sdd", "sp", "st",
		"se", "sip", "spr", "ses", "rscc", "rscd", "rsce", "rscl",
		"rsct", "sig", "si", "ss", "srt", "skoid" };
	char one[URL_SIZE], two[URL_SIZE];

	for (size_t i = 0; i < COUNT(names); i++)
		if (value_of(original, names[i], one) > 1 ||
		    value_of(mutant, names[i], two) > 1 ||
		    strcmp(one, two) != 0)
			return 0;
	return 1;
}

static int
is_straight(const char *path)
{
	char  text[URL_SIZE];
	char *rest = text;

	snprintf(text, sizeof(text), "%s", path);
	while (rest != NULL) {
		const char *segment = strsep(&rest, "/");

		if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
			return 0;
	}
	return 1;
}

/* Whether "/CONTAINER/DIRECTORY/", or all of it, is the same. */
static int
is_covered(const char *url, const char *path, const char *other)
{
	char   type[URL_SIZE], depth[URL_SIZE];
	size_t length = 0;
	int    segments = 1;

	value_of(url, "sr", type);
	if (strcmp(type, "c") != 0 && strcmp(type, "d") != 0)
		return strcmp(path, other) == 0;
	if (strcmp(type, "d") == 0 && value_of(url, "sdd", depth) == 1)
		segments += depth[0] - '0';
	for (; segments > 0; segments--)
		length += 1 + strcspn(path + length + 1, "/");
	return strncmp(path, other, length + 1) == 0;
}

static int
same_to_azure(const struct policy *policy, const char *original,
    const char *mutant)
{
	struct span path[2], query;
	char        one[URL_SIZE], two[URL_SIZE];

	(void)policy;
	url_split(original, &path[0], &query);
	url_split(mutant, &path[1], &query);
	return has_same_values(original, mutant) &&
	    url_decode(original, path[0], one) &&
	    url_decode(mutant, path[1], two) && is_straight(two) &&
	    is_covered(original, one, two);
}

const struct adapter azure_adapters[] = {
	{
	    .scheme = "azure-blob-service-sas",
	    .open = azure_open,
	    .says_the_same = same_to_azure,
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
