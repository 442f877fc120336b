/* Each algorithm of JWT, by keys of its own.  SPDX-License-Identifier: ISC */
#include "jose_made.h"

static const struct verifier here;

static const struct row {
	const char *name, *digest, *curve; /* curve NULL: RSA */
	int         is_pss;
} rows[] = {
	{ "RS256", "SHA256", NULL, 0 }, { "RS384", "SHA384", NULL, 0 },
	{ "RS512", "SHA512", NULL, 0 }, { "PS256", "SHA256", NULL, 1 },
	{ "PS384", "SHA384", NULL, 1 }, { "PS512", "SHA512", NULL, 1 },
	{ "ES256", "SHA256", "P-256", 0 }, { "ES384", "SHA384", "P-384", 0 },
	{ "ES512", "SHA512", "P-521", 0 }, { "EdDSA", NULL, "ED25519", 0 },
};

static EVP_PKEY *
make_key(const struct row *row)
{
	if (row->curve == NULL)
		return rsa_of_test();
	if (row->digest == NULL)
		return EVP_PKEY_Q_keygen(NULL, NULL, row->curve);
	return EVP_PKEY_Q_keygen(NULL, NULL, "EC", row->curve);
}

static struct bytes
header_of(const struct row *row)
{
	return joined((const struct bytes[]){ BYTES("{\"alg\":\""),
	    bytes_of(row->name), BYTES("\"}") }, 3);
}

static struct bytes
signed_token(const struct row *row, EVP_PKEY *key)
{
	struct bytes message = unsigned_token(header_of(row), BYTES(CLAIMS));

	return with_part(message,
	    signature_of(key, row->digest, row->is_pss, message));
}

static struct key
key_for(const struct row *row, EVP_PKEY *owned)
{
	struct key key = {
		.algorithm = algorithm_named(bytes_of(row->name)),
	};

	assert_int_equal(EVP_PKEY_up_ref(owned), 1);
	key.public_key = public_key_pem(pem_of(owned, PEM_PUBLIC));
	assert_non_null(key.public_key);
	return key;
}

static enum status
check(struct bytes token, const struct key *key)
{
	struct grant grant;
	enum status  status = verify_token("jwt", &here, token, key, arena,
	     &grant);

	assert_int_equal(grant.claims != NULL, status == STATUS_OK);
	return status;
}

static void
test_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		EVP_PKEY    *owned = make_key(&rows[i]);
		struct key   key = key_for(&rows[i], owned);
		struct bytes token = signed_token(&rows[i], owned);
		struct bytes message = { token.at, bytes_last(token, '.') };

		EXPECT_STATUS(rows[i].name, check(token, &key), STATUS_OK);
		EXPECT_STATUS(rows[i].name, check(with_part(message, EMPTY),
		    &key), STATUS_BAD_SIGNATURE);
		EXPECT_STATUS(rows[i].name, check(with_part(unsigned_token(
		    header_of(&rows[i]), BYTES("{\"exp\":9}")),
		    signature_of(owned, rows[i].digest, rows[i].is_pss,
		        message)), &key), STATUS_BAD_SIGNATURE);
		public_key_free(key.public_key);
		EVP_PKEY_free(owned);
		arena_reset(arena);
	}
}

/*
 * The algorithm is the key's, whatever a header says: of two that take the
 * same key, one is wrong.  (The core has refused such a token before.)
 */
static void
test_others_signature(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t k = 0; k < COUNT(rows); k++) {
			EVP_PKEY    *owned = make_key(&rows[k]);
			struct key   key = key_for(&rows[i], owned);
			struct bytes token = signed_token(&rows[k], owned);

			if (i != k)
				EXPECT_STATUS(rows[i].name, check(token, &key),
				    STATUS_BAD_SIGNATURE);
			public_key_free(key.public_key);
			EVP_PKEY_free(owned);
			arena_reset(arena);
		}
}

/* A signature of ECDSA is r || s, and no DER. */
static void
test_der(void **state)
{
	const struct row *row = &rows[6];
	EVP_PKEY         *owned = make_key(row);
	struct key        key = key_for(row, owned);
	struct bytes      message = unsigned_token(header_of(row),
	         BYTES(CLAIMS));
	EVP_MD_CTX       *context = EVP_MD_CTX_new();
	unsigned char     der[128];
	size_t            length = sizeof(der);

	(void)state;
	assert_int_equal(EVP_DigestSignInit_ex(context, NULL, row->digest,
	    NULL, NULL, owned, NULL), 1);
	assert_int_equal(EVP_DigestSign(context, der, &length,
	    (const unsigned char *)message.at, message.len), 1);
	EXPECT_STATUS("DER", check(with_part(message, kept(der, length)), &key),
	    STATUS_BAD_SIGNATURE);
	EVP_MD_CTX_free(context);
	public_key_free(key.public_key);
	EVP_PKEY_free(owned);
}

/* What a key for encryption, or for nothing of JWT, is asked to verify. */
static void
test_keys_of_others(void **state)
{
	static const char *const names[] = { "dir", "A128KW", "RSA-OAEP",
		"A256SIV", "AES-256-CBC", "v4.local" };
	struct key key = { .secret = BYTES("0123456789abcdef") };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		key.algorithm = algorithm_named(bytes_of(names[i]));
		EXPECT_STATUS(names[i], check(hs256(HS256(""), CLAIMS,
		    "0123456789abcdef"), &key), STATUS_WRONG_ALGORITHM);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_others_signature),
		cmocka_unit_test(test_der),
		cmocka_unit_test(test_keys_of_others),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
