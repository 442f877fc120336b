/* See google_signed.h.  SPDX-License-Identifier: ISC */
#include "google_signed.h"

#include "arena.h"
#include "bytes.h"
#include "query.h"
#include "source.h"
#include "token_fields.h"

/* In their order, of which a URL may lack the first. */
enum { URL_PREFIX, EXPIRES, KEY_NAME, SIGNATURE, FIELDS };

static const struct bytes names[FIELDS] = {
	{ "URLPrefix", 9 },
	{ "Expires", 7 },
	{ "KeyName", 7 },
	{ "Signature", 9 },
};

struct parts {
	struct parameter at[FIELDS]; /* that of the prefix may be empty */
};

/* ----------------------------------------------------------------- finding */

static int
has_key_name(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (query_names(query->at[i].name, names[KEY_NAME]))
			return 1;
	return 0;
}

enum status
google_find(const struct source *source, struct bytes cookie,
    struct arena *arena, struct google_fields *fields)
{
	const struct query *query;
	struct bytes        value;
	enum status         status;

	*fields = (struct google_fields){ .separator = '&' };
	status = query_read(source->request->query, arena, &query);
	if (status != STATUS_OK)
		return status;
	if (has_key_name(query))
		fields->text = source->request->query;
	status = source_cookie(source, cookie, &value);
	if (status == STATUS_NO_CREDENTIAL)
		return STATUS_OK;
	if (status == STATUS_OK && fields->text.at != NULL)
		return STATUS_AMBIGUOUS;
	*fields = (struct google_fields){ value, ':' };
	return status;
}

/* ----------------------------------------------------------------- reading */

/* Each is there once, URLPrefix aside. */
static enum status
insist_on_names(const struct query *query)
{
	for (size_t i = 0; i < FIELDS; i++) {
		struct bytes value;
		enum status  status = query_one(query, names[i], &value);

		if (status == STATUS_NO_CREDENTIAL && i == URL_PREFIX)
			continue;
		if (status == STATUS_NO_CREDENTIAL)
			return STATUS_MALFORMED;
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static int
has_name(const struct parameter *parameter, size_t i)
{
	return bytes_equal(parameter->name, names[i]);
}

/* The last ones of a query. */
static enum status
split_query(struct bytes raw, struct arena *arena, struct parts *parts)
{
	const struct query *query;
	enum status         status = query_read(raw, arena, &query);
	size_t              first;

	if (status == STATUS_OK)
		status = insist_on_names(query);
	if (status != STATUS_OK)
		return status;
	first = query->count - (FIELDS - EXPIRES);
	for (size_t i = EXPIRES; i < FIELDS; i++)
		parts->at[i] = query->at[first + i - EXPIRES];
	if (first > 0 && has_name(&query->at[first - 1], URL_PREFIX))
		parts->at[URL_PREFIX] = query->at[first - 1];
	else if (query_one(query, names[URL_PREFIX],
	             &parts->at[URL_PREFIX].value) == STATUS_OK)
		return STATUS_MALFORMED;
	return STATUS_OK;
}

/* Every one of a cookie, and no other. */
static enum status
split_cookie(struct bytes text, struct parts *parts)
{
	for (size_t i = 0; i < FIELDS; i++) {
		struct parameter *parameter = &parts->at[i];

		parameter->whole = bytes_cut(&text, ':');
		parameter->value = parameter->whole;
		parameter->name = bytes_cut(&parameter->value, '=');
	}
	return has_name(&parts->at[URL_PREFIX], URL_PREFIX)
	    ? STATUS_OK : STATUS_MALFORMED;
}

static enum status
split(const struct google_fields *fields, struct arena *arena,
    struct parts *parts)
{
	enum status status = fields->separator == '&'
	    ? split_query(fields->text, arena, parts)
	    : split_cookie(fields->text, parts);

	for (size_t i = EXPIRES; status == STATUS_OK && i < FIELDS; i++)
		if (!has_name(&parts->at[i], i))
			status = STATUS_MALFORMED;
	if (status == STATUS_OK &&
	    !query_ends_with(fields->text, parts->at[SIGNATURE].value))
		status = STATUS_MALFORMED;
	return status;
}

/* The fields as they stand, from the first of them on. */
static struct bytes
signed_fields(struct bytes first, const struct parts *parts)
{
	const struct bytes last = parts->at[KEY_NAME].whole;

	return (struct bytes){ first.at,
		(size_t)(last.at + last.len - first.at) };
}

static enum status
write_message(const struct source *source, const struct parts *parts,
    struct arena *arena, struct bytes *message)
{
	const struct bytes prefix = parts->at[URL_PREFIX].whole;
	struct bytes       origin;
	enum status        status;

	if (prefix.at != NULL) {
		*message = signed_fields(prefix, parts);
		return STATUS_OK;
	}
	status = source_origin(source, arena, &origin);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ origin,
	    source->request->raw_path, BYTES("?"),
	    signed_fields(source->request->query, parts) }, 4, message);
}

static enum status
read_signature(const struct google_form *form, struct bytes text,
    struct arena *arena, struct credential *credential)
{
	enum status status = base64_decode_urlsafe(text, form->padding, arena,
	    &credential->signature);

	if (status != STATUS_OK)
		return status;
	if (credential->signature.len == form->sisters_bytes)
		return STATUS_NO_CREDENTIAL;
	return credential->signature.len > 0 ? STATUS_OK : STATUS_MALFORMED;
}

/* What a prefix covers is judged once the prefix is known to be signed. */
static enum status
keep_prefix(struct bytes prefix, struct arena *arena,
    struct credential *credential)
{
	struct bytes *kept = arena_take(arena, sizeof(*kept));

	if (kept == NULL)
		return STATUS_TOO_LARGE;
	*kept = prefix;
	credential->detail = kept;
	return STATUS_OK;
}

enum status
google_read(const struct source *source, const struct google_form *form,
    const struct google_fields *fields, struct arena *arena,
    struct credential *credential)
{
	struct parts parts = { .at = { { .name = EMPTY } } };
	enum status  status = split(fields, arena, &parts);

	if (status == STATUS_OK)
		status = read_signature(form, parts.at[SIGNATURE].value, arena,
		    credential);
	if (status == STATUS_OK)
		status = token_number(parts.at[EXPIRES].value,
		    &credential->terms.expires_at);
	if (status == STATUS_OK)
		status = write_message(source, &parts, arena,
		    &credential->message);
	if (status != STATUS_OK)
		return status;
	credential->key_id = parts.at[KEY_NAME].value;
	if (credential->key_id.len == 0)
		return STATUS_MALFORMED;
	if (fields->separator == ':')
		credential->carrier = CARRIER_COOKIE;
	if (parts.at[URL_PREFIX].whole.at != NULL)
		return keep_prefix(parts.at[URL_PREFIX].value, arena,
		    credential);
	credential->terms.path = source->request->path;
	return STATUS_OK;
}

/* --------------------------------------------------------------- verifying */

static enum status
check_mac(const struct credential *credential, const struct key *key)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status = hmac_compute(key->hmac, &credential->message,
	      1, mac, &length);

	if (status == STATUS_OK && !equal_secret((struct bytes){ (char *)mac,
	        length }, credential->signature))
		status = STATUS_BAD_SIGNATURE;
	return status;
}

static enum status
write_url(const struct source *source, struct arena *arena, struct bytes *url)
{
	const struct request *request = source->request;
	struct bytes          origin;
	enum status           status = source_origin(source, arena, &origin);

	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ origin,
	    request->raw_path, request->query.len > 0 ? BYTES("?") : EMPTY,
	    request->query }, 4, url);
}

enum status
google_open_prefix(const struct source *source, struct bytes encoded,
    struct arena *arena, struct grant *grant)
{
	struct bytes url, prefix;
	enum status  status = base64_decode_urlsafe(encoded, BASE64_EITHER,
	     arena, &prefix);

	if (status == STATUS_OK && prefix.len == 0)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = write_url(source, arena, &url);
	if (status != STATUS_OK)
		return status;
	if (!bytes_start_with(url, prefix))
		return STATUS_OUTSIDE_GRANT;
	grant->terms.path = source->request->path;
	return STATUS_OK;
}

enum status
google_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct bytes *prefix = credential->detail;
	enum status         status;

	status = key->algorithm->use == USE_HMAC
	    ? check_mac(credential, key)
	    : public_key_verify(key->public_key, SIGNATURE_EDDSA, NULL,
	          credential->message, credential->signature);
	if (status != STATUS_OK || prefix == NULL)
		return status;
	return google_open_prefix(source, *prefix, arena, grant);
}
