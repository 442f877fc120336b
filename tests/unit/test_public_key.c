/* Public keys: which are taken, and which signatures they find good.
 * SPDX-License-Identifier: ISC */
#include "crypto.h"

#include "public_key.h"

static struct public_key *
key_of_type(const char *type)
{
	static const struct {
		const char *type, *a, *b;
	} numbers[] = {
		{ "RSA", RSA_N, RSA_E },
		{ "P-256", P256_X, P256_Y },
		{ "P-384", P384_X, P384_Y },
		{ "P-521", P521_X, P521_Y },
		{ "Ed25519", ED25519_X, "" },
	};
	struct public_key *key = NULL;
	struct bytes       a, b;

	for (size_t i = 0; i < COUNT(numbers); i++) {
		if (strcmp(numbers[i].type, type) != 0)
			continue;
		a = unhex(numbers[i].a);
		b = unhex(numbers[i].b);
		key = i == 0 ? public_key_rsa(a, b)
		    : b.len > 0 ? public_key_ec(type, a, b)
				: public_key_ed25519(a);
	}
	EXPECT(type, key != NULL);
	EXPECT(type, strcmp(public_key_type(key), type) == 0);
	EXPECT_NO_ERROR_LEFT(type);
	return key;
}

/* --------------------------------------------------------------- signatures */

static const struct row {
	const char         *name, *type;
	enum signature_form form;
	const char         *digest, *signature;
} rows[] = {
	{ "RS256", "RSA", SIGNATURE_RSA_PKCS1, "SHA256", BY_RS256 },
	{ "RS384", "RSA", SIGNATURE_RSA_PKCS1, "SHA384", BY_RS384 },
	{ "RS512", "RSA", SIGNATURE_RSA_PKCS1, "SHA512", BY_RS512 },
	{ "PS256", "RSA", SIGNATURE_RSA_PSS, "SHA256", BY_PS256 },
	{ "PS384", "RSA", SIGNATURE_RSA_PSS, "SHA384", BY_PS384 },
	{ "PS512", "RSA", SIGNATURE_RSA_PSS, "SHA512", BY_PS512 },
	{ "ES256", "P-256", SIGNATURE_ECDSA, "SHA256", BY_ES256 },
	{ "ES384", "P-384", SIGNATURE_ECDSA, "SHA384", BY_ES384 },
	{ "ES512", "P-521", SIGNATURE_ECDSA, "SHA512", BY_ES512 },
	{ "EdDSA", "Ed25519", SIGNATURE_EDDSA, NULL, BY_EDDSA },
};

static void
expect(const struct row *row, struct public_key *key, struct bytes message,
    struct bytes signature, enum status wanted)
{
	EXPECT_STATUS(row->name, public_key_verify(key, row->form, row->digest,
	    guarded(message), guarded(signature)), wanted);
	EXPECT_NO_ERROR_LEFT(row->name);
}

static void
test_good_signatures(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct public_key *key = key_of_type(rows[i].type);
		struct bytes signature = unhex(rows[i].signature);

		/* Again and again, and behind one that was refused. */
		expect(&rows[i], key, BYTES(SIGNED_TEXT), signature, STATUS_OK);
		expect(&rows[i], key, BYTES(SIGNED_TEXT), signature, STATUS_OK);
		expect(&rows[i], key, BYTES(""), signature,
		    STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, BYTES(SIGNED_TEXT), signature, STATUS_OK);
		public_key_free(key);
		arena_reset(arena);
	}
}

static void
test_changed_signatures(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct public_key *key = key_of_type(rows[i].type);
		struct bytes signature = unhex(rows[i].signature);
		struct bytes text = BYTES(SIGNED_TEXT);

		for (size_t at = 0; at < signature.len; at++)
			expect(&rows[i], key, text,
			    with_byte(signature, at, 1 << at % 8),
			    STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, text, shortened(signature),
		    STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, text, lengthened(signature, 0),
		    STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, text, lengthened(signature, 1),
		    STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, text, BYTES(""), STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, text, BYTES("x"), STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, shortened(text), signature,
		    STATUS_BAD_SIGNATURE);
		expect(&rows[i], key, with_byte(text, 0, 1), signature,
		    STATUS_BAD_SIGNATURE);
		public_key_free(key);
		arena_reset(arena);
	}
}

/* Each signature under each other row's key, form and digest. */
static void
test_other_keys_and_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct public_key *key = key_of_type(rows[i].type);

		for (size_t j = 0; j < COUNT(rows); j++) {
			enum signature_form form = rows[j].form;
			struct bytes        signature = unhex(
			           rows[i].signature);

			if (i == j)
				continue;
			EXPECT_STATUS(rows[j].name, public_key_verify(key, form,
			    rows[j].digest, BYTES(SIGNED_TEXT), signature),
			    STATUS_BAD_SIGNATURE);
			signature = unhex(rows[j].signature);
			EXPECT_STATUS(rows[j].name, public_key_verify(key, form,
			    rows[j].digest, BYTES(SIGNED_TEXT), signature),
			    strcmp(rows[i].type, rows[j].type) == 0
				? STATUS_OK : STATUS_BAD_SIGNATURE);
			EXPECT_NO_ERROR_LEFT(rows[j].name);
		}
		public_key_free(key);
		arena_reset(arena);
	}
}

static void
test_digests_that_do_not_fit(void **state)
{
	struct public_key *rsa = key_of_type("RSA");
	struct public_key *edwards = key_of_type("Ed25519");

	(void)state;
	EXPECT_STATUS("none", public_key_verify(rsa, SIGNATURE_RSA_PKCS1, NULL,
	    BYTES(SIGNED_TEXT), unhex(BY_RS256)), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("one", public_key_verify(edwards, SIGNATURE_EDDSA,
	    "SHA512", BYTES(SIGNED_TEXT), unhex(BY_EDDSA)),
	    STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("unknown", public_key_verify(rsa, SIGNATURE_RSA_PKCS1,
	    "SHA257", BYTES(SIGNED_TEXT), unhex(BY_RS256)),
	    STATUS_INTERNAL);
	EXPECT_NO_ERROR_LEFT("unknown");
	public_key_free(rsa);
	public_key_free(edwards);
	public_key_free(NULL);
}

/* RFC 7518 §3.5: MGF1 with the digest, salt as long as it. */
static void
test_other_pss(void **state)
{
	static const char *const signatures[] = { BY_PSS_SALT_0, BY_PSS_SALT_20,
		BY_PSS_SALT_33, BY_PSS_MGF1_SHA1, BY_PSS_SHA384 };
	struct public_key *key = key_of_type("RSA");

	(void)state;
	for (size_t i = 0; i < COUNT(signatures); i++)
		EXPECT_STATUS(signatures[i], public_key_verify(key,
		    SIGNATURE_RSA_PSS, "SHA256", BYTES(SIGNED_TEXT),
		    unhex(signatures[i])), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("SHA384", public_key_verify(key, SIGNATURE_RSA_PSS,
	    "SHA384", BYTES(SIGNED_TEXT), unhex(BY_PSS_SHA384)),
	    STATUS_OK);
	public_key_free(key);
}

static void
test_numbers_out_of_range(void **state)
{
	static const struct {
		size_t      row; /* of rows */
		const char *order;
	} curves[] = { { 6, P256_ORDER }, { 7, P384_ORDER }, { 8, P521_ORDER } };

	(void)state;
	for (size_t i = 0; i < COUNT(curves); i++) {
		const struct row  *row = &rows[curves[i].row];
		struct public_key *key = key_of_type(row->type);
		struct bytes       order = unhex(curves[i].order);
		struct bytes       good = unhex(row->signature);
		char              *forged = arena_take(arena, good.len);
		char              *s = forged + order.len;

		assert_non_null(forged);
		/* r and s: right, zero, the order, all ones. */
		for (int choice = 1; choice < 16; choice++) {
			const int r_is = choice % 4, s_is = choice / 4;

			memset(forged, r_is == 1 ? 0 : 0xff, order.len);
			memset(s, s_is == 1 ? 0 : 0xff, order.len);
			if (r_is == 0 || r_is == 2)
				memcpy(forged, r_is == 0 ? good.at : order.at,
				    order.len);
			if (s_is == 0 || s_is == 2)
				memcpy(s, s_is == 0 ? good.at + order.len
				    : order.at, order.len);
			expect(row, key, BYTES(SIGNED_TEXT),
			    (struct bytes){ forged, good.len },
			    STATUS_BAD_SIGNATURE);
		}
		public_key_free(key);
		arena_reset(arena);
	}
}

/* The order of P-521 leaves room for r + order in as many bytes. */
static void
test_number_plus_order(void **state)
{
	struct public_key *key = key_of_type("P-521");
	struct bytes       order = unhex(P521_ORDER);
	struct bytes       good = unhex(BY_ES512);

	(void)state;
	for (size_t half = 0; half < 2; half++) {
		struct bytes forged = with_byte(good, 0, 0);
		char        *number = (char *)(uintptr_t)forged.at +
		    half * order.len;
		int          carry = 0;

		for (size_t i = order.len; i-- > 0;) {
			carry += (unsigned char)number[i] +
			    (unsigned char)order.at[i];
			number[i] = (char)(carry & 0xff);
			carry >>= 8;
		}
		assert_int_equal(carry, 0);
		expect(&rows[8], key, BYTES(SIGNED_TEXT), forged,
		    STATUS_BAD_SIGNATURE);
	}
	public_key_free(key);
}

/* RFC 8032 §8.4: S is below the order of the group. */
static void
test_edwards_beyond_the_order(void **state)
{
	struct public_key *key = key_of_type("Ed25519");

	(void)state;
	expect(&rows[9], key, BYTES(SIGNED_TEXT), unhex(BY_EDDSA_BEYOND),
	    STATUS_BAD_SIGNATURE);
	public_key_free(key);
}

/* r || s of ES256 as DER, with these bytes in place of its own. */
static struct bytes
as_der(const char *head, const char *between, const char *behind)
{
	struct bytes good = unhex(BY_ES256);
	struct bytes parts[] = { unhex(head), { good.at, 32 },
		unhex(between), { good.at + 32, 32 },
		unhex(behind) };
	struct bytes joined = { arena_take(arena, 128), 0 };

	assert_non_null(joined.at);
	for (size_t i = 0; i < COUNT(parts); i++) {
		memcpy((char *)(uintptr_t)joined.at + joined.len, parts[i].at,
		    parts[i].len);
		joined.len += parts[i].len;
	}
	return joined;
}

static void
test_der(void **state)
{
	static const struct {
		const char *name, *head, *between, *behind;
		enum status wanted;
	} ders[] = {
		{ "right", "3046022100", "022100", "", STATUS_OK },
		{ "long form of length", "308146022100", "022100", "",
		    STATUS_BAD_SIGNATURE },
		{ "indefinite length", "3080022100", "022100", "0000",
		    STATUS_BAD_SIGNATURE },
		{ "two zeros before r", "304702220000", "022100", "",
		    STATUS_BAD_SIGNATURE },
		{ "more behind it", "3046022100", "022100", "00",
		    STATUS_BAD_SIGNATURE },
		{ "more inside", "3048022100", "022100", "0500",
		    STATUS_BAD_SIGNATURE },
		{ "negative r", "30450220", "022100", "",
		    STATUS_BAD_SIGNATURE },
		{ "negative s", "3045022100", "0220", "",
		    STATUS_BAD_SIGNATURE },
		{ "no sequence", "3146022100", "022100", "",
		    STATUS_BAD_SIGNATURE },
	};
	struct public_key *key = key_of_type("P-256");

	(void)state;
	for (size_t i = 0; i < COUNT(ders); i++) {
		EXPECT_STATUS(ders[i].name, public_key_verify(key,
		    SIGNATURE_ECDSA_DER, "SHA256", BYTES(SIGNED_TEXT),
		    guarded(as_der(ders[i].head, ders[i].between,
		        ders[i].behind))), ders[i].wanted);
		EXPECT_NO_ERROR_LEFT(ders[i].name);
	}
	EXPECT_STATUS("r || s", public_key_verify(key, SIGNATURE_ECDSA_DER,
	    "SHA256", BYTES(SIGNED_TEXT), unhex(BY_ES256)),
	    STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("DER", public_key_verify(key, SIGNATURE_ECDSA,
	    "SHA256", BYTES(SIGNED_TEXT), as_der("3046022100", "022100", "")),
	    STATUS_BAD_SIGNATURE);
	public_key_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_signatures),
		cmocka_unit_test(test_changed_signatures),
		cmocka_unit_test(test_other_keys_and_forms),
		cmocka_unit_test(test_digests_that_do_not_fit),
		cmocka_unit_test(test_other_pss),
		cmocka_unit_test(test_numbers_out_of_range),
		cmocka_unit_test(test_number_plus_order),
		cmocka_unit_test(test_edwards_beyond_the_order),
		cmocka_unit_test(test_der),
	};

	/* Where nothing is remembered, and where what was right is. */
	int failed = cmocka_run_group_tests(tests, make_arena, free_arena);

	if (failed != 0 || crypto_start() != STATUS_OK)
		return 1;
	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
