/* The scheme native, without the core around it.  SPDX-License-Identifier: ISC */
#include "keys.h"

#include "bytes.h"

#define A22 "AAAAAAAAAAAAAAAAAAAAAA"

static const struct scheme *native;
static struct key          *key;
static struct arena        *arena;

static int
open_all(void **state)
{
	(void)state;
	native = scheme_named(BYTES("native"));
	key = key_of(JWK("k1", ""));
	arena = arena_new(1 << 15);
	return native == NULL || key == NULL || arena == NULL;
}

static int
close_all(void **state)
{
	(void)state;
	key_free(key);
	arena_free(arena);
	return 0;
}

static const struct verifier here = { .site = TEXT("example.org") };
static const struct verifier there = { .site = TEXT("example.com") };

static enum status
read_query(const char *query, struct arena *memory,
    struct credential *credential)
{
	const struct request  request = { .path = BYTES("/img/cat.jpg") };
	const struct source   source = {
		  .verifier = &here, .request = &request,
		  .token = guarded_text(query + 3) /* behind "st=" */
	};

	return native->read(&source, memory, credential);
}

static void
test_message(void **state)
{
	struct credential credential;

	(void)state;
	EXPECT_STATUS("path", read_query("st=1.k1.1800000000." A22, arena,
	    &credential), STATUS_OK);
	EXPECT_BYTES("path", credential.message, BYTES(
	    "postern/1\nexample.org\n/img/cat.jpg\n1.k1.1800000000"));
	EXPECT_BYTES("path", credential.key_id, BYTES("k1"));
	assert_int_equal(credential.signature.len, 16);
	EXPECT_STATUS("prefix", read_query("st=1.k1.1800000000.pL2ltZy8." A22,
	    arena, &credential), STATUS_OK);
	EXPECT_BYTES("prefix", credential.message, BYTES(
	    "postern/1\nexample.org\n/img/\n1.k1.1800000000.pL2ltZy8"));
}

static void
test_read_refuses(void **state)
{
	static const struct {
		const char *query;
		enum status status;
	} rows[] = {
		{ "st=", STATUS_FOREIGN_CREDENTIAL },
		{ "st=1", STATUS_FOREIGN_CREDENTIAL },
		{ "st=2.k1.1800000000." A22, STATUS_FOREIGN_CREDENTIAL },
		{ "st=01.k1.1800000000." A22, STATUS_FOREIGN_CREDENTIAL },
		{ "st=eyJhbGciOiJIUzI1NiJ9.e30.", STATUS_FOREIGN_CREDENTIAL },
		{ "st=%31.k1.1800000000." A22, STATUS_FOREIGN_CREDENTIAL },
		{ "st=1.", STATUS_MALFORMED },
		{ "st=1.." , STATUS_MALFORMED },
		{ "st=1..." , STATUS_MALFORMED },
		{ "st=1." A22, STATUS_MALFORMED },
		{ "st=1.k1." A22, STATUS_MALFORMED },
		{ "st=1.k1.1800000000", STATUS_MALFORMED },
		{ "st=1.k1.1800000000.", STATUS_MALFORMED },
		{ "st=1.k1.1800000000." A22 ".", STATUS_MALFORMED },
		{ "st=1.k1.1800000000.." A22, STATUS_MALFORMED },
		{ "st=1.k1.1800000000.c.." A22, STATUS_MALFORMED },
		{ "st=1.k1.1800000000..c." A22, STATUS_MALFORMED },
		{ "st=1..1800000000." A22, STATUS_MALFORMED },
		{ "st=1.k1.." A22, STATUS_MALFORMED },
		{ "st=1.k1..c." A22, STATUS_MALFORMED },
		{ "st=1.k~1.1800000000." A22, STATUS_MALFORMED },
		{ "st=1.k%31.1800000000." A22, STATUS_MALFORMED },
		{ "st=1.abcdefghijklmnopqrstuvwxyzabcdefg.1800000000." A22,
		    STATUS_MALFORMED },
		{ "st=1.k1.18000000000000." A22, STATUS_MILLISECONDS },
		{ "st=1.k1.0x1." A22, STATUS_MALFORMED },
		{ "st=1.k1.1800000000.AAAAAAAAAAAAAAAAAAAAA", STATUS_MALFORMED },
		{ "st=1.k1.1800000000." A22 "A", STATUS_MALFORMED },
		{ "st=1.k1.1800000000.AAAAAAAAAAAAAAAAAAAAAB", STATUS_MALFORMED },
		{ "st=1.k1.1800000000." A22 "==", STATUS_MALFORMED },
		{ "st=1.k1.1800000000.AAAAAAAAAAAAAAAAAAAA", STATUS_MALFORMED },
		{ "st=1.k1.1800000000.AAAAAAAAAAA+AAAAAAAAAA", STATUS_MALFORMED },
		{ "st=1.k1.1800000000%2E" A22, STATUS_MALFORMED },
		{ "st=1.k1.1800000000.x." A22, STATUS_MALFORMED },
	};
	struct credential credential;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		arena_reset(arena);
		EXPECT_STATUS(rows[i].query,
		    read_query(rows[i].query, arena, &credential),
		    rows[i].status);
	}
}

/* Whatever is cut off at its end, a token is none. */
static void
test_every_cut(void **state)
{
	static const char whole[] = "st=1.k1.1800000000.dYQ.iMTkyLjAuMi4x."
				    "jl.mGET.n1.pL2EvYi8.sYQ.u5." A22;
	struct credential credential;

	(void)state;
	EXPECT_STATUS(whole, read_query(whole, arena, &credential), STATUS_OK);
	for (size_t length = 3; length < sizeof(whole) - 1; length++) {
		char cut[sizeof(whole)];

		snprintf(cut, sizeof(cut), "%.*s", (int)length, whole);
		arena_reset(arena);
		if (read_query(cut, arena, &credential) == STATUS_OK)
			fail_msg("%s", cut);
	}
}

static void
test_longest(void **state)
{
	char              query[1200] = "st=1.k1.1800000000.";
	size_t            start = strlen(query);
	struct credential credential;

	(void)state;
	memset(query + start, 'x', 1028 - start);
	EXPECT_STATUS("long", read_query(query, arena, &credential),
	    STATUS_MALFORMED);
}

static const struct terms all_terms = {
	.path = TEXT("/img/"),
	.is_prefix = 1,
	.expires_at = 1800000000,
	.not_before = 1,
	.methods = TEXT("GET"),
	.client = TEXT("192.0.2.0/24"),
	.link_id = TEXT("link"),
	.subject = TEXT("somebody"),
	.uses = 3,
	.disposition = DISPOSITION_ATTACHMENT,
	.file_name = TEXT("cat.jpg"),
};

static void
make_query(struct bytes token, char query[1200])
{
	snprintf(query, 1200, "st=%.*s", (int)token.len, token.at);
}

static void
test_signs_what_it_verifies(void **state)
{
	struct key       *other = key_of("{\"kty\":\"oct\",\"kid\":\"k1\","
	    "\"alg\":\"HS256\",\"k\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWU\"}");
	struct credential credential;
	struct bytes      token;
	char              query[1200];

	(void)state;
	EXPECT_STATUS("sign", native->sign(&all_terms, key,
	    &here, arena, &token), STATUS_OK);
	make_query(token, query);
	EXPECT_STATUS("read", read_query(query, arena, &credential), STATUS_OK);
	EXPECT_STATUS("verify", native->verify(NULL, &credential, key,
	    NULL, NULL), STATUS_OK);
	EXPECT_STATUS("other", native->verify(NULL, &credential, other,
	    NULL, NULL),
	    STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("other site", native->sign(&all_terms, key,
	    &there, arena, &token), STATUS_OK);
	make_query(token, query);
	EXPECT_STATUS("read", read_query(query, arena, &credential), STATUS_OK);
	EXPECT_STATUS("other site", native->verify(NULL, &credential, key,
	    NULL, NULL),
	    STATUS_BAD_SIGNATURE);
	key_free(other);
}

static void
test_sign_refuses(void **state)
{
	char         longest[960];
	struct terms terms = all_terms;
	struct bytes token = BYTES("untouched");
	size_t       good = 0;

	(void)state;
	terms.client = BYTES("nobody");
	EXPECT_STATUS("client", native->sign(&terms, key, &here,
	    arena, &token), STATUS_MALFORMED);
	memset(longest, 'a', sizeof(longest));
	longest[0] = '/';
	/* As long as a token may be, and no longer. */
	for (size_t length = 600; length < sizeof(longest); length++) {
		char              query[1200];
		struct credential credential;
		enum status       status;

		longest[length - 1] = '/';
		terms = (struct terms){ .path = { longest, length },
			.is_prefix = 1, .expires_at = 1800000000 };
		arena_reset(arena);
		status = native->sign(&terms, key, &here, arena,
		    &token);
		longest[length - 1] = 'a';
		if (status == STATUS_MALFORMED)
			continue;
		good = length;
		make_query(token, query);
		EXPECT_STATUS("long", status, STATUS_OK);
		EXPECT_STATUS("long", read_query(query, arena, &credential),
		    STATUS_OK);
	}
	assert_in_range(good, 700, 760);
}

static void
test_full_arena(void **state)
{
	struct bytes token;
	char         query[1200];
	size_t       signed_with = 0, read_with = 0;

	(void)state;
	arena_reset(arena);
	EXPECT_STATUS("sign", native->sign(&all_terms, key,
	    &here, arena, &token), STATUS_OK);
	make_query(token, query);
	FOR_EACH_ARENA(size, small, 4096) {
		struct credential credential;
		struct bytes      again;
		enum status       status = native->sign(&all_terms, key,
		    &here, small, &again);

		if (status != STATUS_OK)
			EXPECT_STATUS("sign", status, STATUS_TOO_LARGE);
		signed_with += status == STATUS_OK;
		arena_reset(small);
		status = read_query(query, small, &credential);
		if (status != STATUS_OK)
			EXPECT_STATUS("read", status, STATUS_TOO_LARGE);
		read_with += status == STATUS_OK;
	}
	assert_in_range(signed_with, 1, 4000);
	assert_in_range(read_with, 1, 4000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_read_refuses),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_signs_what_it_verifies),
		cmocka_unit_test(test_sign_refuses),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
