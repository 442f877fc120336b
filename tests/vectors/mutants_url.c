/*
 * Every URL that an accepted one can be changed into by somebody who has no
 * key.  None of them may be accepted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

#define PARTS_MAX 64

/* Tries the URL with one part replaced. */
static void
try_replaced(struct bench *bench, const char *what, struct span span,
    const char *by, size_t length)
{
	struct attempt attempt = bench->original;
	const char    *url = bench->original.url;
	char           changed[URL_SIZE];

	snprintf(changed, sizeof(changed), "%.*s%.*s%s", (int)span.at, url,
	    (int)length, by, url + span.at + span.len);
	attempt.url = changed;
	bench_try(bench, what, &attempt);
}

static void
try_text(struct bench *bench, const char *what, struct span span,
    const char *text)
{
	try_replaced(bench, what, span, text, strlen(text));
}

/* Two parts, of which a stands before b, change places. */
static void
try_swapped(struct bench *bench, const char *what, struct span a,
    struct span b)
{
	const char *url = bench->original.url;
	char        changed[URL_SIZE];
	struct span both = { a.at, b.at + b.len - a.at };

	snprintf(changed, sizeof(changed), "%.*s%.*s%.*s", (int)b.len,
	    url + b.at, (int)(b.at - a.at - a.len), url + a.at + a.len,
	    (int)a.len, url + a.at);
	try_text(bench, what, both, changed);
}

/* A part once more, behind itself. */
static void
try_doubled(struct bench *bench, const char *what, struct span span,
    char separator)
{
	const char *url = bench->original.url;
	char        changed[URL_SIZE];

	snprintf(changed, sizeof(changed), "%.*s%c%.*s", (int)span.len,
	    url + span.at, separator, (int)span.len, url + span.at);
	try_text(bench, what, span, changed);
}

/* Without the part and the separator at one of its sides. */
static void
try_dropped(struct bench *bench, const char *what, struct span span,
    size_t i, size_t count)
{
	if (count > 1) {
		span.len++;
		span.at -= i > 0;
	}
	try_text(bench, what, span, "");
}

/* The same sequence in every run. */
static unsigned
any_number(struct bench *bench)
{
	return (unsigned)((bench->tried * 2654435761u) >> 7);
}

static void
mutate_characters(struct bench *bench, const char *what, struct span span)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
				      "klmnopqrstuvwxyz0123456789-_.~%=+/ &";

	for (size_t i = span.at; i < span.at + span.len; i++) {
		const struct span one = { i, 1 };

		for (unsigned bit = 0; bit < 8; bit++) {
			char flipped = (char)(bench->original.url[i] ^
			    (char)(1u << bit));

			if (flipped != '\0')
				try_replaced(bench, what, one, &flipped, 1);
		}
		for (unsigned k = 0; k < 4; k++)
			try_replaced(bench, what, one, letters +
			    any_number(bench) % (sizeof(letters) - 1), 1);
	}
}

static void
mutate_letter_case(struct bench *bench, const char *what, struct span span)
{
	char upper[URL_SIZE], lower[URL_SIZE], swapped[URL_SIZE];

	for (size_t i = 0; i < span.len; i++) {
		int c = (unsigned char)bench->original.url[span.at + i];

		upper[i] = (char)toupper(c);
		lower[i] = (char)tolower(c);
		swapped[i] = (char)(islower(c) ? toupper(c) : tolower(c));
	}
	try_replaced(bench, what, span, upper, span.len);
	try_replaced(bench, what, span, lower, span.len);
	try_replaced(bench, what, span, swapped, span.len);
}

static void
mutate_length(struct bench *bench, const char *what, struct span span)
{
	static const char *const more[] = { "A", "0", "=", "==", ".", "..", "~",
		"%00", "%20", "%0A", "%", "+", "/", "-", "_", ".c", ".A", ",",
		";", "\"" };
	const struct span before = { span.at, 0 };
	const struct span behind = { span.at + span.len, 0 };

	for (size_t cut = 0; cut < span.len; cut++) {
		try_text(bench, what,
		    (struct span){ span.at + cut, span.len - cut }, "");
		try_text(bench, what, (struct span){ span.at, cut + 1 }, "");
	}
	for (size_t i = 0; i < COUNT(more); i++) {
		try_text(bench, what, before, more[i]);
		try_text(bench, what, behind, more[i]);
	}
}

static void
mutate_fields(struct bench *bench, struct span value)
{
	static const char *const more[] = { "c", "u1", "jx", "mGET", "x", "n1" };
	const char               separator = bench->adapter->separator;
	struct span              fields[PARTS_MAX];
	size_t                   count;

	count = span_split(bench->original.url, value, separator, fields,
	    PARTS_MAX);
	for (size_t i = 0; i < count; i++) {
		const struct span behind = { fields[i].at + fields[i].len, 0 };

		try_dropped(bench, "field dropped", fields[i], i, count);
		try_doubled(bench, "field doubled", fields[i], separator);
		try_text(bench, "field emptied", fields[i], "");
		mutate_letter_case(bench, "field's letter case", fields[i]);
		for (size_t k = i + 1; k < count; k++)
			try_swapped(bench, "fields swapped", fields[i],
			    fields[k]);
		for (size_t k = 0; k < COUNT(more); k++) {
			char added[32];

			snprintf(added, sizeof(added), "%c%s", separator,
			    more[k]);
			try_text(bench, "field added", behind, added);
		}
	}
}

static void
mutate_name(struct bench *bench, struct span name)
{
	const char *url = bench->original.url;
	char        changed[URL_SIZE];

	mutate_letter_case(bench, "parameter's letter case", name);
	snprintf(changed, sizeof(changed), "%%%02x", url[name.at]);
	try_text(bench, "parameter's name encoded",
	    (struct span){ name.at, 1 }, changed);
	try_text(bench, "parameter renamed", (struct span){ name.at, 0 }, "x");
	snprintf(changed, sizeof(changed), "%.*s&", (int)name.len,
	    url + name.at);
	try_text(bench, "parameter without value before",
	    (struct span){ name.at, 0 }, changed);
	snprintf(changed, sizeof(changed), "%.*s=&", (int)name.len,
	    url + name.at);
	changed[0] = (char)toupper((unsigned char)changed[0]);
	try_text(bench, "empty parameter before",
	    (struct span){ name.at, 0 }, changed);
}

static void
mutate_query(struct bench *bench, struct span query)
{
	const char *url = bench->original.url;
	struct span pairs[PARTS_MAX];
	size_t      count = span_split(url, query, '&', pairs, PARTS_MAX);

	for (size_t i = 0; i < count; i++) {
		struct span name, value;

		try_dropped(bench, "parameter dropped", pairs[i], i, count);
		try_doubled(bench, "parameter doubled", pairs[i], '&');
		for (size_t k = i + 1; k < count; k++)
			try_swapped(bench, "parameters swapped", pairs[i],
			    pairs[k]);
		pair_split(url, pairs[i], &name, &value);
		if (!is_credential(bench->adapter, url, name))
			continue;
		mutate_name(bench, name);
		mutate_characters(bench, "credential's character", value);
		mutate_letter_case(bench, "credential's letter case", value);
		mutate_length(bench, "credential's length", value);
		if (bench->adapter->separator != '\0')
			mutate_fields(bench, value);
	}
}

static void
mutate_path(struct bench *bench, struct span path)
{
	static const char *const behind[] = { "/", "x", ".", "%20", "%2F", "//",
		"/.", "/..", ";x", "%00", "%23", "%3F" };
	const struct span        end = { path.at + path.len, 0 };
	const struct span        start = { path.at, 0 };

	mutate_characters(bench, "path's character", path);
	mutate_letter_case(bench, "path's letter case", path);
	for (size_t i = path.at; i < path.at + path.len; i++) {
		try_text(bench, "path's character dropped",
		    (struct span){ i, 1 }, "");
		try_doubled(bench, "path's character doubled",
		    (struct span){ i, 1 }, 'x');
	}
	for (size_t i = 0; i < COUNT(behind); i++)
		try_text(bench, "path extended", end, behind[i]);
	try_text(bench, "path moved down", start, "/x");
	try_text(bench, "path moved down", start, "/..");
	try_text(bench, "path made relative", (struct span){ path.at, 1 }, "");
}

/* Every number in the URL, one up and one down: the expiry is one of them. */
static void
mutate_numbers(struct bench *bench, struct span span)
{
	const char *url = bench->original.url;
	size_t      i = span.at, end = span.at + span.len;

	while (i < end) {
		struct span digits = { i, strspn(url + i, "0123456789") };
		char        changed[32];
		long long   number;

		i += digits.len + 1;
		if (digits.len == 0 || digits.len > 17)
			continue;
		number = atoll(url + digits.at);
		snprintf(changed, sizeof(changed), "%0*lld", (int)digits.len,
		    number + 1);
		try_text(bench, "number one up", digits, changed);
		snprintf(changed, sizeof(changed), "%0*lld", (int)digits.len,
		    number - 1);
		try_text(bench, "number one down", digits, changed);
	}
}

void
mutate_url(struct bench *bench)
{
	struct span path, query;

	url_split(bench->original.url, &path, &query);
	mutate_path(bench, path);
	mutate_query(bench, query);
	mutate_numbers(bench, path);
	mutate_numbers(bench, query);
}
