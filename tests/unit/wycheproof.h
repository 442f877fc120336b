/*
 * How Wycheproof's cases are put to our functions: for each algorithm, what
 * accepts a case, and why a valid one may be refused.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_WYCHEPROOF_H
#define TESTS_UNIT_WYCHEPROOF_H

#include "wycheproof_signatures.h"

#include <endian.h>
#include <openssl/evp.h>

#include "arena.h"
#include "digest.h"

static inline const char *
other_key_size(const json_t *group, const json_t *test)
{
	(void)test;
	return count_of(group, "keySize") == 192 ? "a key of 192 bits" : NULL;
}

static inline const char *
other_siv(const json_t *group, const json_t *test)
{
	if (count_of(group, "keySize") != 512)
		return "a key of other than 512 bits";
	if (text(test, "aad")[0] == '\0')
		return "no associated data";
	return text(test, "msg")[0] == '\0' ? "no plaintext" : NULL;
}

static inline int
is_siv(const json_t *group, const json_t *test)
{
	struct siv  *siv = siv_new(hex(test, "key"));
	struct bytes sealed, plaintext;
	enum status  status;

	(void)group;
	if (siv == NULL)
		return 0;
	status = siv_open(siv, hex(test, "aad"), hex(test, "ct"), arena,
	    &plaintext);
	if (status == STATUS_OK)
		status = siv_seal(siv, hex(test, "aad"), plaintext, arena,
		    &sealed);
	siv_free(siv);
	return is_right(test, status, plaintext) &&
	    bytes_equal(sealed, hex(test, "ct"));
}

static inline const char *
other_gcm(const json_t *group, const json_t *test)
{
	if (count_of(group, "ivSize") != 96)
		return "an iv of other than 96 bits";
	return other_key_size(group, test);
}

static inline int
is_gcm(const json_t *group, const json_t *test)
{
	struct bytes plaintext;
	enum status  status = gcm_open(hex(test, "key"), hex(test, "iv"),
	     hex(test, "aad"), hex(test, "ct"), hex(test, "tag"), arena,
	     &plaintext);

	(void)group;
	return is_right(test, status, plaintext);
}

static inline int
is_cbc(const json_t *group, const json_t *test)
{
	struct bytes plaintext;
	enum status  status = cbc_open(hex(test, "key"), hex(test, "iv"),
	     hex(test, "ct"), arena, &plaintext);

	(void)group;
	return is_right(test, status, plaintext);
}

static inline int
is_wrapped(const json_t *group, const json_t *test)
{
	struct bytes unwrapped;
	enum status  status = key_unwrap(hex(test, "key"), hex(test, "ct"),
	     arena, &unwrapped);

	(void)group;
	return is_right(test, status, unwrapped);
}

static inline struct private_key *
private_key_of(const json_t *group, int by_pem)
{
	const json_t            *key = json_object_get(group, "privateKey");
	const struct rsa_numbers numbers = {
		.n = unhex(text(key, "modulus")),
		.e = unhex(text(key, "publicExponent")),
		.d = unhex(text(key, "privateExponent")),
		.p = unhex(text(key, "prime1")),
		.q = unhex(text(key, "prime2")),
		.dp = unhex(text(key, "exponent1")),
		.dq = unhex(text(key, "exponent2")),
		.qi = unhex(text(key, "coefficient")),
	};

	return by_pem
	    ? private_key_pem(guarded_text(text(group, "privateKeyPem")))
	    : private_key_rsa(&numbers);
}

static inline const char *
other_oaep(const json_t *group, const json_t *test)
{
	(void)group;
	return text(test, "label")[0] != '\0' ? "a label" : NULL;
}

static inline int
is_oaep(const json_t *group, const json_t *test)
{
	struct private_key *key = private_key_of(group,
	    (int)(count_of(test, "tcId") % 2));
	struct bytes        plaintext;
	enum status         status;

	if (key == NULL)
		fail_msg("the key is refused");
	status = oaep_open(key, digest_of(group), hex(test, "ct"), arena,
	    &plaintext);
	private_key_free(key);
	return is_right(test, status, plaintext);
}

/* RFC 8439 §2.8, with XChaCha20: the first block keys Poly1305. */
static inline int
is_poly1305(struct bytes key, struct bytes aad, struct bytes ct,
    struct bytes tag)
{
	static const unsigned char zeros[16];
	EVP_MAC       *mac = EVP_MAC_fetch(NULL, "POLY1305", NULL);
	EVP_MAC_CTX   *context = EVP_MAC_CTX_new(mac);
	const uint64_t lengths[2] = { htole64(aad.len), htole64(ct.len) };
	unsigned char  made[16];
	size_t         length;

	assert_int_equal(EVP_MAC_init(context, (const unsigned char *)key.at,
	    32, NULL), 1);
	EVP_MAC_update(context, (const unsigned char *)aad.at, aad.len);
	EVP_MAC_update(context, zeros, (16 - aad.len % 16) % 16);
	EVP_MAC_update(context, (const unsigned char *)ct.at, ct.len);
	EVP_MAC_update(context, zeros, (16 - ct.len % 16) % 16);
	EVP_MAC_update(context, (const unsigned char *)lengths, 16);
	assert_int_equal(EVP_MAC_final(context, made, &length, 16), 1);
	EVP_MAC_CTX_free(context);
	EVP_MAC_free(mac);
	return bytes_equal(tag, (struct bytes){ (char *)made, length });
}

static inline int
is_xchacha(const json_t *group, const json_t *test)
{
	static const char zeros[64];
	struct bytes      ct = hex(test, "ct");
	struct bytes      text_in, out;

	(void)group;
	EXPECT_STATUS("join", arena_join(arena, (struct bytes[]){
	    { zeros, sizeof(zeros) }, ct }, 2, &text_in), STATUS_OK);
	return xchacha20(hex(test, "key"), hex(test, "iv"), guarded(text_in),
	           arena, &out) == STATUS_OK &&
	    is_poly1305(out, hex(test, "aad"), ct, hex(test, "tag")) &&
	    is_right(test, STATUS_OK,
	        (struct bytes){ out.at + 64, out.len - 64 });
}

static inline int
is_hmac(const json_t *group, const json_t *test)
{
	const size_t  tag = (size_t)count_of(group, "tagSize") / 8;
	struct bytes  message = hex(test, "msg");
	struct hmac  *hmac = hmac_new(algorithm + strlen("HMAC"),
	     hex(test, "key"));
	unsigned char mac[HMAC_MAX];
	size_t        length;

	assert_non_null(hmac);
	EXPECT_STATUS("HMAC", hmac_compute(hmac, &message, 1, mac, &length),
	    STATUS_OK);
	hmac_free(hmac);
	return length >= tag && equal_secret((struct bytes){ (char *)mac, tag },
	    hex(test, "tag"));
}

/* ------------------------------------------------------------------- suites */

static const struct suite {
	const char *algorithm; /* as the file names it */
	int (*accepts)(const json_t *group, const json_t *test);
	/* Why it is refused though valid; NULL: it is not. */
	const char *(*choice)(const json_t *group, const json_t *test);
} suites[] = {
	{ "ECDSA", is_signed, NULL },
	{ "EDDSA", is_signed, NULL },
	{ "RSASSA-PKCS1-v1_5", is_signed, NULL },
	{ "RSASSA-PSS", is_signed, other_pss },
	{ "AES-SIV-CMAC", is_siv, other_siv },
	{ "AES-GCM", is_gcm, other_gcm },
	{ "AES-CBC-PKCS5", is_cbc, other_key_size },
	{ "AES-WRAP", is_wrapped, other_key_size },
	{ "RSAES-OAEP", is_oaep, other_oaep },
	{ "XCHACHA20-POLY1305", is_xchacha, NULL },
	{ "HMACSHA1", is_hmac, NULL },
	{ "HMACSHA256", is_hmac, NULL },
	{ "HMACSHA384", is_hmac, NULL },
	{ "HMACSHA512", is_hmac, NULL },
};

static inline const struct suite *
suite_of(const json_t *file)
{
	for (size_t i = 0; i < COUNT(suites); i++)
		if (strcmp(suites[i].algorithm, text(file, "algorithm")) == 0)
			return &suites[i];
	return NULL;
}

#endif
