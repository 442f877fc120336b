/*
 * URLs taken apart, by means of the driver's own, so that it does not believe
 * what it tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

void
url_split(const char *url, struct span *path, struct span *query)
{
	const char *start = url, *authority = strstr(url, "://");
	size_t      end, question;

	if (url[0] != '/' && authority != NULL)
		start = authority + 3 + strcspn(authority + 3, "/?#");
	end = strcspn(start, "#");
	question = strcspn(start, "?#");
	*path = (struct span){ (size_t)(start - url), question };
	*query = (struct span){ path->at + question, 0 };
	if (question < end)
		*query = (struct span){ path->at + question + 1,
			end - question - 1 };
}

size_t
span_split(const char *url, struct span span, char separator,
    struct span *parts, size_t max)
{
	size_t start = span.at, end = span.at + span.len, count = 0;

	if (span.len == 0)
		return 0;
	for (size_t i = start; i <= end && count < max; i++) {
		if (i < end && url[i] != separator)
			continue;
		parts[count++] = (struct span){ start, i - start };
		start = i + 1;
	}
	return count;
}

void
pair_split(const char *url, struct span pair, struct span *name,
    struct span *value)
{
	const char *equals = memchr(url + pair.at, '=', pair.len);

	*name = pair;
	*value = (struct span){ pair.at + pair.len, 0 };
	if (equals == NULL)
		return;
	name->len = (size_t)(equals - url) - pair.at;
	value->at = pair.at + name->len + 1;
	value->len = pair.len - name->len - 1;
}

int
url_decode(const char *url, struct span span, char out[URL_SIZE])
{
	size_t n = 0;

	for (size_t i = span.at; i < span.at + span.len; i++) {
		char digits[3] = { 0 };

		out[n] = url[i];
		if (url[i] == '%') {
			strncpy(digits, url + i + 1, 2);
			if (i + 2 >= span.at + span.len ||
			    !isxdigit((unsigned char)digits[0]) ||
			    !isxdigit((unsigned char)digits[1]))
				return 0;
			out[n] = (char)strtol(digits, NULL, 16);
			i += 2;
		}
		if (out[n++] == '\0')
			return 0;
	}
	out[n] = '\0';
	return 1;
}

int
is_credential(const struct adapter *adapter, const char *url, struct span name)
{
	char decoded[URL_SIZE];

	if (adapter->parameters[0] == NULL)
		return 1;
	if (!url_decode(url, name, decoded))
		return 0;
	for (size_t i = 0; adapter->parameters[i] != NULL; i++)
		if (adapter->folds_names
		        ? strcasecmp(adapter->parameters[i], decoded) == 0
		        : strcmp(adapter->parameters[i], decoded) == 0)
			return 1;
	return 0;
}

/* A value as it stands or, where its encoding is free, decoded. */
static char *
put_value(const struct adapter *adapter, const char *url, struct span value,
    char *end)
{
	char copy[URL_SIZE];

	memcpy(copy, url + value.at, value.len);
	copy[value.len] = '\0';
	for (char *plus = copy; adapter->is_encoded &&
	    (plus = strchr(plus, '+')) != NULL;)
		*plus = ' ';
	if (adapter->is_encoded &&
	    url_decode(copy, (struct span){ 0, value.len }, end))
		return end + strlen(end);
	return mempcpy(end, url + value.at, value.len);
}

/* The parameters that the scheme reads, in their order. */
static void
credential_of(const struct adapter *adapter, const char *url,
    struct span query, char out[URL_SIZE])
{
	struct span pairs[256];
	size_t      count = span_split(url, query, '&', pairs, 256);
	char       *end = out;

	for (size_t i = 0; i < count; i++) {
		struct span name, value;

		pair_split(url, pairs[i], &name, &value);
		if (!is_credential(adapter, url, name))
			continue;
		end = mempcpy(end, url + name.at, pairs[i].len - value.len);
		end = put_value(adapter, url, value, end);
		*end++ = '&';
	}
	*end = '\0';
}

static int
compare_texts(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* "b=2&a=1&" --> "a=1&b=2&" */
static void
sort_pairs(char text[URL_SIZE])
{
	char  *pairs[256], copy[URL_SIZE], *rest = copy, *end = text;
	size_t count = 0;

	strcpy(copy, text);
	while (*rest != '\0' && count < 256)
		pairs[count++] = strsep(&rest, "&");
	qsort(pairs, count, sizeof(*pairs), compare_texts);
	for (size_t i = 0; i < count; i++) {
		end = stpcpy(end, pairs[i]);
		*end++ = '&';
	}
	*end = '\0';
}

/* Folds a segment of 32 hexadecimal digits. */
static void
fold_hex_segments(char *path)
{
	while (*path != '\0') {
		size_t length = strcspn(path, "/");

		if (length == 32 &&
		    strspn(path, "0123456789abcdefABCDEF") == length)
			for (size_t i = 0; i < length; i++)
				path[i] = (char)tolower(path[i]);
		path += length + (path[length] == '/');
	}
}

/* "/img/t/TOKEN" instead of "/img/t/TOKEN/cat.jpg"; 27: the shortest token. */
static int
ends_behind_token(const char *path, const char *original)
{
	const char  *slash = strrchr(path, '/');
	const size_t length = strlen(path);

	return slash != NULL && strlen(slash) > 27 &&
	    strncmp(path, original, length) == 0 && original[length] == '/';
}

static int
path_is_covered(const struct adapter *adapter, const struct terms *terms,
    const char *path, const char *original)
{
	struct bytes whole = bytes_of(path);

	if (adapter->names_file && ends_behind_token(path, original))
		return 1;
	if (terms->is_prefix)
		return bytes_start_with(whole, terms->path);
	return strcmp(path, original) == 0;
}

int
url_says_the_same(const struct adapter *adapter, const struct terms *terms,
    const char *original, const char *mutant)
{
	char        one[URL_SIZE], two[URL_SIZE];
	struct span path[2], query[2];

	url_split(original, &path[0], &query[0]);
	url_split(mutant, &path[1], &query[1]);
	if (!url_decode(original, path[0], one) || !url_decode(mutant, path[1], two))
		return 0;
	if (adapter->hex_case_is_free) {
		fold_hex_segments(one);
		fold_hex_segments(two);
	}
	if (!path_is_covered(adapter, terms, two, one))
		return 0;
	if (adapter->origin_matters &&
	    strncmp(original, mutant, path[0].at) != 0)
		return 0;
	credential_of(adapter, original, query[0], one);
	credential_of(adapter, mutant, query[1], two);
	if (adapter->order_is_free) {
		sort_pairs(one);
		sort_pairs(two);
	}
	return strcmp(one, two) == 0;
}
