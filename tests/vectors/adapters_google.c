/*
 * Files of Google's two CDNs, and of Sanity's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "same_links.h"

/* {"keys": {KEY-NAME: {"key_base64url"}}, "cookie"} */
static int
google_cdn_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	json_t       *keys = json_array();
	const char   *name;
	const json_t *value;

	json_object_foreach(json_object_get(key, "keys"), name, value)
		json_array_append_new(keys, encoded_key(name, "HS1",
		    "google-cdn", member_text(value, "key_base64url", "")));
	if (!foreign_open(policy, "google-cdn", keys))
		return 0;
	foreign_set(policy, "cookie", member_text(key, "cookie", ""));
	return 1;
}

/*
 * {"keys": {KEY-NAME: {"public_key_pem"}}, "token_hmac_key_base64url",
 * "cookie", "token_param"}
 */
static int
media_cdn_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	json_t       *keys = pem_keys(json_object_get(key, "keys"), "");

	json_array_append_new(keys, encoded_key("token", "HS256", "media-cdn",
	    member_text(key, "token_hmac_key_base64url", "")));
	if (!foreign_open(policy, "media-cdn", keys))
		return 0;
	foreign_set(policy, "cookie", member_text(key, "cookie", ""));
	foreign_set(policy, "parameter", member_text(key, "token_param", ""));
	return 1;
}

static int
sanity_open(const json_t *file, struct policy *policy)
{
	return foreign_open(policy, "sanity", pem_keys(json_object_get(
	    json_object_get(file, "key"), "keys"), ""));
}

const struct adapter google_adapters[] = {
	{
	    .scheme = "google-cloud-cdn",
	    .open = google_cdn_open,
	    .says_the_same = same_to_google,
	    .separator = ':',
	    .reads_cookies = 1,
	    .origin_matters = 1,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "google-media-cdn",
	    .open = media_cdn_open,
	    .says_the_same = same_to_media_cdn,
	    .separator = '~',
	    .padding_is_free = 1,
	    .reads_cookies = 1,
	    .origin_matters = 1,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "sanity-signed-url-ed25519",
	    .open = sanity_open,
	    .origin_matters = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
