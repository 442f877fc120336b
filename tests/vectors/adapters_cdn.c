/*
 * Files of CDNs and of image services whose links are signed up to their token.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "same_links.h"

static int
open_with(const json_t *file, struct policy *policy, const char *scheme,
    const char *algorithm, const char *member)
{
	const json_t *key = json_object_get(file, "key");

	return foreign_open(policy, scheme, json_pack("[o]",
	    secret_key("k", algorithm, scheme, member_text(key, member, ""))));
}

static int
cloudflare_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!open_with(file, policy, "cloudflare", "HS256", "secret"))
		return 0;
	policy->verifier.policy.longest_age =
	    json_integer_value(json_object_get(key, "lifetime"));
	foreign_set(policy, "parameter", member_text(key, "param", ""));
	if (strcmp(member_text(key, "flags", "").at, "s") == 0)
		foreign_set(policy, "mac", BYTES("base64url"));
	return 1;
}

static int
images_open(const json_t *file, struct policy *policy)
{
	return open_with(file, policy, "cloudflare-images", "HS256", "secret");
}

static int
imgix_open(const json_t *file, struct policy *policy)
{
	return open_with(file, policy, "imgix", "MD5", "token");
}

/*
 * All three generations on one route, so that none passes for another; or that
 * alone whose name is the file's scheme.
 */
static int
bunny_open(const json_t *file, struct policy *policy)
{
	static const char *const generations[][2] = { { "bunny", "HS256" },
		{ "bunny-v2", "SHA256" }, { "bunny-v1", "MD5" } };
	const json_t *key = json_object_get(file, "key");
	const char   *own = member_text(file, "scheme", "").at;
	json_t       *keys = json_array();
	size_t        n = 0;

	for (size_t i = 0; i < COUNT(generations); i++)
		json_array_append_new(keys, secret_key(generations[i][0],
		    generations[i][1], generations[i][0],
		    member_text(key, "security_key", "")));
	if (!foreign_open(policy, "bunny", keys))
		return 0;
	foreign_set(policy, "country", member_text(key, "country_header", ""));
	for (size_t i = 0; i < COUNT(generations); i++) {
		if (scheme_named(bytes_of(own)) != NULL &&
		    strcmp(generations[i][0], own) != 0)
			continue;
		policy->verifier.schemes[n] =
		    scheme_named(bytes_of(generations[i][0]));
		policy->verifier.settings[n++] = policy->settings;
	}
	policy->verifier.scheme_count = n;
	return 1;
}

static void
bunny_prepare(const json_t *item, struct policy *policy)
{
	foreign_set(policy, "ip", json_object_get(item, "client_ip") != NULL
	    ? BYTES("yes") : BYTES("no"));
}

static int
signed_url_open(const json_t *file, struct policy *policy)
{
	if (!open_with(file, policy, "signed-url", "HS256", "secret"))
		return 0;
	foreign_set(policy, "parameter", member_text(json_object_get(file,
	    "key"), "param", ""));
	return 1;
}

/* But for bunny.net and signed-url, these sign all of a query, in its order. */
const struct adapter cdn_adapters[] = {
	{
	    .scheme = "cloudflare-is_timed_hmac_valid_v0",
	    .open = cloudflare_open,
	    .expiry_is_told = 1,
	    .is_encoded = 1,
	},
	{
	    .scheme = "cloudflare-images-signed-url",
	    .open = images_open,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "imgix-secure-url",
	    .open = imgix_open,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "bunny-token-auth",
	    .open = bunny_open,
	    .prepare = bunny_prepare,
	    .says_the_same = same_to_bunny,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "bunny",
	    .open = bunny_open,
	    .prepare = bunny_prepare,
	    .says_the_same = same_to_bunny,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "bunny-v2",
	    .open = bunny_open,
	    .prepare = bunny_prepare,
	    .says_the_same = same_to_bunny,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "bunny-v1",
	    .open = bunny_open,
	    .prepare = bunny_prepare,
	    .says_the_same = same_to_bunny,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "npm-signed-url",
	    .open = signed_url_open,
	    .says_the_same = same_to_form,
	    .expiry_is_told = 1,
	    .origin_matters = 1,
	},
	{ .scheme = NULL },
};
