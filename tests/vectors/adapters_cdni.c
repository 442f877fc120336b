/*
 * Files of RFC 9246: {"jwks"}, and "policy" as those of JOSE have it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "vectors.h"

#define PACKAGE "URISigningPackage="

/* ------------------------------------------------- what the RFC takes for one */

/* Escapes of unreserved characters decoded, the others in capital letters. */
static void
fold_escapes(char *text)
{
	char *out = text;

	while (*text != '\0') {
		unsigned value;

		if (strspn(text + 1, "0123456789abcdefABCDEF") < 2 ||
		    sscanf(text, "%%%2x", &value) != 1) {
			*out++ = *text++;
			continue;
		}
		if (value < 0x80 && (isalnum((int)value) ||
		    (value > 0 && strchr("-._~", (int)value) != NULL)))
			*out++ = (char)value;
		else
			out += sprintf(out, "%%%02X", value);
		text += 3;
	}
	*out = '\0';
}

static void
fold_dots(char *path)
{
	char *found;

	while ((found = strstr(path, "/./")) != NULL)
		memmove(found, found + 2, strlen(found + 2) + 1);
	while ((found = strstr(path, "/../")) != NULL) {
		char *before = found;

		while (before > path && *--before != '/')
			;
		memmove(before, found + 3, strlen(found + 3) + 1);
	}
}

static void
drop_package(char *query)
{
	char  *found = strstr(query, PACKAGE);
	size_t length;

	if (found == NULL || found == query ||
	    strchr("?&", found[-1]) == NULL)
		return;
	length = strcspn(found, "&");
	if (found[length] == '&')
		length++;
	else
		found--, length++;
	memmove(found, found + length, strlen(found + length) + 1);
}

static void
fold_origin(const char *url, char *out)
{
	char *port;

	while (*url != '\0')
		*out++ = (char)tolower((unsigned char)*url++);
	*out = '\0';
	port = out - 3;
	if (strcmp(port, ":80") == 0)
		*port = '\0';
}

static void
normal_form(const char *url, char out[URL_SIZE])
{
	struct span path, query;
	char        text[URL_SIZE], *question;

	url_split(url, &path, &query);
	snprintf(text, sizeof(text), "%.*s", (int)path.at, url);
	fold_origin(text, out);
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(url + path.at, "#"),
	    url + path.at);
	question = strchr(text, '?');
	if (question != NULL)
		drop_package(question);
	fold_escapes(text);
	fold_dots(text);
	strcat(out, text);
}

/* The package as it stands; 0: there is not one. */
static int
package_of(const char *url, char out[URL_SIZE])
{
	const char *found = strstr(url, PACKAGE);

	if (found == NULL || strstr(found + 1, PACKAGE) != NULL)
		return 0;
	snprintf(out, URL_SIZE, "%.*s", (int)strcspn(found, "&#"), found);
	return 1;
}

static int
matches(const char *pattern, const char *uri)
{
	char    whole[URL_SIZE];
	regex_t regex;
	int     found;

	snprintf(whole, sizeof(whole), "^(%s)$", pattern);
	if (regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB) != 0)
		return 0;
	found = regexec(&regex, uri, 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

/* Whether the claims of the package are for the other URI, too. */
static int
is_for(const char *package, const char *uri)
{
	struct arena *arena = arena_new(1 << 14);
	struct bytes  text = bytes_of(strchr(package, '.') + 1);
	const char   *container = NULL;
	json_t       *claims = NULL;
	int           found = 0;

	text.len = strcspn(text.at, ".");
	if (base64url_decode(text, arena, &text) == STATUS_OK)
		claims = json_loadb(text.at, text.len, 0, NULL);
	container = json_string_value(json_object_get(claims, "cdniuc"));
	if (container != NULL && strncmp(container, "regex:", 6) == 0)
		found = matches(container + 6, uri);
	json_decref(claims);
	arena_free(arena);
	return found;
}

static int
same_to_cdni(const struct policy *policy, const char *original,
    const char *mutant)
{
	char one[URL_SIZE], two[URL_SIZE], uri[URL_SIZE];

	(void)policy;
	if (!package_of(original, one) || !package_of(mutant, two) ||
	    strcmp(one, two) != 0)
		return 0;
	normal_form(original, one);
	normal_form(mutant, uri);
	return strcmp(one, uri) == 0 || is_for(two, uri);
}

/* ---------------------------------------------------------------- opening */

static json_t *
for_cdni(const json_t *jwks)
{
	json_t *keys = json_deep_copy(jwks);
	json_t *key;
	size_t  i;

	json_array_foreach(keys, i, key)
		json_object_set_new(key, "postern",
		    json_pack("{s:[s]}", "schemes", "rfc9246"));
	return keys;
}

static int
cdni_open(const json_t *file, struct policy *policy)
{
	const json_t        *asked = json_object_get(file, "policy");
	const json_t        *jwks = json_object_get(json_object_get(file,
	           "key"), "jwks");
	struct claim_policy *claims = &policy->verifier.policy;

	if (!foreign_open(policy, "rfc9246",
	        for_cdni(json_object_get(jwks, "keys"))))
		return 0;
	policy->words[0] = member_text(asked, "iss", "");
	policy->words[1] = member_text(asked, "aud", "");
	claims->issuers = (struct bytes_list){ policy->words, 1 };
	claims->audiences = (struct bytes_list){ policy->words + 1, 1 };
	return policy->words[0].len > 0 && policy->words[1].len > 0;
}

const struct adapter cdni_adapters[] = {
	{
	    .scheme = "rfc9246-uri-signing",
	    .open = cdni_open,
	    .says_the_same = same_to_cdni,
	    .parameters = { "URISigningPackage" },
	    .separator = '.',
	    .reads_cookies = 1,
	    .normalises_paths = 1,
	    .origin_matters = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
