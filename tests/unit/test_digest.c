/* HMAC by the vectors of RFC 4231, and the rest of digest.c.
 * SPDX-License-Identifier: ISC */
#include "support.h"

#include "digest.h"

static const struct vector {
	const char *name, *key, *data, *mac; /* in hex */
} vectors[] = {
	{ "RFC 4231 4.2", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
	    "4869205468657265",
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ "RFC 4231 4.3", "4a656665",
	    "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ "RFC 4231 4.4", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    "dddddddddddddddddddddddddddddddddddddddddddddddddd"
	    "dddddddddddddddddddddddddddddddddddddddddddddddddd",
	    "773ea91e36800e46854db8ebd09181a7"
	    "2959098b3ef8c122d9635514ced565fe" },
	{ "RFC 4231 4.5",
	    "0102030405060708090a0b0c0d0e0f10111213141516171819",
	    "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	    "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
	    "82558a389a443c0ea4cc819899f2083a"
	    "85f0faa3e578f8077a2e3ff46729665b" },
};

/* RFC 4231 §4.7: a key longer than the hash's block. */
static const char long_key_data[] =
    "Test Using Larger Than Block-Size Key - Hash Key First";
static const char long_key_mac[] = "60e431591ee0b67f0d8a26aacbf5b77f"
				   "8e0bc6213728c5140546040f0ee37f54";

static struct bytes
from_hex(const char *hex, char *out)
{
	size_t length = strlen(hex) / 2;

	for (size_t i = 0; i < length; i++) {
		char byte[3] = { hex[2 * i], hex[2 * i + 1], '\0' };

		out[i] = (char)strtol(byte, NULL, 16);
	}
	return (struct bytes){ out, length };
}

static void
expect_mac(const char *name, struct bytes key, struct bytes data,
    const char *mac_in_hex)
{
	struct hmac  *hmac = hmac_new("SHA256", guarded(key));
	char          wanted[HMAC_MAX];
	struct bytes  right = from_hex(mac_in_hex, wanted);
	unsigned char mac[HMAC_MAX];
	size_t        length = 0;

	assert_non_null(hmac);
	/* In two parts at every place; so the context is used again, too. */
	for (size_t cut = 0; cut <= data.len; cut++) {
		struct bytes parts[] = {
			{ data.at, cut },
			{ data.at + cut, data.len - cut },
		};

		EXPECT_STATUS(name, hmac_compute(hmac, parts, 2, mac, &length),
		    STATUS_OK);
		EXPECT(name, equal_secret(right,
		    (struct bytes){ (char *)mac, length }));
	}
	hmac_free(hmac);
}

static void
test_rfc_4231(void **state)
{
	char         key[64], data[64], long_key[131];
	struct bytes message = bytes_of(long_key_data);

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++)
		expect_mac(vectors[i].name, from_hex(vectors[i].key, key),
		    guarded(from_hex(vectors[i].data, data)), vectors[i].mac);
	memset(long_key, 0xaa, sizeof(long_key));
	expect_mac("RFC 4231 4.7", (struct bytes){ long_key, sizeof(long_key) },
	    guarded(message), long_key_mac);
}

static void
test_unknown_digest(void **state)
{
	(void)state;
	assert_null(hmac_new("SHA257", BYTES("a key of sixteen")));
	assert_null(hmac_new("", BYTES("a key of sixteen")));
	hmac_free(NULL);
}

static void
test_equal_secret(void **state)
{
	char bytes[32] = { 0 };

	(void)state;
	assert_true(equal_secret(BYTES(""), BYTES("")));
	assert_false(equal_secret(BYTES("a"), BYTES("")));
	assert_false(equal_secret(BYTES("a"), BYTES("ab")));
	for (size_t bit = 0; bit < 8 * sizeof(bytes); bit++) {
		char other[32] = { 0 };

		other[bit / 8] = (char)(1 << bit % 8);
		assert_false(equal_secret((struct bytes){ bytes, 32 },
		    guarded((struct bytes){ other, 32 })));
	}
	assert_true(equal_secret((struct bytes){ bytes, 32 },
	    guarded((struct bytes){ bytes, 32 })));
}

static void
test_random_bytes(void **state)
{
	unsigned char one[32] = { 0 }, two[32] = { 0 };

	(void)state;
	EXPECT_STATUS("one", random_bytes(one, 32), STATUS_OK);
	EXPECT_STATUS("two", random_bytes(two, 32), STATUS_OK);
	assert_memory_not_equal(one, two, 32);
	EXPECT_STATUS("too many", random_bytes(one, (size_t)INT32_MAX + 1),
	    STATUS_INTERNAL);
}

static void
test_wipe_and_start(void **state)
{
	char secret[16] = "not to be kept";
	char zeros[16] = { 0 };

	(void)state;
	wipe(secret, sizeof(secret));
	assert_memory_equal(secret, zeros, sizeof(secret));
	EXPECT_STATUS("start", crypto_start(), STATUS_OK);
}

/* RFC 1321 §A.5, RFC 3174 §7.3, FIPS 180-2 §B.1, C.1: of "abc". */
static void
test_hashes(void **state)
{
	static const struct {
		const char *digest, *hash;
	} rows[] = {
		{ "MD5", "900150983cd24fb0d6963f7d28e17f72" },
		{ "SHA1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ "SHA256", "ba7816bf8f01cfea414140de5dae2223"
		            "b00361a396177a9cb410ff61f20015ad" },
	};
	const struct bytes parts[] = { BYTES("a"), BYTES(""), BYTES("bc") };
	unsigned char      hash[HMAC_MAX];
	char               wanted[HMAC_MAX];
	size_t             length;

	(void)state;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
			EXPECT_STATUS(rows[i].digest, hash_compute(
			    rows[i].digest, parts, 3, hash, &length),
			    STATUS_OK);
			EXPECT_BYTES(rows[i].digest,
			    ((struct bytes){ (char *)hash, length }),
			    from_hex(rows[i].hash, wanted));
		}
	EXPECT_STATUS("none", hash_compute("MD4", parts, 3, hash, &length),
	    STATUS_INTERNAL);
}

/* RFC 2202 §2.2, §3.2 and RFC 4231 §4.3, one key after the other. */
static void
test_keys_used_once(void **state)
{
	const struct bytes text = BYTES("what do ya want for nothing?");
	static const struct {
		const char *digest, *mac;
	} rows[] = {
		{ "MD5", "750c783e6ab0b503eaa86e310a5db738" },
		{ "SHA1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
		{ "SHA256", "5bdcc146bf60754e6a042426089575c7"
		            "5a003f089d2739839dec58b964ec3843" },
	};
	unsigned char mac[HMAC_MAX];
	char          wanted[HMAC_MAX];
	size_t        length;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		EXPECT_STATUS("another", hmac_once(rows[i].digest,
		    BYTES("another key"), &text, 1, mac, &length), STATUS_OK);
		EXPECT_STATUS(rows[i].digest, hmac_once(rows[i].digest,
		    BYTES("Jefe"), &text, 1, mac, &length), STATUS_OK);
		EXPECT_BYTES(rows[i].digest,
		    ((struct bytes){ (char *)mac, length }),
		    from_hex(rows[i].mac, wanted));
	}
	EXPECT_STATUS("none", hmac_once("MD4", BYTES("Jefe"), &text, 1, mac,
	    &length), STATUS_INTERNAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hashes),
		cmocka_unit_test(test_keys_used_once),
		cmocka_unit_test(test_rfc_4231),
		cmocka_unit_test(test_unknown_digest),
		cmocka_unit_test(test_equal_secret),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_wipe_and_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
