/*
 * Files of Akamai's EdgeAuth and of Cloudinary's tokens, which are like it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "same_links.h"

/* {"key_hex", "token_name", "algorithm", "escape_early", "salt", ...} */
static int
akamai_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	const int     is_sha1 = strcmp(member_text(key, "algorithm",
	        "sha256").at, "sha1") == 0;

	if (!foreign_open(policy, "akamai", json_pack("[o]", hex_key("k",
	        is_sha1 ? "HS1" : "HS256", "akamai",
	        member_text(key, "key_hex", "")))))
		return 0;
	foreign_set(policy, "name", member_text(key, "token_name", ""));
	foreign_set(policy, "salt", member_text(key, "salt", ""));
	if (json_is_true(json_object_get(key, "escape_early")))
		foreign_set(policy, "escape", BYTES("yes"));
	if (json_is_false(json_object_get(key, "ignore_query_string")))
		foreign_set(policy, "query", BYTES("signed"));
	return 1;
}

/* {"key_hex", "token_name"} */
static int
cloudinary_token_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!foreign_open(policy, "cloudinary-token", json_pack("[o]",
	        hex_key("k", "HS256", "cloudinary-token",
	            member_text(key, "key_hex", "")))))
		return 0;
	foreign_set(policy, "name", member_text(key, "token_name", ""));
	return 1;
}

#define EDGE_AUTH(name)                                                   \
	{                                                                 \
		.scheme = name, .open = akamai_open,                      \
		.says_the_same = same_to_akamai,                          \
		.parameters = { "__token__", "hdnts", "hdnea" },          \
		.separator = '~', .reads_cookies = 1, .expiry_is_told = 1 \
	}

const struct adapter akamai_adapters[] = {
	EDGE_AUTH("akamai-edgeauth-2.0 (escapeEarly=false)"),
	EDGE_AUTH("akamai-edgeauth-2.0 (escapeEarly=true)"),
	{
	    .scheme = "cloudinary-auth-token",
	    .open = cloudinary_token_open,
	    .says_the_same = same_to_akamai,
	    .parameters = { "__cld_token__" },
	    .separator = '~',
	    .reads_cookies = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
