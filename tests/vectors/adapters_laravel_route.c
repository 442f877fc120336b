/*
 * Laravel's signed routes.  "key" is {"app_key", "absolute"}; the site of the
 * absolute ones is that of the cases.
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "vectors.h"

static json_t *
jwk_of(struct bytes app_key)
{
	struct arena *arena = arena_new(4096);
	struct bytes  k = EMPTY;
	json_t       *jwk = NULL;

	if (base64url_encode(app_key, arena, &k) == STATUS_OK)
		jwk = json_pack("[{s:s, s:s, s:s, s:s%, s:{s:[s]}}]", "kty",
		    "oct", "kid", "app", "alg", "HS256", "k", k.at, k.len,
		    "postern", "schemes", "laravel-route");
	arena_free(arena);
	return jwk;
}

int
laravel_route_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	json_t       *jwks = jwk_of(member_text(key, "app_key", ""));

	policy->keyring = load_keys(jwks);
	json_decref(jwks);
	policy->verifier = (struct verifier){
		.prefix = BYTES("/"),
		.parameter = BYTES("st"),
		.schemes = { scheme_named(BYTES("laravel-route")) },
		.scheme_count = 1,
		.keyring = policy->keyring,
	};
	if (json_is_true(json_object_get(key, "absolute")))
		policy->verifier.policy.base =
		    BYTES("https://img.example.com");
	return policy->keyring != NULL;
}
