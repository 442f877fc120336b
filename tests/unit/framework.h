/*
 * Routes for the tokens of frameworks, and their keys of SECRET_TEXT.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_FRAMEWORK_H
#define TESTS_UNIT_FRAMEWORK_H

#include "foreign.h"

#define AGE    600
#define LIMIT  (1 << 14)
#define PREFIX "/img/"

static struct keyring *keyring;
static struct id_map  *ids;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = {
		FOREIGN_JWK("d1", "HS256", "django-signer"),
		FOREIGN_JWK("d2", "HS256", "django-dumps"),
		FOREIGN_JWK("i1", "HS1", "itsdangerous"),
		FOREIGN_JWK("e1", "HS256", "express-cookie"),
		FOREIGN_JWK("e2", "HS1", "express-session"),
		FOREIGN_JWK("r1", "HS256", "rails-message"),
		FOREIGN_JWK("r2", "HS256", "rails-signed-id"),
		"{\"kty\":\"oct\",\"kid\":\"r3\",\"alg\":\"dir\",\"enc\":"
		"\"A256GCM\",\"k\":\"" SECRET_K "\",\"postern\":{\"schemes\":"
		"[\"rails-cookie\"]}}",
	};
	struct complaint complaint;

	(void)state;
	keyring = keyring_of(jwks, COUNT(jwks));
	ids = id_map_load("by-id/{id}.jpg", &complaint);
	return crypto_start() == STATUS_OK && ids != NULL ? 0 : -1;
}

static int
close_keyring(void **state)
{
	(void)state;
	keyring_free(keyring);
	id_map_free(ids);
	return 0;
}

static inline struct verifier
verifier_of(const char *scheme)
{
	struct verifier verifier = foreign_verifier(scheme, keyring);

	verifier.prefix = BYTES(PREFIX);
	verifier.parameter = verifier.cookie = BYTES("st");
	verifier.policy.path_field = BYTES("image");
	verifier.policy.longest_age = scheme_states_issue(verifier.schemes[0])
	    ? AGE : 0;
	verifier.ids = ids;
	return verifier;
}

#endif
