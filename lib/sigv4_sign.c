/* Signing.  See sigv4.h.  SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "arena.h"
#include "bytes.h"
#include "percent.h"
#include "query.h"
#include "sigv4_parts.h"
#include "source.h"

#define LIFE_MAX  604800 /* seconds: a week */
#define DATE_SIZE sizeof("YYYYMMDDThhmmssZ")

/* The path, its end and its start; GET or HEAD. */
static int
can_say(const struct terms *terms)
{
	return !terms->is_prefix && terms->client.len == 0 &&
	    terms->link_id.len == 0 && terms->subject.len == 0 &&
	    terms->uses == 0 && !terms->shared && !terms->has_file_id &&
	    terms->disposition == DISPOSITION_NONE &&
	    (terms->methods.len == 0 ||
	        bytes_equal(terms->methods, BYTES("GET")) ||
	        bytes_equal(terms->methods, BYTES("HEAD")));
}

/* Without a clock it begins as early as its end allows. */
static enum status
make_date(const struct terms *terms, struct arena *arena, struct sigv4 *made,
    int64_t *life)
{
	const int64_t start = terms->not_before > 0
	    ? terms->not_before : terms->expires_at - LIFE_MAX;
	const time_t  seconds = start;
	char         *text = arena_take(arena, DATE_SIZE);
	struct tm     day;

	*life = terms->expires_at - start;
	if (text == NULL)
		return STATUS_TOO_LARGE;
	if (*life < 1 || *life > LIFE_MAX || start < 0 ||
	    gmtime_r(&seconds, &day) == NULL ||
	    strftime(text, DATE_SIZE, "%Y%m%dT%H%M%SZ", &day) == 0)
		return STATUS_MALFORMED;
	made->date = (struct bytes){ text, DATE_SIZE - 1 };
	made->day = (struct bytes){ text, 8 };
	return STATUS_OK;
}

static enum status
make_query(const struct sigv4 *made, const struct key *key, int64_t life,
    struct arena *arena, struct bytes *query)
{
	const struct bytes prefix = bytes_of(made->vendor->prefix);
	char               number[24];
	struct bytes       seconds = { number, 0 }, credential;
	enum status        status;

	seconds.len = (size_t)snprintf(number, sizeof(number), "%" PRId64,
	    life);
	status = arena_join(arena, (const struct bytes[]){ key->id, BYTES("/"),
	    made->scope }, 3, &credential);
	if (status == STATUS_OK)
		status = percent_encode_but(credential, "-._~", arena,
		    &credential);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ prefix,
	    BYTES("Algorithm="), made->algorithm, BYTES("&"), prefix,
	    BYTES("Credential="), credential, BYTES("&"), prefix,
	    BYTES("Date="), made->date, BYTES("&"), prefix, BYTES("Expires="),
	    seconds, BYTES("&"), prefix, BYTES("SignedHeaders=host") }, 18,
	    query);
}

enum status
sigv4_sign(const struct sigv4_vendor *vendor, const struct terms *terms,
    const struct key *key, const struct verifier *verifier,
    struct bytes region, struct arena *arena, struct bytes *url)
{
	const struct request request = { .host = EMPTY };
	const struct source  source = { verifier, &request, 0, EMPTY, EMPTY,
		EMPTY };
	const struct bytes   slash = BYTES("/");
	struct sigv4         made = {
		.vendor = vendor,
		.algorithm = bytes_of(vendor->symmetric),
		.region = region,
		.headers = BYTES("host"),
		.path = terms->path,
		.method = terms->methods.len > 0 ? terms->methods
						 : BYTES("GET"),
	};
	const struct bytes   host = source_host(&source);
	struct bytes         query, message, hex, path;
	int64_t              life;
	enum status          status = STATUS_MALFORMED;

	if (can_say(terms) && host.len > 0)
		status = make_date(terms, arena, &made, &life);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ made.day,
		    slash, region, slash, bytes_of(vendor->service), slash,
		    bytes_of(vendor->terminator) }, 7, &made.scope);
	if (status == STATUS_OK)
		status = make_query(&made, key, life, arena, &query);
	if (status == STATUS_OK)
		status = query_read(query, arena, &made.query);
	if (status == STATUS_OK)
		status = sigv4_message(&made, host, &source, arena, &message);
	if (status == STATUS_OK)
		status = sigv4_mac(&made, message, key, arena, &hex);
	if (status == STATUS_OK)
		status = percent_encode(terms->path, arena, &path);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ path, BYTES("?"),
	    query, BYTES("&"), bytes_of(vendor->prefix), BYTES("Signature="),
	    hex }, 7, url);
}
