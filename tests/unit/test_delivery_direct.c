/*
 * Own bytes: ranges, preconditions, HEAD, and who closes the file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

static const struct {
	const char *method;
	int64_t     size;
	const char *range, *if_range, *if_none_match, *if_match;
	int         status;
	int64_t     content_length;
	const char *content_range;
	int64_t     from, length; /* of the body; length 0: none */
} rows[] = {
	{ "GET", 1000, "", "", "", "", 200, 1000, NULL, 0, 1000 },
	{ "HEAD", 1000, "", "", "", "", 200, 1000, NULL, 0, 0 },
	{ "GET", 0, "", "", "", "", 200, 0, NULL, 0, 0 },

	{ "GET", 1000, "bytes=10-19", "", "", "", 206, 10,
	    "bytes 10-19/1000", 10, 10 },
	{ "GET", 1000, "bytes=-1", "", "", "", 206, 1,
	    "bytes 999-999/1000", 999, 1 },
	{ "GET", 1000, "bytes=0-", "", "", "", 206, 1000,
	    "bytes 0-999/1000", 0, 1000 },
	{ "HEAD", 1000, "bytes=10-19", "", "", "", 200, 1000, NULL, 0, 0 },
	{ "GET", 1000, "bytes=0-1,5-6", "", "", "", 200, 1000, NULL, 0, 1000 },
	{ "GET", 1000, "bytes=x", "", "", "", 200, 1000, NULL, 0, 1000 },
	{ "GET", 1000, "bytes=1000-", "", "", "", 416, 0, "bytes */1000", 0,
	    0 },
	{ "HEAD", 1000, "bytes=1000-", "", "", "", 200, 1000, NULL, 0, 0 },
	{ "GET", 0, "bytes=0-", "", "", "", 416, 0, "bytes */0", 0, 0 },

	{ "GET", 1000, "bytes=0-0", ETAG, "", "", 206, 1, "bytes 0-0/1000",
	    0, 1 },
	{ "GET", 1000, "bytes=0-0", DATE, "", "", 206, 1, "bytes 0-0/1000",
	    0, 1 },
	{ "GET", 1000, "bytes=0-0", "\"old\"", "", "", 200, 1000, NULL, 0,
	    1000 },
	{ "GET", 1000, "bytes=1000-", "\"old\"", "", "", 200, 1000, NULL, 0,
	    1000 },

	{ "GET", 1000, "", "", ETAG, "", 304, -1, NULL, 0, 0 },
	{ "HEAD", 1000, "", "", ETAG, "", 304, -1, NULL, 0, 0 },
	{ "GET", 1000, "bytes=0-0", "", ETAG, "", 304, -1, NULL, 0, 0 },
	{ "GET", 1000, "", "", "\"old\"", "", 200, 1000, NULL, 0, 1000 },
	{ "GET", 1000, "", "", "", "\"old\"", 412, 0, NULL, 0, 0 },
	{ "GET", 1000, "", "", ETAG, "\"old\"", 412, 0, NULL, 0, 0 },
	{ "GET", 1000, "bytes=1000-", "", "", "\"old\"", 412, 0, NULL, 0, 0 },
	{ "GET", 1000, "bytes=0-0", "", "", ETAG, 206, 1, "bytes 0-0/1000",
	    0, 1 },
};

static void
own_bytes_are_sent_as_asked_for(void **state)
{
	struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct response *response = &scene.response;
		char                   row[64];
		int                    descriptor;

		(void)snprintf(row, sizeof(row), "row %zu", i);
		set_scene(&scene, "direct", "a.png");
		descriptor = scene.file.descriptor;
		scene.file.is.size = rows[i].size;
		scene.request.method = bytes_of(rows[i].method);
		scene.request.range = bytes_of(rows[i].range);
		scene.request.if_range = bytes_of(rows[i].if_range);
		scene.request.if_none_match = bytes_of(rows[i].if_none_match);
		scene.request.if_match = bytes_of(rows[i].if_match);

		EXPECT_STATUS(row, act(&scene, *state), STATUS_OK);
		EXPECT(row, response->status == rows[i].status);
		EXPECT(row, response->content_length == rows[i].content_length);
		expect_header(row, response, "Content-Range",
		    rows[i].content_range);
		expect_header(row, response, "Accept-Ranges",
		    rows[i].status < 300 ? "bytes" : NULL);
		EXPECT(row, response->body_file ==
		    (rows[i].length > 0 ? descriptor : -1));
		EXPECT(row, response->body_from == rows[i].from);
		EXPECT(row, response->body_length == rows[i].length);
		clear_scene(&scene);
	}
}

static void
dates_are_preconditions_too(void **state)
{
	struct scene scene;

	set_scene(&scene, "direct", "a.png");
	scene.request.if_modified_since = BYTES(DATE);
	EXPECT_STATUS("since", act(&scene, *state), STATUS_OK);
	assert_int_equal(scene.response.status, 304);
	clear_scene(&scene);

	set_scene(&scene, "direct", "a.png");
	scene.request.if_unmodified_since =
	    BYTES("Sat, 05 Nov 1994 08:49:37 GMT");
	EXPECT_STATUS("since", act(&scene, *state), STATUS_OK);
	assert_int_equal(scene.response.status, 412);
	clear_scene(&scene);
}

/* RFC 9110 §15.4.5, and nothing that describes content beside an error. */
static void
answers_without_content_describe_none(void **state)
{
	static const struct {
		const char *if_match, *if_none_match, *range;
		const char *cache_control, *etag, *date;
	} shorts[] = {
		{ "", ETAG, "", "private, max-age=60", ETAG, DATE },
		{ "\"old\"", "", "", "no-store", NULL, NULL },
		{ "", "", "bytes=1000-", "no-store", NULL, NULL },
	};
	struct bytes origin = BYTES("https://a.example");
	struct scene scene;

	for (size_t i = 0; i < COUNT(shorts); i++) {
		const struct {
			const char *name, *value;
		} wanted[] = {
			{ "Content-Type", NULL },
			{ "Content-Disposition", NULL },
			{ "Accept-Ranges", NULL },
			{ "Cache-Control", shorts[i].cache_control },
			{ "ETag", shorts[i].etag },
			{ "Last-Modified", shorts[i].date },
			{ "Vary", "Origin" },
			{ "X-Content-Type-Options", "nosniff" },
			{ "Referrer-Policy", "no-referrer" },
			{ "Cross-Origin-Resource-Policy", "cross-origin" },
		};

		set_scene(&scene, "direct", "a.svg");
		scene.route.origins = (struct words){ &origin, 1 };
		scene.permit.disposition = DISPOSITION_ATTACHMENT;
		scene.request.if_match = bytes_of(shorts[i].if_match);
		scene.request.if_none_match = bytes_of(shorts[i].if_none_match);
		scene.request.range = bytes_of(shorts[i].range);
		EXPECT_STATUS("short", act(&scene, *state), STATUS_OK);
		for (size_t k = 0; k < COUNT(wanted); k++)
			expect_header(row_name(i, "short"), &scene.response,
			    wanted[k].name, wanted[k].value);
		clear_scene(&scene);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_bytes_are_sent_as_asked_for),
		cmocka_unit_test(dates_are_preconditions_too),
		cmocka_unit_test(answers_without_content_describe_none),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
