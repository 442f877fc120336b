/* One JWK (RFC 7517 §4) to one key.  SPDX-License-Identifier: ISC */
#include "jwk.h"

#include <stdlib.h>

#include "bytes.h"
#include "json.h"
#include "key_scope.h"
#include "scheme.h"

static const char *
read_algorithm(struct key *key, const json_t *jwk)
{
	static const char *const types[] = {
		[KEY_OCT] = "oct",
		[KEY_RSA] = "RSA",
		[KEY_EC] = "EC",
		[KEY_OKP] = "OKP",
	};
	const json_t *kty = json_object_get(jwk, "kty");
	const json_t *alg = json_object_get(jwk, "alg");

	if (!json_is_string(kty))
		return "\"kty\" is missing";
	if (alg == NULL)
		return "\"alg\" is missing: postern keys import and "
		       "postern keys fetch add it";
	key->algorithm = algorithm_named(json_bytes(alg));
	if (key->algorithm == NULL)
		return "\"alg\" is none that is known: docs/keys.md lists them";
	if (!json_is(kty, bytes_of(types[key->algorithm->type])))
		return "\"kty\" and \"alg\" do not fit together";
	return NULL;
}

/* "enc" (RFC 7516 §4.1.2), for the key itself to say. */
static const char *
read_encryption(struct key *key, const json_t *jwk)
{
	const json_t *enc = json_object_get(jwk, "enc");

	if (!scheme_takes(scheme_named(BYTES("jwe")), key->algorithm->name))
		return NULL;
	if (enc == NULL)
		return bytes_equal(bytes_of(key->algorithm->name), BYTES("dir"))
		    ? "\"dir\" needs \"enc\" beside it" : NULL;
	if (encryption_secret(json_bytes(enc)) == 0)
		return "\"enc\" must be A128GCM, A256GCM, A128CBC-HS256 or "
		       "A256CBC-HS512";
	key->encryption = bytes_copy(json_bytes(enc));
	return key->encryption.at == NULL ? "out of memory" : NULL;
}

static int
is_for_signatures(const struct key *key)
{
	return key->algorithm->use == USE_HMAC ||
	    key->algorithm->use == USE_SIGNATURE;
}

/* "key_ops" (RFC 7517 §4.3), where it stands, must name what we do. */
static int
has_operation(const json_t *operations, struct bytes one, struct bytes other)
{
	const json_t *item;
	size_t        i;

	json_array_foreach(operations, i, item)
		if (json_is(item, one) || json_is(item, other))
			return 1;
	return operations == NULL;
}

static const char *
check_use(const struct key *key, const json_t *jwk)
{
	const json_t *use = json_object_get(jwk, "use");
	const json_t *operations = json_object_get(jwk, "key_ops");

	if (is_for_signatures(key)) {
		if (use != NULL && !json_is(use, BYTES("sig")))
			return "\"use\" must be \"sig\" with its algorithm";
		return has_operation(operations, BYTES("verify"),
		           BYTES("sign")) ? NULL
		    : "\"key_ops\" must have \"verify\" or \"sign\"";
	}
	if (use != NULL && !json_is(use, BYTES("enc")))
		return "\"use\" must be \"enc\" with its algorithm";
	return has_operation(operations, BYTES("decrypt"), BYTES("unwrapKey"))
	    ? NULL : "\"key_ops\" must have \"decrypt\" or \"unwrapKey\"";
}

/* What our own tokens say of a key, a dot ends. */
static int
is_in_own_tokens(const struct key *key)
{
	return key_serves(key, scheme_named(BYTES("native"))) ||
	    key_serves(key, scheme_named(BYTES("sealed")));
}

static int
is_visible(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~')
			return 0;
	return text.len > 0 && text.len <= KEY_NAME_MAX;
}

const char *
jwk_name(struct key *key, struct bytes id)
{
	if (is_in_own_tokens(key) && !bytes_are_word(id, KEY_ID_MAX))
		return "its id (\"kid\") must be 1 to 32 of A-Z a-z 0-9 _ -";
	if (!is_visible(id))
		return "its id (\"kid\") must be 1 to 128 characters of "
		       "visible ASCII";
	key->id = bytes_copy(id);
	return key->id.at == NULL ? "out of memory" : NULL;
}

static const char *
read_scope(struct key *key, const json_t *jwk, const json_t *scope)
{
	const json_t *own = json_object_get(jwk, "postern");

	if (own != NULL && scope != NULL)
		return "\"postern\" stands both in it and in its set";
	return key_scope_read(key, own != NULL ? own : scope);
}

static const char *
fill(struct key *key, const json_t *jwk, const json_t *scope,
    struct arena *arena)
{
	const char *reason;

	if (!json_is_object(jwk))
		return "it is not a JSON object";
	reason = read_algorithm(key, jwk);
	if (reason == NULL)
		reason = read_encryption(key, jwk);
	if (reason == NULL)
		reason = check_use(key, jwk);
	if (reason == NULL)
		reason = read_scope(key, jwk, scope);
	if (reason == NULL)
		reason = jwk_name(key, json_bytes(json_object_get(jwk, "kid")));
	if (reason == NULL)
		reason = jwk_material_read(key, jwk, arena);
	return reason;
}

struct key *
jwk_read(const json_t *jwk, const json_t *scope, struct arena *arena,
    const char **reason)
{
	struct key *key = calloc(1, sizeof(*key));

	*reason = "out of memory";
	if (key == NULL)
		return NULL;
	*reason = fill(key, jwk, scope, arena);
	arena_reset(arena); /* wipes */
	if (*reason == NULL)
		return key;
	key_free(key);
	return NULL;
}
