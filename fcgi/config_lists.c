/* Parsers of several words: config_options.h.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "config_options.h"
#include "content_type.h"
#include "text.h"

static size_t
count_words(struct bytes value)
{
	size_t count = 0;

	while (text_next_word(&value).len > 0)
		count++;
	return count;
}

static int
has_word(const struct words *words, struct bytes word)
{
	for (size_t i = 0; i < words->count; i++)
		if (bytes_equal(words->at[i], word))
			return 1;
	return 0;
}

/* Different words, at least one; NULL, or why not. */
static const char *
split(struct bytes value, struct parsing *parsing, struct words *words)
{
	size_t count = count_words(value);

	words->count = 0;
	words->at = config_take(parsing->memory, count, sizeof(*words->at));
	if (words->at == NULL)
		return "out of memory";
	while (words->count < count) {
		struct bytes word = text_next_word(&value);

		if (memchr(word.at, ',', word.len) != NULL)
			return "words are separated by spaces, not by commas";
		if (has_word(words, word))
			return because(parsing, "%.*s is listed twice",
			    TEXT(word));
		words->at[words->count++] = word;
	}
	return count > 0 ? NULL : "the value is empty: leave the line out";
}

static unsigned
carrier_named(struct bytes name)
{
	static const struct {
		const char  *name;
		enum carrier carrier;
	} carriers[] = {
		{ "query", CARRIER_QUERY },
		{ "cookie", CARRIER_COOKIE },
		{ "header", CARRIER_HEADER },
		{ "path", CARRIER_PATH },
	};

	for (size_t i = 0; i < sizeof(carriers) / sizeof(*carriers); i++)
		if (bytes_equal(name, bytes_of(carriers[i].name)))
			return carriers[i].carrier;
	return 0;
}

const char *
parse_carriers(struct bytes value, struct parsing *parsing, void *target)
{
	struct words words;
	unsigned     carriers = 0;
	const char  *reason = split(value, parsing, &words);

	if (reason != NULL)
		return reason;
	for (size_t i = 0; i < words.count; i++) {
		unsigned carrier = carrier_named(words.at[i]);

		if (carrier == 0)
			return because(parsing, "there is no carrier %.*s; "
			    "known: query, cookie, header, path",
			    TEXT(words.at[i]));
		carriers |= carrier;
	}
	*(unsigned *)target = carriers;
	return NULL;
}

const char *
parse_words(struct bytes value, struct parsing *parsing, void *target)
{
	struct words words;
	const char  *reason = split(value, parsing, &words);

	if (reason == NULL)
		*(struct bytes_list *)target =
		    (struct bytes_list){ words.at, words.count };
	return reason;
}

const char *
parse_rules(struct bytes value, struct parsing *parsing, void *target)
{
	const char   *reason = NULL;
	struct rules *rules = rules_new(value, &reason);

	(void)parsing;
	if (rules == NULL)
		return reason;
	*(struct rules **)target = rules;
	return NULL;
}

/* Issuers of JWTs name their keys as they like. */
static int
is_key_id(struct bytes id)
{
	for (size_t i = 0; i < id.len; i++)
		if (id.at[i] <= 0x20 || id.at[i] >= 0x7f)
			return 0;
	return id.len <= 128;
}

const char *
parse_key_ids(struct bytes value, struct parsing *parsing, void *target)
{
	struct words words;
	const char  *reason = split(value, parsing, &words);

	if (reason != NULL)
		return reason;
	for (size_t i = 0; i < words.count; i++)
		if (!is_key_id(words.at[i]))
			return because(parsing, "%.*s is no key id: 1 to 128 "
			    "visible ASCII characters", TEXT(words.at[i]));
	*(struct words *)target = words;
	return NULL;
}

const char *
parse_types(struct bytes value, struct parsing *parsing, void *target)
{
	struct words words;
	uint64_t     types = 0;
	const char  *reason = split(value, parsing, &words);

	if (reason != NULL)
		return reason;
	for (size_t i = 0; i < words.count; i++) {
		uint64_t bits = content_type_bits(words.at[i]);

		if (bits == 0)
			return because(parsing, "%.*s is no extension or group "
			    "of files that can be sent", TEXT(words.at[i]));
		types |= bits;
	}
	*(uint64_t *)target = types;
	return NULL;
}

const char *
parse_networks(struct bytes value, struct parsing *parsing, void *target)
{
	struct networks networks = { NULL, 0 };
	struct words    words;
	const char     *reason = split(value, parsing, &words);

	if (reason != NULL)
		return reason;
	networks.at = config_take(parsing->memory, words.count,
	    sizeof(*networks.at));
	if (networks.at == NULL)
		return "out of memory";
	for (; networks.count < words.count; networks.count++)
		if (network_parse(words.at[networks.count],
			&networks.at[networks.count]) != STATUS_OK)
			return because(parsing, "%.*s is no network, as "
			    "10.0.0.0/8 or 2001:db8::1, or has host bits set",
			    TEXT(words.at[networks.count]));
	*(struct networks *)target = networks;
	return NULL;
}

const char *
parse_origins(struct bytes value, struct parsing *parsing, void *target)
{
	struct words words;
	const char  *reason = split(value, parsing, &words);

	for (size_t i = 0; reason == NULL && i < words.count; i++)
		reason = origin_reason(words.at[i]);
	if (reason == NULL)
		*(struct words *)target = words;
	return reason;
}
