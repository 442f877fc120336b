/*
 * Grant × request × now --> permit.  The one place that judges time, method,
 * client, path, rules and the key's scope, for every scheme alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "postern_api.h"
#include "scheme.h"
#include "url_path.h"

static enum status
judge_key_life(const struct key *key, const struct terms *terms, int64_t now)
{
	if (now < key->not_before)
		return STATUS_KEY_NOT_YET_VALID;
	if (key->retired_after != 0 && now > key->retired_after)
		return STATUS_KEY_RETIRED;
	if (key->longest_lifetime != 0 &&
	    terms->expires_at - now > key->longest_lifetime)
		return STATUS_LIFETIME_TOO_LONG;
	return STATUS_OK;
}

/* Under two keys when there is a token inside. */
static enum status
judge_key_lives(const struct grant *grant, int64_t now)
{
	enum status status;

	if (grant->accepted_until != 0 && now > grant->accepted_until)
		return STATUS_SCHEME_ENDED;
	status = judge_key_life(grant->key, &grant->terms, now);
	if (status == STATUS_OK && grant->nested_key != NULL)
		status = judge_key_life(grant->nested_key, &grant->terms, now);
	return status;
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

/* Whoever has the credential may not hand it on, or use it too often. */
static enum status
judge_user(const struct terms *terms, const struct request *request)
{
	if (!covers_client(terms->client, request->client_address))
		return STATUS_WRONG_CLIENT;
	if (terms->uses != 0)
		return STATUS_USES_UNCOUNTED;
	return STATUS_OK;
}

static enum status
judge_request(const struct grant *grant, const struct request *request,
    struct bytes path)
{
	const struct terms *terms = &grant->terms;
	enum status         status = grant_judge_path(grant, path);

	if (status != STATUS_OK)
		return status;
	if (!covers_method(terms->methods, request->method))
		return STATUS_METHOD_NOT_GRANTED;
	return judge_user(terms, request);
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

/* Whether caches and referrers would keep more than a link to one file. */
static int
is_exposed(const struct grant *grant)
{
	return grant->claims != NULL && grant->terms.path.len == 0 &&
	    (grant->carrier == CARRIER_QUERY || grant->carrier == CARRIER_PATH);
}

static int
is_bare(const struct grant *grant)
{
	return grant->carrier == CARRIER_COOKIE ||
	    grant->carrier == CARRIER_HEADER;
}

static enum status
make_permit(const struct grant *grant, struct bytes path, struct arena *arena,
    struct permit **permit)
{
	const struct terms *terms = &grant->terms;
	struct permit      *made = arena_take(arena, sizeof(*made));

	if (made == NULL)
		return STATUS_TOO_LARGE;
	*made = (struct permit){
		.path = path,
		.expires_at = terms->expires_at,
		.shared = terms->shared && !is_bare(grant),
		.disposition = terms->disposition,
		.file_name = terms->file_name,
		.key_id = grant->key->id,
		.link_id = terms->link_id,
		.subject = terms->subject,
		.exposed = is_exposed(grant),
		.bare = is_bare(grant),
		.passed_on = grant->passed_on,
		.content_type = terms->content_type,
		.cache_seconds = terms->cache_seconds,
	};
	*permit = made;
	return STATUS_OK;
}

static enum status
renew(const struct grant *grant, const struct request *request, int64_t now,
    struct arena *arena, struct bytes *set_cookie)
{
	return grant->scheme->renew == NULL ? STATUS_OK
	    : grant->scheme->renew(grant, request, now, arena, set_cookie);
}

/* The path that a key's scope must hold: what is granted, or else asked. */
static enum status
judge_keys(const struct grant *grant, struct bytes path, int64_t now)
{
	enum status status = judge_key_lives(grant, now);

	if (status != STATUS_OK)
		return status;
	if (grant->terms.path.len > 0)
		path = grant->terms.path;
	return grant_keys_cover(grant, path) ? STATUS_OK : STATUS_KEY_SCOPE;
}

static int
leads_to_file(const struct grant *grant, const struct request *request,
    struct bytes path)
{
	/* A path that the token names was never encoded. */
	struct bytes raw_path = path;

	if (grant->passed_on.at != NULL)
		return 1;
	if (grant->path.at != NULL)
		raw_path = grant->raw_path;
	else if (bytes_equal(path, request->path))
		raw_path = request->raw_path;
	return url_path_leads_to_file(raw_path, path);
}

enum status
authorise(const struct grant *grant, const struct request *request,
    int64_t now, struct arena *arena, const struct permit **permit)
{
	struct bytes   path = grant_asked_path(grant, request->path);
	struct permit *made;
	enum status    status = judge_keys(grant, path, now);

	if (status == STATUS_OK)
		status = judge_request(grant, request, path);
	if (status == STATUS_OK)
		status = judge_time(&grant->terms, now);
	if (status != STATUS_OK)
		return status;
	if (!leads_to_file(grant, request, path))
		return STATUS_HOSTILE_PATH;
	status = make_permit(grant, path, arena, &made);
	if (status == STATUS_OK)
		status = renew(grant, request, now, arena, &made->set_cookie);
	if (status == STATUS_OK)
		*permit = made;
	return status;
}

enum status
authenticate(const struct grant *grant, const struct request *request,
    int64_t now, struct arena *arena, const struct permit **permit)
{
	struct permit *made;
	enum status    status = judge_key_lives(grant, now);

	if (status == STATUS_OK)
		status = judge_user(&grant->terms, request);
	if (status == STATUS_OK)
		status = judge_time(&grant->terms, now);
	if (status == STATUS_OK)
		status = make_permit(grant, EMPTY, arena, &made);
	if (status == STATUS_OK)
		*permit = made;
	return status;
}
