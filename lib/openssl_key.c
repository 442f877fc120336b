/* See openssl_key.h.  SPDX-License-Identifier: ISC */
#include "openssl_key.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
/* A longer one makes every verifying as slow as signing. */
#define EXPONENT_BITS_MAX 64

/* --------------------------------------------------------------------- PEM */

static int
has_one_block(struct bytes text)
{
	const struct bytes begin = BYTES("-----BEGIN ");
	const char        *rest = memmem(text.at, text.len, begin.at,
	    begin.len);

	if (rest == NULL)
		return 0;
	rest += begin.len;
	return memmem(rest, (size_t)(text.at + text.len - rest), begin.at,
	    begin.len) == NULL;
}

static EVP_PKEY *
read_block(const char *label, const unsigned char *der, long length,
    const struct pem_label *labels, size_t count)
{
	const unsigned char *end = der;
	EVP_PKEY            *key = NULL;

	for (size_t i = 0; i < count && key == NULL; i++)
		if (strcmp(label, labels[i].label) == 0)
			key = labels[i].read(&end, length);
	if (key == NULL || end == der + length)
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

EVP_PKEY *
pem_key(struct bytes text, const struct pem_label *labels, size_t count)
{
	/* What is freed may have been private: "secure" wipes it. */
	const unsigned flags = PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE;
	EVP_PKEY      *key = NULL;
	char          *label = NULL, *header = NULL;
	unsigned char *der = NULL;
	long           length = 0;
	BIO           *bio;

	if (text.len > INT32_MAX || !has_one_block(text))
		return NULL;
	bio = BIO_new_mem_buf(text.at, (int)text.len);
	/* A header says how it was encrypted (RFC 1421 §4.6). */
	if (bio != NULL &&
	    PEM_read_bio_ex(bio, &label, &header, &der, &length, flags) == 1 &&
	    header[0] == '\0')
		key = read_block(label, der, length, labels, count);
	OPENSSL_secure_free(label);
	OPENSSL_secure_free(header);
	OPENSSL_secure_clear_free(der, (size_t)length);
	BIO_free(bio);
	return key;
}

/* --------------------------------------------------------------------- RSA */

static const struct {
	const char *name;
	size_t      offset;
} numbers_known[] = {
	{ OSSL_PKEY_PARAM_RSA_N, offsetof(struct rsa_numbers, n) },
	{ OSSL_PKEY_PARAM_RSA_E, offsetof(struct rsa_numbers, e) },
	{ OSSL_PKEY_PARAM_RSA_D, offsetof(struct rsa_numbers, d) },
	{ OSSL_PKEY_PARAM_RSA_FACTOR1, offsetof(struct rsa_numbers, p) },
	{ OSSL_PKEY_PARAM_RSA_FACTOR2, offsetof(struct rsa_numbers, q) },
	{ OSSL_PKEY_PARAM_RSA_EXPONENT1, offsetof(struct rsa_numbers, dp) },
	{ OSSL_PKEY_PARAM_RSA_EXPONENT2, offsetof(struct rsa_numbers, dq) },
	{ OSSL_PKEY_PARAM_RSA_COEFFICIENT1, offsetof(struct rsa_numbers, qi) },
};

#define NUMBERS (sizeof(numbers_known) / sizeof(*numbers_known))

/* The numbers as OpenSSL takes them: in this machine's order of bytes. */
struct native {
	OSSL_PARAM    parameters[NUMBERS + 1];
	unsigned char memory[NUMBERS][RSA_BITS_MAX / 8];
};

/* Some signers put a zero in front of a number, so its bits are counted. */
static int
to_native(struct bytes value, unsigned char *memory, size_t *length)
{
	BIGNUM *number;
	int     fits = 0;

	if (value.len > RSA_BITS_MAX / 8 + 1)
		return 0;
	number = BN_bin2bn((const unsigned char *)value.at, (int)value.len,
	    NULL);
	if (number != NULL && !BN_is_zero(number) &&
	    BN_num_bits(number) <= RSA_BITS_MAX) {
		*length = (size_t)BN_num_bytes(number);
		fits = BN_bn2nativepad(number, memory, (int)*length) > 0;
	}
	BN_clear_free(number);
	return fits;
}

static int
all_to_native(const struct rsa_numbers *numbers, struct native *native)
{
	OSSL_PARAM *parameter = native->parameters;

	for (size_t i = 0; i < NUMBERS; i++) {
		const struct bytes *value = (const struct bytes *)
		    (const void *)((const char *)numbers +
		        numbers_known[i].offset);
		size_t length;

		if (value->len == 0)
			continue;
		if (!to_native(*value, native->memory[i], &length))
			return 0;
		*parameter++ = OSSL_PARAM_construct_BN(numbers_known[i].name,
		    native->memory[i], length);
	}
	*parameter = OSSL_PARAM_construct_end();
	return 1;
}

EVP_PKEY *
rsa_key(const struct rsa_numbers *numbers)
{
	const int     selection =
	    numbers->d.len > 0 ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
	struct native native = { 0 };
	EVP_PKEY     *key = NULL;
	EVP_PKEY_CTX *context = NULL;

	if (numbers->n.len > 0 && numbers->e.len > 0 &&
	    all_to_native(numbers, &native))
		context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	if (context != NULL && (EVP_PKEY_fromdata_init(context) != 1 ||
	        EVP_PKEY_fromdata(context, &key, selection,
	            native.parameters) != 1))
		key = NULL;
	EVP_PKEY_CTX_free(context);
	wipe(&native, sizeof(native));
	return key;
}

static int
exponent_is_short(const EVP_PKEY *key)
{
	BIGNUM *e = NULL;
	int     is_short;

	if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) != 1)
		return 0;
	is_short = BN_num_bits(e) <= EXPONENT_BITS_MAX;
	BN_free(e);
	return is_short;
}

static int
is_power_of_65537(unsigned rest, unsigned prime)
{
	unsigned power = 1;

	do {
		if (power == rest)
			return 1;
		power = power * (65537 % prime) % prime;
	} while (power != 1);
	return 0;
}

/*
 * Some chips made keys that can be factored (ROCA, CVE-2017-15361): by every
 * small prime, such a modulus is a power of 65537.  Of other keys, one in two
 * hundred million is.
 */
static int
is_roca(const EVP_PKEY *key)
{
	static const unsigned char primes[] = { 11, 13, 17, 19, 37, 53, 61, 71,
		73, 79, 97, 103, 107, 109, 127, 151, 157 };
	BIGNUM *n = NULL;
	int     is_power = 1;

	if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) != 1)
		return 1;
	for (size_t i = 0; i < sizeof(primes); i++)
		is_power &= is_power_of_65537(
		    (unsigned)BN_mod_word(n, primes[i]), primes[i]);
	BN_free(n);
	return is_power;
}

int
rsa_is_sound(EVP_PKEY *key)
{
	const int     bits = EVP_PKEY_get_bits(key);
	EVP_PKEY_CTX *context;
	int           sound;

	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX ||
	    !exponent_is_short(key) || is_roca(key))
		return 0;
	context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	sound = context != NULL && EVP_PKEY_public_check(context) == 1;
	EVP_PKEY_CTX_free(context);
	return sound;
}

/* ------------------------------------------------------------- any public */

static int
point_is_sound(EVP_PKEY *key)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	int sound = context != NULL && EVP_PKEY_public_check(context) == 1;

	EVP_PKEY_CTX_free(context);
	return sound;
}

int
public_key_is_sound(EVP_PKEY *key)
{
	unsigned char point[ED25519_BYTES];
	size_t        length = sizeof(point);

	if (EVP_PKEY_is_a(key, "RSA"))
		return rsa_is_sound(key);
	if (EVP_PKEY_is_a(key, "EC"))
		return point_is_sound(key);
	return EVP_PKEY_get_raw_public_key(key, point, &length) == 1 &&
	    length == sizeof(point) && ed25519_is_sound(point);
}
