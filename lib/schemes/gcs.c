/*
 * gcs: signed URLs of Google Cloud Storage, version 4, by RSA or HMAC.
 * sigv4.h has the grammar; cloud.google.com, "V4 signing process".
 *
 * The key's id is the service account's address, or the id of the HMAC key
 * (GOOG1E...).  Hosts are signed without their port, as Google's signers do, or
 * with it.  gcs.bucket, and what counts of response-*, is as in s3.c.  By hand,
 * with the account's private key:
 *
 *	host=img.example.org; path=/photos/cat.jpg
 *	date=$(date -u +%Y%m%dT%H%M%SZ)
 *	scope=${date%T*}/auto/storage/goog4_request
 *	q="X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential="
 *	q="$q$(echo $ID/$scope | sed 's/@/%40/; s|/|%2F|g')&X-Goog-Date=$date"
 *	q="$q&X-Goog-Expires=3600&X-Goog-SignedHeaders=host"
 *	hash=$(printf "GET\n%s\n%s\nhost:%s\n\nhost\nUNSIGNED-PAYLOAD" \
 *	    "$path" "$q" "$host" | openssl dgst -sha256 -r | cut -c1-64)
 *	s=$(printf "GOOG4-RSA-SHA256\n%s\n%s\n%s" $date $scope $hash |
 *	    openssl dgst -sha256 -sign key.pem | od -An -v -tx1 | tr -d ' \n')
 *	echo "https://$host$path?$q&X-Goog-Signature=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bucket.h"
#include "bytes.h"
#include "sigv4.h"

extern const struct scheme scheme_gcs;

static const struct scheme_setting settings[] = {
	{ "bucket", "", NULL, "the bucket that path-style URLs begin with" },
	{ NULL, NULL, NULL, NULL },
};

static const struct sigv4_vendor google = {
	.prefix = "X-Goog-",
	.symmetric = "GOOG4-HMAC-SHA256",
	.asymmetric = "GOOG4-RSA-SHA256",
	.service = "storage",
	.terminator = "goog4_request",
	.secret = "GOOG4",
	.payload = "x-goog-content-sha256",
	.port_is_free = 1,
};

static enum status
gcs_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return sigv4_read(source, &google, bucket_of(source, &scheme_gcs),
	    arena, credential);
}

static enum status
gcs_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	(void)grant;
	return sigv4_verify(source, credential, key, 0, arena);
}

static enum status
gcs_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return sigv4_sign(&google, terms, key, verifier, BYTES("auto"), arena,
	    url);
}

static const char *const algorithms[] = { "RS256", "HS256", NULL };

const struct scheme scheme_gcs = {
	.name = "gcs",
	.algorithms = algorithms,
	.reads_request = 1,
	.others_keys = 1,
	.needs_secret = 1,
	.settings = settings,
	.read = gcs_read,
	.verify = gcs_verify,
	.sign = gcs_sign,
};
