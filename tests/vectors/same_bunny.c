/*
 * Different URLs that one token of bunny.net opens: parameters have no order,
 * token_path is a directory, and some sign no more of the query.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "same_links.h"

#define PAIRS_MAX 40

struct parts {
	char   pairs[PAIRS_MAX][URL_SIZE]; /* NAME=VALUE, decoded, sorted */
	size_t count;
	char   path[URL_SIZE]; /* decoded, without a token */
};

static int
compare_pairs(const void *left, const void *right)
{
	return strcmp(left, right);
}

static const char *
find_value(const struct parts *parts, const char *name)
{
	const size_t length = strlen(name);

	for (size_t i = 0; i < parts->count; i++)
		if (strncmp(parts->pairs[i], name, length) == 0 &&
		    parts->pairs[i][length] == '=')
			return parts->pairs[i] + length + 1;
	return NULL;
}

/* Basic tokens have 22 characters, and sign the path alone. */
static int
is_signed(const struct parts *parts, const char *pair)
{
	static const char *const of_all[] = { "token=", "bcdn_token=",
		"expires=" };
	static const char *const of_ignoring[] = { "token_path=",
		"token_ignore_params=" };
	const char *token = find_value(parts, "token");

	for (size_t i = 0; i < COUNT(of_all); i++)
		if (strncmp(pair, of_all[i], strlen(of_all[i])) == 0)
			return 1;
	if (token != NULL && strlen(token) == 22)
		return 0;
	if (find_value(parts, "token_ignore_params") == NULL)
		return 1;
	for (size_t i = 0; i < COUNT(of_ignoring); i++)
		if (strncmp(pair, of_ignoring[i], strlen(of_ignoring[i])) == 0)
			return 1;
	return 0;
}

static void
keep_signed(struct parts *parts)
{
	static struct parts all;

	all = *parts;
	parts->count = 0;
	for (size_t i = 0; i < all.count; i++)
		if (is_signed(&all, all.pairs[i]))
			strcpy(parts->pairs[parts->count++], all.pairs[i]);
}

static int
read_parts(const char *url, struct parts *parts)
{
	struct span path, query, pairs[PAIRS_MAX];

	url_split(url, &path, &query);
	if (strncmp(url + path.at, "/bcdn_token=", 12) == 0) {
		size_t length = strcspn(url + path.at + 1, "/");

		if (query.len > 0 || length + 1 > path.len)
			return 0;
		query = (struct span){ path.at + 1, length };
		path = (struct span){ path.at + 1 + length,
			path.len - 1 - length };
	}
	parts->count = span_split(url, query, '&', pairs, PAIRS_MAX);
	for (size_t i = 0; i < parts->count; i++)
		if (!url_decode(url, pairs[i], parts->pairs[i]))
			return 0;
	keep_signed(parts);
	qsort(parts->pairs, parts->count, sizeof(parts->pairs[0]),
	    compare_pairs);
	return url_decode(url, path, parts->path);
}

int
same_to_bunny(const struct policy *policy, const char *original,
    const char *mutant)
{
	static struct parts one, two;
	const char         *scope;

	(void)policy;
	if (!read_parts(original, &one) || !read_parts(mutant, &two) ||
	    one.count != two.count)
		return 0;
	for (size_t i = 0; i < one.count; i++)
		if (strcmp(one.pairs[i], two.pairs[i]) != 0)
			return 0;
	scope = find_value(&one, "token_path");
	return strncmp(one.path, two.path,
	    scope != NULL ? strlen(scope) : URL_SIZE) == 0;
}
