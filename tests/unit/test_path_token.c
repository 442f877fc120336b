/* A token in the path, taken out of it.  SPDX-License-Identifier: ISC */
#include "support.h"

#define NOTHING NULL

static const struct {
	const char *prefix, *segment;
	const char *target;
	enum status status;
	const char *token; /* NOTHING: none is there */
	const char *path, *raw_path; /* that are left */
} rows[] = {
	{ "/i/", "", "/i/TOKEN", STATUS_OK, "TOKEN", "/i/", "/i/" },
	{ "/i/", "", "/i/TOKEN/", STATUS_OK, "TOKEN", "/i/", "/i/" },
	{ "/i/", "", "/i/TOKEN/a.jpg", STATUS_OK, "TOKEN", "/i/a.jpg",
	    "/i/a.jpg" },
	{ "/i/", "", "/i/TOKEN/a%20b/c.jpg?x=1", STATUS_OK, "TOKEN",
	    "/i/a b/c.jpg", "/i/a%20b/c.jpg" },
	{ "/a/b/", "", "/a/b/T/c", STATUS_OK, "T", "/a/b/c", "/a/b/c" },
	{ "/", "", "/T/c", STATUS_OK, "T", "/c", "/c" },
	{ "/i/", "", "/%69/TOKEN/a.jpg", STATUS_OK, "TOKEN", "/i/a.jpg",
	    "/%69/a.jpg" },
	{ "/i/", "t", "/i/t/TOKEN/a.jpg", STATUS_OK, "TOKEN", "/i/a.jpg",
	    "/i/a.jpg" },
	{ "/i/", "t", "/i/%74/TOKEN", STATUS_OK, "TOKEN", "/i/", "/i/" },
	{ "/i/", "", "/i/T//a.jpg", STATUS_OK, "T", "/i//a.jpg",
	    "/i//a.jpg" },
	{ "/i/", "", "/i//a.jpg", STATUS_OK, "", "/i/a.jpg", "/i/a.jpg" },
	/* None is there, and nothing is changed. */
	{ "/i/", "", "/i/", STATUS_OK, NOTHING, "/i/", "/i/" },
	{ "/i/", "t", "/i/t/", STATUS_OK, NOTHING, "/i/t/", "/i/t/" },
	{ "/i/", "t", "/i/t", STATUS_OK, NOTHING, "/i/t", "/i/t" },
	{ "/i/", "t", "/i/a.jpg", STATUS_OK, NOTHING, "/i/a.jpg",
	    "/i/a.jpg" },
	{ "/i/", "t", "/i/T/TOKEN", STATUS_OK, NOTHING, "/i/T/TOKEN",
	    "/i/T/TOKEN" },
	/* One path has it elsewhere than the other. */
	{ "/i/", "", "/i/TO%4bEN/a.jpg", STATUS_MALFORMED, NOTHING, NULL,
	    NULL },
	{ "/i/", "", "/i/TOKEN%2Fa.jpg", STATUS_MALFORMED, NOTHING, NULL,
	    NULL },
	{ "/i/j/", "", "/i%2Fj/T", STATUS_MALFORMED, NOTHING, NULL, NULL },
	{ "/i/j/", "", "/i%2Fj/T/U", STATUS_MALFORMED, NOTHING, NULL, NULL },
	{ "/i/", "t", "/i/t%2FTOKEN", STATUS_MALFORMED, NOTHING, NULL, NULL },
};

static enum status
cut(size_t i, unsigned carriers, struct arena *arena, struct request *request)
{
	const struct verifier verifier = {
		.prefix = bytes_of(rows[i].prefix),
		.segment = bytes_of(rows[i].segment),
		.carriers = carriers,
	};

	*request = (struct request){ .target = guarded_text(rows[i].target) };
	EXPECT_STATUS(rows[i].target, request_read(request, arena), STATUS_OK);
	return request_cut_token(request, &verifier, arena);
}

static void
test_rows(void **state)
{
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char    *row = rows[i].target;
		struct request request;

		arena_reset(arena);
		EXPECT_STATUS(row, cut(i, CARRIER_PATH, arena, &request),
		    rows[i].status);
		EXPECT(row, (request.path_token.at == NULL) ==
		    (rows[i].token == NOTHING));
		if (rows[i].token != NOTHING)
			EXPECT_BYTES(row, request.path_token,
			    bytes_of(rows[i].token));
		if (rows[i].status != STATUS_OK)
			continue;
		EXPECT_BYTES(row, request.path, bytes_of(rows[i].path));
		EXPECT_BYTES(row, request.raw_path, bytes_of(rows[i].raw_path));
	}
	arena_free(arena);
}

static void
test_once_only(void **state)
{
	const struct verifier verifier = {
		.prefix = BYTES("/i/"), .carriers = CARRIER_PATH
	};
	struct arena  *arena = arena_new(4096);
	struct request request = { .target = BYTES("/i/T/U/V") };

	(void)state;
	EXPECT_STATUS("read", request_read(&request, arena), STATUS_OK);
	for (int i = 0; i < 3; i++) {
		EXPECT_STATUS("cut", request_cut_token(&request, &verifier,
		    arena), STATUS_OK);
		EXPECT_BYTES("cut", request.path_token, BYTES("T"));
		EXPECT_BYTES("cut", request.path, BYTES("/i/U/V"));
	}
	arena_free(arena);
}

/* Who verifies without cutting first is told the same. */
static void
test_verify_cuts(void **state)
{
	const struct verifier verifier = {
		.prefix = BYTES("/i/"), .carriers = CARRIER_PATH
	};
	struct arena       *arena = arena_new(4096);
	struct request      request = { .target = BYTES("/i/TOKEN%2Fa") };
	const struct grant *grant;
	struct claim        claim;

	(void)state;
	EXPECT_STATUS("read", request_read(&request, arena), STATUS_OK);
	EXPECT_STATUS("verify", verify(&verifier, &request, arena, &claim,
	    &grant), STATUS_MALFORMED);
	assert_null(claim.scheme);
	arena_free(arena);
}

static void
test_other_carriers(void **state)
{
	struct arena  *arena = arena_new(4096);
	struct request request;

	(void)state;
	EXPECT_STATUS("other", cut(0, CARRIER_QUERY | CARRIER_COOKIE |
	    CARRIER_HEADER, arena, &request), STATUS_OK);
	assert_null(request.path_token.at);
	EXPECT_BYTES("other", request.path, BYTES("/i/TOKEN"));
	arena_free(arena);
}

static void
test_full_arena(void **state)
{
	const struct verifier verifier = {
		.prefix = BYTES("/i/"), .segment = BYTES("t"),
		.carriers = CARRIER_PATH
	};
	unsigned done = 0;

	(void)state;
	FOR_EACH_ARENA(size, arena, 200) {
		struct request request = {
			.path = BYTES("/i/t/T/cat.jpg"),
			.raw_path = BYTES("/i/t/T/cat.jpg"),
		};
		enum status    status = request_cut_token(&request, &verifier,
		       arena);

		EXPECT("size", status == STATUS_OK ||
		    status == STATUS_TOO_LARGE);
		EXPECT("size", (request.path_token.at != NULL) ==
		    (status == STATUS_OK));
		done += status == STATUS_OK;
	}
	assert_in_range(done, 50, 190);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_once_only),
		cmocka_unit_test(test_verify_cuts),
		cmocka_unit_test(test_other_carriers),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
