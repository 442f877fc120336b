/* A set of JWKs (RFC 7517 §5).  SPDX-License-Identifier: ISC */
#include "bytes.h"
#include "json.h"
#include "jwk.h"

/* A symmetric key among those of an issuer's would be known to the world. */
static int
is_mixed(const json_t *list)
{
	const json_t *jwk;
	size_t        i, symmetric = 0;

	json_array_foreach(list, i, jwk)
		symmetric += (size_t)json_is(json_object_get(jwk, "kty"),
		    BYTES("oct"));
	return symmetric > 0 && symmetric < json_array_size(list);
}

static int
has_known_type(const json_t *jwk)
{
	const json_t *kty = json_object_get(jwk, "kty");

	return !json_is_string(kty) || json_is(kty, BYTES("oct")) ||
	    json_is(kty, BYTES("RSA")) || json_is(kty, BYTES("EC")) ||
	    json_is(kty, BYTES("OKP"));
}

/* That one can seal for, and only its owner open. */
static int
is_for_sealing(const json_t *jwk, const struct algorithm *algorithm)
{
	if (!json_is(json_object_get(jwk, "use"), BYTES("enc")))
		return 0;
	return algorithm == NULL || algorithm->use == USE_SIGNATURE ||
	    (algorithm->use == USE_OAEP && !jwk_is_private(jwk));
}

/*
 * Issuers publish keys for others' purposes, too.  Whatever is wrong in any
 * other way is wrong with the file.
 */
static int
is_not_for_us(const json_t *jwk)
{
	const json_t           *alg = json_object_get(jwk, "alg");
	const struct algorithm *algorithm = algorithm_named(json_bytes(alg));

	if (!json_is_object(jwk))
		return 0;
	return !has_known_type(jwk) || is_for_sealing(jwk, algorithm) ||
	    (json_is_string(alg) && algorithm == NULL);
}

static int
has_id(const struct key_list *list, size_t from, struct bytes id)
{
	for (size_t i = from; i < list->count; i++)
		if (bytes_equal(list->at[i]->id, id))
			return 1;
	return 0;
}

static const char *
add(const json_t *jwk, const json_t *scope, struct arena *arena,
    struct key_list *list, size_t from)
{
	const char *reason;
	struct key *key = jwk_read(jwk, scope, arena, &reason);

	if (key == NULL)
		return reason;
	reason = has_id(list, from, key->id)
	    ? "another key of the set has its \"kid\"" : NULL;
	if (reason == NULL && key_list_add(list, key))
		return NULL;
	key_free(key);
	return reason != NULL ? reason : "out of memory";
}

struct refusal
jwk_set_read(const json_t *set, struct arena *arena, struct key_list *list)
{
	const json_t *keys = json_object_get(set, "keys");
	const json_t *scope = json_object_get(set, "postern");
	const json_t *jwk;
	const size_t  from = list->count;
	size_t        i;

	if (!json_is_array(keys))
		return (struct refusal){ "\"keys\" must be a list", 0 };
	if (is_mixed(keys))
		return (struct refusal){ "it mixes secrets and public keys: "
		                         "give each a file of its own", 0 };
	json_array_foreach(keys, i, jwk) {
		const char *reason = NULL;

		if (!is_not_for_us(jwk))
			reason = add(jwk, scope, arena, list, from);
		if (reason != NULL)
			return (struct refusal){ reason, i + 1 };
	}
	if (list->count == from)
		return (struct refusal){ "the set has no key that Postern can "
		                         "use", 0 };
	return (struct refusal){ 0 };
}
