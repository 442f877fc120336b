/*
 * cloudfront: signed URLs and signed cookies of Amazon CloudFront
 * (docs.aws.amazon.com, "Use signed URLs", "Use signed cookies").
 *
 *	URL    = URL "Expires=" seconds "&Signature=" ENCODED "&Key-Pair-Id=" ID
 *	       / URL "Policy=" ENCODED "&Signature=" ENCODED "&Key-Pair-Id=" ID
 *	         either with "&Hash-Algorithm=" SHA1 or SHA256; none: SHA1
 *	COOKIE = the same names with "CloudFront-" before them
 *	ENCODED = base64 with "-", "_" and "~" for "+", "=" and "/"
 *
 * What is signed is the policy (cloudfront_policy.h); with Expires it is that
 * of the very URL, its own parameters left out.  Where both are there, Policy
 * counts.  The key's id is the key pair's.  An RSA key of RS1 takes SHA-1 and
 * SHA-256, one of RS256 the latter alone; so does ES256, unless
 * cloudfront.ecdsa_sha1 = yes.  By hand:
 *
 *	u=https://img.example.org/cat.jpg; e=1800000000
 *	p='{"Statement":[{"Resource":"'$u'","Condition":{"DateLessThan":'
 *	s=$(printf %s "$p{\"AWS:EpochTime\":$e}}}]}" | openssl dgst -sha1 \
 *	    -sign key.pem | base64 -w0 | tr +=/ -_~)
 *	echo "$u?Expires=$e&Signature=$s&Key-Pair-Id=$ID"
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "base64.h"
#include "bytes.h"
#include "cloudfront_policy.h"
#include "query.h"
#include "source.h"
#include "token_fields.h"

extern const struct scheme scheme_cloudfront;

static const struct scheme_setting settings[] = {
	{ "ecdsa_sha1", "no", "no yes", "whether ECDSA over SHA-1 counts" },
	{ NULL, NULL, NULL, NULL },
};

/* Parts as they stand; at is NULL: absent. */
struct parts {
	struct bytes key_id, signature, expires, policy, digest;
};

/* What verify needs beside the credential. */
struct detail {
	struct bytes url;       /* the resource: without our parameters */
	const char  *digest;
	int          is_custom; /* the message is the policy */
};

static const struct part {
	const char *parameter, *cookie;
	size_t      member;
} parts_table[] = {
	{ "Key-Pair-Id", "CloudFront-Key-Pair-Id",
	    offsetof(struct parts, key_id) },
	{ "Signature", "CloudFront-Signature",
	    offsetof(struct parts, signature) },
	{ "Expires", "CloudFront-Expires", offsetof(struct parts, expires) },
	{ "Policy", "CloudFront-Policy", offsetof(struct parts, policy) },
	{ "Hash-Algorithm", "CloudFront-Hash-Algorithm",
	    offsetof(struct parts, digest) },
};

#define PARTS (sizeof(parts_table) / sizeof(*parts_table))

static struct bytes *
member(struct parts *parts, size_t i)
{
	return (struct bytes *)(void *)((char *)parts +
	    parts_table[i].member);
}

/* ----------------------------------------------------------------- reading */

static enum status
read_query(const struct query *query, struct arena *arena, struct parts *parts)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < PARTS; i++) {
		struct bytes *part = member(parts, i);

		status = query_optional(query,
		    bytes_of(parts_table[i].parameter), part);
		if (status == STATUS_OK && part->at != NULL)
			status = query_decode(*part, PLUS_IS_PLUS, arena,
			    part);
	}
	return status;
}

static enum status
read_cookies(const struct source *source, struct parts *parts)
{
	for (size_t i = 0; i < PARTS; i++) {
		enum status status = source_cookie(source,
		    bytes_of(parts_table[i].cookie), member(parts, i));

		if (status != STATUS_OK && status != STATUS_NO_CREDENTIAL)
			return status;
	}
	return STATUS_OK;
}

static int
is_ours(struct bytes name)
{
	for (size_t i = 0; i < PARTS; i++)
		if (query_names(name, bytes_of(parts_table[i].parameter)))
			return 1;
	return 0;
}

/* The URL without our parameters, which CloudFront takes out. */
static enum status
write_url(const struct source *source, const struct query *query,
    struct arena *arena, struct bytes *url)
{
	struct bytes origin, rest = EMPTY;
	enum status  status = source_origin(source, arena, &origin);

	for (size_t i = 0; status == STATUS_OK && i < query->count; i++)
		if (!is_ours(query->at[i].name))
			status = arena_join(arena, (const struct bytes[]){
			    rest, rest.len == 0 ? BYTES("?") : BYTES("&"),
			    query->at[i].whole }, 3, &rest);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ origin,
	    source->request->raw_path, rest }, 3, url);
}

static enum status
decode(struct bytes text, struct arena *arena, struct bytes *decoded)
{
	char *plain = arena_take(arena, text.len);

	if (plain == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '+' || c == '=' || c == '/')
			return STATUS_MALFORMED;
		plain[i] = (char)(c == '-' ? '+' : c == '_' ? '='
		                                 : c == '~' ? '/' : c);
	}
	return base64_decode((struct bytes){ plain, text.len }, BASE64_PADDED,
	    arena, decoded);
}

static enum status
read_digest(struct bytes name, const char **digest)
{
	*digest = "SHA1";
	if (name.at == NULL || bytes_equal(name, BYTES("SHA1")))
		return STATUS_OK;
	*digest = "SHA256";
	return bytes_equal(name, BYTES("SHA256")) ? STATUS_OK
						  : STATUS_MALFORMED;
}

static enum status
read_canned(const struct parts *parts, const struct detail *detail,
    struct arena *arena, struct credential *credential)
{
	struct terms *terms = &credential->terms;
	enum status   status = token_number(parts->expires,
	      &terms->expires_at);

	if (status != STATUS_OK)
		return status;
	if (terms->expires_at == 0)
		return STATUS_MALFORMED;
	terms->expires_at--; /* DateLessThan */
	return cloudfront_policy_write(detail->url, parts->expires, arena,
	    &credential->message);
}

static enum status
read_parts(const struct parts *parts, struct detail *detail,
    struct arena *arena, struct credential *credential)
{
	enum status status = read_digest(parts->digest, &detail->digest);

	if (parts->key_id.len == 0 || parts->signature.len == 0)
		return STATUS_MALFORMED;
	if (parts->policy.at == NULL && parts->expires.at == NULL)
		return STATUS_CLAIM_MISSING;
	credential->key_id = parts->key_id;
	detail->is_custom = parts->policy.at != NULL;
	if (status == STATUS_OK)
		status = decode(parts->signature, arena,
		    &credential->signature);
	if (status != STATUS_OK)
		return status;
	return detail->is_custom
	    ? decode(parts->policy, arena, &credential->message)
	    : read_canned(parts, detail, arena, credential);
}

static enum status
cloudfront_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct detail      *detail = arena_take(arena, sizeof(*detail));
	const struct query *query;
	struct parts        parts = { .key_id = { NULL, 0 } }, cookies = parts;
	enum status         status;

	if (detail == NULL)
		return STATUS_TOO_LARGE;
	status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = read_query(query, arena, &parts);
	if (status == STATUS_OK)
		status = read_cookies(source, &cookies);
	if (status != STATUS_OK)
		return status;
	/* Others have an Expires and a Signature, too. */
	if (parts.key_id.at == NULL && cookies.key_id.at == NULL)
		return STATUS_NO_CREDENTIAL;
	if (cookies.key_id.at != NULL) {
		if (parts.key_id.at != NULL)
			return STATUS_AMBIGUOUS;
		credential->carrier = CARRIER_COOKIE;
		parts = cookies;
	}
	status = write_url(source, query, arena, &detail->url);
	credential->detail = detail;
	credential->terms.path = source->request->path;
	return status == STATUS_OK
	    ? read_parts(&parts, detail, arena, credential) : status;
}

/* --------------------------------------------------------------- verifying */

static int
takes_sha1(const struct source *source, const struct key *key)
{
	if (key->algorithm->form == SIGNATURE_ECDSA)
		return source_is_set(source, &scheme_cloudfront,
		    "ecdsa_sha1");
	return bytes_equal(bytes_of(key->algorithm->name), BYTES("RS1"));
}

static enum status
cloudfront_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct detail *detail = credential->detail;
	enum signature_form  form = key->algorithm->form;
	enum status          status;

	if (bytes_equal(bytes_of(detail->digest), BYTES("SHA1")) &&
	    !takes_sha1(source, key))
		return STATUS_WRONG_ALGORITHM;
	if (form == SIGNATURE_ECDSA)
		form = SIGNATURE_ECDSA_DER;
	status = public_key_verify(key->public_key, form, detail->digest,
	    credential->message, credential->signature);
	if (status != STATUS_OK || !detail->is_custom)
		return status;
	return cloudfront_policy_read(credential->message, detail->url, arena,
	    &grant->terms);
}

static const char *const algorithms[] = { "RS1", "RS256", "ES256", NULL };

const struct scheme scheme_cloudfront = {
	.name = "cloudfront",
	.algorithms = algorithms,
	.reads_request = 1,
	.others_keys = 1,
	.settings = settings,
	.read = cloudfront_read,
	.verify = cloudfront_verify,
};
