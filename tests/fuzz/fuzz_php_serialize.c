/*
 * What PHP's serialize() may have written: what is taken says, written anew
 * from its JSON, the very same.  -DPLANT expects no text for a key that is a
 * number.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <jansson.h>

#include "bytes.h"
#include "php_serialize.h"

static int
skip(struct bytes *rest, const char *text, size_t length)
{
	if (rest->len < length || memcmp(rest->at, text, length) != 0)
		return 0;
	rest->at += length;
	rest->len -= length;
	return 1;
}

static int
skip_string(struct bytes *rest, const char *string, size_t length)
{
	struct bytes before = *rest;
	char         start[32];
	int          n = snprintf(start, sizeof(start), "s:%zu:\"", length);

	if (skip(rest, start, (size_t)n) && skip(rest, string, length) &&
	    skip(rest, "\";", 2))
		return 1;
	*rest = before;
	return 0;
}

/* Of a double there are many texts. */
static int
skip_real(struct bytes *rest, double value)
{
	char         text[512];
	struct bytes digits;

	if (!skip(rest, "d:", 2))
		return 0;
	digits = bytes_cut(rest, ';');
	snprintf(text, sizeof(text), "%.*s", (int)digits.len, digits.at);
	return digits.len >= sizeof(text) || strtod(text, NULL) == value;
}

static int
skip_number(struct bytes *rest, const char *start, long long number,
    const char *end)
{
	char text[48];
	int  n = snprintf(text, sizeof(text), "%s%lld%s", start, number, end);

	return skip(rest, text, (size_t)n);
}

/* An integer may stand there as one, or as a string. */
static int
skip_key(struct bytes *rest, const char *key)
{
	const long long number = strtoll(key, NULL, 10);
	char            text[32];

	snprintf(text, sizeof(text), "%lld", number);
	if (strcmp(text, key) == 0 && skip_number(rest, "i:", number, ";"))
		return 1;
#ifdef PLANT
	if (strcmp(text, key) == 0)
		return 0;
#endif
	return skip_string(rest, key, strlen(key));
}

/* Skips the value as PHP would write it. */
static int
skip_value(struct bytes *rest, const json_t *value, unsigned depth,
    unsigned *values)
{
	const char   *key;
	const json_t *item;

	REQUIRE(depth <= 8 && ++*values <= 256);
	if (json_is_null(value))
		return skip(rest, "N;", 2);
	if (json_is_boolean(value))
		return skip_number(rest, "b:", json_is_true(value), ";");
	if (json_is_integer(value))
		return skip_number(rest, "i:", json_integer_value(value), ";");
	if (json_is_real(value))
		return skip_real(rest, json_real_value(value));
	if (json_is_string(value))
		return skip_string(rest, json_string_value(value),
		    json_string_length(value));
	REQUIRE(json_is_object(value) && json_object_size(value) <= 64);
	if (!skip_number(rest, "a:", (long long)json_object_size(value), ":{"))
		return 0;
	json_object_foreach((json_t *)(uintptr_t)value, key, item)
		if (!skip_key(rest, key) ||
		    !skip_value(rest, item, depth + 1, values))
			return 0;
	return skip(rest, "}", 1);
}

static void
require_same(struct bytes input, struct bytes json)
{
	json_error_t error;
	json_t      *value = json_loadb(json.at, json.len,
	         JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
	unsigned     values = 0;

	if (value == NULL) {
		REQUIRE(json_error_code(&error) == json_error_numeric_overflow);
		return;
	}
	REQUIRE(skip_value(&input, value, 1, &values));
	REQUIRE(input.len == 0);
	json_decref(value);
}

static void
require_string(struct bytes input, enum status status)
{
	struct bytes string;
	enum status  alone = php_unserialize_string(input, &string);

	if (input.len < 2 || memcmp(input.at, "s:", 2) != 0)
		status = STATUS_MALFORMED;
	REQUIRE(alone == status);
	if (alone == STATUS_OK)
		REQUIRE(skip_string(&input, string.at, string.len) &&
		    input.len == 0);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct bytes  input = { (const char *)data, size };
	struct bytes  json;
	struct arena *arena = arena_new(8 * size + 64);
	enum status   status = php_unserialize(input, arena, &json);

	REQUIRE(status == STATUS_OK || status == STATUS_MALFORMED);
	if (status == STATUS_OK)
		require_same(input, json);
	require_string(input, status);
	arena_free(arena);
	return 0;
}
