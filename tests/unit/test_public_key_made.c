/* Which numbers and which PEM are a public key, and which are refused.
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

static void
expect_rsa(const char *name, struct bytes n, struct bytes e, int is_key)
{
	expect(name, public_key_rsa(guarded(n), guarded(e)),
	    is_key ? "RSA" : NULL);
}

static void
test_rsa_exponents(void **state)
{
	static const struct {
		const char *e;
		int         is_key;
	} exponents[] = {
		{ "", 0 }, { "00", 0 }, { "01", 0 }, { "02", 0 }, { "04", 0 },
		{ "010000", 0 }, { "03", 1 }, { "11", 1 }, { "010001", 1 },
		{ "00010001", 1 }, { "ffffffffffffffff", 1 },
		{ "00ffffffffffffffff", 1 }, { "010000000000000001", 0 },
		{ RSA_N, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(exponents); i++)
		expect_rsa(exponents[i].e, unhex(RSA_N),
		    unhex(exponents[i].e), exponents[i].is_key);
}

/* 2^(bits - 1) + add, in as many bytes as asked for. */
static struct bytes
number(size_t bits, unsigned add, size_t length)
{
	char *at = arena_take(arena, length);

	assert_non_null(at);
	memset(at, 0, length);
	at[length - 1 - (bits - 1) / 8] = (char)(1 << (bits - 1) % 8);
	at[length - 2] = (char)(add >> 8);
	at[length - 1] = (char)add;
	return (struct bytes){ at, length };
}

static void
test_rsa_moduli(void **state)
{
	struct bytes n = unhex(RSA_N);
	struct bytes e = unhex(RSA_E);

	(void)state;
	expect_rsa("right", n, e, 1);
	expect_rsa("a zero in front", lengthened(n, 1), e, 1);
	expect_rsa("none", EMPTY, e, 0);
	expect_rsa("zero", BYTES("\0"), e, 0);
	expect_rsa("one", BYTES("\1"), e, 0);
	expect_rsa("a byte less", shortened(n), e, 0);
	expect_rsa("2047 bits", with_byte(n, 0,
	    (unsigned char)n.at[0] & 0x80), e, 0);
	expect_rsa("even", with_byte(n, n.len - 1, 1), e, 0);
	/* 2^2047 + 1 is a multiple of 3. */
	expect_rsa("small factor", number(2048, 1, 256), e, 0);
	expect_rsa("8193 bits", number(8193, 1, 1025), e, 0);
	expect_rsa("8 kilobytes", number(65536, 1, 8192), e, 0);
}

/* The product of two numbers of which one may be 1. */
static struct bytes
product(BIGNUM *a, BIGNUM *b)
{
	BN_CTX      *context = BN_CTX_new();
	struct bytes bytes = { arena_take(arena, 1024), 0 };

	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(bytes.at);
	assert_int_equal(BN_mul(a, a, b, context), 1);
	bytes.len = (size_t)BN_bn2bin(a, (unsigned char *)(uintptr_t)bytes.at);
	BN_free(a);
	BN_free(b);
	BN_CTX_free(context);
	return bytes;
}

/* With the primes of RFC 3526, as everyone knows their factors. */
static void
test_rsa_of_known_primes(void **state)
{
	struct bytes e = unhex(RSA_E);
	BIGNUM      *one = BN_new();
	struct bytes prime, largest;

	(void)state;
	assert_int_equal(BN_set_word(one, 1), 1);
	prime = product(BN_get_rfc3526_prime_2048(NULL), one);
	assert_int_equal(prime.len, 256);
	expect_rsa("a prime", prime, e, 0);
	expect_rsa("a square", product(BN_get_rfc3526_prime_2048(NULL),
	    BN_get_rfc3526_prime_2048(NULL)), e, 0);
	largest = product(BN_get_rfc3526_prime_2048(NULL),
	    BN_get_rfc3526_prime_6144(NULL));
	assert_int_equal(largest.len, 1024);
	expect_rsa("8192 bits", largest, e, 1);
	expect_rsa("8192 bits and a zero", lengthened(largest, 1), e, 1);
	expect_rsa("8200 bits", lengthened(largest, 0), e, 0);
}

/* ------------------------------------------------------------------- curves */

static struct bytes
zeros(size_t length)
{
	const char *at = arena_take(arena, length);

	assert_non_null(at);
	return (struct bytes){ at, length };
}

static struct bytes
ones(size_t length)
{
	struct bytes all = zeros(length);

	memset((char *)(uintptr_t)all.at, 0xff, length);
	return all;
}

static void
expect_ec(const char *curve, struct bytes x, struct bytes y, int is_key)
{
	expect(curve, public_key_ec(curve, guarded(x), guarded(y)),
	    is_key ? curve : NULL);
}

static void
test_curves(void **state)
{
	static const char *const curves[][3] = { { "P-256", P256_X, P256_Y },
		{ "P-384", P384_X, P384_Y }, { "P-521", P521_X, P521_Y } };

	(void)state;
	for (size_t i = 0; i < COUNT(curves); i++) {
		const char  *curve = curves[i][0];
		struct bytes x = unhex(curves[i][1]);
		struct bytes y = unhex(curves[i][2]);

		expect_ec(curve, x, y, 1);
		expect_ec(curves[(i + 1) % 3][0], x, y, 0);
		expect_ec(curve, y, x, 0);
		expect_ec(curve, x, with_byte(y, y.len - 1, 1), 0);
		expect_ec(curve, with_byte(x, 0, 1), y, 0);
		expect_ec(curve, shortened(x), y, 0);
		expect_ec(curve, x, shortened(y), 0);
		expect_ec(curve, lengthened(x, 1), y, 0);
		expect_ec(curve, x, lengthened(y, 1), 0);
		expect_ec(curve, EMPTY, EMPTY, 0);
		expect_ec(curve, zeros(x.len), zeros(x.len), 0);
		expect_ec(curve, ones(x.len), ones(x.len), 0);
		expect_ec("P-224", x, y, 0);
		expect_ec("prime256v1", x, y, 0);
		expect_ec("Ed25519", x, EMPTY, 0);
		expect_ec("RSA", EMPTY, EMPTY, 0);
		expect_ec("", x, y, 0);
	}
}

/* --------------------------------------------------------------- Ed25519 */

static const char *const edwards_refused[] = {
	/* All of order 1, 2, 4 and 8. */
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	/* The same with the other sign of zero. */
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	/* p, p + 1, p + 3: above the field. */
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	/* No points of the curve. */
	"0200000000000000000000000000000000000000000000000000000000000000",
	"0700000000000000000000000000000000000000000000000000000000000000",
	"0800000000000000000000000000000000000000000000000000000000000000",
	"0b00000000000000000000000000000000000000000000000000000000000000",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	/* Too short, too long. */
	"", "03", ED25519_X "00",
};

static void
test_edwards(void **state)
{
	struct bytes x = unhex(ED25519_X);

	(void)state;
	expect("right", public_key_ed25519(guarded(x)), "Ed25519");
	/* The other point with this y. */
	expect("minus it", public_key_ed25519(with_byte(x, 31, 0x80)),
	    "Ed25519");
	expect("a byte less", public_key_ed25519(shortened(x)), NULL);
	/* The y that is refused below when the field's prime is added to it. */
	expect("3", public_key_ed25519(unhex("03000000000000000000000000"
	    "00000000000000000000000000000000000000")), "Ed25519");
	for (size_t i = 0; i < COUNT(edwards_refused); i++)
		expect(edwards_refused[i], public_key_ed25519(guarded(
		    unhex(edwards_refused[i]))), NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rsa_exponents),
		cmocka_unit_test(test_rsa_moduli),
		cmocka_unit_test(test_rsa_of_known_primes),
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_edwards),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
