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
#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "claims.h"
#include "json_write.h"
#include "scheme.h"
#include "seen_tokens.h"
#include "terms.h"

/* RFC 7518 §3.1 and RFC 8037 §3.1, without "none". */
static const char *const algorithms[] = { "HS256", "HS384", "HS512", "RS256",
	"RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
	"EdDSA", NULL };

static int
is_algorithm(struct bytes name)
{
	for (size_t i = 0; algorithms[i] != NULL; i++)
		if (bytes_equal(name, bytes_of(algorithms[i])))
			return 1;
	return 0;
}

/* What verify needs beside the credential. */
struct detail {
	struct jose_header header;
	struct bytes       text;   /* of the claims, decoded */
	const json_t      *claims; /* NULL: still to be read from the text */
	struct seen_name   name;   /* of the token */
};

/* What was signed stands behind the header: claims first. */
static enum status
read_parts(struct bytes token, struct arena *arena, struct detail *detail,
    struct bytes *signature)
{
	const struct seen_token *seen = seen_token_find(token, &detail->name);
	struct bytes             rest = token, parts[JWS_PARTS - 1];
	enum status              status;

	if (seen != NULL) {
		detail->header = seen->header;
		detail->claims = seen->claims;
		rest.at += bytes_last(token, '.') + 1;
		rest.len -= bytes_last(token, '.') + 1;
		return base64url_decode(rest, arena, signature);
	}
	status = jose_header_read(bytes_cut(&rest, '.'), arena,
	    &detail->header);
	if (status == STATUS_OK)
		status = jose_parts(token, arena, parts, JWS_PARTS - 1);
	if (status != STATUS_OK)
		return status;
	detail->text = parts[0];
	*signature = parts[1];
	return STATUS_OK;
}

static enum status
jwt_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct bytes token = source->token;
	struct detail     *detail;
	enum status        status;

	if (!jose_is_compact(token, JWS_PARTS))
		return STATUS_FOREIGN_CREDENTIAL;
	if (token.len > JOSE_TOKEN_MAX)
		return STATUS_MALFORMED;
	detail = arena_take(arena, sizeof(*detail));
	if (detail == NULL)
		return STATUS_TOO_LARGE;
	status = read_parts(token, arena, detail, &credential->signature);
	if (status == STATUS_OK)
		status = jose_header_judge(&detail->header,
		    &source->verifier->policy);
	if (status != STATUS_OK)
		return status;
	if (detail->header.encryption.len > 0)
		return STATUS_MALFORMED;
	if (!is_algorithm(detail->header.algorithm))
		return STATUS_WRONG_ALGORITHM;
	credential->message = (struct bytes){ token.at,
		bytes_last(token, '.') };
	credential->key_id = detail->header.key_id;
	credential->algorithm = detail->header.algorithm;
	credential->detail = detail;
	return STATUS_OK;
}

/* Nothing of the claims is looked at before the signature was found right. */
static enum status
jwt_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct detail *detail = credential->detail;
	const json_t        *claims = detail->claims;
	enum status          status;

	status = jws_verify(key, credential->message, credential->signature);
	if (status == STATUS_OK && claims == NULL)
		status = seen_token_read(&detail->name, &detail->header,
		    detail->text, arena, &claims);
	if (status == STATUS_OK)
		status = claims_read(claims, &source->verifier->policy,
		    TIME_NUMBER, &grant->terms);
	if (status == STATUS_OK)
		grant->claims = claims;
	return status;
}

/* ------------------------------------------------------------------ signing */

static enum status
encode_object(struct arena *arena, struct bytes members, struct bytes *encoded)
{
	enum status status = json_close(arena, members, &members);

	return status != STATUS_OK ? status
				   : base64url_encode(members, arena, encoded);
}

static struct bytes
first_of(const struct bytes_list *list, struct bytes otherwise)
{
	return list->count > 0 ? list->at[0] : otherwise;
}

static enum status
write_header(const struct key *key, const struct claim_policy *policy,
    struct arena *arena, struct bytes *header)
{
	struct bytes json = EMPTY;
	enum status  status = json_append_text(arena, &json, "alg",
	     bytes_of(key->algorithm->name));

	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "kid", key->id);
	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "typ",
		    first_of(&policy->types, BYTES("JWT")));
	return status != STATUS_OK ? status
				   : encode_object(arena, json, header);
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
	return status != STATUS_OK ? status
				   : encode_object(arena, json, claims);
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
append_mac(const struct key *key, struct bytes message, struct arena *arena,
    struct bytes *token)
{
	unsigned char mac[HMAC_MAX];
	struct bytes  encoded;
	size_t        length;
	enum status   status;

	status = hmac_compute(key->hmac, &message, 1, mac, &length);
	if (status == STATUS_OK)
		status = base64url_encode(
		    (struct bytes){ (char *)mac, length }, arena, &encoded);
	if (status != STATUS_OK)
		return status;
	if (message.len + 1 + encoded.len > JOSE_TOKEN_MAX)
		return STATUS_MALFORMED;
	return arena_join(arena,
	    (const struct bytes[]){ message, BYTES("."), encoded }, 3, token);
}

static enum status
jwt_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	const struct claim_policy *policy = &verifier->policy;
	struct bytes               header, claims, message;
	enum status                status;

	if (key->algorithm->use != USE_HMAC)
		return STATUS_WRONG_ALGORITHM;
	if (!can_say(terms))
		return STATUS_MALFORMED;
	status = write_header(key, policy, arena, &header);
	if (status == STATUS_OK)
		status = write_claims(terms, policy, arena, &claims);
	if (status == STATUS_OK)
		status = arena_join(arena,
		    (const struct bytes[]){ header, BYTES("."), claims }, 3,
		    &message);
	return status != STATUS_OK ? status
				   : append_mac(key, message, arena, token);
}

extern const struct scheme scheme_jwt;

const struct scheme scheme_jwt = {
	.name = "jwt",
	.algorithms = algorithms,
	.read = jwt_read,
	.verify = jwt_verify,
	.sign = jwt_sign,
};
