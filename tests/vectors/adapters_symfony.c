/*
 * Files of Symfony's UriSigner: {"secret", "flavor": "5.4" or "7.3"}.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

#define PAIRS_MAX 80

/* ------------------------------------------------- what PHP takes for one */

/* A part as parse_str reads it; 0: it cannot. */
static int
decode(const char *url, struct span part, char out[URL_SIZE])
{
	char copy[URL_SIZE];

	memcpy(copy, url + part.at, part.len);
	copy[part.len] = '\0';
	for (char *plus = copy; (plus = strchr(plus, '+')) != NULL;)
		*plus = ' ';
	return url_decode(copy, (struct span){ 0, part.len }, out);
}

static int
compare_texts(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The pairs as "NAME\nVALUE", in order; how many, -1: not to be read. */
static int
read_pairs(const char *url, char *pairs[PAIRS_MAX])
{
	struct span path, query, spans[PAIRS_MAX];
	size_t      count;
	char        name_text[URL_SIZE], value_text[URL_SIZE];

	url_split(url, &path, &query);
	count = span_split(url, query, '&', spans, PAIRS_MAX);
	for (size_t i = 0; i < count; i++) {
		struct span name, value;

		pair_split(url, spans[i], &name, &value);
		pairs[i] = calloc(2, URL_SIZE);
		if (pairs[i] == NULL || name.len == spans[i].len ||
		    !decode(url, name, name_text) ||
		    !decode(url, value, value_text)) {
			for (size_t k = 0; k <= i; k++)
				free(pairs[k]);
			return -1;
		}
		strcat(strcat(strcpy(pairs[i], name_text), "\n"), value_text);
	}
	qsort(pairs, count, sizeof(*pairs), compare_texts);
	return (int)count;
}

static int
has_same_pairs(const char *original, const char *mutant)
{
	char *one[PAIRS_MAX], *two[PAIRS_MAX];
	int   n = read_pairs(original, one), m = read_pairs(mutant, two);
	int   is_same = n == m;

	for (int i = 0; i < n && i < m; i++)
		is_same &= strcmp(one[i], two[i]) == 0;
	for (int i = 0; i < n; i++)
		free(one[i]);
	for (int i = 0; i < m; i++)
		free(two[i]);
	return is_same;
}

/* The order and the encoding of parameters are free, nothing else is. */
static int
same_to_symfony(const struct policy *policy, const char *original,
    const char *mutant)
{
	const size_t length = strcspn(original, "?");

	(void)policy;
	return strcspn(mutant, "?") == length &&
	    strchr(mutant, '#') == NULL &&
	    strncmp(original, mutant, length) == 0 &&
	    has_same_pairs(original, mutant);
}

/* ---------------------------------------------------------------- opening */

static int
symfony_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	const int     is_old = bytes_equal(member_text(key, "flavor", ""),
	        BYTES("5.4"));

	if (!foreign_open(policy, "symfony", json_pack("[o]", secret_key("app",
	        "HS256", "symfony", member_text(key, "secret", "")))))
		return 0;
	foreign_set(policy, "hash", is_old ? BYTES("base64")
					   : BYTES("base64url"));
	/* 5.4 has no expiry. */
	policy->verifier.policy.endless = is_old;
	return 1;
}

const struct adapter symfony_adapters[] = {
	{
	    .scheme = "symfony-urisigner-5.4",
	    .open = symfony_open,
	    .says_the_same = same_to_symfony,
	    .origin_matters = 1,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "symfony-urisigner-7.3",
	    .open = symfony_open,
	    .says_the_same = same_to_symfony,
	    .origin_matters = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
