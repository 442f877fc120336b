/*
 * Different URLs that the ACL of one token covers alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "same_links.h"

/* The one token of a URL, as it stands there; 0: it has none, or two. */
static int
token_of(const char *url, const char *name, char out[URL_SIZE])
{
	struct span path, query, pairs[80];
	size_t      count, found = 0;

	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, COUNT(pairs));
	for (size_t i = 0; i < count; i++) {
		struct span key, value;
		char        decoded[URL_SIZE];

		pair_split(url, pairs[i], &key, &value);
		if (!url_decode(url, key, decoded) ||
		    strcmp(decoded, name) != 0)
			continue;
		if (key.len != strlen(name))
			return 0;
		snprintf(out, URL_SIZE, "%.*s", (int)value.len,
		    url + value.at);
		found++;
	}
	return found == 1;
}

/* The patterns of a token, decoded where they are encoded; 0: none. */
static int
acl_of(const char *token, char out[URL_SIZE])
{
	const char *acl = strncmp(token, "acl=", 4) == 0 ? token : NULL;

	if (acl == NULL)
		acl = strstr(token, "~acl=");
	if (acl == NULL)
		return 0;
	acl = strchr(acl, '=') + 1;
	return url_decode(acl, (struct span){ 0, strcspn(acl, "~") }, out);
}

/* No "." and no "..", which no pattern covers. */
static int
is_straight(char *path)
{
	while (path != NULL) {
		const char *segment = strsep(&path, "/");

		if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
			return 0;
	}
	return 1;
}

int
same_to_akamai(const struct policy *policy, const char *original,
    const char *mutant)
{
	const char *name = member_text(json_object_get(policy->file, "key"),
	    "token_name", "").at;
	char        one[URL_SIZE], two[URL_SIZE], acl[URL_SIZE];
	char       *rest = acl;
	struct span path, query;

	if (!token_of(original, name, one) || !token_of(mutant, name, two) ||
	    strcmp(one, two) != 0 || !acl_of(one, acl) ||
	    strpbrk(acl, "[\\") != NULL)
		return 0;
	url_split(mutant, &path, &query);
	snprintf(one, sizeof(one), "%.*s", (int)path.len, mutant + path.at);
	if (!url_decode(mutant, path, two) || !is_straight(two))
		return 0;
	while (rest != NULL)
		if (fnmatch(strsep(&rest, "!"), one, 0) == 0)
			return 1;
	return 0;
}
