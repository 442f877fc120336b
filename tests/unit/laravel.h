/*
 * Tokens as Laravel makes them, by way of OpenSSL alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_LARAVEL_H
#define TESTS_UNIT_LARAVEL_H

#include "support.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "bytes.h"
#include "scheme.h"

#define SECRET_16 "0123456789abcdef"
#define SECRET_32 SECRET_16 SECRET_16

/* APP_KEY and the bytes that it stands for. */
struct app_key {
	const char *cipher, *text, *secret;
};

static const struct app_key app_keys[] = {
	{ "AES-256-CBC", "base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
	    SECRET_32 },
	{ "AES-256-GCM", "base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
	    SECRET_32 },
	{ "AES-128-CBC", "base64:MDEyMzQ1Njc4OWFiY2RlZg==", SECRET_16 },
	{ "AES-128-GCM", "base64:MDEyMzQ1Njc4OWFiY2RlZg==", SECRET_16 },
	{ "AES-256-CBC", SECRET_32, SECRET_32 },
	{ "AES-128-GCM", SECRET_16, SECRET_16 },
};

static inline struct key
key_of_app(const struct app_key *app)
{
	return (struct key){
		.id = BYTES("app"),
		.algorithm = algorithm_named(bytes_of(app->cipher)),
		.secret = bytes_of(app->text),
	};
}

#define TEXT_MAX 6000

struct text {
	char at[TEXT_MAX];
};

static inline struct text
base64_of(struct bytes bytes)
{
	struct text text;

	if (bytes.len > TEXT_MAX / 4 * 3 - 3)
		fail_msg("too long");
	EVP_EncodeBlock((unsigned char *)text.at,
	    (const unsigned char *)bytes.at, (int)bytes.len);
	return text;
}

/* Lower-case hexadecimal HMAC over text. */
static inline struct text
hex_mac(const EVP_MD *digest, const char *secret, const char *text)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned      length;
	struct text   hex = { "" };

	assert_non_null(HMAC(digest, secret, (int)strlen(secret),
	    (const unsigned char *)text, strlen(text), mac, &length));
	for (unsigned i = 0; i < length; i++)
		snprintf(hex.at + (size_t)2 * i, 3, "%02x", mac[i]);
	return hex;
}

struct sealed {
	unsigned char text[TEXT_MAX], tag[16];
	int           length;
};

static inline struct sealed
encrypt(const struct app_key *app, const unsigned char *iv,
    struct bytes plaintext)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	struct sealed   sealed = { .length = 0 };
	int             rest;

	assert_int_equal(EVP_EncryptInit_ex(context,
	    EVP_get_cipherbyname(app->cipher), NULL,
	    (const unsigned char *)app->secret, iv), 1);
	assert_int_equal(EVP_EncryptUpdate(context, sealed.text, &sealed.length,
	    (const unsigned char *)plaintext.at, (int)plaintext.len), 1);
	assert_int_equal(EVP_EncryptFinal_ex(context,
	    sealed.text + sealed.length, &rest), 1);
	sealed.length += rest;
	if (strstr(app->cipher, "GCM") != NULL)
		assert_int_equal(EVP_CIPHER_CTX_ctrl(context,
		    EVP_CTRL_AEAD_GET_TAG, 16, sealed.tag), 1);
	EVP_CIPHER_CTX_free(context);
	return sealed;
}

/* encryptString(plaintext), with an iv that is always the same. */
static inline struct text
encrypt_string(const struct app_key *app, struct bytes plaintext)
{
	static const unsigned char iv[16] = "an iv, 16 bytes";
	const int     is_gcm = strstr(app->cipher, "GCM") != NULL;
	struct sealed sealed = encrypt(app, iv, plaintext);
	struct text   json, authenticated;
	struct text   iv_text = base64_of(
	      (struct bytes){ (const char *)iv, is_gcm ? 12 : 16 });
	struct text   value = base64_of((struct bytes){
	      (const char *)sealed.text, (size_t)sealed.length });
	struct text   tag = base64_of(
	      (struct bytes){ (const char *)sealed.tag, is_gcm ? 16 : 0 });

	snprintf(authenticated.at, TEXT_MAX, "%.100s%.5000s", iv_text.at,
	    value.at);
	snprintf(json.at, TEXT_MAX,
	    "{\"iv\":\"%.100s\",\"value\":\"%.5000s\",\"mac\":\"%.64s\","
	    "\"tag\":\"%.100s\"}", iv_text.at, value.at, is_gcm ? ""
	    : hex_mac(EVP_sha256(), app->secret, authenticated.at).at, tag.at);
	return base64_of(bytes_of(json.at));
}

/* What a route of images asks for. */
static const struct verifier images = {
	.prefix = TEXT("/img/"),
	.policy = { .path_field = TEXT("image"), .token_field = TEXT("jwt") },
};

static inline const struct scheme *
laravel(void)
{
	return scheme_named(BYTES("laravel-encrypt"));
}

/* Of a token that holds the plaintext, sealed under this key. */
static inline enum status
verify_plaintext(const struct verifier *verifier, const struct app_key *app,
    struct bytes plaintext, struct arena *memory, struct grant *grant)
{
	const struct key    key = key_of_app(app);
	const struct text   token = encrypt_string(app, plaintext);
	const struct source source = { .verifier = verifier,
		.carrier = CARRIER_QUERY, .token = bytes_of(token.at) };
	struct credential   credential = { 0 };
	enum status         status;

	*grant = (struct grant){ 0 };
	status = laravel()->read(&source, memory, &credential);
	if (status != STATUS_OK)
		return status;
	return laravel()->verify(&source, &credential, &key, memory, grant);
}

#endif
