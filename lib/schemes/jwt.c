/*
 * jwt: a signed JSON Web Token (RFC 7519) in JWS compact form (RFC 7515), by
 * the rules of RFC 8725.  docs/jwt.md says what it must have.
 *
 *	TOKEN     = HEADER "." CLAIMS "." SIGNATURE, at most 4096 bytes
 *	HEADER    = base64url of {"alg": ..., "kid"?: ..., "typ"?: ...}
 *	CLAIMS    = base64url of {"exp": seconds since 1970, ...}
 *	SIGNATURE = base64url, over HEADER "." CLAIMS as they stand
 *
 * It names no path: the rules of the route say what its claims open.  To sign
 * one by hand with HS256, the key's bytes in hex in $KEY:
 *
 *	b64() { basenc --base64url -w0 | tr -d =; }
 *	t=$(printf '{"alg":"HS256"}' | b64).$(printf '{"exp":1800000000}' | b64)
 *	printf %s "$t" |
 *	openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary | b64
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "claims.h"
#include "jws.h"
#include "json.h"
#include "json_write.h"
#include "scheme.h"
#include "terms.h"

static enum status
jwt_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct jws *jws;
	enum status status;

	if (!jose_is_compact(source->token, JWS_PARTS))
		return STATUS_FOREIGN_CREDENTIAL;
	if (source->token.len > JOSE_TOKEN_MAX)
		return STATUS_MALFORMED;
	jws = arena_take(arena, sizeof(*jws));
	if (jws == NULL)
		return STATUS_TOO_LARGE;
	status = jws_read(source->token, &source->verifier->policy, arena,
	    jws);
	if (status != STATUS_OK)
		return status;
	credential->message = jws->message;
	credential->signature = jws->signature;
	credential->key_id = jws->header.key_id;
	credential->algorithm = jws->header.algorithm;
	credential->detail = jws;
	return STATUS_OK;
}

/* Nothing of the claims is looked at before the signature was found right. */
static enum status
jwt_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct jws *jws = credential->detail;
	const json_t     *json;
	enum status       status;

	status = jws_verify(key, credential->message, credential->signature);
	if (status == STATUS_OK)
		status = jws_claims(jws, arena, &json);
	if (status == STATUS_OK)
		status = claims_read(json, &source->verifier->policy,
		    TIME_NUMBER, &grant->terms);
	if (status == STATUS_OK)
		grant->claims = json;
	return status;
}

/* ------------------------------------------------------------------ signing */

static struct bytes
first_of(const struct bytes_list *list, struct bytes otherwise)
{
	return list->count > 0 ? list->at[0] : otherwise;
}

static enum status
write_claims(const struct terms *terms, const struct claim_policy *policy,
    struct arena *arena, struct bytes *claims)
{
	struct bytes json = EMPTY;
	enum status  status = json_append_text(arena, &json, "iss",
	     first_of(&policy->issuers, EMPTY));

	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "aud",
		    first_of(&policy->audiences, EMPTY));
	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "sub", terms->subject);
	if (status == STATUS_OK && terms->not_before > 0)
		status = json_append_number(arena, &json, "nbf",
		    terms->not_before);
	/* The last good second is the one before "exp" (RFC 7519 §4.1.4). */
	if (status == STATUS_OK)
		status = json_append_number(arena, &json, "exp",
		    terms->expires_at + 1);
	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "jti", terms->link_id);
	return status != STATUS_OK ? status : json_close(arena, json, claims);
}

/*
 * A JWT has no words for most terms, and what it cannot say must not get lost.
 * The path is the exception: it is the rules that say what the claims open.
 */
static int
can_say(const struct terms *terms)
{
	const struct terms said = {
		.path = BYTES("/"),
		.expires_at = terms->expires_at,
		.not_before = terms->not_before,
		.link_id = terms->link_id,
		.subject = terms->subject,
	};

	return terms_check(&said) == STATUS_OK && terms->expires_at > 0 &&
	    terms->methods.len == 0 && terms->client.len == 0 &&
	    terms->uses == 0 && !terms->shared &&
	    terms->disposition == DISPOSITION_NONE;
}

static enum status
jwt_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	const struct claim_policy *policy = &verifier->policy;
	struct bytes               claims, made;
	enum status                status;

	if (key->algorithm->use != USE_HMAC)
		return STATUS_WRONG_ALGORITHM;
	if (!can_say(terms))
		return STATUS_MALFORMED;
	status = write_claims(terms, policy, arena, &claims);
	if (status == STATUS_OK)
		status = jws_sign(key, policy, claims, arena, &made);
	if (status != STATUS_OK)
		return status;
	if (made.len > JOSE_TOKEN_MAX)
		return STATUS_MALFORMED;
	*token = made;
	return STATUS_OK;
}

extern const struct scheme scheme_jwt;

const struct scheme scheme_jwt = {
	.name = "jwt",
	.algorithms = jws_algorithms,
	.read = jwt_read,
	.verify = jwt_verify,
	.sign = jwt_sign,
};
