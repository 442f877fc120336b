/*
 * s3-v2: query signatures of Amazon S3, version 2, which old SDKs and old
 * servers still make.  sigv2.h has the grammar.  Weak: HMAC-SHA-1, no longest
 * life, and most of the query is not signed.
 *
 * The key's id is the access key id.  s3-v2.bucket is the bucket of URLs whose
 * host begins with its name; those of path style are as s3.c has them.  By
 * hand, path style:
 *
 *	e=1800000000; p=/photos/cat.jpg; s=$(printf "GET\n\n\n$e\n$p" |
 *	    openssl dgst -sha1 -hmac "$SECRET" -binary | base64 |
 *	    sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')
 *	echo "$p?AWSAccessKeyId=$ID&Expires=$e&Signature=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "base64.h"
#include "bucket.h"
#include "bytes.h"
#include "percent.h"
#include "sigv2.h"
#include "source.h"
#include "terms.h"

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
	return sigv2_read(source, &amazon, bucket_of(source, &scheme_s3_v2),
	    arena, credential);
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

/* For GET: one file and its end, with the bucket where the URL has it. */
static enum status
s3_v2_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct request request = { .host = EMPTY };
	const struct source  source = { .verifier = verifier,
		 .request = &request };
	struct bytes         bucket = bucket_of(&source, &scheme_s3_v2);
	struct bytes         path, message, id, text;
	unsigned char        mac[HMAC_MAX];
	char                 number[24];
	struct bytes         end = { number, 0 };
	size_t               length;
	enum status          status = STATUS_MALFORMED;

	end.len = (size_t)snprintf(number, sizeof(number), "%" PRId64,
	    terms->expires_at);
	if (bucket.len > 0 && !bucket_has_host(bucket, source_host(&source)))
		bucket = EMPTY;
	if (terms_are_plain(terms))
		status = percent_encode(terms->path, arena, &path);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){
		    BYTES("GET\n\n\n"), end, BYTES("\n"), { "/",
		    bucket.len > 0 }, bucket, path }, 6, &message);
	if (status == STATUS_OK)
		status = hmac_compute(key->hmac, &message, 1, mac, &length);
	if (status == STATUS_OK)
		status = base64_encode((struct bytes){ (char *)mac, length },
		    arena, &text);
	if (status == STATUS_OK)
		status = percent_encode_but(text, "", arena, &text);
	if (status == STATUS_OK)
		status = percent_encode_but(key->id, "-._~", arena, &id);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ path,
	    BYTES("?AWSAccessKeyId="), id, BYTES("&Expires="), end,
	    BYTES("&Signature="), text }, 7, url);
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
	.sign = s3_v2_sign,
};
