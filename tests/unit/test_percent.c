/* Percent-encoding.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "percent.h"

static void
test_decode(void **state)
{
	static const struct {
		const char *text, *decoded; /* NULL: refused */
	} rows[] = {
		{ "", "" },
		{ "abc", "abc" },
		{ "a%20b", "a b" },
		{ "%41%4a%4A", "AJJ" },
		{ "100%25", "100%" },
		{ "%2541", "%41" },
		{ "a+b", "a+b" },
		{ "%c3%BC", "\xc3\xbc" },
		{ "%", NULL },
		{ "%4", NULL },
		{ "a%", NULL },
		{ "%%41", NULL },
		{ "%4g", NULL },
		{ "%g4", NULL },
		{ "%/0", NULL },
		{ "%:0", NULL },
		{ "%@0", NULL },
		{ "%`0", NULL },
		{ "% 1", NULL },
		{ "%+1", NULL },
		{ "%u0041", NULL },
		{ "%41%4", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes text = guarded_text(rows[i].text);
		struct bytes got = BYTES("untouched");
		const char  *wanted = rows[i].decoded;

		EXPECT_STATUS(rows[i].text, percent_decode(text, arena, &got),
		    wanted != NULL ? STATUS_OK : STATUS_BAD_REQUEST);
		EXPECT_BYTES(rows[i].text, got,
		    bytes_of(wanted != NULL ? wanted : "untouched"));
		EXPECT(rows[i].text,
		    percent_is_whole(text) == (wanted != NULL));
	}
}

/* Only unreserved bytes (RFC 3986 §2.3) and '/' stay as they are. */
static void
test_every_byte(void **state)
{
	static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz"
				   "0123456789-._~/";

	(void)state;
	for (int c = 0; c < 256; c++) {
		char         byte = (char)c, wanted[4];
		struct bytes plain = guarded((struct bytes){ &byte, 1 });
		struct bytes encoded, decoded;

		snprintf(wanted, sizeof(wanted), "%%%02X", c);
		if (c != 0 && strchr(kept, c) != NULL)
			snprintf(wanted, sizeof(wanted), "%c", c);
		EXPECT_STATUS(wanted, percent_encode(plain, arena, &encoded),
		    STATUS_OK);
		EXPECT_BYTES(wanted, encoded, bytes_of(wanted));
		EXPECT_STATUS(wanted, percent_decode(encoded, arena, &decoded),
		    STATUS_OK);
		EXPECT_BYTES(wanted, decoded, plain);
	}
}

static void
test_full_arena(void **state)
{
	struct bytes got;

	(void)state;
	EXPECT_STATUS("absurd", percent_encode((struct bytes){ "", SIZE_MAX },
	    arena, &got), STATUS_TOO_LARGE);
	FOR_EACH_ARENA(size, small, 16) {
		EXPECT_STATUS("decode", percent_decode(BYTES("a"), small, &got),
		    STATUS_TOO_LARGE);
		EXPECT_STATUS("encode", percent_encode(BYTES("a"), small, &got),
		    STATUS_TOO_LARGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
