/*
 * How files of JOSE and PASETO tokens become a verifier.  "key" is {"jwks":
 * JWK-SET} or, for PASETO, {"key": HEX} or {"public": HEX}, "footer" and
 * "assertion"; "policy" is {"iss", "aud", "leeway", "typ": [TYPE...]}.  A rule
 * opens every path, so that the token alone is judged.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "claims.h"
#include "jose.h"
#include "json.h"
#include "jwe_open.h"
#include "vectors.h"

#define ISSUER   0 /* places in policy->words */
#define AUDIENCE 1
#define TYPES    2

static int
open_policy(const json_t *file, const char *scheme, struct policy *policy)
{
	const json_t    *asked = json_object_get(file, "policy");
	const json_t    *types = json_object_get(asked, "typ");
	const char      *reason;
	struct verifier *verifier = &policy->verifier;

	policy->rules = rules_new(BYTES("/**"), &reason);
	if (policy->keyring == NULL || policy->rules == NULL ||
	    json_array_size(types) > COUNT(policy->words) - TYPES)
		return 0;
	policy->words[ISSUER] = member_text(asked, "iss", "");
	policy->words[AUDIENCE] = member_text(asked, "aud", "");
	for (size_t i = 0; i < json_array_size(types); i++)
		policy->words[TYPES + i] =
		    json_bytes(json_array_get(types, i));
	*verifier = (struct verifier){
		.prefix = BYTES("/"),
		.schemes = { scheme_named(bytes_of(scheme)) },
		.scheme_count = 1,
		.carriers = CARRIER_HEADER,
		.keyring = policy->keyring,
		.rules = policy->rules,
		.policy = {
			.issuers = { policy->words + ISSUER, 1 },
			.audiences = { policy->words + AUDIENCE, 1 },
			.types = { policy->words + TYPES,
			    json_array_size(types) },
			.leeway = json_integer_value(
			    json_object_get(asked, "leeway")),
		},
	};
	return policy->words[ISSUER].len > 0 && policy->words[AUDIENCE].len > 0;
}

/* A key of HS256 signs native tokens, unless it says otherwise. */
json_t *
for_jwt(const json_t *jwks)
{
	json_t *keys = json_deep_copy(jwks);
	json_t *key;
	size_t  i;

	json_array_foreach(keys, i, key)
		if (member_text(key, "alg", "").at[0] == 'H')
			json_object_set_new(key, "postern",
			    json_pack("{s:[s]}", "schemes", "jwt"));
	return keys;
}

int
jwt_open(const json_t *file, struct policy *policy)
{
	const json_t *jwks = json_object_get(json_object_get(file, "key"),
	    "jwks");
	json_t       *keys = for_jwt(json_object_get(jwks, "keys"));

	policy->keyring = load_keys(keys);
	json_decref(keys);
	return open_policy(file, "jwt", policy);
}

/* --------------------------------------------------------------------- JWE */

void
serve_instead(const struct keyring *keyring, const struct scheme *scheme,
    const struct scheme *instead)
{
	for (size_t i = 0; i < keyring_count(keyring); i++) {
		const struct key *found = keyring_at(keyring, i);
		struct key       *key;

		memcpy(&key, &found, sizeof(key));
		if (key->schemes[0] == scheme)
			key->schemes[0] = instead;
	}
}

/*
 * The cases judge decryption and claims alone.  What was encrypted with a
 * public key says nothing of who did it, so the product takes no claims from
 * it (test_jwe.c): here, and only here, they are read all the same.
 */
static enum status
open_and_read(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct claim_policy *policy = &source->verifier->policy;
	struct jose_header         header;
	struct jwe                 jwe;
	struct bytes               content;
	enum status                status;

	if (key->algorithm->use != USE_OAEP)
		return scheme_named(BYTES("jwe"))->verify(source, credential,
		    key, arena, grant);
	status = jwe_read(source->token, policy, arena, &header, &jwe);
	if (status == STATUS_OK)
		status = jwe_open(&jwe, key, arena, &content);
	if (status == STATUS_OK)
		status = json_read(content, arena, &grant->claims);
	if (status != STATUS_OK)
		return status;
	return claims_read(grant->claims, policy, TIME_NUMBER, &grant->terms);
}

int
jwe_open_vectors(const json_t *file, struct policy *policy)
{
	static struct scheme scheme;
	const json_t        *jwks = json_object_get(
	           json_object_get(file, "key"), "jwks");

	policy->keyring = load_keys(json_object_get(jwks, "keys"));
	if (!open_policy(file, "jwe", policy))
		return 0;
	scheme = *policy->verifier.schemes[0];
	scheme.verify = open_and_read;
	serve_instead(policy->keyring, policy->verifier.schemes[0], &scheme);
	policy->verifier.schemes[0] = &scheme;
	return 1;
}

/* ------------------------------------------------------------------ PASETO */

/* hex --> base64url */
static struct bytes
recode(const char *hex, struct arena *arena)
{
	char         raw[64];
	struct bytes text = BYTES("");
	size_t       n = 0;

	for (; n < sizeof(raw) && hex[2 * n] != '\0'; n++) {
		unsigned byte;

		if (sscanf(hex + 2 * n, "%2x", &byte) != 1)
			return text;
		raw[n] = (char)byte;
	}
	if (base64url_encode((struct bytes){ raw, n }, arena, &text) !=
	    STATUS_OK)
		return BYTES("");
	return text;
}

static const struct purpose {
	const char *algorithm, *type, *member; /* of a JWK */
	const char *key;                       /* of the file */
	const char *other;                     /* some other key, in hex */
} local = {
	"v4.local", "oct", "k", "key",
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
}, public = {
	"v4.public", "OKP", "x", "public",
	"03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
};

static json_t *
paseto_key(const struct purpose *purpose, struct bytes id, struct bytes hex)
{
	struct arena *arena = arena_new(1024);
	struct bytes  value = recode(hex.at, arena);
	json_t       *key = json_pack("{s:s, s:s, s:s, s:s%, s:s%}", "kty",
	          purpose->type, "crv", "Ed25519", "alg", purpose->algorithm,
	          "kid", id.at, id.len, purpose->member, value.at, value.len);

	arena_free(arena);
	return key;
}

/*
 * The file's footer is the one that names its key.  There is a second key, so
 * that a token has to name one.
 */
int
paseto_open(const json_t *file, struct policy *policy)
{
	const json_t         *key = json_object_get(file, "key");
	const struct purpose *purpose =
	    json_object_get(key, local.key) != NULL ? &local : &public;
	json_t *footer = json_loads(member_text(key, "footer", "").at, 0, NULL);
	json_t *keys = json_array();

	json_array_append_new(keys, paseto_key(purpose,
	    member_text(footer, "kid", ""),
	    member_text(key, purpose->key, "")));
	json_array_append_new(keys, paseto_key(purpose, BYTES("other"),
	    bytes_of(purpose->other)));
	policy->keyring = load_keys(keys);
	json_decref(keys);
	json_decref(footer);
	if (!open_policy(file, "paseto", policy))
		return 0;
	policy->verifier.policy.assertion = member_text(key, "assertion", "");
	return 1;
}
