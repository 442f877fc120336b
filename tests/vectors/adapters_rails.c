/*
 * Files of Rails: "key" is {"secret" or, in base64, "secret64", "digest":
 * "SHA1" or "SHA256", "purpose", "require_exp"}.
 *
 * SPDX-License-Identifier: ISC
 */
#include "vectors.h"

static json_t *
verifier_key(const json_t *key, const char *scheme)
{
	static const char *const digests[][2] = { { "SHA1", "HS1" },
		{ "SHA256", "HS256" }, { "SHA384", "HS384" },
		{ "SHA512", "HS512" } };
	const struct bytes digest = member_text(key, "digest", "SHA1");

	for (size_t i = 0; i < COUNT(digests); i++)
		if (bytes_equal(digest, bytes_of(digests[i][0])))
			return secret_key("rails", digests[i][1], scheme,
			    member_text(key, "secret", ""));
	return NULL;
}

static int
open_rails(const json_t *file, const char *scheme, json_t *jwk,
    struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (jwk == NULL ||
	    !foreign_open(policy, scheme, json_pack("[o]", jwk)))
		return 0;
	foreign_set(policy, "purpose", member_text(key, "purpose", ""));
	policy->verifier.policy.endless =
	    !json_is_true(json_object_get(key, "require_exp"));
	return 1;
}

static int
message_open(const json_t *file, struct policy *policy)
{
	return open_rails(file, "rails-message", verifier_key(
	    json_object_get(file, "key"), "rails-message"), policy);
}

/* Each id is the file of that name. */
static int
signed_id_open(const json_t *file, struct policy *policy)
{
	struct complaint complaint;

	if (!open_rails(file, "rails-signed-id", verifier_key(
	        json_object_get(file, "key"), "rails-signed-id"), policy))
		return 0;
	policy->ids = id_map_load("{id}", &complaint);
	policy->verifier.ids = policy->ids;
	return policy->ids != NULL;
}

static int
cookie_open(const json_t *file, struct policy *policy)
{
	json_t *jwk = encoded_key("rails", "dir", "rails-cookie", member_text(
	    json_object_get(file, "key"), "secret64", ""));

	if (jwk != NULL)
		json_object_set_new(jwk, "enc", json_string("A256GCM"));
	return open_rails(file, "rails-cookie", jwk, policy);
}

const struct adapter rails_adapters[] = {
	{
	    .scheme = "rails-message-verifier",
	    .open = message_open,
	    .url = "/",
	    .separator = '-',
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "rails-activestorage-signed-id",
	    .open = signed_id_open,
	    .url = "/",
	    .separator = '-',
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "rails-encrypted-cookie-gcm",
	    .open = cookie_open,
	    .url = "/",
	    .separator = '-',
	    .expiry_is_told = 1,
	},
	/* Our own. */
	{
	    .scheme = "rails-message",
	    .open = generic_open,
	    .parameters = { "st" },
	    .is_own = 1,
	    .is_encoded = 1,
	},
	{
	    .scheme = "rails-signed-id",
	    .open = generic_open,
	    .parameters = { "st" },
	    .is_own = 1,
	    .is_encoded = 1,
	},
	{
	    .scheme = "rails-cookie",
	    .open = generic_open,
	    .parameters = { "st" },
	    .is_own = 1,
	    .is_encoded = 1,
	},
	{ .scheme = NULL },
};
