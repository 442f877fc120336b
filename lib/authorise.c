/*
 * Grant × request × now --> permit.  The one place that judges time, method,
 * client, path, rules and the key's scope, for every scheme alike.
 *
 * SPDX-License-Identifier: ISC
 */
#include "access.h"
#include "bytes.h"
#include "postern_api.h"
#include "rules.h"
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
	enum status status = judge_key_life(grant->key, &grant->terms, now);

	if (status == STATUS_OK && grant->nested_key != NULL)
		status = judge_key_life(grant->nested_key, &grant->terms, now);
	return status;
}

static int
keys_cover(const struct grant *grant, struct bytes path)
{
	return key_covers(grant->key, path) &&
	    (grant->nested_key == NULL || key_covers(grant->nested_key, path));
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

/* ------------------------------------------------------------------- path */

static struct bytes
last_segment(struct bytes path)
{
	size_t slash = bytes_last(path, '/');

	return (struct bytes){ path.at + slash + 1, path.len - slash - 1 };
}

/* "/i/TOKEN" and "/i/TOKEN/cat.jpg" ask for the file that the token names. */
static int
asks_for_named(const struct grant *grant, struct bytes path)
{
	const struct terms *terms = &grant->terms;
	struct bytes        prefix = grant->verifier->prefix;

	if (!grant->scheme->names_file || terms->is_prefix ||
	    prefix.len == 0 || !bytes_start_with(path, prefix))
		return 0;
	path = (struct bytes){ path.at + prefix.len, path.len - prefix.len };
	if (path.len == 0)
		return 1;
	return grant->carrier == CARRIER_PATH &&
	    bytes_equal(path, last_segment(terms->path));
}

/* What the request asks for, once the token has had its say. */
static struct bytes
asked_path(const struct grant *grant, struct bytes path)
{
	return asks_for_named(grant, path) ? grant->terms.path : path;
}

static int
terms_cover(const struct terms *terms, struct bytes path)
{
	return terms->is_prefix ? bytes_start_with(path, terms->path)
				: bytes_equal(path, terms->path);
}

static int
rules_cover(const struct grant *grant, struct bytes path)
{
	const struct verifier *verifier = grant->verifier;

	return (verifier->rules != NULL &&
		   rules_allow(verifier->rules, grant->claims,
		       verifier->prefix, path)) ||
	    (verifier->access != NULL &&
		access_allows(verifier->access, grant->claims,
		    verifier->group_claim, verifier->prefix, path));
}

/*
 * A token that names its paths is held to them, one with claims to the rules
 * of the route, one with both to both.  A token that names none needs rules.
 */
static enum status
judge_path(const struct grant *grant, struct bytes path)
{
	const int names_path = grant->terms.path.len > 0;
	const int has_rules = grant->claims != NULL &&
	    (grant->verifier->rules != NULL || grant->verifier->access != NULL);

	if (names_path && !terms_cover(&grant->terms, path))
		return STATUS_OUTSIDE_GRANT;
	if (names_path && !has_rules)
		return STATUS_OK;
	return has_rules && rules_cover(grant, path) ? STATUS_OK
						     : STATUS_NO_RULE;
}

int
grant_opens(const struct grant *grant, struct bytes path)
{
	return judge_path(grant, asked_path(grant, path)) == STATUS_OK;
}

int
grant_opens_on(const struct grant *grant, const struct verifier *verifier,
    struct bytes path)
{
	struct grant there = *grant;

	there.verifier = verifier;
	return grant->claims != NULL && keys_cover(grant, path) &&
	    judge_path(&there, path) == STATUS_OK;
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
	enum status         status = judge_path(grant, path);

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

static enum status
make_permit(const struct grant *grant, struct bytes path, struct arena *arena,
    const struct permit **permit)
{
	const struct terms *terms = &grant->terms;
	struct permit      *made = arena_take(arena, sizeof(*made));

	if (made == NULL)
		return STATUS_TOO_LARGE;
	*made = (struct permit){
		.path = path,
		.expires_at = terms->expires_at,
		.shared = terms->shared,
		.disposition = terms->disposition,
		.file_name = terms->file_name,
		.key_id = grant->key->id,
		.link_id = terms->link_id,
		.subject = terms->subject,
		.exposed = is_exposed(grant),
	};
	*permit = made;
	return STATUS_OK;
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
	return keys_cover(grant, path) ? STATUS_OK : STATUS_KEY_SCOPE;
}

static int
leads_to_file(const struct request *request, struct bytes path)
{
	/* A path that the token names was never encoded. */
	return url_path_leads_to_file(bytes_equal(path, request->path)
	        ? request->raw_path : path, path);
}

enum status
authorise(const struct grant *grant, const struct request *request,
    int64_t now, struct arena *arena, const struct permit **permit)
{
	struct bytes path = asked_path(grant, request->path);
	enum status  status = judge_keys(grant, path, now);

	if (status == STATUS_OK)
		status = judge_request(grant, request, path);
	if (status == STATUS_OK)
		status = judge_time(&grant->terms, now);
	if (status != STATUS_OK)
		return status;
	if (!leads_to_file(request, path))
		return STATUS_HOSTILE_PATH;
	return make_permit(grant, path, arena, permit);
}

enum status
authenticate(const struct grant *grant, const struct request *request,
    int64_t now, struct arena *arena, const struct permit **permit)
{
	enum status status = judge_key_lives(grant, now);

	if (status == STATUS_OK)
		status = judge_user(&grant->terms, request);
	if (status == STATUS_OK)
		status = judge_time(&grant->terms, now);
	if (status != STATUS_OK)
		return status;
	return make_permit(grant, EMPTY, arena, permit);
}
