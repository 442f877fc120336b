/* See seal.h.  SPDX-License-Identifier: ISC */
#include "seal.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "cipher.h"

#define AES_BLOCK     16
#define GCM_IV        12
#define WRAP_UNIT     8
#define WRAPPED_MIN   24 /* RFC 3394 §2: two units or more, and one added */
#define BLAKE2B_MAX   64 /* bytes of a key and of a MAC */
#define XCHACHA_KEY   32
#define XCHACHA_NONCE 24

/* ---------------------------------------------------------------------- AES */

static int
is_aes_key(struct bytes key)
{
	return key.len == 16 || key.len == 32;
}

enum status
gcm_open(struct bytes key, struct bytes iv, struct bytes associated,
    struct bytes ciphertext, struct bytes tag, struct arena *arena,
    struct bytes *plaintext)
{
	const struct box box = { .cipher = key.len == 16 ? GCM_128 : GCM_256,
		.key = key, .iv = iv, .associated = associated,
		.text = ciphertext, .tag = tag };

	if (!is_aes_key(key) || iv.len != GCM_IV || tag.len != GCM_TAG)
		return STATUS_BAD_SIGNATURE;
	return box_open(&box, arena, plaintext);
}

enum status
cbc_open(struct bytes key, struct bytes iv, struct bytes ciphertext,
    struct arena *arena, struct bytes *plaintext)
{
	const struct box box = { .cipher = key.len == 16 ? CBC_128 : CBC_256,
		.key = key, .iv = iv, .text = ciphertext };

	if (!is_aes_key(key) || iv.len != AES_BLOCK || ciphertext.len == 0 ||
	    ciphertext.len % AES_BLOCK != 0)
		return STATUS_BAD_SIGNATURE;
	return box_open(&box, arena, plaintext);
}

enum status
key_unwrap(struct bytes key, struct bytes wrapped, struct arena *arena,
    struct bytes *unwrapped)
{
	const struct box box = { .cipher = key.len == 16 ? WRAP_128 : WRAP_256,
		.key = key, .text = wrapped };

	if (!is_aes_key(key) || wrapped.len < WRAPPED_MIN ||
	    wrapped.len % WRAP_UNIT != 0)
		return STATUS_BAD_SIGNATURE;
	return box_open(&box, arena, unwrapped);
}

/* ---------------------------------------------------------------- PASETO v4 */

static EVP_MAC *
blake2b_fetched(void)
{
	static EVP_MAC *blake2b;

	if (blake2b == NULL)
		blake2b = EVP_MAC_fetch(NULL, "BLAKE2BMAC", NULL);
	return blake2b;
}

static int
compute_blake2b(EVP_MAC_CTX *context, struct bytes key,
    const struct bytes *parts, size_t count, size_t length,
    unsigned char *mac)
{
	const OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &length),
		OSSL_PARAM_construct_end(),
	};
	size_t made;

	if (EVP_MAC_init(context, (const unsigned char *)key.at, key.len,
	        parameters) != 1)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (EVP_MAC_update(context,
		        (const unsigned char *)parts[i].at, parts[i].len) != 1)
			return 0;
	return EVP_MAC_final(context, mac, &made, length) == 1 &&
	    made == length;
}

enum status
blake2b_keyed(struct bytes key, const struct bytes *parts, size_t count,
    size_t length, unsigned char *mac)
{
	EVP_MAC_CTX *context;
	int          computed;

	if (key.len == 0 || key.len > BLAKE2B_MAX || length == 0 ||
	    length > BLAKE2B_MAX || blake2b_fetched() == NULL)
		return STATUS_INTERNAL;
	context = EVP_MAC_CTX_new(blake2b_fetched());
	computed = context != NULL &&
	    compute_blake2b(context, key, parts, count, length, mac);
	EVP_MAC_CTX_free(context); /* wipes */
	ERR_clear_error();
	return computed ? STATUS_OK : STATUS_INTERNAL;
}

static uint32_t
load(const void *from)
{
	const unsigned char *at = from;

	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	    (uint32_t)at[3] << 24;
}

static void
store_difference(unsigned char *to, const void *a, const void *b)
{
	const uint32_t word = load(a) - load(b);

	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)(word >> 8 * i);
}

/*
 * HChaCha20 (draft-irtf-cfrg-xchacha §2.2) is ChaCha20's block without its
 * last step, which adds the words that it began with: they are taken off.
 */
static enum status
hchacha20(struct bytes key, const char *nonce,
    unsigned char subkey[XCHACHA_KEY])
{
	static const char first_words[] = "expand 32-byte k";
	static const char zeros[64];
	const struct box  box = { .cipher = CHACHA20, .key = key,
		 .iv = { nonce, 16 }, .text = { zeros, sizeof(zeros) } };
	unsigned char     block[sizeof(zeros) + CIPHER_BLOCK];
	size_t            length;
	enum status       status = box_open_into(&box, block, &length);

	for (size_t i = 0; i < 16 && status == STATUS_OK; i += 4) {
		store_difference(subkey + i, block + i, first_words + i);
		store_difference(subkey + 16 + i, block + 48 + i, nonce + i);
	}
	wipe(block, sizeof(block));
	return status;
}

enum status
xchacha20(struct bytes key, struct bytes nonce, struct bytes text,
    struct arena *arena, struct bytes *out)
{
	unsigned char subkey[XCHACHA_KEY];
	/* A counter of 4 bytes, then 4 zeros and the rest of the nonce. */
	char             iv[16] = { 0 };
	const struct box box = { .cipher = CHACHA20,
		.key = { (const char *)subkey, sizeof(subkey) },
		.iv = { iv, sizeof(iv) }, .text = text };
	enum status      status;

	if (key.len != XCHACHA_KEY || nonce.len != XCHACHA_NONCE)
		return STATUS_BAD_SIGNATURE;
	memcpy(iv + 8, nonce.at + 16, 8);
	status = hchacha20(key, nonce.at, subkey);
	if (status == STATUS_OK)
		status = box_open(&box, arena, out);
	wipe(subkey, sizeof(subkey));
	return status;
}

enum status
seal_start(void)
{
	if (blake2b_fetched() == NULL)
		return STATUS_INTERNAL;
	return cipher_start();
}
