/* The normal form of URIs (RFC 3986 §6.2).  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "uri_normal.h"

static const struct {
	const char *origin, *path, *query, *normal;
} rows[] = {
	{ "http://a.example", "/", "", "http://a.example/" },
	{ "HTTP://A.Example:80", "/A", "", "http://a.example/A" },
	{ "HTTPS://a:443", "/", "", "https://a/" },
	{ "https://a:80", "/", "", "https://a:80/" },
	{ "http://a:443", "/", "", "http://a:443/" },
	{ "http://a:8080", "/", "", "http://a:8080/" },
	{ "http://a:", "/", "", "http://a/" },
	{ "http://[::80]", "/", "", "http://[::80]/" },
	{ "http://[::80]:80", "/", "", "http://[::80]/" },
	/* Escapes. */
	{ "http://a", "/%61%2d%2E%5f%7E%39x", "", "http://a/a-._~9x" },
	{ "http://a", "/%2f%c3%bC%25%3F", "", "http://a/%2F%C3%BC%25%3F" },
	{ "http://a", "/20%2541", "", "http://a/20%2541" },
	{ "http://a", "/$20!41(5)", "", "http://a/$20!41(5)" },
	{ "http://a", "/%00%7f%60", "", "http://a/%00%7F%60" },
	{ "http://a", "/x", "q=%41&%2b=%26", "http://a/x?q=A&%2B=%26" },
	{ "http://a", "/x", "/../%2e", "http://a/x?/../." },
	/* Dot segments: RFC 3986 §5.4 has most of them. */
	{ "http://a", "/b/c/./../../g", "", "http://a/g" },
	{ "http://a", "/./g", "", "http://a/g" },
	{ "http://a", "/../g", "", "http://a/g" },
	{ "http://a", "/../../../g", "", "http://a/g" },
	{ "http://a", "/b/.", "", "http://a/b/" },
	{ "http://a", "/b/..", "", "http://a/" },
	{ "http://a", "/b/c/..", "", "http://a/b/" },
	{ "http://a", "/b/%2e%2E/c", "", "http://a/c" },
	{ "http://a", "/..g/g../.../.", "", "http://a/..g/g../.../" },
	{ "http://a", "//b//..//c/", "", "http://a//b//c/" },
	{ "http://a", "//", "", "http://a//" },
	{ "http://a", "/..", "", "http://a/" },
	{ "http://a", "/.", "", "http://a/" },
};

static void
test_rows(void **state)
{
	struct bytes normal;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_STATUS(rows[i].path, uri_normalise(
		    guarded_text(rows[i].origin), guarded_text(rows[i].path),
		    guarded_text(rows[i].query), arena, &normal), STATUS_OK);
		EXPECT_BYTES(rows[i].path, normal, bytes_of(rows[i].normal));
	}
}

/* It is normal already. */
static void
test_twice(void **state)
{
	struct bytes normal, origin, path, query;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char  *slash = strchr(rows[i].normal + 8, '/');
		const size_t length = strcspn(slash, "?");

		origin = (struct bytes){ rows[i].normal,
			(size_t)(slash - rows[i].normal) };
		path = (struct bytes){ slash, length };
		query = bytes_of(slash + length + (slash[length] == '?'));
		EXPECT_STATUS(rows[i].normal, uri_normalise(origin, path,
		    query, arena, &normal), STATUS_OK);
		EXPECT_BYTES("again", normal, bytes_of(rows[i].normal));
	}
}

static void
test_little_memory(void **state)
{
	size_t made = 0;

	(void)state;
	FOR_EACH_ARENA (size, small, 256) {
		struct bytes normal;
		enum status  status = uri_normalise(BYTES("http://a"),
		     BYTES("/%2f/b/../c"), BYTES("d"), small, &normal);

		if (status != STATUS_OK)
			EXPECT_STATUS("small", status, STATUS_TOO_LARGE);
		made += status == STATUS_OK;
	}
	assert_in_range(made, 1, 256);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
