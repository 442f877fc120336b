/*
 * Different URLs that policies and prefixes of CloudFront and Google cover
 * alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base64url.h"
#include "arena.h"
#include "same_links.h"

#define OURS_MAX 8

/* The value of a parameter, decoded; 0: absent or undecodable. */
int
value_of(const char *url, const char *name, char out[URL_SIZE])
{
	struct span path, query, pairs[80];
	size_t      count;

	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, 80);
	for (size_t i = 0; i < count; i++) {
		struct span key, value;

		pair_split(url, pairs[i], &key, &value);
		if (key.len == strlen(name) &&
		    strncmp(url + key.at, name, key.len) == 0)
			return url_decode(url, value, out);
	}
	return 0;
}

/* The URL without the parameters of those names. */
void
without(const char *url, const char *const names[OURS_MAX],
    char out[URL_SIZE])
{
	struct span path, query, pairs[80];
	size_t      count, kept = 0;
	char       *end = out;

	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, 80);
	end = mempcpy(end, url, path.at + path.len);
	for (size_t i = 0; i < count; i++) {
		struct span key, value;
		int         is_ours = 0;

		pair_split(url, pairs[i], &key, &value);
		for (size_t k = 0; names[k] != NULL; k++)
			is_ours |= strlen(names[k]) == key.len &&
			    strncmp(names[k], url + key.at, key.len) == 0;
		if (is_ours)
			continue;
		*end++ = kept++ == 0 ? '?' : '&';
		end = mempcpy(end, url + pairs[i].at, pairs[i].len);
	}
	*end = '\0';
}

static void
policy_text(const char *encoded, char out[URL_SIZE])
{
	struct arena *arena = arena_new(1 << 14);
	struct bytes  text = bytes_of(encoded), policy = BYTES("");
	char          plain[URL_SIZE];
	size_t        n = 0;

	while (text.len > 0 && text.at[text.len - 1] == '_')
		text.len--;
	for (; n < text.len; n++)
		plain[n] = (char)(encoded[n] == '~' ? '_' : encoded[n]);
	out[0] = '\0';
	if (base64url_decode((struct bytes){ plain, n }, arena, &policy) ==
	    STATUS_OK)
		snprintf(out, URL_SIZE, "%.*s", (int)policy.len, policy.at);
	arena_free(arena);
}

/* The resource of a custom policy; 0: there is none. */
static int
resource_of(const char *encoded, char out[URL_SIZE])
{
	const char *start;

	policy_text(encoded, out);
	start = strstr(out, "\"Resource\":\"");
	if (start == NULL)
		return 0;
	memmove(out, start + 12, strlen(start + 12) + 1);
	out[strcspn(out, "\"")] = '\0';
	return 1;
}

/* Whether the policy is what CloudFront makes of the URL and its Expires. */
static int
is_canned(const char *encoded, const char *url, const char *mutant)
{
	char text[URL_SIZE], expires[URL_SIZE], canned[3 * URL_SIZE];

	policy_text(encoded, text);
	if (!value_of(mutant, "Expires", expires))
		return 0;
	snprintf(canned, sizeof(canned), "{\"Statement\":[{\"Resource\":\"%s\","
	    "\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":%s}}}]}", url,
	    expires);
	return strcmp(text, canned) == 0;
}

/* fnmatch knows brackets and backslashes as well: none may be there. */
static int
fits(const char *pattern, const char *text)
{
	return strpbrk(pattern, "[]\\") == NULL &&
	    fnmatch(pattern, text, 0) == 0;
}

static int
has_same_values(const char *original, const char *mutant,
    const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++) {
		char one[URL_SIZE] = "", two[URL_SIZE] = "";
		int  a = value_of(original, names[i], one);
		int  b = value_of(mutant, names[i], two);

		if (a != b || strcmp(one, two) != 0)
			return 0;
	}
	return 1;
}

int
same_to_cloudfront(const struct policy *policy, const char *original,
    const char *mutant)
{
	static const char *const ours[OURS_MAX] = { "Key-Pair-Id",
		"Signature", "Expires", "Policy", "Hash-Algorithm", NULL };
	static const char *const of_policy[] = { "Key-Pair-Id", "Signature",
		"Policy", NULL };
	static const char *const of_both[] = { "Key-Pair-Id", "Signature",
		NULL };
	static const char *const digest[] = { "Hash-Algorithm", NULL };
	char encoded[URL_SIZE], resource[URL_SIZE], one[URL_SIZE],
	    two[URL_SIZE];

	(void)policy;
	without(original, ours, one);
	without(mutant, ours, two);
	if (!has_same_values(original, mutant, digest))
		return 0;
	if (value_of(original, "Policy", encoded) &&
	    !value_of(mutant, "Policy", resource))
		return has_same_values(original, mutant, of_both) &&
		    is_canned(encoded, two, mutant);
	if (value_of(original, "Policy", encoded))
		return has_same_values(original, mutant, of_policy) &&
		    resource_of(encoded, resource) && fits(resource, two);
	return strcmp(one, two) == 0 &&
	    has_same_values(original, mutant, ours);
}
