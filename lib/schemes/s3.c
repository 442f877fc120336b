/*
 * s3: presigned URLs of Amazon S3 (signature version 4) and of all that speak
 * its language: MinIO, R2, B2, Wasabi, Spaces ...  sigv4.h has the grammar;
 * docs.aws.amazon.com, "Authenticating Requests: Using Query Parameters".
 *
 * The key's id is the access key id.  The application's SDK gets this server as
 * its endpoint.  Both styles work: of path style, the bucket is the route's
 * prefix, "/photos/"; or the setting s3.bucket = photos takes "/photos/" out of
 * the path, and leaves URLs alone whose host begins with "photos.".
 *
 * response-content-disposition, -type and -cache-control count where they are
 * safe (overrides.h); other response-* are signed, and change nothing.
 *
 * postern sign --scheme s3 --base https://img.example.org /photos/cat.jpg
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "bytes.h"
#include "overrides.h"
#include "query.h"
#include "sigv4.h"
#include "source.h"

extern const struct scheme scheme_s3;

static const struct scheme_setting settings[] = {
	{ "bucket", "", NULL, "the bucket that path-style URLs begin with" },
	{ "session_token", "", NULL, "the only session token that is taken" },
	{ "head", "no", "no yes", "whether a GET's URL serves HEAD, too" },
	{ "region", "us-east-1", NULL, "what postern sign says" },
	{ NULL, NULL, NULL, NULL },
};

static const struct sigv4_vendor amazon = {
	.prefix = "X-Amz-",
	.symmetric = "AWS4-HMAC-SHA256",
	.service = "s3",
	.terminator = "aws4_request",
	.secret = "AWS4",
	.payload = "x-amz-content-sha256",
};

/* The secret of a temporary key is another one: only a known token fits. */
static enum status
check_session(const struct source *source, const struct query *query,
    struct arena *arena)
{
	const struct bytes known = source_setting(source, &scheme_s3,
	    "session_token");
	struct bytes token;
	enum status  status = query_optional(query,
	     BYTES("X-Amz-Security-Token"), &token);

	if (status != STATUS_OK || token.at == NULL)
		return status;
	status = query_decode(token, PLUS_IS_BLANK, arena, &token);
	if (status != STATUS_OK)
		return status;
	return known.len > 0 && equal_secret(token, known)
	    ? STATUS_OK : STATUS_UNKNOWN_KEY;
}

static enum status
read_override(const struct query *query, struct bytes name,
    struct arena *arena, struct bytes *value)
{
	enum status status = query_optional(query, name, value);

	if (status != STATUS_OK || value->at == NULL)
		return status;
	return query_decode(*value, PLUS_IS_BLANK, arena, value);
}

static enum status
read_overrides(const struct query *query, struct arena *arena,
    struct terms *terms)
{
	struct bytes disposition, type, caching;
	enum status  status;

	status = read_override(query, BYTES("response-content-disposition"),
	    arena, &disposition);
	if (status == STATUS_OK)
		status = read_override(query, BYTES("response-content-type"),
		    arena, &type);
	if (status == STATUS_OK)
		status = read_override(query, BYTES("response-cache-control"),
		    arena, &caching);
	if (status != STATUS_OK)
		return status;
	if (disposition.at != NULL)
		override_disposition(disposition, arena, terms);
	if (type.at != NULL)
		override_type(type, terms);
	if (caching.at != NULL)
		override_caching(caching, terms);
	return STATUS_OK;
}

/* "/photos/cat.jpg" is "/cat.jpg" of the bucket "photos". */
static enum status
take_bucket(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct bytes bucket = source_setting(source, &scheme_s3,
	    "bucket");
	struct bytes host = source->request->host, rest;
	enum status  status;

	if (bucket.len == 0 || bytes_equal(bytes_cut(&host, '.'), bucket))
		return STATUS_OK;
	status = source_behind_prefix(source, &rest);
	if (status != STATUS_OK)
		return status;
	if (!bytes_equal(bytes_cut(&rest, '/'), bucket))
		return STATUS_OUTSIDE_GRANT;
	return source_take_path(source, rest, arena, credential);
}

static enum status
s3_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct query *query;
	enum status         status;

	status = sigv4_read(source, &amazon, arena, credential);
	if (status == STATUS_OK)
		status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = check_session(source, query, arena);
	if (status == STATUS_OK)
		status = read_overrides(query, arena, &credential->terms);
	return status == STATUS_OK ? take_bucket(source, arena, credential)
				   : status;
}

static enum status
s3_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	(void)grant;
	return sigv4_verify(source, credential, key,
	    source_is_set(source, &scheme_s3, "head"), arena);
}

static enum status
s3_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };

	return sigv4_sign(&amazon, terms, key, verifier,
	    source_setting(&source, &scheme_s3, "region"), arena, url);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_s3 = {
	.name = "s3",
	.algorithms = algorithms,
	.reads_request = 1,
	.others_keys = 1,
	.needs_secret = 1,
	.settings = settings,
	.read = s3_read,
	.verify = s3_verify,
	.sign = s3_sign,
};
