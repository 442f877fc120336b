/* Token --> grant.  See tilde_token.h.  SPDX-License-Identifier: ISC */
#include "tilde_token.h"

#include "arena.h"
#include "bytes.h"
#include "hex.h"
#include "percent.h"
#include "query.h"
#include "source.h"
#include "tilde_parts.h"
#include "token_fields.h"
#include "wildcard.h"

struct token {
	struct tilde_form   form;
	struct tilde_fields fields;
};

/* ----------------------------------------------------------------- fields */

struct bytes
tilde_field(const struct tilde_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (bytes_equal(fields->at[i].name, bytes_of(name)))
			return fields->at[i].value;
	return (struct bytes){ NULL, 0 };
}

/* NULL: none of the names. */
static const char *const *
find_name(const char *const *names, struct bytes name)
{
	for (; *names != NULL; names++)
		if (bytes_equal(name, bytes_of(*names)))
			return names;
	return NULL;
}

/* Sets whether the name is the last one of the list. */
static enum status
read_field(struct bytes whole, const char *const *names,
    struct tilde_fields *fields, int *is_last)
{
	struct bytes             value = whole;
	const struct bytes       name = bytes_cut(&value, '=');
	const char *const *const found = find_name(names, name);

	if (found == NULL || name.len == whole.len ||
	    fields->count == TILDE_FIELDS)
		return STATUS_MALFORMED;
	if (tilde_field(fields, *found).at != NULL)
		return STATUS_AMBIGUOUS;
	fields->at[fields->count].name = name;
	fields->at[fields->count++].value = value;
	*is_last = found[1] == NULL;
	return STATUS_OK;
}

enum status
tilde_fields_read(struct bytes text, const char *const *names,
    struct tilde_fields *fields)
{
	const char *const end = text.at + text.len;

	*fields = (struct tilde_fields){ .head = { text.at, 0 } };
	while (text.len > 0) {
		const struct bytes whole = bytes_cut(&text, '~');
		int                is_last;
		enum status        status;

		status = read_field(whole, names, fields, &is_last);
		if (status != STATUS_OK)
			return status;
		if (is_last)
			return whole.at + whole.len == end &&
			    fields->count > 1 ? STATUS_OK : STATUS_MALFORMED;
		fields->head.len = (size_t)(whole.at + whole.len -
		    fields->head.at);
	}
	return STATUS_MALFORMED;
}

/* ---------------------------------------------------------------- reading */

struct place {
	enum carrier carrier;
	struct bytes text;
	enum status  status;
};

static enum status
find_token(const struct source *source, const struct tilde_form *form,
    const struct query *query, struct place *found)
{
	struct place places[] = { { .carrier = CARRIER_QUERY },
		{ .carrier = CARRIER_COOKIE }, { .carrier = CARRIER_HEADER } };

	places[0].status = query_one(query, form->name, &places[0].text);
	places[1].status = source_cookie(source, form->name, &places[1].text);
	places[2].status = form->in_header
	    ? source_header(source, form->name, &places[2].text)
	    : STATUS_NO_CREDENTIAL;
	found->status = STATUS_NO_CREDENTIAL;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (places[i].status == STATUS_NO_CREDENTIAL ||
		    !source_looks_in(source, places[i].carrier))
			continue;
		if (found->status != STATUS_NO_CREDENTIAL)
			return STATUS_AMBIGUOUS;
		*found = places[i];
	}
	return found->status;
}

static enum status
read_client(struct bytes value, struct arena *arena, struct terms *terms)
{
	struct network network;
	struct bytes   client;
	enum status    status;

	if (value.at == NULL)
		return STATUS_OK;
	status = percent_decode(value, arena, &client);
	if (status == STATUS_OK)
		status = network_parse(client, &network);
	if (status != STATUS_OK)
		return status;
	terms->client = client;
	return STATUS_OK;
}

static enum status
read_terms(const struct tilde_fields *fields, struct arena *arena,
    struct terms *terms)
{
	const struct bytes start = tilde_field(fields, "st");
	const struct bytes end = tilde_field(fields, "exp");
	enum status        status;

	if (end.at == NULL)
		return STATUS_CLAIM_MISSING;
	status = token_number(end, &terms->expires_at);
	if (status == STATUS_OK && start.at != NULL)
		status = token_number(start, &terms->not_before);
	if (status != STATUS_OK)
		return status;
	return read_client(tilde_field(fields, "ip"), arena, terms);
}

/* The path and, where the form has it, the query without the token. */
static enum status
write_url(const struct source *source, const struct tilde_form *form,
    const struct place *place, struct arena *arena, struct bytes *url)
{
	const struct bytes query = source->request->query;
	const char *const  end = query.at + query.len;
	struct bytes       head = query, tail = EMPTY;

	if (!form->has_query || query.len == 0) {
		*url = source->request->raw_path;
		return STATUS_OK;
	}
	if (place->carrier == CARRIER_QUERY) {
		const char *const start = place->text.at - form->name.len - 1;

		head.len = (size_t)(start - query.at);
		tail.at = place->text.at + place->text.len;
		tail.len = (size_t)(end - tail.at);
		/* One '&' of the two goes with it. */
		if (head.len > 0)
			head.len--;
		else
			(void)bytes_cut(&tail, '&');
	}
	return arena_join(arena, (const struct bytes[]){
	    source->request->raw_path,
	    head.len + tail.len > 0 ? BYTES("?") : EMPTY, head, tail }, 4, url);
}

static enum status
write_message(const struct source *source, const struct token *token,
    const struct place *place, struct arena *arena, struct bytes *message)
{
	struct bytes url = { NULL, 0 };
	enum status  status = STATUS_OK;

	if (tilde_field(&token->fields, "acl").at == NULL)
		status = write_url(source, &token->form, place, arena, &url);
	if (status != STATUS_OK)
		return status;
	return tilde_message(&token->form, token->fields.head, url, arena,
	    message);
}

enum status
tilde_read(const struct source *source, const struct tilde_form *form,
    struct arena *arena, struct credential *credential)
{
	struct token       *token = arena_take(arena, sizeof(*token));
	const struct query *query;
	struct place        place = { 0 };
	enum status         status;

	if (token == NULL)
		return STATUS_TOO_LARGE;
	if (form->name.len == 0)
		return STATUS_MALFORMED;
	status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = find_token(source, form, query, &place);
	if (status == STATUS_OK)
		status = tilde_fields_read(place.text, form->fields,
		    &token->fields);
	if (status == STATUS_OK)
		status = read_terms(&token->fields, arena,
		    &credential->terms);
	if (status != STATUS_OK)
		return status;
	token->form = *form;
	credential->carrier = place.carrier;
	credential->detail = token;
	credential->signature = tilde_field(&token->fields, "hmac");
	if (!hex_is_lower(credential->signature, credential->signature.len) ||
	    credential->signature.len == 0)
		return STATUS_MALFORMED;
	return write_message(source, token, &place, arena,
	    &credential->message);
}

/* -------------------------------------------------------------- verifying */

static enum status
judge_path(const struct source *source, const struct token *token,
    struct arena *arena)
{
	struct bytes acl = tilde_field(&token->fields, "acl");
	enum status  status = STATUS_OK;

	if (acl.at == NULL)
		return STATUS_OK;
	if (token->form.escapes_acl)
		status = percent_decode(acl, arena, &acl);
	if (status != STATUS_OK)
		return status;
	return wildcard_fits_any(acl, '!', source->request->raw_path)
	    ? STATUS_OK : STATUS_OUTSIDE_GRANT;
}

enum status
tilde_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	struct bytes mac;
	enum status  status = tilde_mac(credential->message, key, arena, &mac);

	if (status != STATUS_OK)
		return status;
	if (!equal_secret(mac, credential->signature))
		return STATUS_BAD_SIGNATURE;
	status = judge_path(source, credential->detail, arena);
	if (status == STATUS_OK)
		grant->terms.path = source->request->path;
	return status;
}
