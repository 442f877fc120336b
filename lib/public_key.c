/* See public_key.h.  SPDX-License-Identifier: ISC */
#include "public_key.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include "bytes.h"
#include "openssl_key.h"
#include "seen_signatures.h"

#define NUMBER_MAX 66                     /* bytes of the order of P-521 */
#define DER_MAX    (2 * (NUMBER_MAX + 3) + 3) /* bytes of SEQUENCE { r, s } */

/* Every kind of key there is, with OpenSSL's names. */
static const struct kind {
	const char *type, *algorithm;
	char        group[16];
	size_t      number; /* bytes of a coordinate, of r and of s */
} kinds[] = {
	{ "RSA", "RSA", "", 0 },
	{ "P-256", "EC", "prime256v1", 32 },
	{ "P-384", "EC", "secp384r1", 48 },
	{ "P-521", "EC", "secp521r1", NUMBER_MAX },
	{ "Ed25519", "ED25519", "", 0 },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static const struct form {
	const char *algorithm;
	int         is_pss, has_digest;
} forms[] = {
	[SIGNATURE_RSA_PKCS1] = { "RSA", 0, 1 },
	[SIGNATURE_RSA_PSS] = { "RSA", 1, 1 },
	[SIGNATURE_ECDSA] = { "EC", 0, 1 },
	[SIGNATURE_ECDSA_DER] = { "EC", 0, 1 },
	[SIGNATURE_EDDSA] = { "ED25519", 0, 0 },
};

struct public_key {
	const struct kind *kind;
	EVP_PKEY          *key;
	EVP_MD_CTX        *context; /* used again by each verifying */
	uint64_t           generation; /* no other key has or had it */
	int                is_sound;   /* 0: still to be looked at */
};

/* ------------------------------------------------------------------- making */

static const struct kind *
kind_of(const EVP_PKEY *key)
{
	char group[64] = "";

	/* Where the curve has no name, its numbers were spelled out. */
	if (EVP_PKEY_is_a(key, "EC") &&
	    EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1)
		return NULL;
	for (size_t i = 0; i < KINDS; i++)
		if (EVP_PKEY_is_a(key, kinds[i].algorithm) &&
		    strcmp(group, kinds[i].group) == 0)
			return &kinds[i];
	return NULL;
}

static int checks_late;

void
public_keys_check_late(void)
{
	checks_late = 1;
}

/* Every key comes by here, and is the new one's to free. */
static struct public_key *
adopt(EVP_PKEY *made)
{
	static uint64_t    generations;
	const struct kind *kind = made == NULL ? NULL : kind_of(made);
	struct public_key *key = NULL;

	if (kind != NULL && (checks_late || public_key_is_sound(made)))
		key = calloc(1, sizeof(*key));
	ERR_clear_error();
	if (key == NULL) {
		EVP_PKEY_free(made);
		return NULL;
	}
	*key = (struct public_key){ kind, made, EVP_MD_CTX_new(),
		++generations, !checks_late };
	if (key->context != NULL)
		return key;
	public_key_free(key);
	return NULL;
}

struct public_key *
public_key_rsa(struct bytes n, struct bytes e)
{
	return adopt(rsa_key(&(struct rsa_numbers){ .n = n, .e = e }));
}

static EVP_PKEY *
ec_key(const struct kind *kind, struct bytes x, struct bytes y)
{
	/* Uncompressed (SEC 1 §2.3.3). */
	unsigned char point[1 + 2 * NUMBER_MAX] = { 4 };
	char          group[sizeof(kind->group)];
	EVP_PKEY     *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);

	memcpy(group, kind->group, sizeof(group));
	memcpy(point + 1, x.at, kind->number);
	memcpy(point + 1 + kind->number, y.at, kind->number);
	if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY,
	        (OSSL_PARAM[]){
	            OSSL_PARAM_construct_utf8_string(
	                OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
	            OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
	                point, 1 + 2 * kind->number),
	            OSSL_PARAM_construct_end() }) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

struct public_key *
public_key_ec(const char *curve, struct bytes x, struct bytes y)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].type, curve) == 0 && kinds[i].number > 0 &&
		    x.len == kinds[i].number && y.len == kinds[i].number)
			return adopt(ec_key(&kinds[i], x, y));
	return NULL;
}

struct public_key *
public_key_ed25519(struct bytes x)
{
	return adopt(EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL,
	    (const unsigned char *)x.at, x.len));
}

struct public_key *
public_key_pem(struct bytes text)
{
	return adopt(public_pem_key(text));
}

void
public_key_free(struct public_key *key)
{
	if (key == NULL)
		return;
	/* What was signed with it is to be forgotten, whatever is left. */
	seen_signatures_forget();
	EVP_MD_CTX_free(key->context);
	EVP_PKEY_free(key->key);
	free(key);
}

const char *
public_key_type(const struct public_key *key)
{
	return key->kind->type;
}

/* ---------------------------------------------------------------- verifying */

static ECDSA_SIG *
pair_of(const unsigned char *at, int number)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM    *r = BN_bin2bn(at, number, NULL);
	BIGNUM    *s = BN_bin2bn(at + number, number, NULL);

	if (pair != NULL && r != NULL && s != NULL &&
	    ECDSA_SIG_set0(pair, r, s) == 1)
		return pair;
	ECDSA_SIG_free(pair);
	BN_free(r);
	BN_free(s);
	return NULL;
}

/*
 * From r || s (RFC 7518 §3.4).  Whether they are in range is OpenSSL's to say,
 * and an empty text is no signature.
 */
static struct bytes
to_der(struct bytes signature, size_t number, unsigned char der[DER_MAX])
{
	ECDSA_SIG *pair = pair_of((const unsigned char *)signature.at,
	    (int)number);
	unsigned char *end = der;

	if (pair == NULL)
		return EMPTY;
	if (i2d_ECDSA_SIG(pair, &end) <= 0)
		end = der;
	ECDSA_SIG_free(pair);
	return (struct bytes){ (const char *)der, (size_t)(end - der) };
}

static int
start(struct public_key *key, const struct form *form, const char *digest)
{
	EVP_PKEY_CTX *context;

	if (EVP_DigestVerifyInit_ex(key->context, &context, digest, NULL, NULL,
	        key->key, NULL) != 1)
		return 0;
	if (!form->is_pss)
		return 1;
	return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) ==
	    1 &&
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) ==
	    1;
}

static enum status
check(struct public_key *key, const struct form *form, const char *digest,
    struct bytes message, struct bytes signature)
{
	if (!start(key, form, digest))
		return STATUS_INTERNAL;
	if (EVP_DigestVerify(key->context,
	        (const unsigned char *)signature.at, signature.len,
	        (const unsigned char *)message.at, message.len) != 1)
		return STATUS_BAD_SIGNATURE;
	return STATUS_OK;
}

/* By its form. */
static enum status
check_as(struct public_key *key, const struct form *form, const char *digest,
    struct bytes message, struct bytes signature)
{
	unsigned char der[DER_MAX];

	if (form == &forms[SIGNATURE_ECDSA]) {
		if (signature.len != 2 * key->kind->number)
			return STATUS_BAD_SIGNATURE;
		signature = to_der(signature, key->kind->number, der);
	}
	return check(key, form, digest, message, signature);
}

static enum status
check_anew(struct public_key *key, const struct form *form, const char *digest,
    struct bytes message, struct bytes signature)
{
	enum status status = STATUS_BAD_SIGNATURE;

	key->is_sound = key->is_sound || public_key_is_sound(key->key);
	if (key->is_sound)
		status = check_as(key, form, digest, message, signature);
	/* What it says of a forged one must not pile up. */
	ERR_clear_error();
	return status;
}

enum status
public_key_verify(struct public_key *key, enum signature_form form,
    const char *digest, struct bytes message, struct bytes signature)
{
	const struct form *as = &forms[form];
	struct seen_name   name;
	enum status        status;

	if (strcmp(as->algorithm, key->kind->algorithm) != 0 ||
	    as->has_digest != (digest != NULL))
		return STATUS_BAD_SIGNATURE;
	name = seen_signature_name(&(struct signature_check){
	    key->generation, form, digest, message, signature });
	if (seen_signatures_have(&name))
		return STATUS_OK;
	status = check_anew(key, as, digest, message, signature);
	if (status == STATUS_OK)
		seen_signatures_add(&name);
	return status;
}
