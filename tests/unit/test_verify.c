/* Request --> credential --> grant.  SPDX-License-Identifier: ISC */
#include "keys.h"

#include "scheme.h"

/* A scheme that says what the test wants it to say. */
struct script {
	enum status read, verify;
	const char *key_id;
};

static struct script script_a, script_b;

static enum status
read_by(const struct script *script, struct credential *credential)
{
	credential->key_id = bytes_of(script->key_id ? script->key_id : "k1");
	credential->terms = (struct terms){ .path = BYTES("/x") };
	return script->read;
}

static enum status
read_a(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	(void)source;
	(void)arena;
	return read_by(&script_a, credential);
}

static enum status
read_b(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	(void)source;
	(void)arena;
	return read_by(&script_b, credential);
}

static enum status
verify_a(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	(void)source, (void)credential, (void)key, (void)arena, (void)grant;
	return script_a.verify;
}

static enum status
verify_b(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	(void)source, (void)credential, (void)key, (void)arena, (void)grant;
	return script_b.verify;
}

static const struct scheme scheme_a = {
	.name = "a", .read = read_a, .verify = verify_a
};
static const struct scheme scheme_b = {
	.name = "b", .read = read_b, .verify = verify_b
};

/* k1 serves a, k2 serves b. */
static struct keyring *keyring;

static void
give_scheme(struct bytes id, const struct scheme *scheme)
{
	const struct key *found = keyring_find(keyring, id);
	struct key       *key;

	memcpy(&key, &found, sizeof(key));
	key->schemes[0] = scheme;
}

static int
open_keyring(void **state)
{
	static const char *const jwks[] = { JWK("k1", ""), JWK("k2", "") };

	(void)state;
	keyring = keyring_of(jwks, 2);
	give_scheme(BYTES("k1"), &scheme_a);
	give_scheme(BYTES("k2"), &scheme_b);
	return 0;
}

static int
close_keyring(void **state)
{
	(void)state;
	keyring_free(keyring);
	return 0;
}

static enum status
run(size_t scheme_count, struct arena *arena, struct claim *claim,
    const struct grant **grant)
{
	const struct verifier verifier = {
		.site = BYTES("example.org"),
		.schemes = { &scheme_a, &scheme_b },
		.scheme_count = scheme_count,
		.parameter = BYTES("st"),
		.keyring = keyring,
	};
	struct request request = {
		.path = BYTES("/x"), .query = BYTES("st=token")
	};

	return verify(&verifier, &request, arena, claim, grant);
}

/* What two schemes say of one request, and what comes of it. */
static void
test_exactly_one_credential(void **state)
{
	static const enum status OTHER = STATUS_FOREIGN_CREDENTIAL;
	static const enum status BAD = STATUS_MALFORMED;
	static const enum status OK = STATUS_OK;
	const struct {
		enum status a, b, wanted;
		const char *claimed;
	} rows[] = {
		{ OTHER, OTHER, OTHER, NULL },
		{ OTHER, BAD, BAD, NULL },
		{ OTHER, OK, OK, "b" },
		{ BAD, OTHER, BAD, NULL },
		{ BAD, BAD, BAD, NULL },
		{ BAD, OK, BAD, NULL },
		{ OK, OTHER, OK, "a" },
		{ OK, BAD, BAD, NULL },
		{ OK, OK, STATUS_AMBIGUOUS, NULL },
		{ STATUS_UNDECIDED, OK, STATUS_UNDECIDED, NULL },
		{ OK, STATUS_TOO_LARGE, STATUS_TOO_LARGE, NULL },
	};
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct grant *grant = NULL;
		struct claim        claim = { "untouched", BYTES("untouched") };
		char                row[16];

		snprintf(row, sizeof(row), "row %zu", i);
		script_a = (struct script){ rows[i].a, STATUS_OK, "k1" };
		script_b = (struct script){ rows[i].b, STATUS_OK, "k2" };
		EXPECT_STATUS(row, run(2, arena, &claim, &grant),
		    rows[i].wanted);
		EXPECT(row, (grant != NULL) == (rows[i].wanted == STATUS_OK));
		if (rows[i].claimed == NULL)
			EXPECT(row, claim.scheme == NULL &&
			    claim.key_id.len == 0);
		else
			assert_string_equal(claim.scheme, rows[i].claimed);
		if (grant != NULL)
			assert_ptr_equal(grant->scheme,
			    rows[i].claimed[0] == 'a' ? &scheme_a : &scheme_b);
		if (grant != NULL)
			EXPECT_BYTES(row, grant_terms(grant)->path,
			    BYTES("/x"));
	}
	arena_free(arena);
}

static void
test_no_scheme_is_accepted(void **state)
{
	struct arena       *arena = arena_new(4096);
	const struct grant *grant = NULL;
	struct claim        claim;

	(void)state;
	script_a = (struct script){ STATUS_OK, STATUS_OK, "k1" };
	EXPECT_STATUS("none", run(0, arena, &claim, &grant),
	    STATUS_FOREIGN_CREDENTIAL);
	assert_null(grant);
	arena_free(arena);
}

/* The core chooses the key, and a key names its schemes. */
static void
test_choice_of_key(void **state)
{
	static const struct bytes only_k1[] = { TEXT("k1") };
	static const struct bytes both[] = { TEXT("k2"), TEXT("k1") };
	const struct {
		const char         *key_id;
		const struct bytes *ids;
		size_t              id_count;
		enum status         wanted;
	} rows[] = {
		{ "k1", NULL, 0, STATUS_OK },
		{ "k1", only_k1, 1, STATUS_OK },
		{ "k1", both, 2, STATUS_OK },
		{ "k1", both, 1, STATUS_UNKNOWN_KEY }, /* k2 alone */
		{ "k1", both, 0, STATUS_UNKNOWN_KEY }, /* none at all */
		{ "k2", NULL, 0, STATUS_UNKNOWN_KEY }, /* serves b */
		{ "k3", NULL, 0, STATUS_UNKNOWN_KEY },
		{ "", NULL, 0, STATUS_UNKNOWN_KEY },
		{ "K1", NULL, 0, STATUS_UNKNOWN_KEY },
	};
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct verifier verifier = {
			.schemes = { &scheme_a }, .scheme_count = 1,
			.key_ids = rows[i].ids, .key_id_count = rows[i].id_count,
			.parameter = BYTES("st"), .keyring = keyring,
		};
		struct request      request = { .query = BYTES("st=token") };
		const struct grant *grant = NULL;
		struct claim        claim;

		script_a = (struct script){ STATUS_OK, STATUS_OK,
			rows[i].key_id };
		EXPECT_STATUS(rows[i].key_id, verify(&verifier,
		    &request, arena, &claim, &grant),
		    rows[i].wanted);
		EXPECT_BYTES("claim", claim.key_id, bytes_of(rows[i].key_id));
		assert_string_equal(claim.scheme, "a");
		EXPECT(rows[i].key_id,
		    (grant != NULL) == (rows[i].wanted == STATUS_OK));
	}
	arena_free(arena);
}

static void
test_only_ok_verifies(void **state)
{
	struct arena *arena = arena_new(1 << 16);

	(void)state;
	for (unsigned i = 0; i < STATUS_COUNT; i++) {
		const struct grant *grant = NULL;
		struct claim        claim;

		script_a = (struct script){ STATUS_OK, i, "k1" };
		EXPECT_STATUS("verify", run(1, arena, &claim, &grant), i);
		EXPECT("verify", (grant != NULL) == (i == STATUS_OK));
	}
	arena_free(arena);
}

static void
test_full_arena(void **state)
{
	(void)state;
	script_a = (struct script){ STATUS_OK, STATUS_OK, "k1" };
	FOR_EACH_ARENA(size, arena, 512) {
		const struct grant *grant = NULL;
		struct claim        claim;
		enum status         status = run(1, arena, &claim, &grant);
		int                 fits = size > sizeof(struct grant) + 15;

		EXPECT_STATUS("size", status,
		    fits ? STATUS_OK : STATUS_TOO_LARGE);
		EXPECT("size", (grant != NULL) == fits);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exactly_one_credential),
		cmocka_unit_test(test_no_scheme_is_accepted),
		cmocka_unit_test(test_choice_of_key),
		cmocka_unit_test(test_only_ok_verifies),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
