/* Which PEM is a public key, and which is refused.
 * SPDX-License-Identifier: ISC */
#include "keys_made.h"

#include "arena.h"
#include "bytes.h"
#include "public_key.h"

/* Frees it; type NULL: it must have been refused. */
static void
expect(const char *name, struct public_key *key, const char *type)
{
	EXPECT_NO_ERROR_LEFT(name);
	EXPECT(name, (key != NULL) == (type != NULL));
	if (key != NULL)
		EXPECT(name, strcmp(public_key_type(key), type) == 0);
	public_key_free(key);
}

static EVP_PKEY *
curve_key(const char *name)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, "EC", name);
}

static EVP_PKEY *
plain_key(const char *name)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, name);
}

static void
test_pem(void **state)
{
	(void)state;
	for (int i = PEM_PUBLIC; i <= PEM_ENCRYPTED; i++) {
		const enum pem_content content = (enum pem_content)i;
		const int              is_public = content == PEM_PUBLIC ||
		    content == PEM_CERTIFICATE;

		expect("RSA", public_key_pem(guarded(pem_of(
		    rsa_of_test(), content))), is_public ? "RSA" : NULL);
		expect("P-256", public_key_pem(guarded(pem_of(
		    curve_key("P-256"), content))), is_public ? "P-256" : NULL);
		expect("P-384", public_key_pem(guarded(pem_of(
		    curve_key("P-384"), content))), is_public ? "P-384" : NULL);
		expect("P-521", public_key_pem(guarded(pem_of(
		    curve_key("P-521"), content))), is_public ? "P-521" : NULL);
		expect("Ed25519", public_key_pem(guarded(pem_of(
		    plain_key("ED25519"), content))),
		    is_public ? "Ed25519" : NULL);
		arena_reset(arena);
	}
}

static void
test_pem_of_other_keys(void **state)
{
	(void)state;
	expect("2047 bits", public_key_pem(pem_of(EVP_RSA_gen(2047),
	    PEM_PUBLIC)), NULL);
	expect("P-224", public_key_pem(pem_of(curve_key("P-224"),
	    PEM_PUBLIC)), NULL);
	expect("secp256k1", public_key_pem(pem_of(curve_key("secp256k1"),
	    PEM_CERTIFICATE)), NULL);
	expect("X25519", public_key_pem(pem_of(plain_key("X25519"),
	    PEM_PUBLIC)), NULL);
	expect("Ed448", public_key_pem(pem_of(plain_key("ED448"),
	    PEM_PUBLIC)), NULL);
}

/* The product of two primes of RFC 3526. */
static EVP_PKEY *
rsa_of_10240_bits(void)
{
	BIGNUM       *n = BN_get_rfc3526_prime_8192(NULL);
	BIGNUM       *other = BN_get_rfc3526_prime_2048(NULL);
	BN_CTX       *context = BN_CTX_new();
	EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY     *key = NULL;
	unsigned char memory[1280];
	unsigned      e = 65537;
	OSSL_PARAM    parameters[] = {
		OSSL_PARAM_construct_BN("n", memory, sizeof(memory)),
		OSSL_PARAM_construct_uint("e", &e),
		OSSL_PARAM_construct_end(),
	};

	assert_int_equal(BN_mul(n, n, other, context), 1);
	assert_int_equal(BN_num_bits(n), 10240);
	assert_int_equal(BN_bn2nativepad(n, memory, sizeof(memory)), 1280);
	assert_int_equal(EVP_PKEY_fromdata_init(maker), 1);
	assert_int_equal(EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY,
	    parameters), 1);
	BN_free(n);
	BN_free(other);
	BN_CTX_free(context);
	EVP_PKEY_CTX_free(maker);
	return key;
}

static void
test_pem_too_large(void **state)
{
	(void)state;
	expect("10240 bits", public_key_pem(pem_of(rsa_of_10240_bits(),
	    PEM_PUBLIC)), NULL);
}

/* The parts of a text one behind the other. */
static void
expect_pem(const char *name, struct bytes a, struct bytes b, const char *type)
{
	struct bytes joined;

	EXPECT_STATUS(name, arena_join(arena, (struct bytes[]){ a, b }, 2,
	    &joined), STATUS_OK);
	expect(name, public_key_pem(guarded(joined)), type);
}

/* With this label in place of its own. */
static struct bytes
relabelled(struct bytes pem, const char *label)
{
	struct bytes joined;
	const size_t own = strlen("-----BEGIN PUBLIC KEY-----\n");
	char         text[2][64];

	snprintf(text[0], sizeof(text[0]), "-----BEGIN %s-----\n", label);
	snprintf(text[1], sizeof(text[1]), "-----END %s-----\n", label);
	pem.at += own;
	pem.len -= 2 * own - 2;
	EXPECT_STATUS(label, arena_join(arena, (struct bytes[]){
	    bytes_of(text[0]), pem, bytes_of(text[1]) }, 3, &joined),
	    STATUS_OK);
	return joined;
}

static void
test_pem_texts(void **state)
{
	struct bytes key = pem_of(plain_key("ED25519"), PEM_PUBLIC);
	struct bytes other = pem_of(curve_key("P-256"), PEM_PUBLIC);
	struct bytes secret = pem_of(curve_key("P-256"), PEM_PRIVATE);

	(void)state;
	expect_pem("words before it", BYTES("A key.\n"), key, "Ed25519");
	expect_pem("words behind it", key, BYTES("Was a key.\n"), "Ed25519");
	expect_pem("its own label", relabelled(key, "PUBLIC KEY"), EMPTY,
	    "Ed25519");
	expect_pem("no key", EMPTY, EMPTY, NULL);
	expect_pem("words alone", BYTES("A key.\n"), EMPTY, NULL);
	expect_pem("twice", key, key, NULL);
	expect_pem("two keys", key, other, NULL);
	expect_pem("a secret behind it", key, secret, NULL);
	expect_pem("a secret before it", secret, key, NULL);
	expect_pem("half a block behind it", key, BYTES("-----BEGIN "), NULL);
	expect_pem("as a certificate", relabelled(key, "CERTIFICATE"), EMPTY,
	    NULL);
	expect_pem("as another thing", relabelled(key, "RSA PUBLIC KEY"), EMPTY,
	    NULL);
	expect_pem("as parameters", relabelled(key, "EC PARAMETERS"), EMPTY,
	    NULL);
	expect_pem("with headers", BYTES("-----BEGIN PUBLIC KEY-----\n"
	    "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
	    (struct bytes){ key.at + 27, key.len - 27 }, NULL);
}

/* Whatever is missing, the answer is no and not a crash. */
static void
test_pem_cut_off(void **state)
{
	struct bytes key = pem_of(plain_key("ED25519"), PEM_PUBLIC);
	struct bytes certificate = pem_of(curve_key("P-256"),
	    PEM_CERTIFICATE);

	(void)state;
	/* The newline at the end, alone, may be missing. */
	for (size_t length = 0; length < key.len - 1; length++)
		expect("key", public_key_pem(guarded(
		    (struct bytes){ key.at, length })), NULL);
	for (size_t length = 0; length < certificate.len - 1; length++)
		expect("certificate", public_key_pem(guarded(
		    (struct bytes){ certificate.at, length })), NULL);
}

/* A byte more inside the block than the key has. */
static void
test_pem_with_more_inside(void **state)
{
	unsigned char  der[64];
	unsigned char *end = der;
	EVP_PKEY      *key = plain_key("ED25519");
	const int      length = i2d_PUBKEY(key, &end);
	BIO           *bio = BIO_new(BIO_s_mem());
	struct bytes   pem;
	char          *at;

	(void)state;
	*end = 0;
	for (int more = 0; more < 2; more++) {
		(void)BIO_reset(bio);
		assert_true(PEM_write_bio(bio, "PUBLIC KEY", "", der,
		    length + more) > 0);
		pem.len = (size_t)BIO_get_mem_data(bio, &at);
		pem.at = at;
		expect("DER", public_key_pem(pem), more == 0 ? "Ed25519" : NULL);
	}
	EVP_PKEY_free(key);
	BIO_free(bio);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pem),
		cmocka_unit_test(test_pem_of_other_keys),
		cmocka_unit_test(test_pem_too_large),
		cmocka_unit_test(test_pem_texts),
		cmocka_unit_test(test_pem_cut_off),
		cmocka_unit_test(test_pem_with_more_inside),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
