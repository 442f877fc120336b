/* The fields of a native token.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "token_fields.h"

#define EXPIRY 1800000000

/* Each of these is also what token_fields_append writes for the same terms. */
static const char *const good[] = {
	"",
	"DY2F0LmpwZw",
	"c",
	"dY2F0LmpwZw",
	"iMTkyLjAuMi4wLzI0",
	"iMjAwMTpkYjg6OjE",
	"jlink-1_A",
	"mGET",
	"mHEAD",
	"mGET-HEAD",
	"n1",
	"n1799999999",
	"pLw",
	"pL2ltZy8",
	"sem_Dqw",
	"jl.u1",
	"jl.u999999",
	"DYQ.c.jl.mGET.n1.pL2EvYi8.sYQ",
	"c.dYQ.jl.mGET.n1.pL2EvYi8.sYQ",
	"dYQ.iMTkyLjAuMi4x.jl.mGET.n1.pL2EvYi8.sYQ.u5",
};

static void
test_good_there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct terms terms;
		struct bytes token = BYTES("");
		struct bytes wanted = bytes_of(good[i]);

		arena_reset(arena);
		EXPECT_STATUS(good[i], token_fields_read(guarded(wanted),
		    EXPIRY, BYTES("/a.jpg"), arena, &terms), STATUS_OK);
		EXPECT_STATUS(good[i], token_fields_append(&terms, arena,
		    &token), STATUS_OK);
		EXPECT(good[i], token.len == wanted.len + (wanted.len > 0));
		if (wanted.len > 0)
			EXPECT_BYTES(good[i],
			    ((struct bytes){ token.at + 1, token.len - 1 }),
			    wanted);
	}
}

static void
test_meaning(void **state)
{
	struct terms terms;

	(void)state;
	EXPECT_STATUS("all", token_fields_read(bytes_of(good[COUNT(good) - 1]),
	    EXPIRY, BYTES("/x.jpg"), arena, &terms), STATUS_OK);
	EXPECT_BYTES("p", terms.path, BYTES("/a/b/"));
	EXPECT("p", terms.is_prefix == 1);
	EXPECT_BYTES("d", terms.file_name, BYTES("a"));
	EXPECT("d", terms.disposition == DISPOSITION_ATTACHMENT);
	EXPECT("c", terms.shared == 0);
	EXPECT_BYTES("i", terms.client, BYTES("192.0.2.1"));
	EXPECT_BYTES("j", terms.link_id, BYTES("l"));
	EXPECT_BYTES("m", terms.methods, BYTES("GET"));
	EXPECT("n", terms.not_before == 1);
	EXPECT_BYTES("s", terms.subject, BYTES("a"));
	EXPECT("u", terms.uses == 5);
	EXPECT("expiry", terms.expires_at == EXPIRY);
	EXPECT_STATUS("c", token_fields_read(BYTES("c"), EXPIRY,
	    BYTES("/x.jpg"), arena, &terms), STATUS_OK);
	EXPECT("c", terms.shared == 1);
	EXPECT_STATUS("none", token_fields_read(BYTES(""), EXPIRY,
	    BYTES("/x.jpg"), arena, &terms), STATUS_OK);
	EXPECT_BYTES("none", terms.path, BYTES("/x.jpg"));
	EXPECT("none", terms.is_prefix == 0 && terms.shared == 0 &&
	    terms.disposition == DISPOSITION_NONE && terms.uses == 0);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *text;
		enum status status;
	} rows[] = {
		{ ".", STATUS_MALFORMED },
		{ ".c", STATUS_MALFORMED },
		{ "c..jl", STATUS_MALFORMED },
		{ "c.c", STATUS_MALFORMED },
		{ "jl.c", STATUS_MALFORMED },
		{ "jl.jl", STATUS_MALFORMED },
		{ "dYQ.DYQ", STATUS_MALFORMED },
		{ "DYQ.dYQ", STATUS_MALFORMED },
		{ "DYQ.c.dYQ", STATUS_MALFORMED },
		{ "a", STATUS_MALFORMED },
		{ "C", STATUS_MALFORMED },
		{ "x1", STATUS_MALFORMED },
		{ "c.vx", STATUS_MALFORMED },
		{ "z", STATUS_MALFORMED },
		{ "cc", STATUS_MALFORMED },
		{ "c1", STATUS_MALFORMED },
		{ "c.iMTkyLjAuMi4x", STATUS_MALFORMED },
		{ "c.jl.u1", STATUS_MALFORMED },
		{ "D", STATUS_MALFORMED },
		{ "d", STATUS_MALFORMED },
		{ "i", STATUS_MALFORMED },
		{ "j", STATUS_MALFORMED },
		{ "m", STATUS_MALFORMED },
		{ "n", STATUS_MALFORMED },
		{ "p", STATUS_MALFORMED },
		{ "s", STATUS_MALFORMED },
		{ "jl.u", STATUS_MALFORMED },
		{ "dY", STATUS_MALFORMED },
		{ "dYR", STATUS_MALFORMED },
		{ "dYQ=", STATUS_MALFORMED },
		{ "dY+Q", STATUS_MALFORMED },
		{ "dAA", STATUS_MALFORMED },
		{ "s_w", STATUS_MALFORMED },
		{ "iYQ", STATUS_MALFORMED },
		{ "i192-0-2-1", STATUS_MALFORMED },
		{ "ja~", STATUS_MALFORMED },
		{ "mget", STATUS_MALFORMED },
		{ "mGET-", STATUS_MALFORMED },
		{ "mGET_HEAD", STATUS_MALFORMED },
		{ "n0", STATUS_MALFORMED },
		{ "n01", STATUS_MALFORMED },
		{ "n-1", STATUS_MALFORMED },
		{ "n1800000000", STATUS_MALFORMED },
		{ "n1800000001", STATUS_MALFORMED },
		{ "n1799999999000", STATUS_MILLISECONDS },
		{ "pL2ltZw", STATUS_MALFORMED },
		{ "paW1nLw", STATUS_MALFORMED },
		{ "pL2EvLi4v", STATUS_MALFORMED },
		{ "u1", STATUS_MALFORMED },
		{ "jl.u0", STATUS_MALFORMED },
		{ "jl.u01", STATUS_MALFORMED },
		{ "jl.u1000000", STATUS_MALFORMED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct terms terms;

		arena_reset(arena);
		EXPECT_STATUS(rows[i].text,
		    token_fields_read(guarded_text(rows[i].text), EXPIRY,
		        BYTES("/a.jpg"), arena, &terms),
		    rows[i].status);
	}
}

static void
test_number(void **state)
{
	static const struct {
		const char *digits;
		enum status status;
		int64_t     number;
	} rows[] = {
		{ "0", STATUS_OK, 0 },
		{ "1800000000", STATUS_OK, 1800000000 },
		{ "99999999999", STATUS_OK, 99999999999 },
		{ "100000000000", STATUS_MILLISECONDS, -1 },
		{ "1800000000000", STATUS_MILLISECONDS, -1 },
		{ "1800000000000000", STATUS_MILLISECONDS, -1 },
		{ "999999999999999999", STATUS_MILLISECONDS, -1 },
		{ "1800000000000000000", STATUS_MILLISECONDS, -1 },
		{ "9999999999999999999999999", STATUS_MILLISECONDS, -1 },
		{ "", STATUS_MALFORMED, -1 },
		{ "01800000000", STATUS_MALFORMED, -1 },
		{ "018000000000", STATUS_MALFORMED, -1 },
		{ "0x6B49D200", STATUS_MALFORMED, -1 },
		{ "+1800000000", STATUS_MALFORMED, -1 },
		{ "-1800000000", STATUS_MALFORMED, -1 },
		{ "1800000000.5", STATUS_MALFORMED, -1 },
		{ "18000000000a", STATUS_MALFORMED, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t number = -1;

		EXPECT_STATUS(rows[i].digits,
		    token_number(guarded_text(rows[i].digits), &number),
		    rows[i].status);
		EXPECT(rows[i].digits, number == rows[i].number);
	}
}

/* Whatever there is room for, the answer is the same or TOO_LARGE. */
static void
test_full_arena(void **state)
{
	static const char all[] = "dYQ.iMTkyLjAuMi4x.jl.mGET.n1.pL2EvYi8."
				  "sYQ.u5";
	struct terms      full;
	size_t            smallest_read = 0, smallest_append = 0;

	(void)state;
	EXPECT_STATUS("all", token_fields_read(bytes_of(all), EXPIRY,
	    BYTES("/a.jpg"), arena, &full), STATUS_OK);
	FOR_EACH_ARENA(size, small, 2048) {
		struct terms terms;
		struct bytes token = BYTES("");
		enum status  status = token_fields_read(guarded_text(all),
		    EXPIRY, BYTES("/a.jpg"), small, &terms);

		if (status != STATUS_OK) {
			EXPECT_STATUS("read", status, STATUS_TOO_LARGE);
			smallest_read = size + 1;
		}
		arena_reset(small);
		status = token_fields_append(&full, small, &token);
		if (status != STATUS_OK) {
			EXPECT_STATUS("append", status, STATUS_TOO_LARGE);
			smallest_append = size + 1;
		}
	}
	assert_in_range(smallest_read, 16, 256);
	assert_in_range(smallest_append, 64, 1024);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_there_and_back),
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
