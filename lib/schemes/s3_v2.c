/*
 * s3-v2: query signatures of Amazon S3, version 2, which old SDKs and old
 * servers still make.  sigv2.h has the grammar.  Weak: HMAC-SHA-1, no longest
 * life, and most of the query is not signed.
 *
 * The key's id is the access key id.  s3-v2.bucket is the bucket of URLs whose
 * host begins with its name.  By hand, path style:
 *
 *	e=1800000000; p=/photos/cat.jpg; s=$(printf "GET\n\n\n$e\n$p" |
 *	    openssl dgst -sha1 -hmac "$SECRET" -binary | base64 |
 *	    sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')
 *	echo "$p?AWSAccessKeyId=$ID&Expires=$e&Signature=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "sigv2.h"
#include "source.h"

extern const struct scheme scheme_s3_v2;

static const struct scheme_setting settings[] = {
	{ "bucket", "", NULL, "the bucket of URLs that have it in the host" },
	{ NULL, NULL, NULL, NULL },
};

/* Sorted. */
static const char *const resources[] = { "acl", "cors", "delete", "lifecycle",
	"location", "logging", "notification", "partNumber", "policy",
	"requestPayment", "response-cache-control",
	"response-content-disposition", "response-content-encoding",
	"response-content-language", "response-content-type",
	"response-expires", "restore", "tagging", "torrent", "uploadId",
	"uploads", "versionId", "versioning", "versions", "website", NULL };

static const struct sigv2_vendor amazon = {
	.id = "AWSAccessKeyId",
	.headers = "x-amz-",
	.resources = resources,
};

static enum status
s3_v2_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return sigv2_read(source, &amazon, source_setting(source,
	    &scheme_s3_v2, "bucket"), arena, credential);
}

static enum status
s3_v2_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status;

	(void)source, (void)arena, (void)grant;
	status = hmac_compute(key->hmac, &credential->message, 1, mac,
	    &length);
	if (status != STATUS_OK)
		return status;
	return equal_secret((struct bytes){ (char *)mac, length },
	    credential->signature) ? STATUS_OK : STATUS_BAD_SIGNATURE;
}

static const char *const algorithms[] = { "HS1", NULL };

const struct scheme scheme_s3_v2 = {
	.name = "s3-v2",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.others_keys = 1,
	.settings = settings,
	.read = s3_v2_read,
	.verify = s3_v2_verify,
};
