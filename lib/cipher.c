/* See cipher.h.  SPDX-License-Identifier: ISC */
#include "cipher.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

static const char *const cipher_names[CIPHERS] = {
	[GCM_128] = "AES-128-GCM",
	[GCM_256] = "AES-256-GCM",
	[CBC_128] = "AES-128-CBC",
	[CBC_256] = "AES-256-CBC",
	[WRAP_128] = "AES-128-WRAP",
	[WRAP_256] = "AES-256-WRAP",
	[CHACHA20] = "ChaCha20",
};

static EVP_CIPHER *ciphers[CIPHERS];

static const EVP_CIPHER *
cipher_fetched(enum cipher cipher)
{
	if (ciphers[cipher] == NULL)
		ciphers[cipher] = EVP_CIPHER_fetch(NULL, cipher_names[cipher],
		    NULL);
	return ciphers[cipher];
}

enum status
cipher_start(void)
{
	enum status status = STATUS_OK;

	for (enum cipher i = 0; i < CIPHERS; i++)
		if (cipher_fetched(i) == NULL)
			status = STATUS_INTERNAL;
	ERR_clear_error();
	return status;
}

static int
add(EVP_CIPHER_CTX *context, struct bytes bytes, unsigned char *out,
    int *length)
{
	*length = 0;
	return bytes.len == 0 ||
	    EVP_DecryptUpdate(context, out, length,
	        (const unsigned char *)bytes.at, (int)bytes.len) == 1;
}

static int
start(EVP_CIPHER_CTX *context, const struct box *box)
{
	unsigned char tag[GCM_TAG];

	EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	if (EVP_DecryptInit_ex2(context, cipher_fetched(box->cipher),
	        (const unsigned char *)box->key.at,
	        box->iv.len > 0 ? (const unsigned char *)box->iv.at : NULL,
	        NULL) != 1)
		return 0;
	if (box->tag.len == 0)
		return 1;
	memcpy(tag, box->tag.at, sizeof(tag));
	return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, sizeof(tag),
	           tag) == 1;
}

static enum status
run(EVP_CIPHER_CTX *context, const struct box *box, unsigned char *out,
    size_t *length)
{
	int most, rest;

	if (context == NULL || cipher_fetched(box->cipher) == NULL ||
	    !start(context, box))
		return STATUS_INTERNAL;
	if (!add(context, box->associated, NULL, &most) ||
	    !add(context, box->text, out, &most) ||
	    EVP_DecryptFinal_ex(context, out + most, &rest) != 1)
		return STATUS_BAD_SIGNATURE;
	*length = (size_t)most + (size_t)rest;
	return STATUS_OK;
}

enum status
box_open_into(const struct box *box, unsigned char *out, size_t *length)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	enum status     status = run(context, box, out, length);

	EVP_CIPHER_CTX_free(context); /* wipes */
	ERR_clear_error();
	return status;
}

enum status
box_open(const struct box *box, struct arena *arena, struct bytes *plaintext)
{
	unsigned char *out;
	size_t         length;
	enum status    status;

	if (box->text.len > INT32_MAX - CIPHER_BLOCK ||
	    box->associated.len > INT32_MAX)
		return STATUS_BAD_SIGNATURE;
	out = arena_take(arena, box->text.len + CIPHER_BLOCK);
	if (out == NULL)
		return STATUS_TOO_LARGE;
	status = box_open_into(box, out, &length);
	/* GCM deciphers before it knows whether it may. */
	if (status != STATUS_OK) {
		wipe(out, box->text.len + CIPHER_BLOCK);
		return status;
	}
	*plaintext = (struct bytes){ (const char *)out, length };
	return STATUS_OK;
}
