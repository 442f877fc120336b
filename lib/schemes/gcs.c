/*
 * gcs: signed URLs of Google Cloud Storage, version 4, by RSA or HMAC.
 * sigv4.h has the grammar; cloud.google.com, "V4 signing process".
 *
 * The key's id is the service account's address, or the id of the HMAC key
 * (GOOG1E...).  Hosts are signed without their port, as Google's signers do, or
 * with it.  By hand, with an HMAC key:
 *
 * postern sign --scheme gcs --base https://img.example.org /photos/cat.jpg
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "sigv4.h"

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
	return sigv4_read(source, &google, arena, credential);
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

extern const struct scheme scheme_gcs;

const struct scheme scheme_gcs = {
	.name = "gcs",
	.algorithms = algorithms,
	.reads_request = 1,
	.others_keys = 1,
	.needs_secret = 1,
	.read = gcs_read,
	.verify = gcs_verify,
	.sign = gcs_sign,
};
