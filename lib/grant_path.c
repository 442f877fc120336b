/*
 * Which paths a grant opens: those that its token names, and those that the
 * rules of the route have for its claims.  See grant.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "access.h"
#include "bytes.h"
#include "claims.h"
#include "json.h"
#include "rules.h"
#include "postern_api.h"
#include "scheme.h"

int
grant_keys_cover(const struct grant *grant, struct bytes path)
{
	return key_covers(grant->key, path) &&
	    (grant->nested_key == NULL || key_covers(grant->nested_key, path));
}

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
	    terms->path.len == 0 || prefix.len == 0 ||
	    !bytes_start_with(path, prefix))
		return 0;
	path = (struct bytes){ path.at + prefix.len, path.len - prefix.len };
	if (path.len == 0)
		return 1;
	return grant->carrier == CARRIER_PATH &&
	    bytes_equal(path, last_segment(terms->path));
}

struct bytes
grant_asked_path(const struct grant *grant, struct bytes path)
{
	if (grant->path.at != NULL)
		return grant->path;
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

enum status
grant_judge_path(const struct grant *grant, struct bytes path)
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
	return grant_judge_path(grant, grant_asked_path(grant, path)) ==
	    STATUS_OK;
}

/* A route that takes such credentials names the keys that it takes. */
static int
takes_key(const struct grant *grant, const struct verifier *verifier)
{
	const struct key *key = grant->nested_key != NULL ? grant->nested_key
							  : grant->key;

	for (size_t i = 0; i < verifier->scheme_count; i++)
		if (verifier->schemes[i] == grant->scheme)
			return verifier_has_key(verifier, key->id);
	return 1;
}

static int
takes_claims(const struct grant *grant, const struct verifier *verifier,
    int64_t *latest)
{
	const json_t   *expiry = json_member(grant->claims, BYTES("exp"));
	struct terms    terms = { .path = EMPTY };
	enum time_form  form = json_is_string(expiry) ? TIME_TEXT : TIME_NUMBER;

	if (claims_read(grant->claims, &verifier->policy, form, &terms) !=
	    STATUS_OK)
		return 0;
	*latest = terms.expires_at;
	return 1;
}

int
grant_opens_on(const struct grant *grant, const struct verifier *verifier,
    struct bytes path, int64_t *latest)
{
	struct grant there = *grant;

	there.verifier = verifier;
	return grant->claims != NULL && grant_keys_cover(grant, path) &&
	    takes_key(grant, verifier) &&
	    takes_claims(grant, verifier, latest) &&
	    grant_judge_path(&there, path) == STATUS_OK;
}
