/*
 * The parts of a link's message that are made of the request, as nginx makes
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support.h"

#include "link_format.h"

static const struct {
	const char *message, *target, *host;
	enum status status;
	const char *part;
} rows[] = {
	{ "$host", "/a", "example.org", STATUS_OK, "example.org" },
	{ "$host", "/a", "IMG.Example.org:8443", STATUS_OK,
	    "img.example.org" },
	{ "$host", "/a", "example.org.:80", STATUS_OK, "example.org" },
	{ "$host", "/a", "[2001:DB8::1]", STATUS_OK, "[2001:db8::1]" },
	{ "$host", "/a", "[2001:DB8::1]:80", STATUS_OK, "[2001:db8::1]" },
	{ "$host", "/a", "", STATUS_MALFORMED, NULL },
	{ "$host", "/a", ":80", STATUS_MALFORMED, NULL },
	{ "$host", "/a", ".", STATUS_MALFORMED, NULL },
	{ "$http_host", "/a", "Example.org:80", STATUS_OK,
	    "Example.org:80" },
	{ "$scheme", "/a", "", STATUS_OK, "http" },
	{ "$request_uri", "/a%20b", "", STATUS_OK, "/a%20b" },
	{ "$request_uri", "/a?", "", STATUS_OK, "/a?" },
	{ "$request_uri", "/a?b=%2F", "", STATUS_OK, "/a?b=%2F" },
	{ "$request_uri", "/a?b#c", "", STATUS_OK, "/a?b" },
	{ "$request_uri", "/a#b?c", "", STATUS_OK, "/a" },
	{ "$request_uri", "/a?#b", "", STATUS_OK, "/a?" },
	{ "$request_uri", "http://example.org/a?", "", STATUS_OK, "/a?" },
	{ "$uri", "/a//b%20c/", "", STATUS_OK, "/a/b c/" },
	{ "$raw_path", "/a//b%20c/", "", STATUS_OK, "/a//b%20c/" },
	{ "$path", "/a//b%20c/", "", STATUS_OK, "/a//b c/" },
	/* Of no query that was read. */
	{ "$arg_b", "/a?b=1", "", STATUS_MALFORMED, NULL },
	/* Of no link that is the request itself. */
	{ "$link", "/a", "", STATUS_MALFORMED, NULL },
	{ "$expires", "/a", "", STATUS_MALFORMED, NULL },
	{ "$remote_addr", "/a", "", STATUS_MALFORMED, NULL },
};

static void
test_rows(void **state)
{
	const struct key key = { .algorithm = algorithm_named(
				     BYTES("HS256")) };
	struct arena    *arena = arena_new(1 << 15);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct link_format format = {
			.message = bytes_of(rows[i].message) };
		const struct link        link = { .format = &format };
		struct request           request = {
				  .target = guarded_text(rows[i].target),
				  .host = guarded_text(rows[i].host) };
		const struct source      source = { .request = &request };
		struct bytes             parts[LINK_PARTS];
		size_t                   count;

		assert_int_equal(request_read(&request, arena), STATUS_OK);
		EXPECT_STATUS(rows[i].target, link_message(&source, &link,
		    &key, arena, parts, &count), rows[i].status);
		if (rows[i].part == NULL)
			continue;
		assert_int_equal(count, 1);
		EXPECT_BYTES(rows[i].target, parts[0],
		    bytes_of(rows[i].part));
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
