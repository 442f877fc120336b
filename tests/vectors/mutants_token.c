/*
 * Every token, in a header or a cookie, that an accepted one can be changed
 * into by somebody who has no key.  None of them may be accepted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

#define PARTS_MAX 8

/* Where the token stands: in the cookie of that name, or all there is. */
struct place {
	const char *text;
	struct span token;
	int         is_cookie;
};

/* One NAME=VALUE of the header; what stands before it is `at` long. */
static int
is_mutated(const struct bench *bench, struct span name)
{
	const struct bytes cookie = bench->policy->verifier.cookie;
	const char        *text = bench->original.cookies;
	const struct bytes found = { text + name.at, name.len };

	/* NAME or NAME.KEYID */
	if (cookie.len > 0 && bytes_start_with(found, cookie))
		return 1;
	return bench->adapter->reads_cookies &&
	    is_credential(bench->adapter, text, name);
}

static size_t
find_tokens(const struct bench *bench, struct place places[PARTS_MAX])
{
	const char *text = bench->original.cookies;
	struct span cookies[PARTS_MAX];
	size_t      count, found = 0;

	if (bench->original.token.at != NULL) {
		places[0] = (struct place){ bench->original.token.at,
			{ 0, strlen(bench->original.token.at) }, 0 };
		return 1;
	}
	count = span_split(text, (struct span){ 0, strlen(text) }, ';',
	    cookies, PARTS_MAX);
	for (size_t i = 0; i < count; i++) {
		size_t      blanks = strspn(text + cookies[i].at, " ");
		struct span name, value;

		cookies[i].at += blanks;
		cookies[i].len -= blanks;
		pair_split(text, cookies[i], &name, &value);
		if (is_mutated(bench, name))
			places[found++] = (struct place){ text, value, 1 };
	}
	if (found == 0)
		abort(); /* an accepted case without its cookie */
	return found;
}

/* How long it is without the padding that may be left out; how much of it. */
static size_t
unpadded(const char *text, size_t length, size_t *padding)
{
	for (*padding = 0;; ++*padding) {
		if (length >= 1 && text[length - 1] == '=')
			length -= 1;
		else if (length >= 3 &&
		    strncasecmp(text + length - 3, "%3D", 3) == 0)
			length -= 3;
		else
			return length;
	}
}

static int
decodes_to_same(const char *original, size_t length, const char *token)
{
	char one[URL_SIZE], two[URL_SIZE];

	return url_decode(original, (struct span){ 0, length }, one) &&
	    url_decode(token, (struct span){ 0, strlen(token) }, two) &&
	    strcmp(one, two) == 0;
}

static int
says_the_same(const struct bench *bench, const struct place *place,
    const char *token)
{
	const char *original = place->text + place->token.at;
	size_t      length = place->token.len, other = strlen(token);
	size_t      padding, right;

	if (bench->adapter->is_encoded && place->is_cookie)
		return decodes_to_same(original, length, token);
	if (bench->adapter->padding_is_free) {
		length = unpadded(original, length, &right);
		other = unpadded(token, other, &padding);
		/* Right padding is one thing, any number of '=' another. */
		if (right == 0)
			right = (4 - other % 4) % 4;
		if (padding > 0 && padding != right)
			return 0;
	}
	return length == other && strncmp(original, token, length) == 0;
}

static void
try_token(struct bench *bench, const struct place *place, const char *what,
    const char *token)
{
	struct attempt attempt = bench->original;
	char           text[3 * URL_SIZE];
	size_t         end = place->token.at + place->token.len;

	if (says_the_same(bench, place, token))
		return;
	snprintf(text, sizeof(text), "%.*s%s%s", (int)place->token.at,
	    place->text, token, place->text + end);
	if (place->is_cookie)
		attempt.cookies = text;
	else
		attempt.token = bytes_of(text);
	bench_try(bench, what, &attempt);
}

/* The token with a part of it replaced. */
static void
try_replaced(struct bench *bench, const struct place *place, const char *what,
    struct span span, const char *by)
{
	const char *token = place->text + place->token.at;
	size_t      end = span.at + span.len;
	char        changed[URL_SIZE];

	snprintf(changed, sizeof(changed), "%.*s%s%.*s", (int)span.at, token,
	    by, (int)(place->token.len - end), token + end);
	try_token(bench, place, what, changed);
}

static void
mutate_bytes(struct bench *bench, const struct place *place)
{
	static const char  others[] = "AaZz09-_+/.=~%! \x01\x7f\xff";
	const char        *token = place->text + place->token.at;

	for (size_t i = 0; i < place->token.len; i++) {
		char one[3] = { 0 };

		try_replaced(bench, place, "byte dropped",
		    (struct span){ i, 1 }, "");
		one[0] = one[1] = token[i];
		try_replaced(bench, place, "byte doubled",
		    (struct span){ i, 1 }, one);
		one[1] = '\0';
		for (unsigned bit = 0; bit < 8; bit++) {
			one[0] = (char)(token[i] ^ (1 << bit));
			if (one[0] != '\0' && one[0] != ';')
				try_replaced(bench, place, "bit flipped",
				    (struct span){ i, 1 }, one);
		}
		one[0] = others[i % (sizeof(others) - 1)];
		try_replaced(bench, place, "byte put before it",
		    (struct span){ i, 0 }, one);
	}
}

static void
mutate_ends(struct bench *bench, const struct place *place)
{
	static const char *const ends[] = { "A", "=", "==", ".", ".A", "%3D",
		"%00", " x", "\x01", "-", "," };

	for (size_t i = 0; i < COUNT(ends); i++)
		try_replaced(bench, place, "put behind it",
		    (struct span){ place->token.len, 0 }, ends[i]);
	for (size_t i = 0; i < place->token.len; i++)
		try_replaced(bench, place, "cut off",
		    (struct span){ i, place->token.len - i }, "");
}

/* Parts dropped, emptied, doubled and exchanged. */
static void
mutate_parts(struct bench *bench, const struct place *place, char separator)
{
	const char *token = place->text + place->token.at;
	struct span whole = { 0, place->token.len };
	struct span parts[PARTS_MAX];
	size_t      count = span_split(token, whole, separator, parts,
	         PARTS_MAX);
	char        text[URL_SIZE];

	for (size_t i = 0; i < count; i++) {
		struct span part = parts[i];

		try_replaced(bench, place, "part emptied", part, "");
		snprintf(text, sizeof(text), "%.*s%c%.*s", (int)part.len,
		    token + part.at, separator, (int)part.len,
		    token + part.at);
		try_replaced(bench, place, "part doubled", part, text);
		for (size_t j = 0; j < count; j++) {
			snprintf(text, sizeof(text), "%.*s",
			    (int)parts[j].len, token + parts[j].at);
			try_replaced(bench, place, "part of another place",
			    part, text);
		}
	}
}

void
mutate_token(struct bench *bench)
{
	struct place places[PARTS_MAX];
	size_t       count = find_tokens(bench, places);

	for (size_t i = 0; i < count; i++) {
		mutate_bytes(bench, &places[i]);
		mutate_ends(bench, &places[i]);
		if (bench->adapter->separator != 0)
			mutate_parts(bench, &places[i],
			    bench->adapter->separator);
	}
}
