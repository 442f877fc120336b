/* A JWT inside of another token.  SPDX-License-Identifier: ISC */
#include "keys.h"

#include "arena.h"
#include "scheme.h"

#define NOW 1800000000

/* A token is what stands inside of it, and its verify says what the test
 * wants. */
static struct terms outer;

static enum status
read_box(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	(void)arena;
	credential->key_id = BYTES("box");
	credential->message = source->token;
	return STATUS_OK;
}

static enum status
verify_box(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	(void)source, (void)key, (void)arena;
	grant->terms = outer;
	grant->nested = credential->message;
	return STATUS_OK;
}

static const struct scheme box = {
	.name = "box", .read = read_box, .verify = verify_box
};

static struct keyring *keyring;
static struct verifier verifier;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = { JWK("box", ""),
		JWK("inner", ",\"postern\":{\"schemes\":[\"jwt\"]}") };

	(void)state;
	keyring = keyring_of(jwks, COUNT(jwks));
	((struct key *)(uintptr_t)keyring_find(keyring, BYTES("box")))
	    ->schemes[0] = &box;
	verifier = (struct verifier){
		.schemes = { &box }, .scheme_count = 1,
		.parameter = BYTES("st"), .keyring = keyring,
	};
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
run(struct bytes inside, struct arena *arena, const struct grant **grant)
{
	struct request request = { .path = BYTES("/x") };
	struct claim   claim;

	*grant = NULL;
	EXPECT_STATUS("query", arena_join(arena, (const struct bytes[]){
	    BYTES("st="), inside }, 2, &request.query), STATUS_OK);
	return verify(&verifier, &request, arena, &claim, grant);
}

static struct bytes
jwt(const struct terms *terms, struct arena *arena)
{
	struct bytes token;

	EXPECT_STATUS("sign", sign(scheme_named(BYTES("jwt")),
	    keyring_find(keyring, BYTES("inner")), &verifier, terms, arena,
	    &token), STATUS_OK);
	return token;
}

/* What both say holds. */
static void
test_narrowed(void **state)
{
	static const struct {
		struct terms outer, inner, wanted;
	} rows[] = {
		{ { .expires_at = 0 }, { .expires_at = NOW },
		    { .expires_at = NOW } },
		{ { .expires_at = NOW + 9 }, { .expires_at = NOW },
		    { .expires_at = NOW } },
		{ { .expires_at = NOW }, { .expires_at = NOW + 9 },
		    { .expires_at = NOW } },
		{ { .expires_at = NOW, .not_before = 5 },
		    { .expires_at = NOW, .not_before = 7 },
		    { .expires_at = NOW, .not_before = 7 } },
		{ { .expires_at = NOW, .not_before = 7 },
		    { .expires_at = NOW, .not_before = 5 },
		    { .expires_at = NOW, .not_before = 7 } },
		{ { .subject = TEXT("kim"), .link_id = TEXT("a") },
		    { .subject = TEXT("jo"), .link_id = TEXT("b"),
		        .expires_at = NOW },
		    { .subject = TEXT("kim"), .link_id = TEXT("a"),
		        .expires_at = NOW } },
		{ { .path = TEXT("/x") },
		    { .subject = TEXT("jo"), .link_id = TEXT("b"),
		        .expires_at = NOW },
		    { .subject = TEXT("jo"), .link_id = TEXT("b"),
		        .expires_at = NOW, .path = TEXT("/x") } },
	};
	struct arena *arena = arena_new(1 << 16);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct grant *grant;
		const struct terms *got;
		char                row[16];

		snprintf(row, sizeof(row), "row %zu", i);
		arena_reset(arena);
		outer = rows[i].outer;
		EXPECT_STATUS(row, run(jwt(&rows[i].inner, arena), arena,
		    &grant), STATUS_OK);
		got = grant_terms(grant);
		EXPECT(row, got->expires_at == rows[i].wanted.expires_at);
		EXPECT(row, got->not_before == rows[i].wanted.not_before);
		EXPECT_BYTES(row, got->subject, rows[i].wanted.subject);
		EXPECT_BYTES(row, got->link_id, rows[i].wanted.link_id);
		EXPECT_BYTES(row, got->path, rows[i].wanted.path);
		EXPECT(row, grant->claims != NULL && grant->scheme == &box);
		EXPECT_BYTES(row, key_id(grant->nested_key), BYTES("inner"));
	}
	arena_free(arena);
}

static void
test_refused(void **state)
{
	const struct terms  terms = { .expires_at = NOW };
	struct arena       *arena = arena_new(1 << 16);
	const struct grant *grant;
	struct bytes        token = jwt(&terms, arena);
	char                changed[1024];

	(void)state;
	outer = (struct terms){ .path = BYTES("/x"), .expires_at = NOW };
	snprintf(changed, sizeof(changed), "%.*s", (int)token.len, token.at);
	changed[token.len - 5] ^= 1;
	EXPECT_STATUS("changed", run(bytes_of(changed), arena, &grant),
	    STATUS_BAD_SIGNATURE);
	assert_null(grant);
	EXPECT_STATUS("none", run(BYTES("rubbish"), arena, &grant),
	    STATUS_MALFORMED);
	EXPECT_STATUS("native", run(BYTES("1.k.1.AAAAAAAAAAAAAAAAAAAAAA"),
	    arena, &grant), STATUS_MALFORMED);
	EXPECT_STATUS("none alg", run(BYTES("eyJhbGciOiJub25lIn0.e30."), arena,
	    &grant), STATUS_WRONG_ALGORITHM);
	assert_null(grant);
	arena_free(arena);
}

/* A key that is of one issuer; the box around it has a key of its own. */
static void
test_issuer(void **state)
{
	static const struct bytes issuer = TEXT("https://a.example/");
	static const struct bytes other = TEXT("https://b.example/");
	struct key *key = (struct key *)(uintptr_t)keyring_find(keyring,
	    BYTES("inner"));
	const struct terms  terms = { .expires_at = NOW };
	struct arena       *arena = arena_new(1 << 16);
	const struct grant *grant;
	struct bytes        nobody, right, wrong;

	(void)state;
	outer = (struct terms){ .path = BYTES("/x"), .expires_at = NOW };
	nobody = jwt(&terms, arena);
	verifier.policy.issuers = (struct bytes_list){ &issuer, 1 };
	right = jwt(&terms, arena);
	verifier.policy.issuers.at = &other;
	wrong = jwt(&terms, arena);
	verifier.policy.issuers.count = 0;
	EXPECT_STATUS("any", run(wrong, arena, &grant), STATUS_OK);
	key->issuer = issuer;
	EXPECT_STATUS("right", run(right, arena, &grant), STATUS_OK);
	EXPECT_STATUS("wrong", run(wrong, arena, &grant),
	    STATUS_WRONG_ISSUER);
	EXPECT_STATUS("none", run(nobody, arena, &grant),
	    STATUS_WRONG_ISSUER);
	assert_null(grant);
	key->issuer = (struct bytes){ NULL, 0 };
	/* What is inside a box is of its own key's issuer. */
	key = (struct key *)(uintptr_t)keyring_find(keyring, BYTES("box"));
	key->issuer = issuer;
	EXPECT_STATUS("box", run(wrong, arena, &grant), STATUS_OK);
	key->issuer = (struct bytes){ NULL, 0 };
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_narrowed),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_issuer),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
