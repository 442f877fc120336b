/*
 * Files of CloudFront's signed URLs and cookies.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "same_links.h"

/* EC keys say their algorithm by themselves, RSA keys are taken for RS1. */
static int
cloudfront_open(const json_t *file, struct policy *policy)
{
	const json_t *pairs = json_object_get(json_object_get(file, "key"),
	    "key_pairs");
	json_t       *keys = json_array();
	const char   *name;
	const json_t *value;

	json_object_foreach((json_t *)pairs, name, value)
	{
		const int is_ec = strlen(member_text(value, "public_key_pem",
		    "").at) < 300;
		json_t   *pair = json_pack("{s:O}", name, value);

		json_t *made = pem_keys(pair, is_ec ? "" : "RS1");

		json_array_extend(keys, made);
		json_decref(made);
		json_decref(pair);
	}
	if (!foreign_open(policy, "cloudfront", keys))
		return 0;
	foreign_set(policy, "ecdsa_sha1", BYTES("yes"));
	return 1;
}

const struct adapter cloudfront_adapters[] = {
	{
	    .scheme = "aws-cloudfront-signed-url",
	    .open = cloudfront_open,
	    .says_the_same = same_to_cloudfront,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "aws-cloudfront-signed-cookies",
	    .open = cloudfront_open,
	    .says_the_same = same_to_cloudfront,
	    .parameters = { "CloudFront-Key-Pair-Id", "CloudFront-Signature",
	        "CloudFront-Policy", "CloudFront-Expires",
	        "CloudFront-Hash-Algorithm" },
	    .reads_cookies = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
