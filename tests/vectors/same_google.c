/*
 * Different URLs that prefixes and tokens of Google's CDNs cover alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "same_links.h"

#define PAIRS_MAX 80

static const char *const fields[] = { "URLPrefix", "Expires", "KeyName",
	"Signature" };

/* Whether a pair has this name, percent-encoding aside. */
static int
has_name(const char *url, struct span pair, const char *name)
{
	struct span key, value;
	char        decoded[URL_SIZE];

	pair_split(url, pair, &key, &value);
	return url_decode(url, key, decoded) && strcmp(decoded, name) == 0;
}

static size_t
count_of(const char *url, const char *name)
{
	struct span path, query, pairs[PAIRS_MAX];
	size_t      count, found = 0;

	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, PAIRS_MAX);
	for (size_t i = 0; i < count; i++)
		found += (size_t)has_name(url, pairs[i], name);
	return found;
}

/* No "." and no "..": nobody's prefix covers where they lead. */
static int
is_straight(const char *url)
{
	struct span path, query;
	char        text[URL_SIZE], *rest = text;

	url_split(url, &path, &query);
	if (!url_decode(url, path, text))
		return 0;
	while (rest != NULL) {
		const char *segment = strsep(&rest, "/");

		if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
			return 0;
	}
	return 1;
}

static int
decode(const char *text, size_t length, char out[URL_SIZE])
{
	struct arena *arena = arena_new(1 << 14);
	struct bytes  decoded = BYTES("");
	int           is_right;

	while (length > 0 && text[length - 1] == '=')
		length--;
	is_right = base64url_decode((struct bytes){ text, length }, arena,
	    &decoded) == STATUS_OK;
	snprintf(out, URL_SIZE, "%.*s", (int)decoded.len, decoded.at);
	arena_free(arena);
	return is_right;
}

/* Where the last `wanted` pairs of the query begin; NULL: it has fewer. */
static const char *
last_pairs(const char *url, size_t wanted)
{
	struct span path, query, pairs[PAIRS_MAX];
	size_t      count;

	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, PAIRS_MAX);
	return count < wanted ? NULL : url + pairs[count - wanted].at;
}

/* Another URL that begins with the prefix, with the same fields at its end. */
static int
has_same_prefix(const char *original, const char *mutant)
{
	const char *one = last_pairs(original, COUNT(fields));
	const char *two = last_pairs(mutant, COUNT(fields));
	char        prefix[URL_SIZE];

	if (one == NULL || two == NULL || strcmp(one, two) != 0 ||
	    strncmp(one, "URLPrefix=", 10) != 0)
		return 0;
	for (size_t i = 0; i < COUNT(fields); i++)
		if (count_of(mutant, fields[i]) != 1)
			return 0;
	return is_straight(mutant) &&
	    decode(one + 10, strcspn(one + 10, "&"), prefix) &&
	    strncmp(mutant, prefix, strlen(prefix)) == 0;
}

int
same_to_google(const struct policy *policy, const char *original,
    const char *mutant)
{
	(void)policy;
	return has_same_prefix(original, mutant);
}

/* ------------------------------------------------------------- Media CDN */

/* Without the two '=' of a signature at its end. */
static void
unpad(const char *url, char out[URL_SIZE])
{
	const size_t length = strlen(url);

	strcpy(out, url);
	if (length > 3 && strcmp(url + length - 2, "==") == 0 &&
	    url[length - 3] != '=')
		out[length - 2] = '\0';
}

/* The value of the one parameter of this name, raw; 0: there is none. */
static int
token_of(const char *url, const char *name, char out[URL_SIZE])
{
	struct span path, query, pairs[PAIRS_MAX], key, value;
	size_t      count;

	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, PAIRS_MAX);
	for (size_t i = 0; i < count; i++) {
		pair_split(url, pairs[i], &key, &value);
		if (key.len != strlen(name) ||
		    strncmp(url + key.at, name, key.len) != 0)
			continue;
		snprintf(out, URL_SIZE, "%.*s", (int)value.len, url + value.at);
		return count_of(url, name) == 1;
	}
	return 0;
}

/* Of a field of the token; 0: it has none. */
static int
field_of(const char *token, const char *name, char out[URL_SIZE])
{
	const size_t length = strlen(name);

	for (;;) {
		size_t whole = strcspn(token, "~");

		if (strncmp(token, name, length) == 0) {
			snprintf(out, URL_SIZE, "%.*s", (int)(whole - length),
			    token + length);
			return 1;
		}
		if (token[whole] == '\0')
			return 0;
		token += whole + 1;
	}
}

static int
fits_one(char *globs, const char *path)
{
	while (globs != NULL)
		if (fnmatch(strsep(&globs, ",!"), path, FNM_NOESCAPE) == 0)
			return 1;
	return 0;
}

static int
token_covers(const char *token, const char *original, const char *mutant)
{
	char        text[URL_SIZE], prefix[URL_SIZE], one[URL_SIZE];
	struct span path, there, query;

	url_split(original, &there, &query);
	snprintf(one, sizeof(one), "%.*s", (int)there.len,
	    original + there.at);
	url_split(mutant, &path, &query);
	if (field_of(token, "URLPrefix=", text))
		return decode(text, strlen(text), prefix) &&
		    strncmp(mutant, prefix, strlen(prefix)) == 0;
	if (field_of(token, "PathGlobs=", text)) {
		snprintf(one, sizeof(one), "%.*s", (int)path.len,
		    mutant + path.at);
		return strchr(text, '[') == NULL && fits_one(text, one);
	}
	return strlen(one) == path.len &&
	    strncmp(one, mutant + path.at, path.len) == 0;
}

int
same_to_media_cdn(const struct policy *policy, const char *original,
    const char *mutant)
{
	const char *name = member_text(json_object_get(policy->file, "key"),
	    "token_param", "").at;
	char one[URL_SIZE], two[URL_SIZE];

	if (token_of(original, name, one))
		return token_of(mutant, name, two) && strcmp(one, two) == 0 &&
		    count_of(mutant, "KeyName") == 0 && is_straight(mutant) &&
		    token_covers(one, original, mutant);
	unpad(original, one);
	unpad(mutant, two);
	return strcmp(one, two) == 0 || has_same_prefix(one, two);
}
