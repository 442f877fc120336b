/* See key_pem.h.  SPDX-License-Identifier: ISC */
#include "key_pem.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "jwk.h"
#include "key_scope.h"

static int
is_of_algorithm(const struct public_key *key, const struct algorithm *algorithm)
{
	const char *type = public_key_type(key);

	return strcmp(type, algorithm->curve == NULL ? "RSA"
						     : algorithm->curve) == 0;
}

static const char *
read_public(struct key *key, struct bytes text)
{
	const struct bytes mark = BYTES("PRIVATE KEY-----");

	if (memmem(text.at, text.len, mark.at, mark.len) != NULL)
		return "it holds a private key, which Postern need not know: "
		       "openssl pkey -pubout makes the public one of it";
	key->public_key = public_key_pem(text);
	if (key->public_key == NULL)
		return "it is not one public key or certificate: RSA of 2048 "
		       "to 8192 bits, P-256, P-384, P-521 or Ed25519";
	if (key->algorithm == NULL)
		key->algorithm = algorithm_of_type(
		    public_key_type(key->public_key));
	if (key->algorithm == NULL)
		return "the name of an RSA key's file needs its algorithm, as "
		       "ID.RS256.pem";
	return is_of_algorithm(key->public_key, key->algorithm)
	    ? NULL : "its key is none of the algorithm in its name";
}

static const char *
read_private(struct key *key, struct bytes text)
{
	key->private_key = private_key_pem(text);
	return key->private_key != NULL ? NULL
	    : "it is not one private RSA key of 2048 to 8192 bits without a "
	      "passphrase";
}

static const char *
read_key(struct key *key, struct bytes text)
{
	if (key->algorithm == NULL || key->algorithm->use == USE_SIGNATURE)
		return read_public(key, text);
	if (key->algorithm->use == USE_OAEP)
		return read_private(key, text);
	return "the algorithm in its name takes no PEM, but a JWK";
}

static const char *
fill(struct key *key, struct bytes stem, struct bytes text)
{
	const char *reason;

	key->algorithm = algorithm_at_end(stem);
	if (key->algorithm != NULL)
		stem.len -= strlen(key->algorithm->name) + 1;
	reason = read_key(key, text);
	if (reason == NULL)
		reason = key_scope_read(key, NULL);
	if (reason == NULL)
		reason = jwk_name(key, stem);
	return reason;
}

struct key *
key_pem_read(struct bytes stem, struct bytes text, const char **reason)
{
	struct key *key = calloc(1, sizeof(*key));

	*reason = "out of memory";
	if (key == NULL)
		return NULL;
	*reason = fill(key, stem, text);
	if (*reason == NULL)
		return key;
	key_free(key);
	return NULL;
}
