/* What a link's token is made of.  See link_format.h.
 * SPDX-License-Identifier: ISC */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "link_format.h"
#include "query.h"
#include "source.h"
#include "url_path.h"

struct making {
	const struct source *source;
	const struct link   *link;
	const struct key    *key;
	struct arena        *arena;
};

enum status
link_lower(struct bytes *text, struct arena *arena)
{
	char *lower = arena_take(arena, text->len);

	if (lower == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text->len; i++) {
		char c = text->at[i];

		lower[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	text->at = lower;
	return STATUS_OK;
}

/* --------------------------------------------------------------- the parts */

/* The mark counts where nothing stands behind it, too. */
static struct bytes
mark_of(const struct request *request)
{
	struct bytes target = request->target;
	struct bytes whole = target.len > 0 ? bytes_cut(&target, '#') : EMPTY;

	return (struct bytes){ "?", bytes_last(whole, '?') < whole.len };
}

static enum status
take_request_uri(const struct making *making, struct bytes *value)
{
	const struct request *request = making->source->request;

	return arena_join(making->arena, (const struct bytes[]){
	    request->raw_path, mark_of(request), request->query }, 3, value);
}

static enum status
take_link(const struct making *making, struct bytes *value)
{
	const struct request *request = making->source->request;
	const struct bytes    rest = making->link->raw_rest;

	if (rest.at == NULL)
		return STATUS_MALFORMED;
	return arena_join(making->arena, (const struct bytes[]){
	    { rest.at + 1, rest.len - 1 }, mark_of(request), request->query },
	    3, value);
}

static enum status
take_below(const struct making *making, struct bytes *value)
{
	return source_behind_prefix(making->source, value) == STATUS_OK
	    ? STATUS_OK : STATUS_MALFORMED;
}

static enum status
take_uri(const struct making *making, struct bytes *value)
{
	return url_path_normalise(making->source->request->path,
	    making->arena, value);
}

static enum status
take_scheme(const struct making *making, struct bytes *value)
{
	*value = making->source->request->is_https ? BYTES("https")
						   : BYTES("http");
	return STATUS_OK;
}

/* In small letters, without a port and the dot of the root. */
static enum status
take_host(const struct making *making, struct bytes *value)
{
	struct bytes host = making->source->request->host;
	const size_t colon = bytes_last(host, ':');
	const size_t bracket = bytes_last(host, ']');

	if (colon < host.len && (bracket == host.len || bracket < colon))
		host.len = colon;
	if (host.len > 0 && host.at[host.len - 1] == '.')
		host.len--;
	if (host.len == 0)
		return STATUS_MALFORMED;
	*value = host;
	return link_lower(value, making->arena);
}

/* A MAC's key is no part of its message. */
static enum status
take_secret(const struct making *making, struct bytes *value)
{
	*value = making->key->secret;
	return making->key->algorithm->use == USE_HASH ? STATUS_OK
						       : STATUS_MALFORMED;
}

#define IN_LINK(member)    offsetof(struct link, member)
#define IN_REQUEST(member) offsetof(struct request, member)

static const struct variable {
	const char *name;
	enum status (*take)(const struct making *, struct bytes *);
	enum { OF_NONE, OF_LINK, OF_REQUEST } owner;
	size_t member;
} variables[] = {
	{ "secret", take_secret, OF_NONE, 0 },
	{ "uri", take_uri, OF_NONE, 0 },
	{ "request_uri", take_request_uri, OF_NONE, 0 },
	{ "link", take_link, OF_NONE, 0 },
	{ "below", take_below, OF_NONE, 0 },
	{ "scheme", take_scheme, OF_NONE, 0 },
	{ "host", take_host, OF_NONE, 0 },
	{ "path", NULL, OF_REQUEST, IN_REQUEST(path) },
	{ "raw_path", NULL, OF_REQUEST, IN_REQUEST(raw_path) },
	{ "remote_addr", NULL, OF_REQUEST, IN_REQUEST(client_address) },
	{ "http_host", NULL, OF_REQUEST, IN_REQUEST(host) },
	{ "rest", NULL, OF_LINK, IN_LINK(rest) },
	{ "raw_rest", NULL, OF_LINK, IN_LINK(raw_rest) },
	{ "directory", NULL, OF_LINK, IN_LINK(directory) },
	{ "before", NULL, OF_LINK, IN_LINK(before) },
	{ "mark", NULL, OF_LINK, IN_LINK(mark) },
	{ "secure_link_expires", NULL, OF_LINK, IN_LINK(slots[SLOT_EXPIRES]) },
};

static enum status
take_member(const struct making *making, const struct variable *variable,
    struct bytes *value)
{
	const char *owner = variable->owner == OF_LINK
	    ? (const char *)making->link
	    : (const char *)making->source->request;

	memcpy(value, owner + variable->member, sizeof(*value));
	return value->at != NULL ? STATUS_OK : STATUS_MALFORMED;
}

/* As nginx has them: raw, and empty where there is none. */
static enum status
take_argument(const struct making *making, struct bytes name,
    struct bytes *value)
{
	enum status status;

	if (making->link->query == NULL)
		return STATUS_MALFORMED;
	status = query_optional(making->link->query, name, value);
	if (status == STATUS_OK && value->at == NULL)
		*value = EMPTY;
	return status;
}

static enum status
take_variable(const struct making *making, struct bytes name,
    struct bytes *value)
{
	const enum link_slot slot = link_slot_named(name);
	const struct bytes   prefix = BYTES("arg_");

	if (slot != SLOT_COUNT && making->link->slots[slot].at != NULL) {
		*value = making->link->slots[slot];
		return STATUS_OK;
	}
	if (bytes_start_with(name, prefix))
		return take_argument(making, (struct bytes){
		    name.at + prefix.len, name.len - prefix.len }, value);
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const struct variable *variable = &variables[i];

		if (!bytes_equal(name, bytes_of(variable->name)))
			continue;
		return variable->take != NULL
		    ? variable->take(making, value)
		    : take_member(making, variable, value);
	}
	return STATUS_MALFORMED;
}

enum status
link_message(const struct source *source, const struct link *link,
    const struct key *key, struct arena *arena,
    struct bytes parts[LINK_PARTS], size_t *count)
{
	const struct making making = { source, link, key, arena };
	struct bytes        template = link->format->message;
	int                 is_keyed = key->algorithm->use == USE_HMAC;

	for (*count = 0; template.len > 0; ++*count) {
		int          is_name;
		struct bytes part = link_next_part(&template, &is_name);
		enum status  status = STATUS_OK;

		if (*count == LINK_PARTS)
			return STATUS_MALFORMED;
		parts[*count] = part;
		if (is_name)
			status = take_variable(&making, part, &parts[*count]);
		if (status != STATUS_OK)
			return status;
		is_keyed |= is_name && bytes_equal(part, BYTES("secret"));
	}
	/* Without it anybody could make the token. */
	return is_keyed ? STATUS_OK : STATUS_MALFORMED;
}
