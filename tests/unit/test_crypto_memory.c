/*
 * Keys, signatures and encryption while OpenSSL runs out of memory, at each of
 * its allocations in turn: never a crash, a leak or a wrong yes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys_made.h"

#include "bytes.h"
#include "public_key.h"

/* The allocation that fails, counted down; negative: none. */
static long fail_at = -1;
static int  fail_ever_after, failed;

static int
must_fail(void)
{
	if (fail_at < 0 || fail_at-- > 0)
		return 0;
	failed = 1;
	fail_at = fail_ever_after ? 0 : -1;
	return 1;
}

/*
 * OpenSSL 3.0 loses what it has copied of a SIV context when memory runs out on
 * the way.  What is noted here is not lost for those who look for leaks.
 */
static void *volatile noted[1 << 14];
static size_t         note_count;
static int            is_noting;

static void *
take(size_t size, const char *file, int line)
{
	void *memory = must_fail() ? NULL : malloc(size);

	(void)file;
	(void)line;
	if (is_noting && note_count < COUNT(noted))
		noted[note_count++] = memory;
	return memory;
}

static void *
take_again(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return must_fail() ? NULL : realloc(old, size);
}

static void
give_back(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

/* ------------------------------------------------------------------ actions */

/* What is made before memory runs out. */
static struct public_key  *rsa, *curve, *edwards;
static struct private_key *private_key;
static struct siv         *siv;
static struct bytes        public_pem, private_pem, sealed;

static int
freed_public(struct public_key *key)
{
	public_key_free(key);
	return key != NULL;
}

static int
freed_private(struct private_key *key)
{
	private_key_free(key);
	return key != NULL;
}

static int
make_rsa(void)
{
	return freed_public(public_key_rsa(unhex(RSA_N), unhex(RSA_E)));
}

static int
make_curve(void)
{
	return freed_public(public_key_ec("P-384", unhex(P384_X),
	    unhex(P384_Y)));
}

static int
make_edwards(void)
{
	return freed_public(public_key_ed25519(unhex(ED25519_X)));
}

static int
make_by_pem(void)
{
	return freed_public(public_key_pem(public_pem));
}

static int
make_private(void)
{
	const struct rsa_numbers numbers = rsa_numbers_of_test();

	return freed_private(private_key_rsa(&numbers));
}

static int
make_private_by_pem(void)
{
	return freed_private(private_key_pem(private_pem));
}

static int
make_siv(void)
{
	struct siv *made = siv_new((struct bytes){ SIGNED_TEXT SIGNED_TEXT,
	    SIV_KEY_BYTES });

	siv_free(made);
	return made != NULL;
}

/* A good signature may be refused for want of memory; a forged one must be. */
static int
verify_both(struct public_key *key, enum signature_form form, const char *digest,
    const char *signature)
{
	const long  first = fail_at;
	enum status good = public_key_verify(key, form, digest,
	    BYTES(SIGNED_TEXT), unhex(signature));

	fail_at = first;
	if (public_key_verify(key, form, digest, BYTES("another text"),
	        unhex(signature)) == STATUS_OK)
		fail_msg("%s: forged", signature);
	return good == STATUS_OK;
}

static int
verify_pkcs1(void)
{
	return verify_both(rsa, SIGNATURE_RSA_PKCS1, "SHA256", BY_RS256);
}

static int
verify_pss(void)
{
	return verify_both(rsa, SIGNATURE_RSA_PSS, "SHA512", BY_PS512);
}

static int
verify_curve(void)
{
	return verify_both(curve, SIGNATURE_ECDSA, "SHA256", BY_ES256);
}

static int
verify_edwards(void)
{
	return verify_both(edwards, SIGNATURE_EDDSA, NULL, BY_EDDSA);
}

static int
seal_with_siv(void)
{
	struct bytes out;

	return siv_seal(siv, BYTES("site"), BYTES("text"), arena, &out) ==
	    STATUS_OK && bytes_equal(out, sealed);
}

static int
open_with_siv(void)
{
	const long   first = fail_at;
	struct bytes out;
	const int    opened = siv_open(siv, BYTES("site"), sealed, arena,
	       &out) == STATUS_OK;

	EXPECT("text", !opened || bytes_equal(out, BYTES("text")));
	fail_at = first;
	EXPECT("forged", siv_open(siv, BYTES("etis"), sealed, arena, &out) !=
	    STATUS_OK);
	return opened;
}

/* None of these is sealed by its key, which is all that is asked. */
static int
open_forged(void)
{
	const struct bytes zeros = { (char *)arena_take(arena, 64), 32 };
	const struct bytes block = { zeros.at, 16 }, iv = { zeros.at, 12 };
	struct bytes       out;

	EXPECT("gcm", gcm_open(zeros, iv, block, zeros, block, arena, &out) !=
	    STATUS_OK);
	EXPECT("cbc", cbc_open(zeros, block, zeros, arena, &out) != STATUS_OK);
	EXPECT("wrap", key_unwrap(zeros, zeros, arena, &out) != STATUS_OK);
	EXPECT("oaep", oaep_open(private_key, "SHA256", unhex(BY_RS256), arena,
	    &out) != STATUS_OK);
	return 1;
}

static int
compute(void)
{
	const struct bytes key = BYTES("0123456789abcdef0123456789abcdef");
	const struct bytes nonce = { key.at, 24 };
	unsigned char      mac[32];
	struct bytes       out;

	return blake2b_keyed(key, &nonce, 1, sizeof(mac), mac) == STATUS_OK &&
	    xchacha20(key, nonce, key, arena, &out) == STATUS_OK;
}

static const struct {
	const char *name;
	int (*does)(void);
	int copies_siv;
} actions[] = {
	{ "make RSA", make_rsa, 0 },
	{ "make P-384", make_curve, 0 },
	{ "make Ed25519", make_edwards, 0 },
	{ "make by PEM", make_by_pem, 0 },
	{ "make private", make_private, 0 },
	{ "make private by PEM", make_private_by_pem, 0 },
	{ "make SIV", make_siv, 0 },
	{ "verify RS256", verify_pkcs1, 0 },
	{ "verify PS512", verify_pss, 0 },
	{ "verify ES256", verify_curve, 0 },
	{ "verify EdDSA", verify_edwards, 0 },
	{ "seal with SIV", seal_with_siv, 1 },
	{ "open with SIV", open_with_siv, 1 },
	{ "open what is forged", open_forged, 0 },
	{ "compute", compute, 0 },
};

/* -------------------------------------------------------------------- tests */

static void
act_with_failures(size_t i)
{
	long n = 0;
	int  done;

	is_noting = actions[i].copies_siv;
	do {
		failed = 0;
		fail_at = n;
		/* Reading PEM takes thousands: of the later ones, a few. */
		n += 1 + n / 8;
		done = actions[i].does();
		fail_at = -1;
		/* What OpenSSL can do without is its own affair. */
		EXPECT(actions[i].name, done || failed);
		EXPECT_NO_ERROR_LEFT(actions[i].name);
		arena_reset(arena);
	} while (failed);
	is_noting = 0;
	EXPECT(actions[i].name, n > 1);
	EXPECT(actions[i].name, actions[i].does());
	arena_reset(arena);
}

static void
test_one_failure(void **state)
{
	(void)state;
	fail_ever_after = 0;
	for (size_t i = 0; i < COUNT(actions); i++)
		act_with_failures(i);
}

static void
test_no_more_memory(void **state)
{
	(void)state;
	fail_ever_after = 1;
	for (size_t i = 0; i < COUNT(actions); i++)
		act_with_failures(i);
}

/* What outlives the arena's reset. */
static struct bytes
kept(struct bytes bytes)
{
	return bytes_copy(bytes);
}

static int
open_all(void **state)
{
	struct rsa_numbers numbers;

	if (CRYPTO_set_mem_functions(take, take_again, give_back) != 1 ||
	    make_arena(state) != 0 || seal_start() != STATUS_OK)
		return -1;
	numbers = rsa_numbers_of_test();
	rsa = public_key_rsa(numbers.n, numbers.e);
	curve = public_key_ec("P-256", unhex(P256_X), unhex(P256_Y));
	edwards = public_key_ed25519(unhex(ED25519_X));
	private_key = private_key_rsa(&numbers);
	siv = siv_new((struct bytes){ SIGNED_TEXT SIGNED_TEXT, SIV_KEY_BYTES });
	public_pem = kept(pem_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"),
	    PEM_CERTIFICATE));
	private_pem = kept(pem_of(rsa_of_test(), PEM_PRIVATE));
	if (rsa == NULL || curve == NULL || edwards == NULL ||
	    private_key == NULL || siv == NULL ||
	    siv_seal(siv, BYTES("site"), BYTES("text"), arena, &sealed) !=
	    STATUS_OK)
		return -1;
	sealed = kept(sealed);
	/* Whatever OpenSSL makes at a first use stays. */
	for (size_t i = 0; i < COUNT(actions); i++)
		if (!actions[i].does())
			return -1;
	arena_reset(arena);
	return 0;
}

static int
close_all(void **state)
{
	public_key_free(rsa);
	public_key_free(curve);
	public_key_free(edwards);
	private_key_free(private_key);
	siv_free(siv);
	free((void *)(uintptr_t)public_pem.at);
	free((void *)(uintptr_t)private_pem.at);
	free((void *)(uintptr_t)sealed.at);
	return free_arena(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_failure),
		cmocka_unit_test(test_no_more_memory),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
