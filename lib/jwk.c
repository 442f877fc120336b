/*
 * One JWK (RFC 7517 §4, RFC 7518 §6.4) to one key and back.  Unknown standard
 * members are ignored, as RFC 7517 asks; unknown ones of our own are refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "json.h"
#include "key_file.h"
#include "key_scope.h"
#include "scheme.h"
#include "terms.h"

static const struct algorithm algorithms[] = {
	{ "HS256", KEY_OCT, USE_HMAC, "SHA256", 0, NULL, 16, 0, 32, "native" },
};

const struct algorithm *
algorithm_named(struct bytes name)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (bytes_equal(name, bytes_of(algorithms[i].name)))
			return &algorithms[i];
	return NULL;
}

static const char *
read_secret(struct key *key, const json_t *k)
{
	struct arena *arena = arena_new(2UL * KEY_FILE_MAX);
	const char   *reason = NULL;
	struct bytes  secret;

	if (arena == NULL)
		return "out of memory";
	if (!json_is_string(k) ||
	    base64url_decode(json_bytes(k), arena, &secret) != STATUS_OK)
		reason = "\"k\" must be base64url without padding";
	if (reason == NULL && secret.len < key->algorithm->secret_min)
		reason = "the secret is shorter than 16 bytes";
	if (reason == NULL) {
		key->hmac = hmac_new(key->algorithm->digest, secret);
		if (key->hmac == NULL)
			reason = "its algorithm cannot be used here";
	}
	arena_free(arena);
	return reason;
}

static int
is_use_of_signing(json_t *jwk)
{
	json_t *use = json_object_get(jwk, "use");

	return use == NULL ||
	    (json_is_string(use) && bytes_equal(json_bytes(use), BYTES("sig")));
}

/* "key_ops" (RFC 7517 §4.3), where it stands, must name what we do. */
static int
is_operation_of_signing(json_t *jwk)
{
	json_t *operations = json_object_get(jwk, "key_ops");
	json_t *item;
	size_t  i;

	json_array_foreach(operations, i, item)
		if (json_is_string(item) &&
		    (bytes_equal(json_bytes(item), BYTES("verify")) ||
		        bytes_equal(json_bytes(item), BYTES("sign"))))
			return 1;
	return operations == NULL;
}

static const char *
read_key(struct key *key, json_t *jwk)
{
	json_t     *kid = json_object_get(jwk, "kid");
	json_t     *kty = json_object_get(jwk, "kty");
	json_t     *alg = json_object_get(jwk, "alg");
	const char *reason;

	if (!json_is_object(jwk))
		return "it is not a JSON object";
	if (!json_is_string(kty) || !bytes_equal(json_bytes(kty), BYTES("oct")))
		return "\"kty\" must be \"oct\"";
	if (!json_is_string(kid) ||
	    !bytes_are_word(json_bytes(kid), KEY_ID_MAX))
		return "\"kid\" must be 1 to 32 of A-Z a-z 0-9 _ -";
	if (json_is_string(alg))
		key->algorithm = algorithm_named(json_bytes(alg));
	if (key->algorithm == NULL)
		return "\"alg\" must be \"HS256\"";
	if (!is_use_of_signing(jwk))
		return "\"use\" must be \"sig\"";
	if (!is_operation_of_signing(jwk))
		return "\"key_ops\" must have \"verify\" or \"sign\"";
	key->id = bytes_copy(json_bytes(kid));
	if (key->id.at == NULL)
		return "out of memory";
	reason = read_secret(key, json_object_get(jwk, "k"));
	if (reason == NULL)
		reason = key_scope_read(key, json_object_get(jwk, "postern"));
	if (key->scheme_count == 0)
		key->schemes[key->scheme_count++] =
		    scheme_named(BYTES("native"));
	return reason;
}

struct key *
key_parse(struct bytes text, const char **reason)
{
	struct key *key = calloc(1, sizeof(*key));
	json_t     *jwk;

	json_start();
	*reason = "out of memory";
	if (key == NULL)
		return NULL;
	jwk = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	*reason = jwk == NULL ? "it is not JSON, or repeats a name"
			      : read_key(key, jwk);
	json_decref(jwk);
	if (*reason == NULL)
		return key;
	key_free(key);
	return NULL;
}

void
key_free(struct key *key)
{
	if (key == NULL)
		return;
	hmac_free(key->hmac);
	for (size_t i = 0; i < key->prefix_count; i++)
		free((void *)(uintptr_t)key->prefixes[i].at);
	free((void *)(uintptr_t)key->id.at);
	free(key);
}

enum status
key_generate(struct bytes id, struct bytes algorithm, int64_t not_before,
    struct arena *arena, struct bytes *jwk)
{
	const struct algorithm *made = algorithm_named(algorithm);
	unsigned char           secret[HMAC_MAX];
	char                    scope[64] = "";
	struct bytes            k;
	enum status             status;

	if (made == NULL || !bytes_are_word(id, KEY_ID_MAX) ||
	    not_before < 0 || not_before > TIME_MAX)
		return STATUS_MALFORMED;
	status = random_bytes(secret, made->secret_made);
	if (status != STATUS_OK)
		return status;
	status = base64url_encode(
	    (struct bytes){ (char *)secret, made->secret_made }, arena, &k);
	wipe(secret, sizeof(secret));
	if (status != STATUS_OK)
		return status;
	if (not_before > 0)
		snprintf(scope, sizeof(scope),
		    ",\n \"postern\": {\"not_before\": %lld}",
		    (long long)not_before);
	return arena_join(arena,
	    (const struct bytes[]){ BYTES("{\"kty\": \"oct\", \"kid\": \""), id,
	        BYTES("\", \"alg\": \""), algorithm,
	        BYTES("\",\n \"k\": \""), k, BYTES("\""), bytes_of(scope),
	        BYTES("}\n") },
	    9, jwk);
}
