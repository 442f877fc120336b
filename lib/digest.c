/* See digest.h.  SPDX-License-Identifier: ISC */
#include "digest.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "public_key.h"
#include "seal.h"
#include "seen_name.h"

struct hmac {
	EVP_MAC_CTX *context;
};

static EVP_MAC_CTX *
keyed_context(const char *digest, struct bytes key)
{
	/* OpenSSL only reads it, though its type does not say so. */
	union {
		const char *in;
		char       *out;
	} name = { digest };
	OSSL_PARAM   parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
		    name.out, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC     *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context;

	/* EVP_MAC_CTX_new would look into it. */
	if (mac == NULL)
		return NULL;
	context = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (context == NULL)
		return NULL;
	if (EVP_MAC_init(context, (const unsigned char *)key.at, key.len,
	        parameters) == 1)
		return context;
	EVP_MAC_CTX_free(context);
	return NULL;
}

struct hmac *
hmac_new(const char *digest, struct bytes key)
{
	struct hmac *hmac = calloc(1, sizeof(*hmac));

	if (hmac == NULL)
		return NULL;
	hmac->context = keyed_context(digest, key);
	if (hmac->context != NULL)
		return hmac;
	free(hmac);
	return NULL;
}

void
hmac_free(struct hmac *hmac)
{
	if (hmac == NULL)
		return;
	EVP_MAC_CTX_free(hmac->context);
	free(hmac);
}

static enum status
finish(struct hmac *hmac, const struct bytes *parts, size_t count,
    unsigned char *mac, size_t *length)
{
	for (size_t i = 0; i < count; i++)
		if (EVP_MAC_update(hmac->context,
		        (const unsigned char *)parts[i].at, parts[i].len) != 1)
			return STATUS_INTERNAL;
	if (EVP_MAC_final(hmac->context, mac, length, HMAC_MAX) != 1)
		return STATUS_INTERNAL;
	return STATUS_OK;
}

enum status
hmac_compute(struct hmac *hmac, const struct bytes *parts, size_t count,
    unsigned char *mac, size_t *length)
{
	/* Without a key, the context starts over with the one it has. */
	if (EVP_MAC_init(hmac->context, NULL, 0, NULL) != 1)
		return STATUS_INTERNAL;
	return finish(hmac, parts, count, mac, length);
}

/* ---------------------------------------------------- keys of one request */

/*
 * One context for all that is hashed, fetched once and used again and again.
 * Workers are processes: there is no second thread.
 */
static struct once {
	const char  *digest;
	EVP_MD_CTX  *hash;
	struct hmac *hmac;
} once[] = {
	{ "MD5", NULL, NULL },
	{ "SHA1", NULL, NULL },
	{ "SHA256", NULL, NULL },
	{ "SHA384", NULL, NULL },
	{ "SHA512", NULL, NULL },
};

static EVP_MD_CTX *
hash_context(const char *digest)
{
	EVP_MD     *type = EVP_MD_fetch(NULL, digest, NULL);
	EVP_MD_CTX *context = type != NULL ? EVP_MD_CTX_new() : NULL;

	if (context != NULL && EVP_DigestInit_ex(context, type, NULL) != 1) {
		EVP_MD_CTX_free(context);
		context = NULL;
	}
	EVP_MD_free(type);
	return context;
}

/* NULL: no such digest, or no memory. */
static const struct once *
once_of(const char *digest)
{
	const struct bytes key = BYTES("the key of no one");

	for (size_t i = 0; i < sizeof(once) / sizeof(*once); i++) {
		if (strcmp(once[i].digest, digest) != 0)
			continue;
		if (once[i].hash == NULL)
			once[i].hash = hash_context(digest);
		if (once[i].hmac == NULL)
			once[i].hmac = hmac_new(digest, key);
		return once[i].hash != NULL && once[i].hmac != NULL ? &once[i]
								    : NULL;
	}
	return NULL;
}

enum status
hmac_once(const char *digest, struct bytes key, const struct bytes *parts,
    size_t count, unsigned char *mac, size_t *length)
{
	const struct once *made = once_of(digest);

	if (made == NULL || EVP_MAC_init(made->hmac->context,
	        (const unsigned char *)key.at, key.len, NULL) != 1)
		return STATUS_INTERNAL;
	return finish(made->hmac, parts, count, mac, length);
}

enum status
hash_compute(const char *digest, const struct bytes *parts, size_t count,
    unsigned char *hash, size_t *length)
{
	const struct once *made = once_of(digest);
	unsigned           size;

	if (made == NULL || EVP_DigestInit_ex(made->hash, NULL, NULL) != 1)
		return STATUS_INTERNAL;
	for (size_t i = 0; i < count; i++)
		if (EVP_DigestUpdate(made->hash, parts[i].at, parts[i].len) !=
		    1)
			return STATUS_INTERNAL;
	if (EVP_DigestFinal_ex(made->hash, hash, &size) != 1)
		return STATUS_INTERNAL;
	*length = size;
	return STATUS_OK;
}

int
equal_secret(struct bytes a, struct bytes b)
{
	return a.len == b.len && CRYPTO_memcmp(a.at, b.at, a.len) == 0;
}

enum status
random_bytes(unsigned char *out, size_t count)
{
	if (count > INT32_MAX || RAND_bytes(out, (int)count) != 1)
		return STATUS_INTERNAL;
	return STATUS_OK;
}

void
wipe(void *memory, size_t size)
{
	/* Nowhere is no place for it, not even for nothing. */
	if (size > 0)
		explicit_bzero(memory, size);
}

/* What was fetched once is found without asking the providers again. */
static enum status
fetch_signature(const char *name)
{
	EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, name, NULL);

	EVP_SIGNATURE_free(signature);
	return signature != NULL ? STATUS_OK : STATUS_INTERNAL;
}

enum status
crypto_start(void)
{
	static const char *const signatures[] = { "RSA", "ECDSA", "ED25519" };
	enum status status;

	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
		status = fetch_signature(signatures[i]);
		if (status != STATUS_OK)
			return status;
	}
	for (size_t i = 0; i < sizeof(once) / sizeof(*once); i++)
		if (once_of(once[i].digest) == NULL)
			return STATUS_INTERNAL;
	if (seen_start() != STATUS_OK)
		return STATUS_INTERNAL;
	return seal_start();
}

enum status
crypto_start_once(void)
{
	public_keys_check_late();
	/* What ends soon need not give anything back. */
	return OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
	    OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
	    OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
	    NULL) == 1 ? STATUS_OK : STATUS_INTERNAL;
}
