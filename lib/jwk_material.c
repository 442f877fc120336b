/*
 * The members of a JWK that are the key itself (RFC 7518 §6, RFC 8037 §2), by
 * its algorithm.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base64url.h"
#include "bytes.h"
#include "json.h"
#include "jwk.h"
#include "scheme.h"

/* Members of RSA, EC and OKP keys that nobody but their owner has. */
static const char *const private_members[] = { "d", "p", "q", "dp", "dq", "qi",
	"oth", NULL };

int
jwk_is_private(const json_t *jwk)
{
	for (size_t i = 0; private_members[i] != NULL; i++)
		if (json_object_get(jwk, private_members[i]) != NULL)
			return 1;
	return 0;
}

/* A number or a secret; empty where there is no such member. */
static int
decode(const json_t *jwk, const char *name, struct arena *arena,
    struct bytes *decoded)
{
	const json_t *value = json_object_get(jwk, name);

	*decoded = EMPTY;
	if (value == NULL)
		return 1;
	return json_is_string(value) &&
	    base64url_decode(json_bytes(value), arena, decoded) == STATUS_OK;
}

static const char *
read_secret(struct key *key, const json_t *jwk, struct arena *arena)
{
	struct bytes secret;

	if (!json_is_string(json_object_get(jwk, "k")) ||
	    !decode(jwk, "k", arena, &secret))
		return "\"k\" must be base64url without padding";
	return jwk_secret_take(key, secret, arena);
}

#define NOT_BASE64URL "its numbers must be base64url without padding"

static const char *
read_rsa(struct key *key, const json_t *jwk, struct arena *arena)
{
	struct bytes n, e;

	if (!decode(jwk, "n", arena, &n) || !decode(jwk, "e", arena, &e))
		return NOT_BASE64URL;
	key->public_key = public_key_rsa(n, e);
	return key->public_key != NULL
	    ? NULL : "\"n\" and \"e\" are no RSA key of 2048 to 8192 bits";
}

static const char *
read_point(struct key *key, const json_t *jwk, struct arena *arena)
{
	const char  *curve = key->algorithm->curve;
	struct bytes x, y;

	if (!json_is(json_object_get(jwk, "crv"), bytes_of(curve)))
		return "\"crv\" and \"alg\" do not fit together";
	if (!decode(jwk, "x", arena, &x) || !decode(jwk, "y", arena, &y))
		return NOT_BASE64URL;
	key->public_key = key->algorithm->type == KEY_OKP
	    ? public_key_ed25519(x) : public_key_ec(curve, x, y);
	return key->public_key != NULL
	    ? NULL : "its point is none of the curve, or a weak one";
}

static const char *
read_signature_key(struct key *key, const json_t *jwk, struct arena *arena)
{
	if (jwk_is_private(jwk))
		return "it holds a private key, which Postern need not know: "
		       "take \"d\", \"p\", \"q\", \"dp\", \"dq\", \"qi\" out";
	return key->algorithm->type == KEY_RSA ? read_rsa(key, jwk, arena)
					       : read_point(key, jwk, arena);
}

static const char *
read_private(struct key *key, const json_t *jwk, struct arena *arena)
{
	struct rsa_numbers numbers;

	if (json_object_get(jwk, "d") == NULL)
		return "it is a public key: who opens tokens needs the private "
		       "one";
	if (!decode(jwk, "n", arena, &numbers.n) ||
	    !decode(jwk, "e", arena, &numbers.e) ||
	    !decode(jwk, "d", arena, &numbers.d) ||
	    !decode(jwk, "p", arena, &numbers.p) ||
	    !decode(jwk, "q", arena, &numbers.q) ||
	    !decode(jwk, "dp", arena, &numbers.dp) ||
	    !decode(jwk, "dq", arena, &numbers.dq) ||
	    !decode(jwk, "qi", arena, &numbers.qi))
		return NOT_BASE64URL;
	key->private_key = private_key_rsa(&numbers);
	return key->private_key != NULL ? NULL
	    : "its numbers are no RSA key of 2048 to 8192 bits";
}

const char *
jwk_material_read(struct key *key, const json_t *jwk, struct arena *arena)
{
	static const char *(*const readers[])(struct key *, const json_t *,
	    struct arena *) = {
		[USE_HMAC] = read_secret,
		[USE_HASH] = read_secret,
		[USE_SIGNATURE] = read_signature_key,
		[USE_SIV] = read_secret,
		[USE_SECRET] = read_secret,
		[USE_APP_KEY] = read_secret,
		[USE_OAEP] = read_private,
	};

	return readers[key->algorithm->use](key, jwk, arena);
}
