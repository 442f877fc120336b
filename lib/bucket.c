/* See bucket.h.  SPDX-License-Identifier: ISC */
#include "bucket.h"

#include "bytes.h"
#include "query.h"
#include "source.h"

/* Whether the bucket is a segment of the prefix. */
static int
has_segment(struct bytes prefix, struct bytes bucket)
{
	while (prefix.len > 0)
		if (bytes_equal(bytes_cut(&prefix, '/'), bucket))
			return 1;
	return 0;
}

struct bytes
bucket_of(const struct source *source, const struct scheme *scheme)
{
	const struct bytes bucket = source_setting(source, scheme, "bucket");

	return has_segment(source->verifier->prefix, bucket) ? EMPTY : bucket;
}

int
bucket_has_host(struct bytes bucket, struct bytes host)
{
	if (!bytes_start_with(host, bucket))
		return 0;
	return host.len == bucket.len || host.at[bucket.len] == '.' ||
	    host.at[bucket.len] == ':';
}

enum status
bucket_take(const struct source *source, struct bytes bucket,
    struct arena *arena, struct credential *credential)
{
	struct bytes rest;
	enum status  status = source_behind_prefix(source, &rest);

	if (status != STATUS_OK || !bytes_equal(bytes_cut(&rest, '/'), bucket))
		return STATUS_OUTSIDE_GRANT;
	return source_take_path(source, rest, arena, credential);
}

/*
 * Parameters by which a GET reads something else than a file: Amazon's
 * (docs.aws.amazon.com, "Amazon S3 API Reference") and Google's
 * (cloud.google.com, "XML API: query string parameters").  Versions are not
 * among them: here a file has one.
 */
static const char *const others[] = { "accelerate", "acl", "analytics",
	"attributes", "billing", "compose", "cors", "defaultObjectAcl",
	"delete", "encryption", "encryptionConfig", "intelligent-tiering",
	"inventory", "legal-hold", "lifecycle", "list-type", "location",
	"logging", "metrics", "notification", "object-lock",
	"ownershipControls", "partNumber", "policy", "policyStatus",
	"publicAccessBlock", "replication", "requestPayment", "restore",
	"retention", "select", "storageClass", "tagging", "torrent",
	"uploadId", "uploads", "versioning", "versions", "website" };

static int
is_other(struct bytes name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (query_names(name, bytes_of(others[i])))
			return 1;
	return 0;
}

enum status
bucket_judge_query(const struct query *query)
{
	for (size_t i = 0; i < query->count; i++)
		if (is_other(query->at[i].name))
			return STATUS_OUTSIDE_GRANT;
	return STATUS_OK;
}
