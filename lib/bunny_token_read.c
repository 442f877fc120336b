/* URLs --> parts of a bunny token.  See bunny_token.h.
 * SPDX-License-Identifier: ISC */
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "bunny_token.h"
#include "bytes.h"
#include "sorted_query.h"
#include "source.h"
#include "token_fields.h"
#include "url_path.h"

#define END_DIGITS 10

/* Where the parameters stand, and what the token's is called there. */
struct place {
	const struct query *query;
	struct bytes        token_name, token;
};

/* ------------------------------------------------------------------ places */

static enum status
find_directory(const struct source *source, struct bytes rest,
    struct arena *arena, struct place *place, struct credential *credential)
{
	struct bytes segment = bytes_cut(&rest, '/');
	enum status  status = query_read(segment, arena, &place->query);

	place->token_name = BYTES("bcdn_token");
	if (status == STATUS_OK && source->request->query.len > 0)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = query_one(place->query, place->token_name,
		    &place->token);
	return status == STATUS_OK
	    ? source_take_path(source, rest, arena, credential) : status;
}

/* Sets the credential's paths, too. */
static enum status
find_place(const struct source *source,
    const struct bunny_generation *generation, struct arena *arena,
    struct place *place, struct credential *credential)
{
	const struct request *request = source->request;
	struct bytes          rest;
	enum status           status = source_behind_prefix(source, &rest);

	if (status == STATUS_OK && generation->signs_parameters &&
	    bytes_start_with(rest, BYTES("bcdn_token=")))
		return find_directory(source, rest, arena, place, credential);
	place->token_name = BYTES("token");
	credential->terms.path = request->path;
	status = query_read(request->query, arena, &place->query);
	return status == STATUS_OK
	    ? query_one(place->query, place->token_name, &place->token)
	    : status;
}

/* ------------------------------------------------------------------- token */

static enum status
read_token(const struct source *source, struct bytes token,
    struct arena *arena, struct bunny_link *link, struct bytes *signature)
{
	const struct bunny_generation *generation = link->generation;
	const struct bytes             prefix = bytes_of(generation->prefix);
	const struct bytes flag = BYTES("1-");
	const struct bytes ip = source_setting(source, generation->scheme,
	    "ip");
	struct bytes       text;

	if (!bytes_start_with(token, prefix))
		return STATUS_NO_CREDENTIAL;
	text = (struct bytes){ token.at + prefix.len, token.len - prefix.len };
	link->is_for_client = bytes_equal(ip, BYTES("yes"));
	if (generation->tells_client) {
		/* A MAC may begin with "1-" as well. */
		link->is_for_client =
		    text.len == generation->length + flag.len &&
		    bytes_start_with(text, flag);
		if (link->is_for_client)
			text = (struct bytes){ text.at + flag.len,
				text.len - flag.len };
	}
	if (text.len != generation->length)
		return prefix.len > 0 ? STATUS_MALFORMED
				      : STATUS_NO_CREDENTIAL;
	if (!bytes_equal(ip, BYTES("any")) &&
	    bytes_equal(ip, BYTES("yes")) != link->is_for_client)
		return STATUS_MALFORMED;
	return base64url_decode(text, arena, signature);
}

static enum status
read_end(const struct query *query, struct bytes *text, int64_t *end)
{
	enum status status = query_one(query, BYTES("expires"), text);

	if (status == STATUS_NO_CREDENTIAL)
		return STATUS_CLAIM_MISSING;
	if (status == STATUS_OK)
		status = token_number(*text, end);
	return status == STATUS_OK && text->len != END_DIGITS
	    ? STATUS_MALFORMED : status;
}

/* -------------------------------------------------------------- parameters */

/* Two parameters must not become one, nor one two, in what is signed. */
static int
is_part(struct bytes text)
{
	return text.len == 0 || (bytes_are_text(text) &&
	    memchr(text.at, '&', text.len) == NULL);
}

static enum status
check_parameters(const struct bunny_generation *generation,
    const struct sorted_query *sorted)
{
	for (size_t i = 0; i < sorted->count; i++) {
		const struct bytes name = sorted->at[i].name;
		const struct bytes value = sorted->at[i].value;

		if (name.len == 0 || !is_part(name) || !is_part(value) ||
		    (value.len == 0 && (!generation->has_empty ||
		        bytes_start_with(name, BYTES("token_")))))
			return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

static enum status
read_parameters(const struct place *place, struct arena *arena,
    struct sorted_query *sorted)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < place->query->count;
	     i++) {
		const struct parameter *parameter = &place->query->at[i];

		if (bytes_equal(parameter->name, place->token_name) ||
		    bytes_equal(parameter->name, BYTES("expires")))
			continue;
		if (parameter->whole.len == parameter->name.len)
			return STATUS_MALFORMED;
		status = sorted_query_add(sorted, parameter, PLUS_IS_PLUS,
		    TWICE_IS_REFUSED, arena);
	}
	return status;
}

/* at is NULL: absent. */
static struct bytes
value_of(const struct sorted_query *sorted, struct bytes name)
{
	for (size_t i = 0; i < sorted->count; i++)
		if (bytes_equal(sorted->at[i].name, name))
			return sorted->at[i].value;
	return (struct bytes){ NULL, 0 };
}

/* All are signed, or these alone. */
static int
is_signed(struct bytes name, int are_ignored)
{
	return !are_ignored || bytes_equal(name, BYTES("token_path")) ||
	    bytes_equal(name, BYTES("token_ignore_params"));
}

/* "NAME=VALUE&NAME=VALUE" */
static enum status
write_parameters(const struct sorted_query *sorted, int are_ignored,
    struct arena *arena, struct bytes *text)
{
	struct bytes parts[4 * QUERY_MAX];
	size_t       n = 0;

	for (size_t i = 0; i < sorted->count; i++) {
		if (!is_signed(sorted->at[i].name, are_ignored))
			continue;
		parts[n] = n == 0 ? EMPTY : BYTES("&");
		parts[n + 1] = sorted->at[i].name;
		parts[n + 2] = BYTES("=");
		parts[n + 3] = sorted->at[i].value;
		n += 4;
	}
	return arena_join(arena, parts, n, text);
}

/*
 * What token_path opens: what lies beneath it, or the very file.  (For bunny it
 * is but the start of a text; "/a" shall not open "/ab".)
 */
static enum status
read_scope(struct bytes scope, struct arena *arena, struct terms *terms)
{
	if (!url_path_is_readable(scope))
		return STATUS_MALFORMED;
	if (bytes_equal(scope, terms->path))
		return STATUS_OK;
	terms->is_prefix = 1;
	terms->path = scope;
	return scope.at[scope.len - 1] == '/' ? STATUS_OK
	    : arena_join(arena, (const struct bytes[]){ scope, BYTES("/") }, 2,
	          &terms->path);
}

static enum status
read_meaning(const struct sorted_query *sorted, struct arena *arena,
    struct bunny_link *link, struct terms *terms)
{
	const struct bytes ignore = value_of(sorted,
	    BYTES("token_ignore_params"));
	const struct bytes scope = value_of(sorted, BYTES("token_path"));
	const int are_ignored = link->generation->tells_client &&
	    ignore.at != NULL;
	enum status status = STATUS_OK;

	if (are_ignored && !bytes_equal(ignore, BYTES("true")))
		return STATUS_MALFORMED;
	if (scope.at != NULL) {
		link->path = scope;
		status = read_scope(scope, arena, terms);
	}
	if (status == STATUS_OK)
		status = write_parameters(sorted, are_ignored, arena,
		    &link->parameters);
	link->countries = value_of(sorted, BYTES("token_countries"));
	link->blocked = value_of(sorted, BYTES("token_countries_blocked"));
	return status;
}

static enum status
take_parameters(const struct place *place, struct arena *arena,
    struct bunny_link *link, struct terms *terms)
{
	struct sorted_query *sorted = arena_take(arena, sizeof(*sorted));
	enum status          status;

	if (sorted == NULL)
		return STATUS_TOO_LARGE;
	status = read_parameters(place, arena, sorted);
	if (status == STATUS_OK)
		status = check_parameters(link->generation, sorted);
	return status == STATUS_OK ? read_meaning(sorted, arena, link, terms)
				   : status;
}

enum status
bunny_token_read(const struct source *source,
    const struct bunny_generation *generation, struct arena *arena,
    struct credential *credential)
{
	struct bunny_link *link = arena_take(arena, sizeof(*link));
	struct terms      *terms = &credential->terms;
	struct place       place;
	struct bytes       raw_path;
	enum status        status;

	if (link == NULL)
		return STATUS_TOO_LARGE;
	link->generation = generation;
	status = find_place(source, generation, arena, &place, credential);
	if (status == STATUS_OK)
		status = read_token(source, place.token, arena, link,
		    &credential->signature);
	if (status == STATUS_OK)
		status = read_end(place.query, &link->expires,
		    &terms->expires_at);
	if (status != STATUS_OK)
		return status;
	raw_path = credential->raw_path.at != NULL
	    ? credential->raw_path : source->request->raw_path;
	link->path = generation->signs_raw_path ? raw_path : terms->path;
	credential->detail = link;
	return generation->signs_parameters
	    ? take_parameters(&place, arena, link, terms) : STATUS_OK;
}
