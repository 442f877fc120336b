/*
 * Different URLs that query signatures of Amazon and Google take for one.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "same_links.h"

#define PAIRS_MAX 80

/* Decodes a name or value, '+' as a blank, in place of "name=value". */
static int
decode_pair(const char *url, struct span pair, char *out)
{
	struct span name, value;
	char        one[URL_SIZE], two[URL_SIZE], copy[URL_SIZE];

	if (pair.len >= URL_SIZE)
		return 0;
	memcpy(copy, url + pair.at, pair.len);
	copy[pair.len] = '\0';
	for (char *c = copy; *c != '\0'; c++)
		if (*c == '+')
			*c = ' ';
	pair_split(copy, (struct span){ 0, pair.len }, &name, &value);
	if (!url_decode(copy, name, one) || !url_decode(copy, value, two))
		return 0;
	stpcpy(stpcpy(stpcpy(out, one), "="), two);
	return 1;
}

static int
compare_texts(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* All parameters, decoded where they can be, and sorted. */
static void
sorted_query(const char *url, char out[URL_SIZE])
{
	struct span path, query, pairs[PAIRS_MAX];
	static char texts[PAIRS_MAX][URL_SIZE];
	char       *order[PAIRS_MAX], *end = out;
	size_t      count;

	url_split(url, &path, &query);
	count = span_split(url, query, '&', pairs, PAIRS_MAX);
	for (size_t i = 0; i < count; i++) {
		order[i] = texts[i];
		if (!decode_pair(url, pairs[i], texts[i])) {
			memcpy(texts[i], url + pairs[i].at, pairs[i].len);
			texts[i][pairs[i].len] = '\0';
		}
	}
	qsort(order, count, sizeof(*order), compare_texts);
	for (size_t i = 0; i < count; i++) {
		end = stpcpy(end, order[i]);
		*end++ = '\n';
	}
	*end = '\0';
}

/* Scheme aside, which no request of S3 says: what is before the path. */
static int
has_same_host(const char *original, const char *mutant)
{
	const struct bytes a = host_of(original), b = host_of(mutant);

	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static int
has_same_path(const char *original, const char *mutant)
{
	struct span a, b, query;
	char        one[URL_SIZE], two[URL_SIZE];

	url_split(original, &a, &query);
	url_split(mutant, &b, &query);
	return url_decode(original, a, one) && url_decode(mutant, b, two) &&
	    strcmp(one, two) == 0;
}

/* The signature and what names it must be spelled as they are. */
static int
keeps(const char *mutant, const char *original, const char *name)
{
	const char *a = strstr(original, name), *b = strstr(mutant, name);

	return a != NULL && b != NULL &&
	    strcspn(a, "&#") == strcspn(b, "&#") &&
	    strncmp(a, b, strcspn(a, "&#")) == 0;
}

int
same_to_sigv4(const struct policy *policy, const char *original,
    const char *mutant)
{
	char one[URL_SIZE], two[URL_SIZE];

	(void)policy;
	sorted_query(original, one);
	sorted_query(mutant, two);
	return has_same_host(original, mutant) &&
	    has_same_path(original, mutant) && strcmp(one, two) == 0 &&
	    (keeps(mutant, original, "X-Amz-Signature=") ||
	        keeps(mutant, original, "X-Goog-Signature="));
}

/* Only the hash must be spelled as it is. */
int
same_to_form(const struct policy *policy, const char *original,
    const char *mutant)
{
	const size_t length = strcspn(original, "?");
	char         one[URL_SIZE], two[URL_SIZE];

	(void)policy;
	sorted_query(original, one);
	sorted_query(mutant, two);
	return strcspn(mutant, "?") == length &&
	    strncmp(original, mutant, length) == 0 && strcmp(one, two) == 0 &&
	    keeps(mutant, original, "hash=");
}

/* ---------------------------------------------------------------- version 2 */

/* Whether version 2 signs this parameter, or it is one of the signature's. */
static int
is_read(const char *text)
{
	static const char *const names[] = { "AWSAccessKeyId", "Expires",
		"Signature", "GoogleAccessId", "acl", "cors", "delete",
		"lifecycle", "location", "logging", "notification",
		"partNumber", "policy", "requestPayment", "restore", "tagging",
		"torrent", "uploadId", "uploads", "versionId", "versioning",
		"versions", "website", "response-cache-control",
		"response-content-disposition", "response-content-encoding",
		"response-content-language", "response-content-type",
		"response-expires" };
	const size_t length = strcspn(text, "=");

	if (strncasecmp(text, "x-amz-", 6) == 0 ||
	    strncasecmp(text, "x-goog-", 7) == 0)
		return 1;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strlen(names[i]) == length &&
		    strncmp(names[i], text, length) == 0)
			return 1;
	return 0;
}

static void
keep_read(char *lines)
{
	char copy[URL_SIZE], *rest = copy, *line;

	strcpy(copy, lines);
	while ((line = strsep(&rest, "\n")) != NULL)
		if (is_read(line)) {
			lines = stpcpy(lines, line);
			*lines++ = '\n';
		}
	*lines = '\0';
}

/* "BUCKET/PATH" as received; Google's own host has the bucket in its path. */
static void
object_of(const struct policy *policy, const char *url, char out[URL_SIZE])
{
	const struct bytes host = host_of(url);
	const struct bytes bucket = member_text(json_object_get(policy->file,
	    "key"), "bucket", "");
	const char        *google = "storage.googleapis.com";
	struct span        path, query;

	url_split(url, &path, &query);
	if (bytes_equal(host, bytes_of(google)))
		snprintf(out, URL_SIZE, "%.*s", (int)path.len, url + path.at);
	else
		snprintf(out, URL_SIZE, "/%s%.*s", bucket.at, (int)path.len,
		    url + path.at);
}

/* The path is signed as received, values of the credential as decoded. */
int
same_to_sigv2(const struct policy *policy, const char *original,
    const char *mutant)
{
	const int is_google = strstr(original, "GoogleAccessId") != NULL;
	char      one[URL_SIZE], two[URL_SIZE];

	if (!is_google && !has_same_host(original, mutant))
		return 0;
	object_of(policy, original, one);
	object_of(policy, mutant, two);
	if (strcmp(one, two) != 0)
		return 0;
	sorted_query(original, one);
	sorted_query(mutant, two);
	keep_read(one);
	keep_read(two);
	return strcmp(one, two) == 0;
}
