/*
 * Grant × request × now --> permit.  The one place that judges time, method,
 * client, path and the key's scope, for every scheme alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "grant.h"
#include "key.h"
#include "url_path.h"

static enum status
judge_key_scope(const struct key *key, const struct terms *terms, int64_t now)
{
	if (now < key->not_before)
		return STATUS_KEY_NOT_YET_VALID;
	if (key->retired_after != 0 && now > key->retired_after)
		return STATUS_KEY_RETIRED;
	if (key->longest_lifetime != 0 &&
	    terms->expires_at - now > key->longest_lifetime)
		return STATUS_LIFETIME_TOO_LONG;
	return key_covers(key, terms->path) ? STATUS_OK : STATUS_KEY_SCOPE;
}

/* The last second is still good. */
static enum status
judge_time(const struct terms *terms, int64_t now)
{
	if (now > terms->expires_at)
		return STATUS_EXPIRED;
	if (now < terms->not_before)
		return STATUS_NOT_YET_VALID;
	return STATUS_OK;
}

/* Who may GET may HEAD (RFC 9110 §9.3.2). */
static int
covers_method(struct bytes methods, struct bytes method)
{
	if (methods.len == 0)
		methods = BYTES("GET-HEAD");
	while (methods.len > 0) {
		struct bytes granted = bytes_cut(&methods, '-');

		if (bytes_equal(granted, method))
			return 1;
		if (bytes_equal(granted, BYTES("GET")) &&
		    bytes_equal(method, BYTES("HEAD")))
			return 1;
	}
	return 0;
}

static int
covers_client(struct bytes client, struct bytes address)
{
	struct network network;

	if (client.len == 0)
		return 1;
	return network_parse(client, &network) == STATUS_OK &&
	    network_holds(&network, address);
}

static int
covers_path(const struct terms *terms, struct bytes path)
{
	return terms->is_prefix ? bytes_start_with(path, terms->path)
				: bytes_equal(path, terms->path);
}

static enum status
judge_request(const struct terms *terms, const struct request *request)
{
	if (!covers_path(terms, request->path))
		return STATUS_OUTSIDE_GRANT;
	if (!covers_method(terms->methods, request->method))
		return STATUS_METHOD_NOT_GRANTED;
	if (!covers_client(terms->client, request->client_address))
		return STATUS_WRONG_CLIENT;
	if (terms->uses != 0)
		return STATUS_USES_UNCOUNTED;
	return STATUS_OK;
}

enum status
permit_unverified(const struct request *request, struct arena *arena,
    const struct permit **permit)
{
	struct permit *made;

	if (!url_path_leads_to_file(request->raw_path, request->path))
		return STATUS_HOSTILE_PATH;
	made = arena_take(arena, sizeof(*made));
	if (made == NULL)
		return STATUS_TOO_LARGE;
	*made = (struct permit){ .path = request->path };
	*permit = made;
	return STATUS_OK;
}

static enum status
make_permit(const struct grant *grant, const struct request *request,
    struct arena *arena, const struct permit **permit)
{
	const struct terms  *terms = &grant->terms;
	const struct permit *plain;
	struct permit       *made;
	enum status          status;

	status = permit_unverified(request, arena, &plain);
	if (status != STATUS_OK)
		return status;
	made = arena_take(arena, sizeof(*made));
	if (made == NULL)
		return STATUS_TOO_LARGE;
	*made = (struct permit){
		.path = plain->path,
		.expires_at = terms->expires_at,
		.shared = terms->shared,
		.disposition = terms->disposition,
		.file_name = terms->file_name,
		.key_id = grant->key->id,
		.link_id = terms->link_id,
		.subject = terms->subject,
	};
	*permit = made;
	return STATUS_OK;
}

enum status
authorise(const struct grant *grant, const struct request *request,
    int64_t now, struct arena *arena, const struct permit **permit)
{
	enum status status;

	status = judge_key_scope(grant->key, &grant->terms, now);
	if (status != STATUS_OK)
		return status;
	status = judge_request(&grant->terms, request);
	if (status != STATUS_OK)
		return status;
	status = judge_time(&grant->terms, now);
	if (status != STATUS_OK)
		return status;
	return make_permit(grant, request, arena, permit);
}
