/*
 * rfc9246: URI Signing for CDNI (RFC 9246), as Traffic Server's uri_signing
 * has it, too: a signed JWT that says for which URIs it is.
 *
 *	URL    = "https://" HOST PATH "?" [QUERY "&"] PACKAGE ["&" QUERY]
 *	COOKIE = PACKAGE, where the URL has none
 *	PACKAGE = "URISigningPackage=" TOKEN
 *	TOKEN  = a JWT in JWS compact form, at most 8192 bytes
 *
 * cdni_claims.h and cdni_uri.h have the claims: of the URI, normalised and
 * without its package, "cdniuc" has the hash or an expression that matches it.
 * "exp" must be there, and there is no leeway (§2.1.4).  A token with "jti" is
 * for one use, which nothing here counts.  cdni_renewal.h renews by cookie.
 * By hand, with HS256 and the key's bytes in hex in $KEY:
 *
 *	b64() { basenc --base64url -w0 | tr -d =; }
 *	u=https://img.example.org/cat.jpg
 *	h=$(printf %s "$u" | openssl dgst -sha256 -binary | b64)
 *	t=$(printf '{"alg":"HS256"}' | b64).$(printf '{"exp":%d,"cdniuc":%s}' \
 *	    2000000000 "\"hash:sha-256;$h\"" | b64)
 *	echo "$u?URISigningPackage=$t.$(printf %s "$t" | openssl dgst -sha256 \
 *	    -mac HMAC -macopt hexkey:$KEY -binary | b64)"
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "bytes.h"
#include "cdni_claims.h"
#include "cdni_renewal.h"
#include "cdni_uri.h"
#include "claims.h"
#include "json.h"
#include "json_write.h"
#include "jws.h"
#include "query.h"
#include "source.h"
#include "terms.h"
#include "uri_normal.h"

#define TOKEN_MAX 8192

extern const struct scheme scheme_rfc9246;

static const struct scheme_setting settings[] = {
	{ "same_site", "Lax", "Lax Strict None",
	    "of the cookies that renew a token" },
	{ NULL, NULL, NULL, NULL },
};

struct detail {
	struct jws   jws;
	struct bytes uri; /* normal, without the package */
};

/* ----------------------------------------------------------------- reading */

/* Where it stands in the query; at is NULL: nowhere. */
static enum status
find_parameter(const struct source *source, struct arena *arena,
    struct parameter *package)
{
	const struct query *query;
	struct bytes        value;
	enum status         status;

	*package = (struct parameter){ .whole = { NULL, 0 } };
	if (!source_looks_in(source, CARRIER_QUERY))
		return STATUS_OK;
	status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = query_optional(query, BYTES(CDNI_PACKAGE), &value);
	for (size_t i = 0; status == STATUS_OK && i < query->count; i++)
		if (bytes_equal(query->at[i].name, BYTES(CDNI_PACKAGE)))
			*package = query->at[i];
	return status;
}

/*
 * The one in the URL is what the client was given for it; the cookie, which
 * comes along whether or not it is asked for, is for URLs that have none.
 */
static enum status
find_token(const struct source *source, const struct parameter *package,
    struct credential *credential, struct bytes *token)
{
	if (package->whole.at != NULL) {
		*token = package->value;
		return STATUS_OK;
	}
	credential->carrier = CARRIER_COOKIE;
	return source_cookie(source, BYTES(CDNI_PACKAGE), token);
}

/* §2.1.15: with the '&' behind it or, where none is, what is before it. */
static enum status
without_package(struct bytes query, struct bytes package, struct arena *arena,
    struct bytes *rest)
{
	size_t from, end;

	*rest = query;
	if (package.at == NULL)
		return STATUS_OK;
	from = (size_t)(package.at - query.at);
	end = from + package.len;
	if (end < query.len)
		end++;
	else if (from > 0)
		from--;
	return arena_join(arena, (const struct bytes[]){ { query.at, from },
	    { query.at + end, query.len - end } }, 2, rest);
}

static enum status
read_uri(const struct source *source, struct bytes package,
    struct arena *arena, struct bytes *uri)
{
	struct bytes origin, query;
	enum status  status = source_origin(source, arena, &origin);

	if (status == STATUS_OK)
		status = without_package(source->request->query, package,
		    arena, &query);
	return status != STATUS_OK ? status
	    : uri_normalise(origin, source->request->raw_path, query, arena,
	          uri);
}

static enum status
rfc9246_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct detail   *detail = arena_take(arena, sizeof(*detail));
	struct parameter package;
	struct bytes     token;
	enum status      status;

	if (detail == NULL)
		return STATUS_TOO_LARGE;
	status = find_parameter(source, arena, &package);
	if (status == STATUS_OK)
		status = find_token(source, &package, credential, &token);
	if (status != STATUS_OK)
		return status;
	if (token.len > TOKEN_MAX || !jose_is_compact(token, JWS_PARTS))
		return STATUS_MALFORMED;
	status = jws_read(token, &source->verifier->policy, arena,
	    &detail->jws);
	if (status == STATUS_OK)
		status = read_uri(source, package.whole, arena, &detail->uri);
	if (status != STATUS_OK)
		return status;
	credential->message = detail->jws.message;
	credential->signature = detail->jws.signature;
	credential->key_id = detail->jws.header.key_id;
	credential->algorithm = detail->jws.header.algorithm;
	credential->terms.path = source->request->path;
	credential->detail = detail;
	return STATUS_OK;
}

/* --------------------------------------------------------------- verifying */

static enum status
rfc9246_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct detail *detail = credential->detail;
	struct claim_policy  policy = source->verifier->policy;
	const json_t        *claims;
	enum status          status;

	policy.leeway = 0;
	status = jws_verify(key, credential->message, credential->signature);
	if (status == STATUS_OK)
		status = jws_claims(&detail->jws, arena, &claims);
	if (status == STATUS_OK)
		status = claims_read(claims, &policy, TIME_NUMBER,
		    &grant->terms);
	if (status == STATUS_OK)
		status = cdni_claims_read(claims, detail->uri, arena,
		    &grant->terms);
	if (status == STATUS_OK)
		grant->claims = claims;
	return status;
}

static enum status
rfc9246_renew(const struct grant *grant, const struct request *request,
    int64_t now, struct arena *arena, struct bytes *set_cookie)
{
	const struct source source = { .verifier = grant->verifier };

	return cdni_renew(grant, request, source_setting(&source,
	    &scheme_rfc9246, "same_site"), now, arena, set_cookie);
}

/* ----------------------------------------------------------------- signing */

/* What is for one use, or about a person, is not for us to write (§2.1). */
static int
can_say(const struct terms *terms)
{
	struct terms said = *terms;

	said.is_prefix = 0;
	said.not_before = 0;
	return terms_are_plain(&said) && terms->expires_at > 0;
}

static struct bytes
first_of(const struct bytes_list *list)
{
	return list->count > 0 ? list->at[0] : EMPTY;
}

static enum status
write_claims(const struct terms *terms, const struct claim_policy *policy,
    struct bytes container, struct arena *arena, struct bytes *claims)
{
	struct bytes json = EMPTY;
	enum status  status = json_append_text(arena, &json, "iss",
	     first_of(&policy->issuers));

	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "aud",
		    first_of(&policy->audiences));
	if (status == STATUS_OK && terms->not_before > 0)
		status = json_append_number(arena, &json, "nbf",
		    terms->not_before);
	if (status == STATUS_OK)
		status = json_append_number(arena, &json, "exp",
		    terms->expires_at + 1);
	if (status == STATUS_OK)
		status = json_append_number(arena, &json, "cdniv", 1);
	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "cdniuc", container);
	return status != STATUS_OK ? status : json_close(arena, json, claims);
}

static enum status
rfc9246_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct claim_policy *policy = &verifier->policy;
	struct bytes               path, uri, text;
	enum status                status;

	if (!can_say(terms) || policy->base.len == 0)
		return STATUS_MALFORMED;
	status = percent_encode(terms->path, arena, &path);
	if (status == STATUS_OK)
		status = uri_normalise(policy->base, path, EMPTY, arena, &uri);
	if (status == STATUS_OK)
		status = cdni_uri_write(uri, terms->is_prefix, arena, &text);
	if (status == STATUS_OK)
		status = write_claims(terms, policy, text, arena, &text);
	if (status == STATUS_OK)
		status = jws_sign(key, policy, text, arena, &text);
	return status != STATUS_OK ? status
	    : arena_join(arena, (const struct bytes[]){ path,
	          BYTES("?" CDNI_PACKAGE "="), text }, 3, url);
}

const struct scheme scheme_rfc9246 = {
	.name = "rfc9246",
	.algorithms = jws_algorithms,
	.reads_request = 1,
	.settings = settings,
	.read = rfc9246_read,
	.verify = rfc9246_verify,
	.renew = rfc9246_renew,
	.sign = rfc9246_sign,
};
