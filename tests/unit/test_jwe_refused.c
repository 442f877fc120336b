/* JWE of which a part is not as it was.  SPDX-License-Identifier: ISC */
#include "jwe_made.h"

static const struct verifier here;

static int
reset(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

static struct key
key_of_dir(const struct encryption *encryption)
{
	return (struct key){ .secret = some_bytes(encryption->key),
		.algorithm = algorithm_named(BYTES("dir")) };
}

static struct parts
parts_of(const struct encryption *encryption, const char *more)
{
	struct parts parts = {
		.header = jwe_header("dir", encryption->name, more)
	};

	encrypt_content(encryption, some_bytes(encryption->key), BYTES(CLAIMS),
	    &parts);
	return parts;
}

static enum status
check_key(const struct parts *parts, const struct key *key)
{
	struct grant grant;
	enum status  status = verify_token("jwe", &here, token_of(parts), key,
	     arena, &grant);

	assert_int_equal(grant.claims != NULL, status == STATUS_OK);
	return status;
}

static enum status
check(const struct encryption *encryption, const struct parts *parts)
{
	struct key key = key_of_dir(encryption);

	return check_key(parts, &key);
}

static void
try_changed(const struct encryption *encryption, struct parts *parts,
    struct bytes *part)
{
	const struct bytes right = *part;

	for (size_t i = 0; i < right.len; i++) {
		*part = with_byte(right, i, 1 << i % 8);
		EXPECT_STATUS(encryption->name, check(encryption, parts),
		    STATUS_BAD_SIGNATURE);
	}
	*part = right;
}

static void
test_every_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(encryptions); i++) {
		struct parts parts = parts_of(&encryptions[i], "");

		EXPECT_STATUS("right", check(&encryptions[i], &parts),
		    STATUS_OK);
		try_changed(&encryptions[i], &parts, &parts.iv);
		try_changed(&encryptions[i], &parts, &parts.text);
		try_changed(&encryptions[i], &parts, &parts.tag);
		/* The header is authenticated, too, even where it means the
		 * same. */
		parts.header = jwe_header("dir", encryptions[i].name, " ");
		EXPECT_STATUS("header", check(&encryptions[i], &parts),
		    STATUS_BAD_SIGNATURE);
	}
}

/* Each part with another length. */
static void
test_lengths(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(encryptions); i++) {
		const struct encryption *encryption = &encryptions[i];
		const struct parts       right = parts_of(encryption, "");
		struct parts             parts = right;

		parts.key = BYTES("x");
		EXPECT_STATUS("key", check(encryption, &parts),
		    STATUS_MALFORMED);
		parts = right;
		for (size_t length = 0; length < 40; length++) {
			if (length == encryption->iv)
				continue;
			parts.iv = some_bytes(length);
			EXPECT_STATUS("iv", check(encryption, &parts),
			    STATUS_MALFORMED);
		}
		parts = right;
		for (parts.tag.len = 0; parts.tag.len < right.tag.len;
		     parts.tag.len++)
			EXPECT_STATUS("tag", check(encryption, &parts),
			    STATUS_MALFORMED);
		parts.tag = lengthened(right.tag, 0);
		EXPECT_STATUS("tag", check(encryption, &parts),
		    STATUS_MALFORMED);
		parts = right;
		for (parts.text.len = 0; parts.text.len < right.text.len;
		     parts.text.len++)
			EXPECT_STATUS("text", check(encryption, &parts),
			    STATUS_BAD_SIGNATURE);
	}
}

static void
test_headers(void **state)
{
	static const struct {
		const char *algorithm, *encryption, *more;
		enum status status;
	} rows[] = {
		{ "dir", "A256GCM", "", STATUS_OK },
		{ "dir", "A256GCM", ",\"typ\":\"JWT\"", STATUS_OK },
		{ "dir", "A192GCM", "", STATUS_WRONG_ALGORITHM },
		{ "dir", "a256gcm", "", STATUS_WRONG_ALGORITHM },
		{ "none", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "Dir", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "RSA1_5", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "A192KW", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "A256GCMKW", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "ECDH-ES", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "PBES2-HS256+A128KW", "A256GCM", "",
		    STATUS_WRONG_ALGORITHM },
		{ "HS256", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "v4.local", "A256GCM", "", STATUS_WRONG_ALGORITHM },
		{ "", "A256GCM", "", STATUS_MALFORMED },
		{ "dir", "", "", STATUS_MALFORMED },
		{ "dir", "A256GCM", ",\"zip\":\"DEF\"", STATUS_MALFORMED },
		{ "dir", "A256GCM", ",\"crit\":[\"x\"],\"x\":1",
		    STATUS_MALFORMED },
		{ "dir", "A256GCM", ",\"p2c\":2147483647", STATUS_MALFORMED },
		{ "dir", "A256GCM", ",\"enc\":\"A256GCM\"", STATUS_MALFORMED },
		{ "dir", "A256GCM", ",\"jku\":\"https://a.example\"",
		    STATUS_MALFORMED },
		{ "dir", "A256GCM", ",\"typ\":\"at+jwt\"", STATUS_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct parts parts = {
			.header = jwe_header(rows[i].algorithm,
			    rows[i].encryption, rows[i].more),
		};

		encrypt_content(&encryptions[1], some_bytes(32), BYTES(CLAIMS),
		    &parts);
		EXPECT_STATUS(rows[i].algorithm, check(&encryptions[1], &parts),
		    rows[i].status);
	}
}

/* A key says which "enc" it is for: 32 bytes are a key of two. */
static void
test_key_decides(void **state)
{
	struct parts parts = parts_of(&encryptions[1], "");
	struct key   key = key_of_dir(&encryptions[1]);
	struct parts jws = { .header = BYTES("{\"alg\":\"dir\"}") };

	(void)state;
	key.encryption = BYTES("A256GCM");
	EXPECT_STATUS("its own", check_key(&parts, &key), STATUS_OK);
	key.encryption = BYTES("A128CBC-HS256");
	EXPECT_STATUS("another", check_key(&parts, &key),
	    STATUS_WRONG_ALGORITHM);
	key.encryption = EMPTY;
	key.secret = some_bytes(16);
	EXPECT_STATUS("short", check_key(&parts, &key),
	    STATUS_WRONG_ALGORITHM);
	key.secret = some_bytes(32);
	key.algorithm = algorithm_named(BYTES("A256KW"));
	EXPECT_STATUS("wrap", check_key(&parts, &key), STATUS_BAD_SIGNATURE);
	key.algorithm = algorithm_named(BYTES("v4.local"));
	EXPECT_STATUS("paseto", check_key(&parts, &key),
	    STATUS_WRONG_ALGORITHM);
	key.algorithm = algorithm_named(BYTES("HS256"));
	EXPECT_STATUS("HMAC", check_key(&parts, &key), STATUS_WRONG_ALGORITHM);
	EXPECT_STATUS("no enc", check_key(&jws, &key), STATUS_WRONG_ALGORITHM);
}

static void
test_foreign_and_long(void **state)
{
	const struct key key = key_of_dir(&encryptions[1]);
	struct bytes     jwt = hs256(HS256(""), CLAIMS, "secret");
	struct parts     parts = { .header = jwe_header("dir", "A256GCM", "") };
	struct grant     grant;
	struct bytes     token;

	(void)state;
	EXPECT_STATUS("JWT", verify_token("jwe", &here, jwt, &key, arena,
	    &grant), STATUS_FOREIGN_CREDENTIAL);
	EXPECT_STATUS("empty", verify_token("jwe", &here, EMPTY, &key, arena,
	    &grant), STATUS_FOREIGN_CREDENTIAL);
	EXPECT_STATUS("dots", verify_token("jwe", &here, BYTES("eyJ...."), &key,
	    arena, &grant), STATUS_MALFORMED);
	encrypt_content(&encryptions[1], some_bytes(32), some_bytes(2980),
	    &parts);
	token = token_of(&parts);
	assert_in_range(token.len, 4000, 4096);
	EXPECT_STATUS("bytes", verify_token("jwe", &here, token, &key, arena,
	    &grant), STATUS_MALFORMED);
	EXPECT_STATUS("long", verify_token("jwe", &here, joined(
	    (const struct bytes[]){ token, encoded(some_bytes(72)) }, 2), &key,
	    arena, &grant), STATUS_MALFORMED);
}

static void
test_full_arena(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(encryptions); i++) {
		struct parts parts = parts_of(&encryptions[i], "");
		struct bytes token = token_of(&parts);
		struct key   key = key_of_dir(&encryptions[i]);
		size_t       opened_with = 0;

		FOR_EACH_ARENA(size, small, 4096) {
			struct grant grant;
			enum status  status = verify_token("jwe", &here, token,
			     &key, small, &grant);

			if (status != STATUS_OK)
				EXPECT_STATUS("small", status,
				    STATUS_TOO_LARGE);
			opened_with += status == STATUS_OK;
		}
		assert_in_range(opened_with, 1, 4000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_every_byte, reset),
		cmocka_unit_test_setup(test_lengths, reset),
		cmocka_unit_test_setup(test_headers, reset),
		cmocka_unit_test_setup(test_key_decides, reset),
		cmocka_unit_test_setup(test_foreign_and_long, reset),
		cmocka_unit_test_setup(test_full_arena, reset),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
