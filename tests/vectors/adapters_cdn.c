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

/* These sign all of a query, in its order. */
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
	{ .scheme = NULL },
};
