/*
 * BLAKE2b and XChaCha20, by vectors of our own that were made without OpenSSL.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto.h"

#include "bytes.h"

static struct bytes
hex(const char *text)
{
	return guarded(unhex(text));
}

static const struct {
	const char *key, *message;
	size_t      length;
	const char *mac;
} blake2bs[] = {
	{ "48f5a407a7b1f2de56c9ddf22e85048d7557e16465625b165b4b3942fe562617",
	    "70617365746f2d656e6372797074696f6e2d6b65796465666768696a6b6c6d6e"
	    "6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b",
	    56,
	    "149643388ca2896e8801fb46a9e401d2181a0c4f9b4c0c04c5d05ab9300abc0d"
	    "cbc4999fda8bc01367699f498d215e49de203557fc6e9c8c" },
	{ "8246db6c9a1313fedb2a8ff306566032882e2a7a4eea2114c4c453a89fd30fb0",
	    "70617365746f2d656e6372797074696f6e2d6b65796465666768696a6b6c6d6e"
	    "6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b",
	    32,
	    "b0cbb49a1433a1c5acd17041bc16f0596ce209e1481ac7fb9f9d13a7f60cf0b1" },
	{ "c70aaa13cfc982f24d5e124eebb53e168ce602b2d5f94a192384e3690e93e357"
	    "5033e568fa0bb8d9d15b7049a0d554831f8391b4c66214b3353d38caf89f5240",
	    "70617365746f2d656e6372797074696f6e2d6b65796465666768696a6b6c6d6e"
	    "6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b",
	    64,
	    "698e1c4f35da9f4beaff9b5ee36e31f2e59c40f671273bd6b23d00d676f59da0"
	    "7def987d0379664a437f26c8c827c2407196dd608ec3b963f64ff4812f2c4c5d" },
	{ "77",
	    "70617365746f2d656e6372797074696f6e2d6b65796465666768696a6b6c6d6e"
	    "6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b",
	    1,
	    "2b" },
};

static void
test_blake2b(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(blake2bs); i++) {
		struct bytes message = hex(blake2bs[i].message);
		struct bytes key = hex(blake2bs[i].key);

		for (size_t cut = 0; cut <= message.len; cut++) {
			unsigned char mac[64];
			struct bytes  parts[] = { { message.at, cut },
				 { message.at + cut, message.len - cut } };

			EXPECT_STATUS("blake2b", blake2b_keyed(key, parts, 2,
			    blake2bs[i].length, mac), STATUS_OK);
			EXPECT_BYTES("blake2b", ((struct bytes){ (char *)mac,
			    blake2bs[i].length }), unhex(
			    blake2bs[i].mac));
		}
		arena_reset(arena);
	}
}

static void
test_blake2b_misused(void **state)
{
	const char    long_key[65] = { 0 };
	unsigned char mac[64];

	(void)state;
	EXPECT_STATUS("no key", blake2b_keyed(EMPTY, NULL, 0, 32, mac),
	    STATUS_INTERNAL);
	EXPECT_STATUS("long key", blake2b_keyed((struct bytes){ long_key, 65 },
	    NULL, 0, 32, mac), STATUS_INTERNAL);
	EXPECT_STATUS("nothing", blake2b_keyed(BYTES("key"), NULL, 0, 0, mac),
	    STATUS_INTERNAL);
	EXPECT_STATUS("too much", blake2b_keyed(BYTES("key"), NULL, 0, 65, mac),
	    STATUS_INTERNAL);
	EXPECT_STATUS("no message", blake2b_keyed(BYTES("key"), NULL, 0, 64,
	    mac), STATUS_OK);
}

static const struct {
	const char *key, *nonce, *text, *out;
} xchachas[] = {
	{ "21ae00148bfd2847e33fb6720cb6e4484a430be83a1abeb2dd31fd2181a946a9",
	    "eb3d890e86a75fa4b52eba5bd4e476bdd5772ffcf241d11d",
	    "",
	    "" },
	{ "519cf47148f678ea5ea94bcc0bd08d675e1aa1f196209d38193b28c73a41fe2b",
	    "330c34b31883f7d0af2fb701556e1c3e31dcb3e756bb7948",
	    "612074657874",
	    "edb22abba8e1" },
	{ "c30c4e6dbd120aa9cb9cf75b3deb5142a89a151888ebd9b60bce5fbded15864f",
	    "1f7b8de2a5b403a9078fd55d878762e6560286c17de930ca",
	    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	    "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
	    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
	    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
	    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
	    "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
	    "c0c1c2c3c4c5c6c7",
	    "fe92ecd79b5f671a655aa6714432aade9c8948de8ec49a6bd399289e69d5a2ce"
	    "2593fbd4c2422fec78120673d4d40c90f3ae138c9d21536c6a8fb4b4341a1476"
	    "3156c83c67af0d702050ce3c1615c9b55830098906d7a303692196ab8fc9afb7"
	    "22e78675f143c44cc47fe7ee8301eeee60241346abddf6c7cd432b23868a633b"
	    "9c936867cb145e5738e62ed9c1ac6268af2fd450288f28b085a01d9711452f1f"
	    "221a2c5183f917c87cb20967b89e1192f7d8c7710eaf39cdfb54539871f937af"
	    "90bff003c96bfc73" },
};

static void
test_xchacha20(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(xchachas); i++) {
		struct bytes key = hex(xchachas[i].key);
		struct bytes nonce = hex(xchachas[i].nonce);
		struct bytes text = hex(xchachas[i].text);
		struct bytes out;

		EXPECT_STATUS("xchacha20", xchacha20(key, nonce, text, arena,
		    &out), STATUS_OK);
		EXPECT_BYTES("xchacha20", out, hex(xchachas[i].out));
		EXPECT_STATUS("key", xchacha20(shortened(key), nonce, text,
		    arena, &out), STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("nonce", xchacha20(key, shortened(nonce), text,
		    arena, &out), STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("long key", xchacha20(lengthened(key, 0),
		    nonce, text, arena, &out), STATUS_BAD_SIGNATURE);
		EXPECT_STATUS("long nonce", xchacha20(key,
		    lengthened(nonce, 0), text, arena, &out),
		    STATUS_BAD_SIGNATURE);
		arena_reset(arena);
	}
}

static void
test_xchacha20_too_much(void **state)
{
	const struct bytes huge = { "", (size_t)INT32_MAX + 1 };
	struct bytes       key = hex(xchachas[1].key);
	struct bytes       nonce = hex(xchachas[1].nonce);
	struct bytes       text = hex(xchachas[1].text), out;
	size_t             done = 0;

	(void)state;
	EXPECT_STATUS("huge", xchacha20(key, nonce, huge, arena, &out),
	    STATUS_BAD_SIGNATURE);
	FOR_EACH_ARENA(size, small, 128) {
		enum status status = xchacha20(key, nonce, text, small, &out);

		if (status != STATUS_OK)
			EXPECT_STATUS("small", status, STATUS_TOO_LARGE);
		done += status == STATUS_OK;
	}
	assert_in_range(done, 64, 127);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blake2b),
		cmocka_unit_test(test_blake2b_misused),
		cmocka_unit_test(test_xchacha20),
		cmocka_unit_test(test_xchacha20_too_much),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
