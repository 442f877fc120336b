/*
 * What others have sealed, by vectors of our own that were made of AES blocks,
 * and by what must be refused.
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

/* ---------------------------------------------------------------------- GCM */

static const struct gcm {
	const char *key, *iv, *associated, *plaintext, *ciphertext, *tag;
} gcms[] = {
	{ "c55afa652449f018b54c403f093bc47a",
	    "f12b208b2ab2ceb1b274c2e8",
	    "",
	    "a text",
	    "ccfd105defbd",
	    "68ae54238d12cb6f35e18f6e192df5f8" },
	{ "6293791295390735ea1326bde5997d9d57ec5de4e7cfc6c6569921e0fdb3529f",
	    "1694567697f0130975ccf412",
	    "eyJhbGciOiJkaXIifQ",
	    "a longer text than one block has",
	    "1468ffe1ccfdce485347427ac6402a5a36cee516c6eb6883e6be409b24974be6",
	    "7a234da1d26c968befb09cc807043526" },
	{ "3bd7d0edbad68ec1ffc4c96fb1ff7b54931c9322bf37a36775afc253789230a1",
	    "2a7c096be250ef444de798ec",
	    "only associated",
	    "",
	    "",
	    "cd73b75a38d1d1bf1222b1c0acad0aab" },
};

enum gcm_part { KEY, IV, ASSOCIATED, CIPHERTEXT, TAG, GCM_PARTS };

static enum status
open_gcm(const struct bytes parts[GCM_PARTS], struct arena *in,
    struct bytes *plaintext)
{
	enum status status = gcm_open(guarded(parts[KEY]), guarded(parts[IV]),
	    guarded(parts[ASSOCIATED]), guarded(parts[CIPHERTEXT]),
	    guarded(parts[TAG]), in, plaintext);

	EXPECT_NO_ERROR_LEFT("gcm");
	return status;
}

static void
expect_gcm_refused(struct bytes parts[GCM_PARTS], size_t part,
    struct bytes instead)
{
	const struct bytes own = parts[part];
	struct bytes       plaintext = BYTES("untouched");

	parts[part] = instead;
	EXPECT_STATUS("changed", open_gcm(parts, arena, &plaintext),
	    STATUS_BAD_SIGNATURE);
	EXPECT_BYTES("changed", plaintext, BYTES("untouched"));
	parts[part] = own;
}

static void
test_gcm(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(gcms); i++) {
		struct bytes parts[GCM_PARTS] = { unhex(gcms[i].key),
			unhex(gcms[i].iv), bytes_of(gcms[i].associated),
			unhex(gcms[i].ciphertext),
			unhex(gcms[i].tag) };
		struct bytes plaintext;

		EXPECT_STATUS(gcms[i].key, open_gcm(parts, arena, &plaintext),
		    STATUS_OK);
		EXPECT_BYTES(gcms[i].key, plaintext,
		    bytes_of(gcms[i].plaintext));
		for (size_t part = 0; part < GCM_PARTS; part++) {
			FOR_EACH_CHANGE(changed, parts[part])
				expect_gcm_refused(parts, part, changed);
			expect_gcm_refused(parts, part,
			    lengthened(parts[part], 0));
			for (size_t n = 0; n < parts[part].len; n++)
				expect_gcm_refused(parts, part,
				    (struct bytes){ parts[part].at, n });
		}
		arena_reset(arena);
	}
}

/* ---------------------------------------------------------------------- CBC */

static const struct {
	const char *key, *iv, *plaintext, *ciphertext;
} cbcs[] = {
	{ "94732460f7c224d6e42183ff706d7bd4",
	    "1cca0e02e3401b854837f5e82eadaf32",
	    "",
	    "f5ddc53947344c9d2329d09048b5cba5" },
	{ "4b14c598a1f07d6b3ce6dfa606c2b98b",
	    "a1c93306c8e0ca02ac8b4ff410aacd88",
	    "fifteen bytes..",
	    "4af7bc78c329e1c2040537101c2e21c7" },
	{ "216c4ba3bd0daeaa3821cf7741f6f7d43c0e47ea10728bde0d6a4bd396508b71",
	    "2d84acba2c79264784f39372a0a9efae",
	    "sixteen bytes...",
	    "5e3ec9db6a4114b122c40946b7fe3b73fe7d819c53c4ffca114299aa33355763" },
	{ "1ee199682b79cebaa9cc0203a0bcf17d4905b2365458a8faf14b1fcb8439d5bd",
	    "d333e49019010e5ae2672aab34570a66",
	    "albums/2026/07/IMG_2041.jpg",
	    "a7e2a83ee897fa5a9873f54b805f54088c317914eb84c1439dd773cbec277374" },
};

static void
expect_cbc_refused(struct bytes key, struct bytes iv, struct bytes ciphertext)
{
	struct bytes plaintext = BYTES("untouched");

	EXPECT_STATUS("changed", cbc_open(guarded(key), guarded(iv),
	    guarded(ciphertext), arena, &plaintext), STATUS_BAD_SIGNATURE);
	EXPECT_BYTES("changed", plaintext, BYTES("untouched"));
	EXPECT_NO_ERROR_LEFT("changed");
}

static void
test_cbc(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cbcs); i++) {
		struct bytes key = unhex(cbcs[i].key);
		struct bytes iv = unhex(cbcs[i].iv);
		struct bytes ciphertext = unhex(cbcs[i].ciphertext);
		struct bytes plaintext;

		EXPECT_STATUS(cbcs[i].key, cbc_open(guarded(key), guarded(iv),
		    guarded(ciphertext), arena, &plaintext), STATUS_OK);
		EXPECT_BYTES(cbcs[i].key, plaintext,
		    bytes_of(cbcs[i].plaintext));
		expect_cbc_refused(shortened(key), iv, ciphertext);
		expect_cbc_refused(lengthened(key, 0), iv, ciphertext);
		expect_cbc_refused((struct bytes){ key.at, 0 }, iv, ciphertext);
		expect_cbc_refused(key, shortened(iv), ciphertext);
		expect_cbc_refused(key, lengthened(iv, 0), ciphertext);
		expect_cbc_refused(key, EMPTY, ciphertext);
		expect_cbc_refused(key, iv, lengthened(ciphertext, 0));
		expect_cbc_refused(key, iv, shortened(ciphertext));
		expect_cbc_refused(key, iv, EMPTY);
		arena_reset(arena);
	}
}

/* What the last byte of the padding may be: of 256, those that fit the rest. */
static void
test_cbc_padding(void **state)
{
	struct bytes key = unhex(cbcs[1].key);
	struct bytes iv = unhex(cbcs[1].iv);
	struct bytes ciphertext = unhex(cbcs[1].ciphertext);
	struct bytes plaintext;
	unsigned     opened = 0;

	(void)state;
	for (int change = 0; change < 256; change++) {
		enum status status = cbc_open(key, with_byte(iv, 15,
		    change), ciphertext, arena, &plaintext);

		if (status != STATUS_OK)
			EXPECT_STATUS("padding", status, STATUS_BAD_SIGNATURE);
		opened += status == STATUS_OK;
		EXPECT_NO_ERROR_LEFT("padding");
		arena_reset(arena);
		key = unhex(cbcs[1].key);
		iv = unhex(cbcs[1].iv);
		ciphertext = unhex(cbcs[1].ciphertext);
	}
	/* 01 alone: the byte before it is a dot, 2e. */
	assert_int_equal(opened, 1);
}

/* ----------------------------------------------------------------- key wrap */

static const struct {
	const char *key, *unwrapped, *wrapped;
} wraps[] = {
	{ "08a9684ae729e687450603bcf84070f8",
	    "d6b9f83f2ea191feccdc20953c209cb9",
	    "27952cdaffad39084adfe317fadc654c21c60d5fd5fd2bac" },
	{ "1fb7380ba94ac3a9933315c6b1708fa6",
	    "fe2909711d1dab01024a7c0d62b8cdfb9f4186b4bf6b86d9496e4447b4c35089",
	    "56537b0b02b5bcd3e2235d7b5c0cf8edc0a6bcff884f9f72898362f771a114cd"
	    "4ee7274eab4f3405" },
	{ "38d8fdaa5fa99627ad51dcc193ff618c65ad8ca9a132061d482f65ddd712ce42",
	    "26a9141cd99a337a1e5c601d4b561657118fc79781648b2cfc864d07629045e4"
	    "d039fca070e8a8efbb463336d4ed34072350bc35f091090a5f22feb4b1684c8a",
	    "b5870206b1292bd741f6261f1eae01fb373a038012c2822bb8f98135d634985b"
	    "5da1e6d0053074d8af4bad62ac1ba8e78fe34b62b09f2d0534c3545cf1b67f00"
	    "77e773efb3c402e9" },
};

static void
expect_unwrap_refused(struct bytes key, struct bytes wrapped)
{
	struct bytes unwrapped = BYTES("untouched");

	EXPECT_STATUS("changed", key_unwrap(guarded(key), guarded(wrapped),
	    arena, &unwrapped), STATUS_BAD_SIGNATURE);
	EXPECT_BYTES("changed", unwrapped, BYTES("untouched"));
	EXPECT_NO_ERROR_LEFT("changed");
}

static void
test_key_unwrap(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wraps); i++) {
		struct bytes key = unhex(wraps[i].key);
		struct bytes wrapped = unhex(wraps[i].wrapped);
		struct bytes unwrapped;

		EXPECT_STATUS(wraps[i].key, key_unwrap(guarded(key),
		    guarded(wrapped), arena, &unwrapped), STATUS_OK);
		EXPECT_BYTES(wraps[i].key, unwrapped, hex(wraps[i].unwrapped));
		FOR_EACH_CHANGE(changed, wrapped)
			expect_unwrap_refused(key, changed);
		FOR_EACH_CHANGE(changed, key)
			expect_unwrap_refused(changed, wrapped);
		for (size_t n = 0; n < wrapped.len; n++)
			expect_unwrap_refused(key,
			    (struct bytes){ wrapped.at, n });
		for (size_t n = 0; n < key.len; n++)
			expect_unwrap_refused((struct bytes){ key.at, n },
			    wrapped);
		expect_unwrap_refused(key, lengthened(wrapped, 0));
		expect_unwrap_refused(lengthened(key, 0), wrapped);
		arena_reset(arena);
	}
}

/* ----------------------------------------------------------------- together */

static void
test_in_every_arena(void **state)
{
	struct bytes gcm[GCM_PARTS] = { unhex(gcms[0].key),
		unhex(gcms[0].iv), EMPTY,
		unhex(gcms[0].ciphertext), unhex(gcms[0].tag) };
	size_t opened = 0;

	(void)state;
	FOR_EACH_ARENA(size, small, 256) {
		enum status  statuses[3];
		struct bytes out;

		statuses[0] = open_gcm(gcm, small, &out);
		arena_reset(small);
		statuses[1] = cbc_open(hex(cbcs[0].key), hex(cbcs[0].iv),
		    hex(cbcs[0].ciphertext), small, &out);
		arena_reset(small);
		statuses[2] = key_unwrap(hex(wraps[0].key),
		    hex(wraps[0].wrapped), small, &out);
		for (size_t i = 0; i < COUNT(statuses); i++) {
			opened += statuses[i] == STATUS_OK;
			if (statuses[i] != STATUS_OK)
				EXPECT_STATUS("small", statuses[i],
				    STATUS_TOO_LARGE);
		}
	}
	assert_in_range(opened, 3 * 128, 3 * 256 - 1);
	arena_reset(arena);
}

static void
test_huge(void **state)
{
	const struct bytes huge = { "", (size_t)INT32_MAX + 1 };
	struct bytes       out;

	(void)state;
	EXPECT_STATUS("gcm", gcm_open(hex(gcms[0].key), hex(gcms[0].iv), EMPTY,
	    huge, hex(gcms[0].tag), arena, &out), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("gcm", gcm_open(hex(gcms[0].key), hex(gcms[0].iv), huge,
	    EMPTY, hex(gcms[0].tag), arena, &out), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("cbc", cbc_open(hex(cbcs[0].key), hex(cbcs[0].iv), huge,
	    arena, &out), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("wrap", key_unwrap(hex(wraps[0].key), huge, arena, &out),
	    STATUS_BAD_SIGNATURE);
	arena_reset(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gcm),
		cmocka_unit_test(test_cbc),
		cmocka_unit_test(test_cbc_padding),
		cmocka_unit_test(test_key_unwrap),
		cmocka_unit_test(test_in_every_arena),
		cmocka_unit_test(test_huge),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
