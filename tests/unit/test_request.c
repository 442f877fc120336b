/* Reading a request's target.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

static void
test_accepted(void **state)
{
	static const struct {
		const char *target, *raw_path, *path, *query;
	} rows[] = {
		{ "/", "/", "/", "" },
		{ "/a", "/a", "/a", "" },
		{ "/a?", "/a", "/a", "" },
		{ "/a?b=c", "/a", "/a", "b=c" },
		{ "/a?b?c", "/a", "/a", "b?c" },
		{ "/a#f", "/a", "/a", "" },
		{ "/a#f?q", "/a", "/a", "" },
		{ "/a?q#f", "/a", "/a", "q" },
		{ "/a%20b?%20", "/a%20b", "/a b", "%20" },
		{ "/%C3%BC", "/%C3%BC", "/\xc3\xbc", "" },
		{ "/a%3Fb", "/a%3Fb", "/a?b", "" },
		{ "/a%23b", "/a%23b", "/a#b", "" },
		{ "/a%2Fb", "/a%2Fb", "/a/b", "" },
		{ "/a%5Cb", "/a%5Cb", "/a\\b", "" },
		{ "/%2541", "/%2541", "/%41", "" },
		{ "//a", "//a", "//a", "" },
		{ "/a:b@c!$&'()*+,;=~", "/a:b@c!$&'()*+,;=~",
		    "/a:b@c!$&'()*+,;=~", "" },
		{ "/[a]", "/[a]", "/[a]", "" },
		{ "http://h/a?b", "/a", "/a", "b" },
		{ "HTTPS://h:8080/a", "/a", "/a", "" },
		{ "http://h//a", "//a", "//a", "" },
		{ "http://u:p@h/http://x", "/http://x", "/http://x", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct request request = {
			.target = guarded_text(rows[i].target)
		};

		EXPECT_STATUS(rows[i].target, request_read(&request, arena),
		    STATUS_OK);
		EXPECT_BYTES(rows[i].target, request.raw_path,
		    bytes_of(rows[i].raw_path));
		EXPECT_BYTES(rows[i].target, request.path,
		    bytes_of(rows[i].path));
		EXPECT_BYTES(rows[i].target, request.query,
		    bytes_of(rows[i].query));
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *target;
		enum status status;
	} rows[] = {
		{ "", STATUS_BAD_REQUEST },
		{ "*", STATUS_BAD_REQUEST },
		{ "a", STATUS_BAD_REQUEST },
		{ "?a", STATUS_BAD_REQUEST },
		{ "#/a", STATUS_BAD_REQUEST },
		{ "%2Fa%", STATUS_BAD_REQUEST },
		{ "http:", STATUS_BAD_REQUEST },
		{ "http:/a", STATUS_BAD_REQUEST },
		{ "http://", STATUS_BAD_REQUEST },
		{ "http://h", STATUS_BAD_REQUEST },
		{ "http://h?a", STATUS_BAD_REQUEST },
		{ "http://h#/a", STATUS_BAD_REQUEST },
		{ "httpx://h/a", STATUS_BAD_REQUEST },
		{ "ftp://h/a", STATUS_BAD_REQUEST },
		{ "h:80", STATUS_BAD_REQUEST },
		{ "/%", STATUS_BAD_REQUEST },
		{ "/%4", STATUS_BAD_REQUEST },
		{ "/%zz", STATUS_BAD_REQUEST },
		{ "/a?%", STATUS_BAD_REQUEST },
		{ "/a?b=%4", STATUS_BAD_REQUEST },
		{ "/a?b=%u0041", STATUS_BAD_REQUEST },
		{ "/a b", STATUS_BAD_REQUEST },
		{ "/a?b c", STATUS_BAD_REQUEST },
		{ "/\xc3\xbc", STATUS_BAD_REQUEST },
		{ "/a\\b", STATUS_BAD_REQUEST },
		{ "/a|b", STATUS_BAD_REQUEST },
		{ "/a\x7f", STATUS_BAD_REQUEST },
		{ "/a\nb", STATUS_BAD_REQUEST },
		{ "/..", STATUS_HOSTILE_PATH },
		{ "/a/../b", STATUS_HOSTILE_PATH },
		{ "/a/%2e%2e/b", STATUS_HOSTILE_PATH },
		{ "/a/%2E./b", STATUS_HOSTILE_PATH },
		{ "/a/..%2fb", STATUS_HOSTILE_PATH },
		{ "/a/..%5cb", STATUS_HOSTILE_PATH },
		{ "/./a", STATUS_HOSTILE_PATH },
		{ "/a%00.jpg", STATUS_HOSTILE_PATH },
		{ "/a%0a", STATUS_HOSTILE_PATH },
		{ "/a%ff", STATUS_HOSTILE_PATH },
		{ "/%c0%ae%c0%ae/", STATUS_HOSTILE_PATH },
		{ "http://h/../a", STATUS_HOSTILE_PATH },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct request request = {
			.target = guarded_text(rows[i].target),
			.path = BYTES("untouched")
		};

		EXPECT_STATUS(rows[i].target, request_read(&request, arena),
		    rows[i].status);
		EXPECT_BYTES(rows[i].target, request.path, BYTES("untouched"));
	}
}

/* RFC 3986 §2.2 and §2.3, spelled out. */
static void
test_every_byte(void **state)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789"
				      "-._~:/?#[]@!$&'()*+,;=";

	(void)state;
	for (int c = 0; c < 256; c++) {
		char           target[] = { '/', 'a', (char)c, 'b' };
		struct request request = {
			.target = guarded((struct bytes){ target, 4 })
		};
		int            wanted = c != 0 && strchr(allowed, c) != NULL;
		enum status    status;

		arena_reset(arena);
		status = request_read(&request, arena);
		if (status != (wanted ? STATUS_OK : STATUS_BAD_REQUEST))
			fail_msg("byte %d: %s", c, status_name(status));
	}
}

static void
test_longest(void **state)
{
	char           long_path[TARGET_MAX + 1] = "/";
	struct request request = { .target = { long_path, TARGET_MAX } };

	(void)state;
	memset(long_path + 1, 'a', TARGET_MAX);
	EXPECT_STATUS("longest", request_read(&request, arena), STATUS_OK);
	request.target.len++;
	EXPECT_STATUS("longer", request_read(&request, arena),
	    STATUS_URL_TOO_LONG);
}

static void
test_no_target(void **state)
{
	struct request request = { 0 };

	(void)state;
	EXPECT_STATUS("none", request_read(&request, arena),
	    STATUS_BAD_REQUEST);
}

static void
test_full_arena(void **state)
{
	(void)state;
	FOR_EACH_ARENA(size, small, 64) {
		struct request request = {
			.target = guarded_text("/image/of%20a/cat.jpg?st=1")
		};
		enum status status = request_read(&request, small);

		if (status != STATUS_OK)
			EXPECT_STATUS("small", status, STATUS_TOO_LARGE);
		EXPECT("small", (status == STATUS_OK) == (size >= 37));
		EXPECT("sticky", arena_is_full(small) == (size < 37));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_no_target),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
