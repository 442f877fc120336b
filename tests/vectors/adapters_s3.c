/*
 * Files of Amazon's and Google's query signatures.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "same_links.h"

static int
s3_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!foreign_open(policy, "s3", json_pack("[o]", secret_key(
	        member_text(key, "access_key_id", "").at, "HS256", "s3",
	        member_text(key, "secret_access_key", "")))))
		return 0;
	foreign_set(policy, "session_token",
	    member_text(key, "session_token", ""));
	return 1;
}

static int
s3_v2_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!foreign_open(policy, "s3-v2", json_pack("[o]", secret_key(
	        member_text(key, "access_key_id", "").at, "HS1", "s3-v2",
	        member_text(key, "secret_access_key", "")))))
		return 0;
	foreign_set(policy, "bucket", member_text(key, "bucket", ""));
	return 1;
}

/* {NAME: {"public_key_pem"}}: files KID.ALGORITHM.pem */
json_t *
pem_keys(const json_t *pairs, const char *algorithm)
{
	json_t       *keys = json_array();
	const char   *name;
	const json_t *value;
	char          file[200];

	json_object_foreach((json_t *)pairs, name, value)
	{
		snprintf(file, sizeof(file), "%s%s%s.pem", name,
		    algorithm[0] != '\0' ? "." : "", algorithm);
		json_array_append_new(keys, json_pack("{s:s, s:O}", "file",
		    file, "text", json_object_get(value, "public_key_pem")));
	}
	return keys;
}

static int
gcs_rsa_open(const json_t *file, struct policy *policy, const char *scheme)
{
	const json_t *key = json_object_get(file, "key");

	return foreign_open(policy, scheme, pem_keys(
	    json_object_get(key, "service_accounts"), "RS256"));
}

static int
gcs_open(const json_t *file, struct policy *policy)
{
	return gcs_rsa_open(file, policy, "gcs");
}

static int
gcs_v2_open(const json_t *file, struct policy *policy)
{
	if (!gcs_rsa_open(file, policy, "gcs-v2"))
		return 0;
	foreign_set(policy, "bucket", member_text(
	    json_object_get(file, "key"), "bucket", ""));
	return 1;
}

static int
gcs_hmac_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	return foreign_open(policy, "gcs", json_pack("[o]", secret_key(
	    member_text(key, "access_id", "").at, "HS256", "gcs",
	    member_text(key, "secret", ""))));
}

const struct adapter s3_adapters[] = {
	{
	    .scheme = "aws-s3-sigv4-query",
	    .open = s3_open,
	    .says_the_same = same_to_sigv4,
	    .expiry_is_told = 1,
	    .origin_matters = 1,
	},
	{
	    .scheme = "aws-s3-sigv2-query",
	    .open = s3_v2_open,
	    .says_the_same = same_to_sigv2,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "gcs-v4-goog4-rsa-sha256",
	    .open = gcs_open,
	    .says_the_same = same_to_sigv4,
	    .expiry_is_told = 1,
	    .origin_matters = 1,
	},
	{
	    .scheme = "gcs-v4-goog4-hmac-sha256",
	    .open = gcs_hmac_open,
	    .says_the_same = same_to_sigv4,
	    .expiry_is_told = 1,
	    .origin_matters = 1,
	},
	{
	    .scheme = "gcs-v2-rsa",
	    .open = gcs_v2_open,
	    .parameters = { "GoogleAccessId", "Expires", "Signature" },
	    .says_the_same = same_to_sigv2,
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
