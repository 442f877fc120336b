/*
 * Moduli that the chips of ROCA (CVE-2017-15361) could have made, and what
 * differs from them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys_made.h"

#include "public_key.h"

/* Only the first of them is set for sure: two give 2048 or more. */
#define PRIME_BITS 1025

/* All small primes, by which such a modulus is a power of 65537. */
static BIGNUM *
product_of_primes(BN_CTX *context)
{
	BIGNUM *product = BN_new(), *prime = BN_new();

	assert_int_equal(BN_set_word(product, 2), 1);
	for (BN_ULONG n = 3; n < 168; n += 2) {
		BN_ULONG factor = 3;

		while (factor < n && n % factor != 0)
			factor += 2;
		if (factor < n)
			continue;
		assert_int_equal(BN_set_word(prime, n), 1);
		assert_int_equal(BN_mul(product, product, prime, context), 1);
	}
	BN_free(prime);
	return product;
}

/* A prime that is a power of 65537 by each of them. */
static BIGNUM *
make_prime(BN_CTX *context, const BIGNUM *product, BN_ULONG power)
{
	BIGNUM *rest = BN_new(), *exponent = BN_new(), *prime = BN_new();

	assert_int_equal(BN_set_word(rest, 65537), 1);
	assert_int_equal(BN_set_word(exponent, power), 1);
	assert_int_equal(BN_mod_exp(rest, rest, exponent, product, context),
	    1);
	assert_int_equal(BN_generate_prime_ex2(prime, PRIME_BITS, 0, product, rest,
	    NULL, context), 1);
	BN_free(exponent);
	BN_free(rest);
	return prime;
}

static struct public_key *
key_of(const BIGNUM *p, const BIGNUM *q, BN_CTX *context)
{
	BIGNUM       *n = BN_new();
	unsigned char bytes[512];
	int           length;

	assert_int_equal(BN_mul(n, p, q, context), 1);
	length = BN_bn2bin(n, bytes);
	BN_free(n);
	return public_key_rsa((struct bytes){ (char *)bytes, (size_t)length },
	    unhex(RSA_E));
}

static void
test_roca(void **state)
{
	BN_CTX            *context = BN_CTX_new();
	BIGNUM            *product = product_of_primes(context);
	BIGNUM            *p = make_prime(context, product, 1234567);
	BIGNUM            *q = make_prime(context, product, 7654321);
	BIGNUM            *other = BN_new();
	struct public_key *key;

	(void)state;
	assert_null(key_of(p, q, context));
	assert_int_equal(BN_generate_prime_ex2(other, PRIME_BITS, 0, NULL, NULL,
	    NULL, context), 1);
	key = key_of(p, other, context);
	assert_non_null(key);
	public_key_free(key);
	BN_free(other);
	BN_free(q);
	BN_free(p);
	BN_free(product);
	BN_CTX_free(context);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roca),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
