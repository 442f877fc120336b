/*
 * s3: presigned URLs of Amazon S3 (signature version 4) and of all that speak
 * its language: MinIO, R2, B2, Wasabi, Spaces ...  sigv4.h has the grammar;
 * docs.aws.amazon.com, "Authenticating Requests: Using Query Parameters".
 *
 * The key's id is the access key id.  The application's SDK gets this server as
 * its endpoint, and may go on with the style that it has:
 *
 *	path style,  https://img.example.org/photos/cat.jpg
 *	    prefix = /photos/   with the root of the bucket's files, or
 *	    prefix = /          and s3.bucket = photos
 *	host style,  https://photos.example.org/cat.jpg
 *	    prefix = /          whether s3.bucket is set or not
 *
 * s3.bucket takes "/photos/" out of paths, behind the prefix; it leaves those
 * alone whose host is "photos" or begins with "photos.".  The host is signed:
 * that of the route's base or, where it has none, what the client asked for, so
 * that a key of several sites wants a base on each.
 *
 * A URL of a temporary key has a session token: it is refused, but for the one
 * that s3.session_token says.  response-content-disposition, -type and
 * -cache-control count where they are safe (overrides.h); others of them are
 * signed, and change nothing.  What asks for no file, as "?acl", opens none.
 *
 * postern sign --not-before says X-Amz-Date, which counts from 15 minutes
 * before, as clocks differ.  By hand:
 *
 *	hmac() { printf %s "$2" |
 *	    openssl dgst -sha256 -mac HMAC -macopt "$1" -r | cut -c1-64; }
 *	host=img.example.org; path=/photos/cat.jpg
 *	date=$(date -u +%Y%m%dT%H%M%SZ); day=${date%T*}
 *	scope=$day/us-east-1/s3/aws4_request
 *	q="X-Amz-Algorithm=AWS4-HMAC-SHA256"
 *	q="$q&X-Amz-Credential=$ID%2F$(echo $scope | sed 's|/|%2F|g')"
 *	q="$q&X-Amz-Date=$date&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
 *	hash=$(printf "GET\n%s\n%s\nhost:%s\n\nhost\nUNSIGNED-PAYLOAD" \
 *	    "$path" "$q" "$host" | openssl dgst -sha256 -r | cut -c1-64)
 *	k=$(hmac "key:AWS4$SECRET" $day)
 *	for part in us-east-1 s3 aws4_request; do
 *	    k=$(hmac hexkey:$k $part); done
 *	s=$(hmac hexkey:$k "$(printf "AWS4-HMAC-SHA256\n%s\n%s\n%s" $date \
 *	    $scope $hash)")
 *	echo "https://$host$path?$q&X-Amz-Signature=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include "bucket.h"
#include "bytes.h"
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
s3_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct query *query;
	enum status         status;

	status = sigv4_read(source, &amazon, bucket_of(source, &scheme_s3),
	    arena, credential);
	if (status == STATUS_OK)
		status = query_read(source->request->query, arena, &query);
	return status == STATUS_OK ? check_session(source, query, arena)
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
