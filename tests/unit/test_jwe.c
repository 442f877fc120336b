/* The scheme jwe, without the core around it.  SPDX-License-Identifier: ISC */
#include "jwe_made.h"

#define GCM_256 (&encryptions[1])
#define CBC_128 (&encryptions[2])

static const struct verifier here;

static int
reset(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

static struct key
key_for(const char *algorithm, struct bytes secret)
{
	return (struct key){ .secret = secret,
		.algorithm = algorithm_named(bytes_of(algorithm)) };
}

static enum status
check(struct bytes token, const struct key *key, struct grant *grant)
{
	return verify_token("jwe", &here, token, key, arena, grant);
}

/* Of "dir"; content_key is the key. */
static struct parts
direct(const struct encryption *encryption, const char *more,
    struct bytes content)
{
	struct parts parts = {
		.header = jwe_header("dir", encryption->name, more)
	};

	encrypt_content(encryption, some_bytes(encryption->key), content,
	    &parts);
	return parts;
}

static enum status
check_direct(const struct encryption *encryption, const char *more,
    struct bytes content, struct grant *grant)
{
	struct parts parts = direct(encryption, more, content);
	struct key   key = key_for("dir", some_bytes(encryption->key));

	return check(token_of(&parts), &key, grant);
}

static void
test_every_encryption(void **state)
{
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(encryptions); i++) {
		EXPECT_STATUS(encryptions[i].name, check_direct(&encryptions[i],
		    "", BYTES(CLAIMS), &grant), STATUS_OK);
		assert_int_equal(grant.terms.expires_at, NOW);
		EXPECT_BYTES("sub", grant.terms.subject, BYTES("alice"));
		assert_non_null(grant.claims);
		assert_int_equal(grant.nested.len, 0);
	}
}

static void
test_key_wrap(void **state)
{
	static const struct {
		const char *algorithm;
		size_t      length;
	} rows[] = { { "A128KW", 16 }, { "A256KW", 32 } };
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t k = 0; k < COUNT(encryptions); k++) {
			struct bytes secret = some_bytes(rows[i].length);
			struct bytes content_key = some_bytes(
			    encryptions[k].key);
			struct key   key = key_for(rows[i].algorithm, secret);
			struct parts parts = {
				.header = jwe_header(rows[i].algorithm,
				    encryptions[k].name, ""),
				.key = wrapped(secret, content_key),
			};

			encrypt_content(&encryptions[k], content_key,
			    BYTES(CLAIMS), &parts);
			EXPECT_STATUS(encryptions[k].name,
			    check(token_of(&parts), &key, &grant), STATUS_OK);
			parts.key = with_byte(parts.key, 3, 1);
			EXPECT_STATUS("changed", check(token_of(&parts), &key,
			    &grant), STATUS_BAD_SIGNATURE);
			parts.key = EMPTY;
			EXPECT_STATUS("none", check(token_of(&parts), &key,
			    &grant), STATUS_BAD_SIGNATURE);
			/* Of a length that "enc" does not take. */
			parts.key = wrapped(secret, some_bytes(24));
			EXPECT_STATUS("192 bits", check(token_of(&parts), &key,
			    &grant), STATUS_BAD_SIGNATURE);
		}
}

/* ------------------------------------------------------------ RSA-OAEP */

static const struct {
	const char *algorithm, *digest;
} oaeps[] = { { "RSA-OAEP", "SHA1" }, { "RSA-OAEP-256", "SHA256" } };

/* sealed_key: what stands in the place of the content's key */
static struct parts
by_public_key(size_t i, struct bytes sealed_key, struct bytes content)
{
	struct parts parts = {
		.header = jwe_header(oaeps[i].algorithm, "A256GCM", ""),
		.key = sealed_key,
	};

	encrypt_content(GCM_256, some_bytes(32), content, &parts);
	return parts;
}

static struct key
rsa_key_for(size_t i)
{
	const struct rsa_numbers numbers = rsa_numbers_of_test();
	struct key               key = key_for(oaeps[i].algorithm, EMPTY);

	key.private_key = private_key_rsa(&numbers);
	assert_non_null(key.private_key);
	return key;
}

/* Anybody can encrypt for a public key, so claims in it prove nothing. */
static void
test_public_key_proves_nothing(void **state)
{
	static const char *const contents[] = { CLAIMS, "{}", "x",
		"eyJhbGciOiJub25lIn0.e30." };
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(oaeps); i++)
		for (size_t k = 0; k < COUNT(contents); k++) {
			struct key   key = rsa_key_for(i);
			struct parts parts = by_public_key(i, oaep_sealed(
			    oaeps[i].digest, some_bytes(32)),
			    bytes_of(contents[k]));

			EXPECT_STATUS(contents[k], check(token_of(&parts), &key,
			    &grant), STATUS_OK);
			/* It is left for the core to verify as a JWT. */
			EXPECT_BYTES(contents[k], grant.nested,
			    bytes_of(contents[k]));
			assert_null(grant.claims);
			assert_int_equal(grant.terms.expires_at, 0);
			private_key_free(key.private_key);
		}
}

static void
test_public_key_refused(void **state)
{
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(oaeps); i++) {
		struct bytes right = oaep_sealed(oaeps[i].digest,
		    some_bytes(32));
		const struct bytes rows[] = { EMPTY, some_bytes(256),
			shortened(right), lengthened(right, 0),
			with_byte(right, 255, 1),
			oaep_sealed(oaeps[!i].digest, some_bytes(32)),
			oaep_sealed(oaeps[i].digest, some_bytes(16)),
			oaep_sealed(oaeps[i].digest, some_bytes(33)),
			oaep_sealed(oaeps[i].digest, EMPTY) };
		struct key key = rsa_key_for(i);

		for (size_t k = 0; k < COUNT(rows); k++) {
			struct parts parts = by_public_key(i, rows[k],
			    BYTES(CLAIMS));

			EXPECT_STATUS(oaeps[i].algorithm, check(
			    token_of(&parts), &key, &grant),
			    STATUS_BAD_SIGNATURE);
		}
		private_key_free(key.private_key);
	}
}

/* --------------------------------------------------------------- content */

static void
test_nested(void **state)
{
	struct bytes jwt = hs256(HS256(""), CLAIMS, "secret");
	struct grant grant;

	(void)state;
	EXPECT_STATUS("by its looks", check_direct(GCM_256, "", jwt, &grant),
	    STATUS_OK);
	EXPECT_BYTES("by its looks", grant.nested, jwt);
	assert_null(grant.claims);
	EXPECT_STATUS("by cty", check_direct(GCM_256, ",\"cty\":\"JWT\"", jwt,
	    &grant), STATUS_OK);
	EXPECT_BYTES("by cty", grant.nested, jwt);
	/* The core refuses it: it is no JWT. */
	EXPECT_STATUS("cty alone", check_direct(GCM_256, ",\"cty\":\"jwt\"",
	    BYTES(CLAIMS), &grant), STATUS_OK);
	EXPECT_BYTES("cty alone", grant.nested, BYTES(CLAIMS));
	assert_null(grant.claims);
	EXPECT_STATUS("other cty", check_direct(GCM_256,
	    ",\"cty\":\"json\"", BYTES(CLAIMS), &grant), STATUS_OK);
	assert_non_null(grant.claims);
}

static void
test_content_refused(void **state)
{
	static const struct {
		struct bytes content;
		enum status  status;
	} rows[] = {
		{ TEXT(""), STATUS_MALFORMED },
		{ TEXT("x"), STATUS_MALFORMED },
		{ TEXT("[]"), STATUS_MALFORMED },
		{ TEXT(CLAIMS " x"), STATUS_MALFORMED },
		{ TEXT("{\"exp\":1,\"exp\":1800000001}"), STATUS_MALFORMED },
		{ TEXT("{\"exp\":\"1800000001\"}"), STATUS_MALFORMED },
		{ TEXT("{\"sub\":\"alice\"}"), STATUS_CLAIM_MISSING },
	};
	struct grant grant;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_STATUS(rows[i].content.at, check_direct(GCM_256, "",
		    rows[i].content, &grant), rows[i].status);
		EXPECT_STATUS(rows[i].content.at, check_direct(CBC_128, "",
		    rows[i].content, &grant), rows[i].status);
		assert_null(grant.claims);
	}
	EXPECT_STATUS("cty and nothing", check_direct(GCM_256,
	    ",\"cty\":\"JWT\"", EMPTY, &grant), STATUS_MALFORMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_every_encryption, reset),
		cmocka_unit_test_setup(test_key_wrap, reset),
		cmocka_unit_test_setup(test_public_key_proves_nothing, reset),
		cmocka_unit_test_setup(test_public_key_refused, reset),
		cmocka_unit_test_setup(test_nested, reset),
		cmocka_unit_test_setup(test_content_refused, reset),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
