/* See digest.h.  SPDX-License-Identifier: ISC */
#include "digest.h"

#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "seal.h"

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

enum status
hmac_compute(struct hmac *hmac, const struct bytes *parts, size_t count,
    unsigned char *mac, size_t *length)
{
	/* Without a key, the context starts over with the one it has. */
	if (EVP_MAC_init(hmac->context, NULL, 0, NULL) != 1)
		return STATUS_INTERNAL;
	for (size_t i = 0; i < count; i++)
		if (EVP_MAC_update(hmac->context,
		        (const unsigned char *)parts[i].at, parts[i].len) != 1)
			return STATUS_INTERNAL;
	if (EVP_MAC_final(hmac->context, mac, length, HMAC_MAX) != 1)
		return STATUS_INTERNAL;
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
	OPENSSL_cleanse(memory, size);
}

static enum status
use_hmac(const char *digest)
{
	const struct bytes key = BYTES("a key to warm up with");
	const struct bytes message = BYTES("a message");
	struct hmac       *hmac = hmac_new(digest, key);
	unsigned char      mac[HMAC_MAX];
	size_t             length;
	enum status        status;

	if (hmac == NULL)
		return STATUS_INTERNAL;
	status = hmac_compute(hmac, &message, 1, mac, &length);
	hmac_free(hmac);
	return status;
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
	static const char *const digests[] = { "SHA1", "SHA256", "SHA384",
		"SHA512" };
	static const char *const signatures[] = { "RSA", "ECDSA", "ED25519" };
	enum status status;

	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
		status = fetch_signature(signatures[i]);
		if (status != STATUS_OK)
			return status;
	}
	for (size_t i = 0; i < sizeof(digests) / sizeof(*digests); i++) {
		status = use_hmac(digests[i]);
		if (status != STATUS_OK)
			return status;
	}
	return seal_start();
}
