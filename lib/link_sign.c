/* Terms --> links.  See link_format.h.  SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "bytes.h"
#include "link_format.h"
#include "percent.h"
#include "terms.h"

#define NUMBER_SIZE 24
#define CHINA       28800 /* seconds ahead of UTC */

/* Whether "$remote_addr" is in it. */
static int
is_for_client(struct bytes message)
{
	while (message.len > 0) {
		int          is_name;
		struct bytes part = link_next_part(&message, &is_name);

		if (is_name && bytes_equal(part, BYTES("remote_addr")))
			return 1;
	}
	return 0;
}

/* The path and its end; and one address, where the message has it. */
static int
can_say(const struct link_format *format, const struct terms *terms)
{
	struct terms       others = *terms;
	const struct bytes client = terms->client;

	others.client = EMPTY;
	return terms_are_plain(&others) &&
	    is_for_client(format->message) == (client.len > 0) &&
	    (client.len == 0 || memchr(client.at, '/', client.len) == NULL);
}

/* Of no other moments a verifier could say where their digits begin. */
static int
has_ten_digits(int64_t moment)
{
	return moment >= 1000000000 && moment <= 9999999999;
}

static int
format_moment(enum link_clock clock, int64_t moment, char text[NUMBER_SIZE])
{
	struct tm day;
	time_t    there = moment + CHINA;

	if (clock == CLOCK_CHINA)
		return gmtime_r(&there, &day) != NULL
		    ? (int)strftime(text, NUMBER_SIZE, "%Y%m%d%H%M", &day) : 0;
	if (clock == CLOCK_TEN_DIGITS && !has_ten_digits(moment))
		return 0;
	return snprintf(text, NUMBER_SIZE,
	    clock == CLOCK_HEX ? "%08" PRIx64 : "%" PRId64, moment);
}

static enum status
fill(struct link *link, enum link_slot slot, const char *text,
    struct arena *arena)
{
	const struct bytes value = bytes_of(text);

	return arena_join(arena, &value, 1, &link->slots[slot]);
}

/* A minute of the format's clock starts before what is asked for. */
static enum status
fill_times(const struct verifier *verifier, const struct terms *terms,
    struct arena *arena, struct link *link)
{
	const int64_t age = verifier->policy.longest_age;
	char          text[NUMBER_SIZE] = "";
	enum status   status;

	(void)snprintf(text, sizeof(text), "%" PRId64, terms->expires_at);
	if (link->format->clock == CLOCK_TEN_DIGITS &&
	    !has_ten_digits(terms->expires_at))
		return STATUS_MALFORMED;
	status = fill(link, SLOT_EXPIRES, text, arena);
	if (status != STATUS_OK)
		return status;
	(void)snprintf(text, sizeof(text), "%" PRId64, age);
	status = fill(link, SLOT_LIFE, text, arena);
	if (status != STATUS_OK)
		return status;
	if (format_moment(link->format->clock, terms->expires_at - age,
	        text) <= 0)
		return STATUS_MALFORMED;
	status = fill(link, SLOT_ISSUED, text, arena);
	if (status == STATUS_OK)
		status = fill(link, SLOT_RANDOM, "0", arena);
	if (status == STATUS_OK)
		status = fill(link, SLOT_USER, "0", arena);
	return status;
}

/* The first of the patterns, with the link's parts in it. */
static enum status
write_pattern(const char *patterns, const struct link *link,
    struct arena *arena, struct bytes *text)
{
	struct bytes all = bytes_of(patterns);
	struct bytes template = bytes_cut(&all, '|');
	enum status  status = STATUS_OK;

	while (status == STATUS_OK && template.len > 0) {
		int          is_name;
		struct bytes part = link_next_part(&template, &is_name);

		if (is_name)
			part = link->slots[link_slot_named(part)];
		status = arena_join(arena, (const struct bytes[]){ *text,
		    part }, 2, text);
	}
	return status;
}

static enum status
write_query(const struct link *link, struct arena *arena, struct bytes *url)
{
	const struct link_format *format = link->format;
	enum status               status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < LINK_PARAMETERS &&
	     format->parameters[i].name.at != NULL; i++) {
		status = arena_join(arena, (const struct bytes[]){ *url,
		    i == 0 ? BYTES("?") : BYTES("&"),
		    format->parameters[i].name, BYTES("=") }, 4, url);
		if (status == STATUS_OK)
			status = write_pattern(format->parameters[i].pattern,
			    link, arena, url);
	}
	return status;
}

/* What is hashed of it: all but the token. */
static enum status
find_query(struct link *link, struct arena *arena)
{
	struct bytes query = EMPTY;
	enum status  status = write_query(link, arena, &query);

	if (status != STATUS_OK)
		return status;
	/* Without its '?'. */
	query = (struct bytes){ query.at + 1, query.len - 1 };
	status = query_read(query, arena, &link->query);
	return status == STATUS_OK && link->format->closes_query
	    ? link_find_before(query, link) : status;
}

static enum status
write_url(const struct link *link, const struct verifier *verifier,
    struct bytes raw_path, struct arena *arena, struct bytes *url)
{
	struct bytes rest = link->raw_rest;
	enum status  status;

	*url = raw_path;
	if (link->format->path == NULL)
		return write_query(link, arena, url);
	*url = verifier->prefix;
	status = write_pattern(link->format->path, link, arena, url);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ *url,
	    { rest.at + 1, rest.len - 1 } }, 2, url);
}

static enum status
find_rest(const struct verifier *verifier, const struct request *request,
    struct link *link)
{
	const size_t before = verifier->prefix.len - 1;

	if (!bytes_start_with(request->path, verifier->prefix) ||
	    !bytes_start_with(request->raw_path, verifier->prefix))
		return STATUS_MALFORMED;
	link->rest = (struct bytes){ request->path.at + before,
		request->path.len - before };
	link->raw_rest = (struct bytes){ request->raw_path.at + before,
		request->raw_path.len - before };
	return STATUS_OK;
}

enum status
link_sign(const struct link_format *format, const struct terms *terms,
    const struct key *key, const struct verifier *verifier,
    struct arena *arena, struct bytes *url)
{
	struct request      request = { .path = terms->path,
		      .client_address = terms->client };
	const struct source source = { .verifier = verifier,
		.request = &request };
	struct link         link = { .format = format };
	enum status         status = STATUS_MALFORMED;

	if (format != NULL && can_say(format, terms))
		status = percent_encode(terms->path, arena, &request.raw_path);
	if (status == STATUS_OK && format->path != NULL)
		status = find_rest(verifier, &request, &link);
	if (status == STATUS_OK)
		status = fill_times(verifier, terms, arena, &link);
	if (status == STATUS_OK && format->path == NULL)
		status = find_query(&link, arena);
	if (status == STATUS_OK)
		status = link_token(&source, &link, key, arena,
		    &link.slots[SLOT_MAC]);
	if (status == STATUS_OK && format->mac == LINK_BASE64)
		status = percent_encode_but(link.slots[SLOT_MAC], "", arena,
		    &link.slots[SLOT_MAC]);
	if (status == STATUS_OK)
		status = write_url(&link, verifier, request.raw_path, arena,
		    url);
	return status;
}
