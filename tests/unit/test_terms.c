/* What terms may say.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "terms.h"

#define A16  "aaaaaaaaaaaaaaaa"
#define A64  A16 A16 A16 A16
#define A255 A64 A64 A64 A16 A16 A16 "aaaaaaaaaaaaaaa"

/* Good terms, and one or two of them changed. */
#define TERMS(...) \
	{ .path = TEXT("/img/cat.jpg"), .expires_at = 1800000000, __VA_ARGS__ }

static const struct {
	const char  *name;
	enum status  status;
	struct terms terms;
} rows[] = {
	{ "plain", STATUS_OK, TERMS(.uses = 0) },
	{ "no path", STATUS_MALFORMED, { .expires_at = 1 } },
	{ "relative", STATUS_MALFORMED,
	    { .path = TEXT("img"), .expires_at = 1 } },
	{ "dots", STATUS_MALFORMED,
	    { .path = TEXT("/a/../b"), .expires_at = 1 } },
	{ "LF", STATUS_MALFORMED, { .path = TEXT("/a\nb"), .expires_at = 1 } },
	{ "prefix", STATUS_OK,
	    { .path = TEXT("/a/"), .is_prefix = 1, .expires_at = 1 } },
	{ "root", STATUS_OK,
	    { .path = TEXT("/"), .is_prefix = 1, .expires_at = 1 } },
	{ "prefix without slash", STATUS_MALFORMED,
	    { .path = TEXT("/a"), .is_prefix = 1, .expires_at = 1 } },
	{ "1970", STATUS_OK, { .path = TEXT("/a"), .expires_at = 0 } },
	{ "before 1970", STATUS_MALFORMED,
	    { .path = TEXT("/a"), .expires_at = -1 } },
	{ "11 digits", STATUS_OK,
	    { .path = TEXT("/a"), .expires_at = 99999999999 } },
	{ "12 digits", STATUS_MALFORMED,
	    { .path = TEXT("/a"), .expires_at = 100000000000 } },
	{ "not before", STATUS_OK, TERMS(.not_before = 1799999999) },
	{ "not before the end", STATUS_MALFORMED,
	    TERMS(.not_before = 1800000000) },
	{ "not before 1970", STATUS_MALFORMED, TERMS(.not_before = -1) },
	{ "GET", STATUS_OK, TERMS(.methods = TEXT("GET")) },
	{ "GET-HEAD", STATUS_OK, TERMS(.methods = TEXT("GET-HEAD")) },
	{ "get", STATUS_MALFORMED, TERMS(.methods = TEXT("get")) },
	{ "-", STATUS_MALFORMED, TERMS(.methods = TEXT("-")) },
	{ "-GET", STATUS_MALFORMED, TERMS(.methods = TEXT("-GET")) },
	{ "GET-", STATUS_MALFORMED, TERMS(.methods = TEXT("GET-")) },
	{ "GET--HEAD", STATUS_MALFORMED, TERMS(.methods = TEXT("GET--HEAD")) },
	{ "GET HEAD", STATUS_MALFORMED, TERMS(.methods = TEXT("GET HEAD")) },
	{ "G[T", STATUS_MALFORMED, TERMS(.methods = TEXT("G[T")) },
	{ "G@T", STATUS_MALFORMED, TERMS(.methods = TEXT("G@T")) },
	{ "long methods", STATUS_MALFORMED,
	    TERMS(.methods = TEXT("GETGETGETGETGETGETGETGETGETGETGETGETGETGET"
				   "GETGETGETGETGETGETGETGET")) },
	{ "client", STATUS_OK, TERMS(.client = TEXT("192.0.2.0/24")) },
	{ "no client", STATUS_MALFORMED, TERMS(.client = TEXT("somebody")) },
	{ "host bits", STATUS_MALFORMED, TERMS(.client = TEXT("192.0.2.1/24")) },
	{ "link", STATUS_OK, TERMS(.link_id = TEXT("a-Z_0")) },
	{ "64", STATUS_OK, TERMS(.link_id = TEXT(A64)) },
	{ "65", STATUS_MALFORMED, TERMS(.link_id = TEXT(A64 "a")) },
	{ "dot", STATUS_MALFORMED, TERMS(.link_id = TEXT("a.b")) },
	{ "subject", STATUS_OK, TERMS(.subject = TEXT("Zo\xc3\xab <z@x>")) },
	{ "subject LF", STATUS_MALFORMED, TERMS(.subject = TEXT("a\nb")) },
	{ "subject bytes", STATUS_MALFORMED, TERMS(.subject = TEXT("\xff")) },
	{ "255", STATUS_OK, TERMS(.subject = TEXT(A255)) },
	{ "256", STATUS_MALFORMED, TERMS(.subject = TEXT(A255 "a")) },
	{ "uses", STATUS_OK, TERMS(.uses = 1, .link_id = TEXT("l")) },
	{ "most uses", STATUS_OK, TERMS(.uses = 999999, .link_id = TEXT("l")) },
	{ "more uses", STATUS_MALFORMED,
	    TERMS(.uses = 1000000, .link_id = TEXT("l")) },
	{ "negative uses", STATUS_MALFORMED,
	    TERMS(.uses = -1, .link_id = TEXT("l")) },
	{ "uses of no link", STATUS_MALFORMED, TERMS(.uses = 1) },
	{ "download", STATUS_OK, TERMS(.disposition = DISPOSITION_ATTACHMENT,
	    .file_name = TEXT("cat.jpg")) },
	{ "inline", STATUS_OK, TERMS(.disposition = DISPOSITION_INLINE,
	    .file_name = TEXT("\xc3\xbc.jpg")) },
	{ "no name", STATUS_MALFORMED, TERMS(.disposition = DISPOSITION_INLINE) },
	{ "name for nothing", STATUS_MALFORMED,
	    TERMS(.file_name = TEXT("cat.jpg")) },
	{ "name CR", STATUS_MALFORMED, TERMS(.disposition = DISPOSITION_INLINE,
	    .file_name = TEXT("a\r.jpg")) },
	{ "name 256", STATUS_MALFORMED, TERMS(.disposition = DISPOSITION_INLINE,
	    .file_name = TEXT(A255 "a")) },
	{ "shared", STATUS_OK, TERMS(.shared = 1) },
	{ "shared by a client", STATUS_MALFORMED,
	    TERMS(.shared = 1, .client = TEXT("192.0.2.0/24")) },
	{ "shared and counted", STATUS_MALFORMED,
	    TERMS(.shared = 1, .uses = 1, .link_id = TEXT("l")) },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i].name, terms_check(&rows[i].terms),
		    rows[i].status);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
