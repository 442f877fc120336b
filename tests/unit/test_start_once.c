/*
 * A program that answers one request starts without openssl.cnf, and yet finds
 * all that a request may need.  OpenSSL starts once a process, so each test is
 * a process of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys_made.h"

#include <sys/wait.h>

#include "bytes.h"
#include "digest.h"
#include "keys.h"
#include "public_key.h"

/* Under it nothing is found that the provider "fips" does not have. */
static const char insisting_on_fips[] = "openssl_conf = start\n"
	"[start]\nalg_section = algorithms\n"
	"[algorithms]\ndefault_properties = fips=yes\n";

/* In a process of its own; 0: all is well. */
static int
exit_code_of(int (*part)(void))
{
	int   status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(part());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
start_as_server(void)
{
	return crypto_start() == STATUS_OK ? 0 : 1;
}

static int
make_mac_at_once(void)
{
	struct hmac *hmac;

	if (crypto_start_once() != STATUS_OK)
		return 1;
	hmac = hmac_new("SHA256", BYTES(SECRET_TEXT));
	if (hmac == NULL)
		return 2;
	hmac_free(hmac);
	return 0;
}

static void
test_configuration_is_not_read(void **state)
{
	struct scratch scratch = scratch_open();
	char           file[128];

	(void)state;
	scratch_write(&scratch, "openssl.cnf", insisting_on_fips, 0600);
	snprintf(file, sizeof(file), "%s/openssl.cnf", scratch.path);
	assert_int_equal(exit_code_of(start_as_server), 0);
	assert_int_equal(setenv("OPENSSL_CONF", file, 1), 0);
	/* Else what comes behind would show nothing. */
	assert_int_equal(exit_code_of(start_as_server), 1);
	assert_int_equal(exit_code_of(make_mac_at_once), 0);
	assert_int_equal(unsetenv("OPENSSL_CONF"), 0);
	scratch_close(&scratch);
}

/* ---------------------------------------------------------- what is found */

static const struct {
	enum signature_form form;
	const char         *digest, *curve, *a, *b, *signature;
} signatures[] = {
	{ SIGNATURE_RSA_PKCS1, "SHA256", NULL, RSA_N, RSA_E, BY_RS256 },
	{ SIGNATURE_RSA_PKCS1, "SHA512", NULL, RSA_N, RSA_E, BY_RS512 },
	{ SIGNATURE_RSA_PSS, "SHA384", NULL, RSA_N, RSA_E, BY_PS384 },
	{ SIGNATURE_ECDSA, "SHA256", "P-256", P256_X, P256_Y, BY_ES256 },
	{ SIGNATURE_ECDSA, "SHA384", "P-384", P384_X, P384_Y, BY_ES384 },
	{ SIGNATURE_ECDSA, "SHA512", "P-521", P521_X, P521_Y, BY_ES512 },
	{ SIGNATURE_EDDSA, NULL, NULL, ED25519_X, "", BY_EDDSA },
};

static struct public_key *
key_of_row(size_t i)
{
	const struct bytes a = unhex(signatures[i].a);
	const struct bytes b = unhex(signatures[i].b);

	if (signatures[i].curve != NULL)
		return public_key_ec(signatures[i].curve, a, b);
	return b.len > 0 ? public_key_rsa(a, b) : public_key_ed25519(a);
}

static int
check_signatures(void)
{
	if (crypto_start_once() != STATUS_OK)
		return 1;
	for (size_t i = 0; i < COUNT(signatures); i++) {
		struct public_key *key = key_of_row(i);

		if (key == NULL || public_key_verify(key, signatures[i].form,
		        signatures[i].digest, BYTES(SIGNED_TEXT),
		        unhex(signatures[i].signature)) != STATUS_OK)
			return 2 + (int)i;
		public_key_free(key);
	}
	return 0;
}

static int
compute_digests(void)
{
	static const char *const digests[] = { "MD5", "SHA1", "SHA256",
		"SHA384", "SHA512" };
	const struct bytes part = BYTES("abc");
	unsigned char      made[HMAC_MAX];
	size_t             length;

	if (crypto_start_once() != STATUS_OK)
		return 1;
	for (size_t i = 0; i < COUNT(digests); i++)
		if (hash_compute(digests[i], &part, 1, made, &length) !=
		        STATUS_OK ||
		    hmac_once(digests[i], part, &part, 1, made, &length) !=
		        STATUS_OK)
			return 2 + (int)i;
	return 0;
}

/* Every cipher, AES-SIV and BLAKE2b. */
static int
start_ciphers(void)
{
	struct siv *siv;

	if (crypto_start_once() != STATUS_OK)
		return 1;
	siv = siv_new(BYTES(SECRET_TEXT SECRET_TEXT));
	if (siv == NULL)
		return 2;
	siv_free(siv);
	return seal_start() == STATUS_OK ? 0 : 3;
}

/*
 * A point of small order, under which this signature is right for any message,
 * and a modulus with a small factor: what a server does not load.
 */
static int
refuse_weak_keys(void)
{
	char               one[32] = { 1 }, signature[64] = { 1 };
	char               modulus[256] = { (char)0x80 };
	const struct bytes exponent = unhex(RSA_E);
	struct public_key *edwards, *rsa;

	modulus[255] = 1; /* 2^2047 + 1 is a multiple of 3 */
	if (crypto_start_once() != STATUS_OK)
		return 1;
	edwards = public_key_ed25519((struct bytes){ one, sizeof(one) });
	rsa = public_key_rsa((struct bytes){ modulus, sizeof(modulus) },
	    exponent);
	if (edwards == NULL || rsa == NULL)
		return 2;
	for (int i = 0; i < 2; i++) {
		if (public_key_verify(edwards, SIGNATURE_EDDSA, NULL,
		        BYTES(SIGNED_TEXT), (struct bytes){ signature,
		            sizeof(signature) }) != STATUS_BAD_SIGNATURE)
			return 3;
		if (public_key_verify(rsa, SIGNATURE_RSA_PKCS1, "SHA256",
		        BYTES(SIGNED_TEXT), (struct bytes){ modulus,
		            sizeof(modulus) }) != STATUS_BAD_SIGNATURE)
			return 4;
	}
	public_key_free(edwards);
	public_key_free(rsa);
	return ERR_peek_error() == 0 ? 0 : 5;
}

static int
read_pems(void)
{
	static const enum pem_content contents[] = { PEM_PUBLIC,
		PEM_CERTIFICATE };

	if (crypto_start_once() != STATUS_OK)
		return 1;
	for (size_t i = 0; i < COUNT(contents); i++) {
		EVP_PKEY *pairs[] = { rsa_of_test(), EVP_EC_gen("P-256"),
			EVP_PKEY_Q_keygen(NULL, NULL, "ED25519") };

		for (size_t k = 0; k < COUNT(pairs); k++) {
			struct public_key *key = public_key_pem(pem_of(pairs[k],
			    contents[i]));

			if (key == NULL)
				return 2 + (int)k;
			public_key_free(key);
		}
	}
	return 0;
}

static void
test_what_is_found(void **state)
{
	(void)state;
	assert_int_equal(exit_code_of(check_signatures), 0);
	assert_int_equal(exit_code_of(compute_digests), 0);
	assert_int_equal(exit_code_of(start_ciphers), 0);
	assert_int_equal(exit_code_of(read_pems), 0);
	assert_int_equal(exit_code_of(refuse_weak_keys), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_configuration_is_not_read),
		cmocka_unit_test(test_what_is_found),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
