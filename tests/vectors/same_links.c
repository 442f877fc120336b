/*
 * Different links that the rules of a scheme take for one.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "digest.h"
#include "same_links.h"

/* ------------------------------------------------------------------- nginx */

/* As nginx normalises a decoded path; 0: it climbs out. */
static int
normalise(const char *path, char out[URL_SIZE])
{
	char *end = out;

	while (*path == '/') {
		size_t length = strcspn(path + 1, "/");
		int    is_last = path[1 + length] == '\0';

		if (length == 2 && strncmp(path + 1, "..", 2) == 0) {
			if (end == out)
				return 0;
			while (*--end != '/')
				;
			length = 0;
		} else if (length > 0 &&
		    !(length == 1 && path[1] == '.')) {
			end = mempcpy(end, path, 1 + length);
			is_last = 0;
		}
		if (is_last)
			*end++ = '/';
		path += 1 + strcspn(path + 1, "/");
	}
	*end = '\0';
	return 1;
}

/* The parameters that nginx-secure-link reads, unordered. */
static int
has_parameters(const char *one, struct span a, const char *two, struct span b)
{
	struct span first[64], second[64];
	size_t      n = span_split(one, a, '&', first, 64);
	size_t      m = span_split(two, b, '&', second, 64);

	for (size_t i = 0; i < n; i++) {
		int found = 0;

		for (size_t k = 0; k < m; k++)
			found |= first[i].len == second[k].len &&
			    strncmp(one + first[i].at, two + second[k].at,
			        first[i].len) == 0;
		if (!found)
			return 0;
	}
	return n == m;
}

int
same_to_nginx(const struct policy *policy, const char *original,
    const char *mutant)
{
	struct span path[2], query[2];
	char        text[URL_SIZE], one[URL_SIZE], two[URL_SIZE];

	(void)policy;
	url_split(original, &path[0], &query[0]);
	url_split(mutant, &path[1], &query[1]);
	if (!url_decode(original, path[0], text) || !normalise(text, one) ||
	    !url_decode(mutant, path[1], text) || !normalise(text, two))
		return 0;
	return strcmp(one, two) == 0 &&
	    has_parameters(original, query[0], mutant, query[1]);
}

/* ------------------------------------------------------------------- CDN77 */

/* "TOKEN==[,EXPIRY]" and the path behind it. */
static int
cut_token(const char *url, char token[URL_SIZE], char rest[URL_SIZE])
{
	struct span path, query;
	const char *slash;

	url_split(url, &path, &query);
	if (!url_decode(url, path, rest) || path.len < 2)
		return 0;
	slash = strchr(rest + 1, '/');
	if (slash == NULL)
		return 0;
	strcpy(token, rest + 1);
	token[slash - rest - 1] = '\0';
	memmove(rest, slash, strlen(slash) + 1);
	return 1;
}

static int
is_signed(const struct policy *policy, const char *token,
    struct bytes directory)
{
	const json_t *key = json_object_get(policy->file, "key");
	const char   *comma = strchr(token, ',');
	struct bytes  parts[] = { bytes_of(comma != NULL ? comma + 1 : ""),
		 directory, member_text(key, "secret", "") };
	unsigned char hash[HMAC_MAX];
	size_t        length;
	char          text[64];

	if (hash_compute("MD5", parts, 3, hash, &length) != STATUS_OK)
		return 0;
	for (size_t i = 0; i < 22; i++) {
		unsigned bits = (unsigned)hash[i * 6 / 8] << 8 |
		    (i * 6 / 8 + 1 < 16 ? hash[i * 6 / 8 + 1] : 0u);

		text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		          "0123456789-_"[bits >> (10 - i * 6 % 8) & 63];
	}
	return strncmp(text, token, 22) == 0;
}

/* In the path a token opens the directory that was signed. */
int
same_to_cdn77(const struct policy *policy, const char *original,
    const char *mutant)
{
	char   token[URL_SIZE], other[URL_SIZE], rest[URL_SIZE],
	    path[URL_SIZE];
	size_t length;

	if (!cut_token(original, token, rest) ||
	    !cut_token(mutant, other, path) || strcmp(token, other) != 0)
		return 0;
	for (length = strlen(rest); length > 0; length--)
		if (rest[length] == '/' && is_signed(policy, token,
		        (struct bytes){ rest, length }))
			break;
	return strncmp(rest, path, length + 1) == 0;
}

/* ---------------------------------------------------------- Traffic Server */

int
same_to_ats(const struct policy *policy, const char *original,
    const char *mutant)
{
	const int   has_host = strstr(original, "&P=1") != NULL;
	const char *one = strstr(original, "://");
	const char *two = strstr(mutant, "://");

	(void)policy;
	if (one == NULL || two == NULL)
		return 0;
	one += 3;
	two += 3;
	return strcmp(has_host ? one : one + strcspn(one, "/"),
	    has_host ? two : two + strcspn(two, "/")) == 0;
}
