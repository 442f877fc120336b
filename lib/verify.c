/*
 * Request --> credential --> grant: exactly one credential, its key, its
 * signature.  Time, rules and scope are authorise.c's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "credential.h"
#include "json.h"

int
verifier_has_key(const struct verifier *verifier, struct bytes id)
{
	if (verifier->key_ids == NULL)
		return 1;
	for (size_t i = 0; i < verifier->key_id_count; i++)
		if (bytes_equal(verifier->key_ids[i], id))
			return 1;
	return 0;
}

/* The key names the schemes that it serves, never the other way round. */
static int
may_serve(const struct source *source, const struct credential *credential,
    const struct key *key)
{
	return key_serves(key, credential->scheme) &&
	    verifier_has_key(source->verifier, key->id) &&
	    (source->key_id.len == 0 || bytes_equal(source->key_id, key->id));
}

static int
has_algorithm(const struct key *key, struct bytes name)
{
	return bytes_equal(bytes_of(key->algorithm->name), name);
}

/* Where the credential states only its algorithm: the only key of that. */
static const struct key *
only_key(const struct source *source, const struct credential *credential)
{
	const struct keyring *keyring = source->verifier->keyring;
	const struct key     *only = NULL;

	for (size_t i = 0; i < keyring_count(keyring); i++) {
		const struct key *key = keyring_at(keyring, i);

		if (!has_algorithm(key, credential->algorithm) ||
		    !may_serve(source, credential, key))
			continue;
		if (only != NULL)
			return NULL;
		only = key;
	}
	return only;
}

static const struct key *
choose_key(const struct source *source, const struct credential *credential)
{
	const struct key *key;

	if (credential->key_id.len == 0)
		return only_key(source, credential);
	key = keyring_find(source->verifier->keyring, credential->key_id);
	return key != NULL && may_serve(source, credential, key) ? key : NULL;
}

/*
 * A key that is of one issuer does not speak for another (RFC 8725 §3.8).  Of
 * a box with a token inside, the token's own key says so.
 */
static int
is_of_issuer(const struct key *key, const struct grant *grant)
{
	return key->issuer.len == 0 || grant->nested.len > 0 ||
	    json_is(json_member(grant->claims, BYTES("iss")), key->issuer);
}

static int64_t
accepted_until(const struct verifier *verifier, const struct scheme *scheme)
{
	for (size_t i = 0; i < verifier->scheme_count; i++)
		if (verifier->schemes[i] == scheme)
			return verifier->accepted_until[i];
	return 0;
}

static enum status
verify_under(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	enum status status;

	*grant = (struct grant){
		.scheme = credential->scheme,
		.key = key,
		.verifier = source->verifier,
		.carrier = credential->carrier,
		.accepted_until = accepted_until(source->verifier,
		    credential->scheme),
		.path = credential->path,
		.raw_path = credential->raw_path,
		.passed_on = credential->passed_on,
		.terms = credential->terms,
	};
	status = credential->scheme->verify(source, credential,
	    key, arena, grant);

	if (status == STATUS_OK && !is_of_issuer(key, grant))
		return STATUS_WRONG_ISSUER;
	return status;
}

static enum status
try_keys(const struct source *source, const struct credential *credential,
    struct arena *arena, struct grant *grant)
{
	const struct keyring *keyring = source->verifier->keyring;
	enum status           status = STATUS_UNKNOWN_KEY;

	for (size_t i = 0; i < keyring_count(keyring); i++) {
		const struct key *key = keyring_at(keyring, i);

		if (!may_serve(source, credential, key))
			continue;
		status = verify_under(source, credential, key, arena, grant);
		if (status != STATUS_BAD_SIGNATURE)
			return status;
	}
	return status;
}

static enum status
verify_credential(const struct source *source,
    const struct credential *credential, struct arena *arena,
    struct grant *grant)
{
	const struct key *key;

	if (credential->scheme->tries_keys && credential->key_id.len == 0)
		return try_keys(source, credential, arena, grant);
	key = choose_key(source, credential);
	if (key == NULL)
		return STATUS_UNKNOWN_KEY;
	if (credential->algorithm.len > 0 &&
	    !has_algorithm(key, credential->algorithm))
		return STATUS_WRONG_ALGORITHM;
	return verify_under(source, credential, key, arena, grant);
}

/* What both say holds: the shorter life, and the claims of the one inside. */
static void
narrow(struct grant *outer, const struct grant *inner)
{
	struct terms       *terms = &outer->terms;
	const struct terms *more = &inner->terms;

	if (terms->expires_at == 0 || more->expires_at < terms->expires_at)
		terms->expires_at = more->expires_at;
	if (more->not_before > terms->not_before)
		terms->not_before = more->not_before;
	if (terms->subject.len == 0)
		terms->subject = more->subject;
	if (terms->link_id.len == 0)
		terms->link_id = more->link_id;
	outer->claims = inner->claims;
	outer->nested_key = inner->key;
}

/* Inside of what was opened there may be a JWT, and nothing else. */
static enum status
verify_nested(const struct source *outer, struct arena *arena,
    struct grant *grant)
{
	struct source     source = *outer;
	struct credential credential = {
		.scheme = scheme_named(BYTES("jwt")),
		.carrier = outer->carrier,
	};
	struct grant      inner;
	enum status       status;

	source.token = grant->nested;
	source.key_id = EMPTY;
	status = credential.scheme->read(&source, arena, &credential);
	if (status == STATUS_FOREIGN_CREDENTIAL)
		return STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = verify_credential(&source, &credential, arena, &inner);
	if (status == STATUS_OK)
		narrow(grant, &inner);
	return status;
}

/* What never expires opens only what the route leaves open for ever. */
static enum status
insist_on_expiry(const struct grant *grant)
{
	return grant->terms.expires_at == TIME_NEVER &&
	    !grant->verifier->policy.endless ? STATUS_CLAIM_MISSING
					     : STATUS_OK;
}

static enum status
verify_candidate(const struct candidate *candidate, struct arena *arena,
    struct claim *claim, struct grant *grant)
{
	const struct source     *source = &candidate->source;
	const struct credential *credential = &candidate->credential;
	enum status              status;

	if (candidate->status != STATUS_OK)
		return candidate->status;
	*claim = (struct claim){ credential->scheme->name, credential->key_id };
	/* A cookie that names its key holds nothing of another one. */
	if (source->key_id.len > 0 && credential->key_id.len > 0 &&
	    !bytes_equal(source->key_id, credential->key_id))
		return STATUS_MALFORMED;
	status = verify_credential(source, credential, arena, grant);
	if (status != STATUS_OK)
		return status;
	claim->key_id = grant->key->id;
	if (grant->nested.len > 0)
		status = verify_nested(source, arena, grant);
	return status == STATUS_OK ? insist_on_expiry(grant) : status;
}

/* Whether of two verified cookies the newer one is the better. */
static int
is_better(const struct grant *grant, const struct grant *best,
    struct bytes path)
{
	const int opens = grant_opens(grant, path);

	if (best == NULL || opens != grant_opens(best, path))
		return best == NULL || opens;
	return grant->terms.expires_at > best->terms.expires_at;
}

enum status
verify(const struct verifier *verifier, struct request *request,
    struct arena *arena, struct claim *claim, const struct grant **grant)
{
	struct candidate    candidates[CARRIER_TOKENS];
	const struct grant *best = NULL;
	size_t              count;
	enum status         status, first = STATUS_UNDECIDED;

	*claim = (struct claim){ 0 };
	status = request_cut_token(request, verifier, arena);
	if (status == STATUS_OK)
		status = credential_find(verifier, request, arena, candidates,
		    &count);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		struct grant *verified = arena_take(arena, sizeof(*verified));
		struct claim  claimed = { 0 };

		if (verified == NULL)
			return STATUS_TOO_LARGE;
		status = verify_candidate(&candidates[i], arena, &claimed,
		    verified);
		if (first == STATUS_UNDECIDED)
			first = status;
		if (status == STATUS_OK &&
		    is_better(verified, best, request->path))
			best = verified;
		if (best == verified || best == NULL)
			*claim = claimed;
	}
	if (best == NULL)
		return first;
	*grant = best;
	return STATUS_OK;
}

const struct terms *
grant_terms(const struct grant *grant)
{
	return &grant->terms;
}
