/*
 * The table of algorithms: what each is made of, and what it may serve.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "bytes.h"
#include "key.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* RFC 7518 §3.2: with JWT a secret is as long as the digest, or longer. */
#define HMAC(name, digest, min, size, scheme)                             \
	{ name, KEY_OCT, USE_HMAC, digest, 0, NULL, min, 0, size, scheme, 0 }
#define SIGNATURE(name, type, digest, form, curve, scheme)                \
	{ name, type, USE_SIGNATURE, digest, form, curve, 0, 0, 0,        \
	    scheme, 0 }
#define SECRET(name, use, min, max, made, scheme)                         \
	{ name, KEY_OCT, use, NULL, 0, NULL, min, max, made, scheme, 0 }
#define OAEP(name, digest)                                                \
	{ name, KEY_RSA, USE_OAEP, digest, 0, NULL, 0, 0, 0, "jwe", 0 }
/* What is hashed holds the secret: no MAC, but what many servers ask for. */
#define HASH(name, digest, is_weak)                                       \
	{ name, KEY_OCT, USE_HASH, digest, 0, NULL, 1, 0, 0, NULL, is_weak }

static const struct algorithm algorithms[] = {
	HMAC("HS256", "SHA256", 16, 32, "native"),
	HMAC("HS384", "SHA384", 48, 48, "jwt"),
	HMAC("HS512", "SHA512", 64, 64, "jwt"),
	/* SHA-1 and MD5, for what others have made. */
	{ "HS1", KEY_OCT, USE_HMAC, "SHA1", 0, NULL, 1, 0, 0, NULL, 1 },
	{ "HMD5", KEY_OCT, USE_HMAC, "MD5", 0, NULL, 1, 0, 0, NULL, 1 },
	HASH("MD5", "MD5", 1),
	HASH("SHA1", "SHA1", 1),
	HASH("SHA256", "SHA256", 0),
	{ "RS1", KEY_RSA, USE_SIGNATURE, "SHA1", SIGNATURE_RSA_PKCS1, NULL, 0,
	    0, 0, "cloudfront", 1 },
	SIGNATURE("RS256", KEY_RSA, "SHA256", SIGNATURE_RSA_PKCS1, NULL, "jwt"),
	SIGNATURE("RS384", KEY_RSA, "SHA384", SIGNATURE_RSA_PKCS1, NULL, "jwt"),
	SIGNATURE("RS512", KEY_RSA, "SHA512", SIGNATURE_RSA_PKCS1, NULL, "jwt"),
	SIGNATURE("PS256", KEY_RSA, "SHA256", SIGNATURE_RSA_PSS, NULL, "jwt"),
	SIGNATURE("PS384", KEY_RSA, "SHA384", SIGNATURE_RSA_PSS, NULL, "jwt"),
	SIGNATURE("PS512", KEY_RSA, "SHA512", SIGNATURE_RSA_PSS, NULL, "jwt"),
	SIGNATURE("ES256", KEY_EC, "SHA256", SIGNATURE_ECDSA, "P-256", "jwt"),
	SIGNATURE("ES384", KEY_EC, "SHA384", SIGNATURE_ECDSA, "P-384", "jwt"),
	SIGNATURE("ES512", KEY_EC, "SHA512", SIGNATURE_ECDSA, "P-521", "jwt"),
	SIGNATURE("EdDSA", KEY_OKP, NULL, SIGNATURE_EDDSA, "Ed25519", "jwt"),
	SECRET("A256SIV", USE_SIV, 64, 64, 64, "sealed"),
	/* Its length is that of "enc". */
	SECRET("dir", USE_SECRET, 0, 0, 0, "jwe"),
	SECRET("A128KW", USE_SECRET, 16, 16, 16, "jwe"),
	SECRET("A256KW", USE_SECRET, 32, 32, 32, "jwe"),
	OAEP("RSA-OAEP", "SHA1"),
	OAEP("RSA-OAEP-256", "SHA256"),
	SECRET("AES-128-CBC", USE_APP_KEY, 16, 16, 0, "laravel-encrypt"),
	SECRET("AES-256-CBC", USE_APP_KEY, 32, 32, 0, "laravel-encrypt"),
	SECRET("AES-128-GCM", USE_APP_KEY, 16, 16, 0, "laravel-encrypt"),
	SECRET("AES-256-GCM", USE_APP_KEY, 32, 32, 0, "laravel-encrypt"),
	SECRET("v4.local", USE_SECRET, 32, 32, 32, "paseto"),
	SIGNATURE("v4.public", KEY_OKP, NULL, SIGNATURE_EDDSA, "Ed25519",
	    "paseto"),
};

const struct algorithm *
algorithm_named(struct bytes name)
{
	for (size_t i = 0; i < COUNT(algorithms); i++)
		if (bytes_equal(name, bytes_of(algorithms[i].name)))
			return &algorithms[i];
	return NULL;
}

const struct algorithm *
algorithm_of_type(const char *type)
{
	for (size_t i = 0; i < COUNT(algorithms); i++)
		if (algorithms[i].curve != NULL &&
		    strcmp(algorithms[i].curve, type) == 0)
			return &algorithms[i];
	return NULL;
}

const struct algorithm *
algorithm_at_end(struct bytes text)
{
	for (size_t i = 0; i < COUNT(algorithms); i++) {
		struct bytes name = bytes_of(algorithms[i].name);
		const char  *at = text.at + text.len - name.len;

		if (text.len > name.len && at[-1] == '.' &&
		    bytes_equal(name, (struct bytes){ at, name.len }))
			return &algorithms[i];
	}
	return NULL;
}

size_t
encryption_secret(struct bytes name)
{
	static const struct {
		const char *name;
		size_t      secret;
	} encryptions[] = {
		{ "A128GCM", 16 },
		{ "A256GCM", 32 },
		/* Half of it is for the MAC (RFC 7518 §5.2.2.1). */
		{ "A128CBC-HS256", 32 },
		{ "A256CBC-HS512", 64 },
	};

	for (size_t i = 0; i < COUNT(encryptions); i++)
		if (bytes_equal(name, bytes_of(encryptions[i].name)))
			return encryptions[i].secret;
	return 0;
}
