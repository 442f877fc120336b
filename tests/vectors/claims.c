/*
 * What a right verification yields, compared with what a case says.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "json.h"
#include "vectors.h"

static json_t *
json_of(struct bytes bytes)
{
	return json_stringn(bytes.len > 0 ? bytes.at : "", bytes.len);
}

/* What a grant says, by the names that "claims" has for it. */
static json_t *
claims_of(const struct grant *grant)
{
	static const char *const dispositions[] = { "none", "inline",
		"attachment" };
	const struct terms      *terms = &grant->terms;

	return json_pack("{s:o s:b s:I s:I s:o s:o s:o s:o s:I s:b s:s s:o s:o}",
	    "path", json_of(terms->path), "is_prefix", terms->is_prefix,
	    "expires_at", (json_int_t)terms->expires_at, "not_before",
	    (json_int_t)terms->not_before, "methods", json_of(terms->methods),
	    "client", json_of(terms->client), "link_id",
	    json_of(terms->link_id), "subject", json_of(terms->subject), "uses",
	    (json_int_t)terms->uses, "shared", terms->shared, "disposition",
	    dispositions[terms->disposition], "file_name",
	    json_of(terms->file_name), "key_id", json_of(grant->key->id));
}

static int
claims_agree(const char *id, const json_t *wanted, const struct grant *grant)
{
	json_t     *got = claims_of(grant);
	const char *name;
	json_t     *value;
	int         agree = 1;

	json_object_foreach((json_t *)(uintptr_t)wanted, name, value)
	{
		if (json_equal(json_object_get(got, name), value))
			continue;
		printf("  %s: claim \"%s\" differs\n", id, name);
		agree = 0;
	}
	json_decref(got);
	return agree;
}

/* A text or a number is who asks, or the file behind the route's prefix. */
static int
scalar_agrees(const json_t *wanted, const struct judgement *judgement)
{
	const struct terms *terms = &judgement->grant->terms;
	const size_t        behind = judgement->grant->verifier->prefix.len;

	if (terms->has_file_id)
		return json_is_integer(wanted) && terms->file_id ==
		    (uint64_t)json_integer_value(wanted);
	if (terms->path.len == 0)
		return json_equal(json_object_get(judgement->claims, "sub"),
		    wanted);
	return terms->path.len >= behind &&
	    json_is(wanted, (struct bytes){ terms->path.at + behind,
	        terms->path.len - behind });
}

static int
is_scalar(const json_t *value)
{
	return json_is_string(value) || json_is_integer(value);
}

/* The claims of a token are compared as a whole, a grant's by name. */
int
judgement_agrees(const char *id, const json_t *wanted,
    const struct judgement *judgement)
{
	if (judgement->grant != NULL && is_scalar(wanted) &&
	    scalar_agrees(wanted, judgement))
		return 1;
	if (judgement->claims == NULL && judgement->grant != NULL &&
	    !is_scalar(wanted))
		return claims_agree(id, wanted, judgement->grant);
	if (wanted == NULL || (judgement->claims != NULL &&
	    json_equal(judgement->claims, wanted)))
		return 1;
	printf("  %s: the claims differ\n", id);
	return 0;
}

int
permit_agrees(const char *id, const struct permit *permit,
    const struct grant *grant)
{
	int agrees = permit == NULL ||
	    (permit->expires_at == grant->terms.expires_at &&
	        bytes_start_with(permit->path, grant->terms.path) &&
	        bytes_equal(permit->key_id, grant->key->id));

	if (!agrees)
		printf("  %s: the permit is not the grant's\n", id);
	return agrees;
}
