/*
 * gcs-v2: signed URLs of Google Cloud Storage, version 2, which its SDK for
 * Node still makes unless it is told otherwise.  sigv2.h has the grammar.  The
 * query is not signed: response-* in it change nothing.
 *
 * The key's id is the service account's address.  gcs-v2.bucket is the bucket
 * of URLs that do not begin with it, as those of any host but Google's own;
 * behind a prefix that has it, all begin with it.  By hand, with the account's
 * private key:
 *
 *	e=1800000000; p=/photos/cat.jpg; s=$(printf "GET\n\n\n$e\n$p" |
 *	    openssl dgst -sha256 -sign key.pem | base64 -w0 |
 *	    sed 's/+/%2B/g; s|/|%2F|g; s/=/%3D/g')
 *	echo "$p?GoogleAccessId=$ID&Expires=$e&Signature=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bucket.h"
#include "bytes.h"
#include "sigv2.h"

extern const struct scheme scheme_gcs_v2;

static const struct scheme_setting settings[] = {
	{ "bucket", "", NULL, "the bucket of URLs that do not begin with it" },
	{ NULL, NULL, NULL, NULL },
};

static const struct sigv2_vendor google = {
	.id = "GoogleAccessId",
	.headers = "x-goog-",
	.host = "storage.googleapis.com",
};

static enum status
gcs_v2_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return sigv2_read(source, &google, bucket_of(source, &scheme_gcs_v2),
	    arena, credential);
}

static enum status
gcs_v2_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	(void)source, (void)arena, (void)grant;
	return public_key_verify(key->public_key, SIGNATURE_RSA_PKCS1,
	    "SHA256", credential->message, credential->signature);
}

static const char *const algorithms[] = { "RS256", NULL };

const struct scheme scheme_gcs_v2 = {
	.name = "gcs-v2",
	.algorithms = algorithms,
	.reads_request = 1,
	.others_keys = 1,
	.settings = settings,
	.read = gcs_v2_read,
	.verify = gcs_v2_verify,
};
