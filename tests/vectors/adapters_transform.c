/*
 * Files of what signs URLs of transformers, and of Traffic Server's url_sig.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "same_links.h"

/* {"key_hex", "salt_hex", "signature_size"} */
static int
imgproxy_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	static char   size[24];
	char          secret[300];

	snprintf(secret, sizeof(secret), "%s:%s",
	    member_text(key, "key_hex", "").at,
	    member_text(key, "salt_hex", "").at);
	snprintf(size, sizeof(size), "%lld", (long long)json_integer_value(
	    json_object_get(key, "signature_size")));
	if (!foreign_open(policy, "imgproxy", json_pack("[o]", secret_key("k",
	        "HS256", "imgproxy", bytes_of(secret)))))
		return 0;
	foreign_set(policy, "signature_size", bytes_of(size));
	return 1;
}

static int
thumbor_open(const json_t *file, struct policy *policy)
{
	return foreign_open(policy, "thumbor", json_pack("[o]",
	    secret_key("k", "HS1", "thumbor", member_text(
	        json_object_get(file, "key"), "key", ""))));
}

/* {"keys": {"key7": SECRET}}: "algorithms" is [1], HMAC-SHA-1. */
static int
ats_open(const json_t *file, struct policy *policy)
{
	const json_t *secrets = json_object_get(json_object_get(file, "key"),
	    "keys");
	json_t       *keys = json_array();
	const char   *id;
	const json_t *secret;

	json_object_foreach((json_t *)secrets, id, secret)
		json_array_append_new(keys, secret_key(id, "HS1",
		    "ats-url-sig", bytes_of(json_string_value(secret))));
	return foreign_open(policy, "ats-url-sig", keys);
}

const struct adapter transform_adapters[] = {
	{
	    .scheme = "imgproxy-path-signature",
	    .open = imgproxy_open,
	    .parameters = { "none" },
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "thumbor-hmac-sha1-path",
	    .open = thumbor_open,
	},
	{
	    .scheme = "ats-url-sig",
	    .open = ats_open,
	    .says_the_same = same_to_ats,
	    .origin_matters = 1,
	},
	{ .scheme = NULL },
};
