/*
 * Private keys: which are taken, and what they open, by vectors of our own that
 * were made with big integers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys_made.h"

#include "arena.h"
#include "bytes.h"

static const struct {
	const char *digest, *plaintext, *ciphertext;
} oaeps[] = {
	{ "SHA1",
	    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	    "5efbea477d19f6331af139920fcad89d4e084113f5bd5f05e4e86d605e74bc4f"
	    "24ff10634d6b7021bb587eca1205714d2d26ebb587455f133e6c5daf1b54fbb8"
	    "157b64dfee81f84b2b6177a50410919dd5019d44a1b1c5b97e121ae60389637b"
	    "36f12ff26b68a40dd5008c9d952475f978a9a174af6457631416d1ee4921a07a"
	    "10ea47c03976e2b439ae6ef714417626ee72dd368137f713e0c9fb49fa1e737b"
	    "f83fdcd16eaf859212665589e96e1d4fd417b20db668218d0122453a1d42b460"
	    "b58b44eb1ed755b5c3b8434ef4660e442f2f0ed2eccd068bf9b5820d068b5799"
	    "b2230e17e48192160cabb22e09557fa20baf2b119892b0c52a833bd28efab210" },
	{ "SHA256",
	    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
	    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f",
	    "081552d50dd6771018fa77b0bbb44d8c6e89ddbd05eef33f0010da53e4d92c55"
	    "98e0dde57bca13b48313ca4211943e8d3c05d31341233658275d5b3393137bf0"
	    "df36c3a33f11e844b28a484765be235d9c81138f66e5d45cbbd01c8d96945a4d"
	    "34905e184d42b90af0bd68eaace0205fdcf426bb2a21cf51fe1f1c0137c4eed5"
	    "434dea75ad24e1ef56dce7b745e33b612b7d5a394630643ccd46488cd9bf2fa1"
	    "990c7f29a192444901d3fbf932fb999a6a9d2addd215c8685e9e8f24e9e8a154"
	    "8285f2a049b17aee4fd0a328d3f9c6f1b6774f27291e5aa9b18debedb7b6b7f5"
	    "11b116d4c781f6ccc72a48bec3ff2361f1687cc4f8762e12603fbbe54bfaf160" },
	{ "SHA256",
	    "",
	    "11e2d230ac066908a44615787c54df6691de72e3e963ec06aa514f40ff58b6a0"
	    "6232eb67fee1f6c8fefedc36a7070ed2ffcf26c1c13847d01dbc4b75a9d9f55b"
	    "455d20ffd50ba282edc038cd2b1b9d22aa8639f7b8d61cf8fa73b5e7b909fe5d"
	    "ded23341dc39791e8c3d9b4cb2da6f43b3673b43dc7115b9a8196a4113308876"
	    "93b82f70d3f6d063f5c7786437d563de1a1c8d280f5c2ad508c078aaf9d5a0a7"
	    "d6a773c8e317e007b4ae892c04b79b44659c20453d2b667c48862da5928315b5"
	    "2bc939ba99285ed99e98371644f7e2fc699a4c2173fba83adf946a4fa4f55303"
	    "bb477842630c6f88d4e89506bdcc1c541c3b95ff385e8ac9957244801999ebbb" },
};

/* Frees it. */
static void
expect(const char *name, struct private_key *key, int is_key)
{
	EXPECT(name, (key != NULL) == is_key);
	EXPECT_NO_ERROR_LEFT(name);
	private_key_free(key);
}

/* The key in the three ways that it can be had. */
static struct private_key *
key_by(int way)
{
	struct rsa_numbers  numbers = rsa_numbers_of_test();
	struct private_key *key;

	if (way == 1)
		numbers.p = numbers.q = numbers.dp = numbers.dq = numbers.qi =
		    EMPTY;
	key = way < 2 ? private_key_rsa(&numbers)
	    : private_key_pem(guarded(pem_of(rsa_of_test(), PEM_PRIVATE)));
	assert_non_null(key);
	EXPECT_NO_ERROR_LEFT("key");
	return key;
}

/* ------------------------------------------------------------------ opening */

static void
test_opening(void **state)
{
	(void)state;
	for (int way = 0; way < 3; way++) {
		struct private_key *key = key_by(way);

		for (size_t i = 0; i < 2 * COUNT(oaeps); i++) {
			const char  *digest = oaeps[i % COUNT(oaeps)].digest;
			struct bytes plaintext;

			EXPECT_STATUS(digest, oaep_open(key, digest,
			    guarded(unhex(oaeps[i % COUNT(oaeps)].ciphertext)),
			    arena, &plaintext), STATUS_OK);
			EXPECT_BYTES(digest, plaintext,
			    unhex(oaeps[i % COUNT(oaeps)].plaintext));
			EXPECT_NO_ERROR_LEFT(digest);
		}
		private_key_free(key);
		arena_reset(arena);
	}
	private_key_free(NULL);
}

static void
expect_refused(struct private_key *key, const char *digest,
    struct bytes ciphertext)
{
	struct bytes plaintext = BYTES("untouched");

	EXPECT_STATUS(digest, oaep_open(key, digest, guarded(ciphertext), arena,
	    &plaintext), STATUS_BAD_SIGNATURE);
	EXPECT_BYTES(digest, plaintext, BYTES("untouched"));
	EXPECT_NO_ERROR_LEFT(digest);
}

static void
test_refusing(void **state)
{
	struct private_key *key = key_by(0);
	struct bytes        good = unhex(oaeps[1].ciphertext);

	(void)state;
	for (size_t at = 0; at < good.len; at += 5)
		expect_refused(key, "SHA256", with_byte(good, at, 1 << at % 8));
	expect_refused(key, "SHA1", good);
	expect_refused(key, "SHA512", good);
	expect_refused(key, "SHA256", EMPTY);
	expect_refused(key, "SHA256", shortened(good));
	expect_refused(key, "SHA256", lengthened(good, 0));
	expect_refused(key, "SHA256", lengthened(good, 1));
	/* As many, and more, as there are numbers modulo n. */
	expect_refused(key, "SHA256", unhex(RSA_N));
	memset((char *)(uintptr_t)good.at, 0xff, good.len);
	expect_refused(key, "SHA256", good);
	memset((char *)(uintptr_t)good.at, 0, good.len);
	expect_refused(key, "SHA256", good);
	EXPECT_STATUS("SHA257", oaep_open(key, "SHA257", good, arena, &good),
	    STATUS_INTERNAL);
	EXPECT_NO_ERROR_LEFT("SHA257");
	private_key_free(key);
	arena_reset(arena);
}

static void
test_small_arena(void **state)
{
	struct private_key *key = key_by(0);
	struct arena       *small = arena_new(200);
	struct bytes        out;

	(void)state;
	EXPECT_STATUS("small", oaep_open(key, "SHA256",
	    unhex(oaeps[1].ciphertext), small, &out), STATUS_TOO_LARGE);
	arena_free(small);
	private_key_free(key);
	arena_reset(arena);
}

/* ------------------------------------------------------------------ numbers */

/* The numbers of struct rsa_numbers one after the other. */
static struct bytes *
number_at(struct rsa_numbers *numbers, size_t i)
{
	struct bytes *const all[] = { &numbers->n, &numbers->e, &numbers->d,
		&numbers->p, &numbers->q, &numbers->dp, &numbers->dq,
		&numbers->qi };

	return i < COUNT(all) ? all[i] : NULL;
}

#define FOR_EACH_NUMBER(i) for (size_t i = 0; i < 8; i++)

static void
test_numbers_that_do_not_fit(void **state)
{
	const struct rsa_numbers good = rsa_numbers_of_test();
	const struct bytes       one = BYTES("\1");

	(void)state;
	expect("right", private_key_rsa(&good), 1);
	FOR_EACH_NUMBER(i) {
		static const char *const names[] = { "n", "e", "d", "p", "q",
			"dp", "dq", "qi" };
		struct rsa_numbers numbers = good;
		struct bytes      *number = number_at(&numbers, i);
		const struct bytes own = *number;

		*number = EMPTY;
		expect(names[i], private_key_rsa(&numbers), 0);
		*number = BYTES("\0");
		expect(names[i], private_key_rsa(&numbers), 0);
		*number = one;
		expect(names[i], private_key_rsa(&numbers), 0);
		*number = with_byte(own, own.len - 1, 2);
		expect(names[i], private_key_rsa(&numbers), 0);
		*number = with_byte(own, own.len / 2, 2);
		expect(names[i], private_key_rsa(&numbers), 0);
		*number = lengthened(own, 1);
		expect(names[i], private_key_rsa(&numbers), 1);
	}
	arena_reset(arena);
}

/* Of the last five, all stand there or none. */
static void
test_numbers_that_are_missing(void **state)
{
	const struct rsa_numbers good = rsa_numbers_of_test();

	(void)state;
	for (unsigned missing = 0; missing < 32; missing++) {
		struct rsa_numbers numbers = good;

		for (unsigned i = 0; i < 5; i++)
			if ((missing >> i & 1) != 0)
				*number_at(&numbers, 3 + i) = EMPTY;
		expect("some", private_key_rsa(&numbers),
		    missing == 0 || missing == 31);
	}
	arena_reset(arena);
}

static void
test_numbers_exchanged(void **state)
{
	struct rsa_numbers numbers = rsa_numbers_of_test();
	const struct bytes p = numbers.p, dp = numbers.dp;

	(void)state;
	numbers.p = numbers.q;
	numbers.q = p;
	expect("p and q", private_key_rsa(&numbers), 0);
	numbers.dp = numbers.dq;
	numbers.dq = dp;
	/* Now qi alone is of the other factor. */
	expect("dp and dq", private_key_rsa(&numbers), 0);
	/* 1 and n have the product, too. */
	numbers.p = BYTES("\1");
	numbers.q = numbers.n;
	expect("1 and n", private_key_rsa(&numbers), 0);
	arena_reset(arena);
}

/* A number of 8193 bits, where there is room for 8192, at the last place. */
static void
test_numbers_too_long(void **state)
{
	struct rsa_numbers numbers = rsa_numbers_of_test();
	char              *at = arena_take(arena, 1025);

	(void)state;
	assert_non_null(at);
	memset(at, 1, 1025);
	numbers.qi = (struct bytes){ at, 1025 };
	expect("qi", private_key_rsa(&numbers), 0);
	at[0] = 0;
	expect("qi", private_key_rsa(&numbers), 0);
	arena_reset(arena);
}

/* p + 2, with what follows from it: only n tells that it is wrong. */
static void
test_another_factor(void **state)
{
	struct rsa_numbers numbers = rsa_numbers_of_test();
	BN_CTX            *context = BN_CTX_new();
	BIGNUM *p = BN_bin2bn((const unsigned char *)numbers.p.at,
	    (int)numbers.p.len, NULL);
	BIGNUM *q = BN_bin2bn((const unsigned char *)numbers.q.at,
	    (int)numbers.q.len, NULL);
	BIGNUM       *e = BN_new();
	unsigned char bytes[3][128];

	(void)state;
	assert_int_equal(BN_set_word(e, 65537) & BN_add_word(p, 2), 1);
	assert_int_equal(BN_bn2binpad(p, bytes[0], 128), 128);
	assert_non_null(BN_mod_inverse(q, q, p, context));
	assert_int_equal(BN_bn2binpad(q, bytes[1], 128), 128);
	assert_int_equal(BN_sub_word(p, 1), 1);
	assert_non_null(BN_mod_inverse(e, e, p, context));
	assert_int_equal(BN_bn2binpad(e, bytes[2], 128), 128);
	numbers.p = (struct bytes){ (char *)bytes[0], 128 };
	numbers.qi = (struct bytes){ (char *)bytes[1], 128 };
	numbers.dp = (struct bytes){ (char *)bytes[2], 128 };
	expect("p + 2", private_key_rsa(&numbers), 0);
	BN_free(p);
	BN_free(q);
	BN_free(e);
	BN_CTX_free(context);
	arena_reset(arena);
}

/* ---------------------------------------------------------------------- PEM */

static void
test_pem(void **state)
{
	struct bytes good = pem_of(rsa_of_test(), PEM_PRIVATE);
	struct bytes twice;

	(void)state;
	expect("right", private_key_pem(guarded(good)), 1);
	for (size_t length = 0; length < good.len - 1; length += 3)
		expect("cut off", private_key_pem(guarded((struct bytes){
		    good.at, length })), 0);
	EXPECT_STATUS("twice", arena_join(arena, (struct bytes[]){ good, good },
	    2, &twice), STATUS_OK);
	expect("twice", private_key_pem(twice), 0);
	expect("public", private_key_pem(pem_of(rsa_of_test(), PEM_PUBLIC)), 0);
	expect("certificate", private_key_pem(pem_of(rsa_of_test(),
	    PEM_CERTIFICATE)), 0);
	expect("encrypted", private_key_pem(pem_of(rsa_of_test(),
	    PEM_ENCRYPTED)), 0);
	expect("P-256", private_key_pem(pem_of(EVP_PKEY_Q_keygen(NULL, NULL,
	    "EC", "P-256"), PEM_PRIVATE)), 0);
	expect("Ed25519", private_key_pem(pem_of(EVP_PKEY_Q_keygen(NULL, NULL,
	    "ED25519"), PEM_PRIVATE)), 0);
	expect("2047 bits", private_key_pem(pem_of(EVP_RSA_gen(2047),
	    PEM_PRIVATE)), 0);
	arena_reset(arena);
}

/* PKCS #1 (RFC 8017 §A.1.2), as older programs write it. */
static void
test_pem_of_pkcs1(void **state)
{
	EVP_PKEY    *key = rsa_of_test();
	BIO         *bio = BIO_new(BIO_s_mem());
	struct bytes pem;
	char        *at;

	(void)state;
	assert_int_equal(PEM_write_bio_PrivateKey_traditional(bio, key, NULL,
	    NULL, 0, NULL, NULL), 1);
	pem.len = (size_t)BIO_get_mem_data(bio, &at);
	pem.at = at;
	assert_true(bytes_start_with(pem, BYTES("-----BEGIN RSA PRIV")));
	expect("PKCS #1", private_key_pem(guarded(pem)), 1);
	BIO_free(bio);
	EVP_PKEY_free(key);
}

/* Nobody is asked for a password when the label does not say "encrypted". */
static void
test_pem_with_the_wrong_label(void **state)
{
	struct bytes   pem = pem_of(rsa_of_test(), PEM_ENCRYPTED), relabelled;
	BIO           *in = BIO_new_mem_buf(pem.at, (int)pem.len);
	BIO           *out = BIO_new(BIO_s_mem());
	unsigned char *der;
	char          *label, *header, *at;
	long           length;

	(void)state;
	assert_int_equal(PEM_read_bio(in, &label, &header, &der, &length), 1);
	assert_string_equal(label, "ENCRYPTED PRIV" "ATE KEY");
	assert_true(PEM_write_bio(out, "PRIV" "ATE KEY", "", der, length) > 0);
	relabelled.len = (size_t)BIO_get_mem_data(out, &at);
	relabelled.at = at;
	expect("relabelled", private_key_pem(relabelled), 0);
	OPENSSL_free(label);
	OPENSSL_free(header);
	OPENSSL_free(der);
	BIO_free(in);
	BIO_free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opening),
		cmocka_unit_test(test_refusing),
		cmocka_unit_test(test_small_arena),
		cmocka_unit_test(test_numbers_that_do_not_fit),
		cmocka_unit_test(test_numbers_that_are_missing),
		cmocka_unit_test(test_numbers_exchanged),
		cmocka_unit_test(test_numbers_too_long),
		cmocka_unit_test(test_another_factor),
		cmocka_unit_test(test_pem),
		cmocka_unit_test(test_pem_of_pkcs1),
		cmocka_unit_test(test_pem_with_the_wrong_label),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
