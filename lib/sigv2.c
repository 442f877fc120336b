/* See sigv2.h.  SPDX-License-Identifier: ISC */
#include "sigv2.h"

#include "arena.h"
#include "base64.h"
#include "bucket.h"
#include "bytes.h"
#include "query.h"
#include "source.h"
#include "token_fields.h"

#define HEADERS_MAX   16
#define RESOURCES_MAX 32

/*
 * Decodes a value that is signed so.  A control byte in it, as the end of a
 * line, could make of one text what another URL signs.
 */
static enum status
decode(struct bytes raw, struct arena *arena, struct bytes *value)
{
	enum status status = query_decode(raw, PLUS_IS_BLANK, arena, value);

	for (size_t i = 0; status == STATUS_OK && i < value->len; i++)
		if ((unsigned char)value->at[i] < 0x20)
			status = STATUS_MALFORMED;
	return status;
}

/* ----------------------------------------------------------------- headers */

struct signed_header {
	struct bytes name, value; /* the name in lower case, with '-' */
};

static int
is_signed(const struct sigv2_vendor *vendor, struct bytes name)
{
	const struct bytes prefix = bytes_of(vendor->headers);
	size_t             i = 0;

	while (i < prefix.len && i < name.len &&
	    header_folded(name.at[i]) == prefix.at[i])
		i++;
	return i == prefix.len;
}

struct headers {
	struct signed_header at[HEADERS_MAX];
	size_t               count;
};

/* In its place. */
static enum status
insert_header(struct headers *headers, struct signed_header header)
{
	struct signed_header *at = headers->at;
	size_t                i = headers->count;

	if (headers->count++ == HEADERS_MAX)
		return STATUS_MALFORMED;
	for (; i > 0 && bytes_compare(header.name, at[i - 1].name) < 0; i--)
		at[i] = at[i - 1];
	at[i] = header;
	return i > 0 && bytes_equal(header.name, at[i - 1].name)
	    ? STATUS_AMBIGUOUS : STATUS_OK;
}

static enum status
add_header(struct headers *headers, struct bytes name, struct bytes value,
    struct arena *arena)
{
	char *lower = arena_take(arena, name.len);

	if (lower == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = header_folded(name.at[i]);
	return insert_header(headers,
	    (struct signed_header){ { lower, name.len }, value });
}

static enum status
add_parameter(struct headers *headers, const struct parameter *parameter,
    struct arena *arena)
{
	struct bytes value;
	enum status  status = decode(parameter->value, arena, &value);

	return status == STATUS_OK
	    ? add_header(headers, parameter->name, value, arena) : status;
}

/* Those of the request and, as a signer may put them there, of its query. */
static enum status
find_headers(const struct source *source, const struct query *query,
    const struct sigv2_vendor *vendor, struct arena *arena,
    struct headers *headers)
{
	const struct request *request = source->request;
	enum status           status = STATUS_OK;

	headers->count = 0;
	for (size_t i = 0; status == STATUS_OK && i < request->header_count;
	     i++)
		if (is_signed(vendor, request->headers[i].name))
			status = add_header(headers, request->headers[i].name,
			    request->headers[i].value, arena);
	for (size_t i = 0; status == STATUS_OK && i < query->count; i++)
		if (is_signed(vendor, query->at[i].name))
			status = add_parameter(headers, &query->at[i], arena);
	return status;
}

static enum status
join_headers(const struct headers *headers, struct arena *arena,
    struct bytes *text)
{
	enum status status = STATUS_OK;

	*text = EMPTY;
	for (size_t i = 0; status == STATUS_OK && i < headers->count; i++)
		status = arena_join(arena, (const struct bytes[]){ *text,
		    headers->at[i].name, BYTES(":"), headers->at[i].value,
		    BYTES("\n") }, 5, text);
	return status;
}

/* ---------------------------------------------------------------- resource */

/* "host" itself is Amazon's or Google's own: there the path has the bucket. */
static int
has_bucket_in_path(const struct source *source,
    const struct sigv2_vendor *vendor, struct bytes bucket)
{
	const struct bytes host = source_host(source);

	if (bucket.len == 0)
		return 1;
	if (vendor->host != NULL)
		return bytes_equal(host, bytes_of(vendor->host));
	return !bucket_has_host(bucket, host);
}

static const struct parameter *
parameter_named(const struct query *query, const char *name)
{
	for (size_t i = 0; i < query->count; i++)
		if (query_names(query->at[i].name, bytes_of(name)))
			return &query->at[i];
	return NULL;
}

/* "acl", "versionId=1" as they stand; values of response-* are decoded. */
static enum status
add_resource(const struct parameter *parameter, const char *name,
    struct arena *arena, struct bytes *text)
{
	const struct bytes plain = bytes_of(name);
	const int          has_value = parameter->whole.len >
	    parameter->name.len;
	struct bytes       value = parameter->value;
	enum status        status = STATUS_OK;

	if (bytes_start_with(plain, BYTES("response-")))
		status = decode(value, arena, &value);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ *text,
	    text->len == 0 ? BYTES("?") : BYTES("&"), plain,
	    { "=", (size_t)has_value }, value }, 5, text);
}

static enum status
join_resources(const struct query *query, const struct sigv2_vendor *vendor,
    struct arena *arena, struct bytes *text)
{
	const char *const *names = vendor->resources;
	enum status        status = STATUS_OK;

	*text = EMPTY;
	for (size_t i = 0; status == STATUS_OK && names != NULL &&
	     names[i] != NULL; i++) {
		const struct parameter *found = parameter_named(query,
		    names[i]);
		struct bytes value;

		if (found == NULL)
			continue;
		status = query_one(query, bytes_of(names[i]), &value);
		if (status == STATUS_OK)
			status = add_resource(found, names[i], arena, text);
	}
	return status;
}

static enum status
join_message(const struct source *source, const struct query *query,
    const struct sigv2_vendor *vendor, struct bytes bucket,
    struct bytes expires, struct arena *arena, struct bytes *message)
{
	const struct bytes line = BYTES("\n");
	const int          in_path = has_bucket_in_path(source, vendor,
	             bucket);
	struct headers     headers;
	struct bytes       header_lines, resources;
	enum status        status;

	status = find_headers(source, query, vendor, arena, &headers);
	if (status == STATUS_OK)
		status = join_headers(&headers, arena, &header_lines);
	if (status == STATUS_OK)
		status = join_resources(query, vendor, arena, &resources);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){
	    source->request->method, line, line, line, expires, line,
	    header_lines, { "/", !in_path }, in_path ? EMPTY : bucket,
	    source->request->raw_path, resources }, 11, message);
}

/* ----------------------------------------------------------------- reading */

static enum status
take_signature(struct bytes text, struct arena *arena,
    struct credential *credential)
{
	enum status status = query_decode(text, PLUS_IS_PLUS, arena, &text);

	if (status == STATUS_OK && text.len == 0)
		return STATUS_MALFORMED;
	return status == STATUS_OK
	    ? base64_decode(text, BASE64_PADDED, arena,
	          &credential->signature) : status;
}

/* Whichever style it is, the file is the bucket's. */
static enum status
take_path(const struct source *source, const struct sigv2_vendor *vendor,
    struct bytes bucket, struct arena *arena, struct credential *credential)
{
	credential->terms.path = source->request->path;
	if (bucket.len == 0 || !has_bucket_in_path(source, vendor, bucket))
		return STATUS_OK;
	return bucket_take(source, bucket, arena, credential);
}

enum status
sigv2_read(const struct source *source, const struct sigv2_vendor *vendor,
    struct bytes bucket, struct arena *arena, struct credential *credential)
{
	const struct query *query;
	struct bytes        id, expires, signature;
	enum status         status;

	status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = query_one(query, bytes_of(vendor->id), &id);
	if (status == STATUS_OK && vendor->resources != NULL)
		status = bucket_judge_query(query);
	if (status != STATUS_OK)
		return status;
	status = query_one(query, BYTES("Signature"), &signature);
	if (status == STATUS_OK)
		status = query_one(query, BYTES("Expires"), &expires);
	if (status != STATUS_OK)
		return status == STATUS_NO_CREDENTIAL ? STATUS_MALFORMED
						      : status;
	status = token_number(expires, &credential->terms.expires_at);
	if (status == STATUS_OK)
		status = query_decode(id, PLUS_IS_PLUS, arena,
		    &credential->key_id);
	if (status == STATUS_OK)
		status = take_signature(signature, arena, credential);
	if (status != STATUS_OK)
		return status;
	status = take_path(source, vendor, bucket, arena, credential);
	if (status != STATUS_OK)
		return status;
	credential->terms.methods = source->request->method;
	if (!bytes_equal(source->request->method, BYTES("HEAD")))
		credential->terms.methods = BYTES("GET");
	return join_message(source, query, vendor, bucket, expires, arena,
	    &credential->message);
}
