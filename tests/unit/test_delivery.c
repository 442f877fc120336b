/*
 * From a permitted file to the header that has a front server send it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

static const char *const deliveries[] = { "x-sendfile", "x-accel-redirect",
	"x-litespeed-location", "local-redirect", "direct" };

static void
deliveries_have_names(void **state)
{
	static const struct {
		const char *name;
		unsigned    needs_accel, takes_encoding;
	} rows[] = {
		{ "x-sendfile", 0, 1 }, { "x-accel-redirect", 1, 0 },
		{ "x-litespeed-location", 1, 0 }, { "local-redirect", 1, 0 },
		{ "direct", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct delivery *delivery =
		    delivery_named(bytes_of(rows[i].name));

		assert_non_null(delivery);
		assert_string_equal(delivery->name, rows[i].name);
		EXPECT(rows[i].name,
		    delivery->needs_accel == rows[i].needs_accel);
		EXPECT(rows[i].name,
		    delivery->takes_encoding == rows[i].takes_encoding);
	}
	assert_null(delivery_named(BYTES("auto")));
	assert_null(delivery_named(BYTES("")));
	assert_null(delivery_named(BYTES("X-Sendfile")));
	assert_null(delivery_named(BYTES("direct ")));
}

static const struct {
	const char   *delivery;
	enum encoding encoding;
	const char   *path, *header, *value; /* NULL: an unsendable name */
} headers[] = {
	{ "x-sendfile", ENCODING_UNSET, "a/b c.png", "X-Sendfile",
	    "/srv/img/a/b c.png" },
	{ "x-sendfile", ENCODING_UNSET, "caf\xc3\xa9+;'?#.png", "X-Sendfile",
	    "/srv/img/caf\xc3\xa9+;'?#.png" },
	{ "x-sendfile", ENCODING_UNSET, "100%.png", "X-Sendfile", NULL },
	{ "x-sendfile", ENCODING_UNSET, "%41.png", "X-Sendfile", NULL },
	{ "x-sendfile", ENCODING_LITERAL, "%41 \xc3\xa9.png", "X-Sendfile",
	    "/srv/img/%41 \xc3\xa9.png" },
	{ "x-sendfile", ENCODING_PERCENT, "a/%41 \xc3\xa9+?;'.png",
	    "X-Sendfile", "/srv/img/a/%2541%20%C3%A9%2B%3F%3B%27.png" },
	{ "x-sendfile", ENCODING_PERCENT, "a~b_c-d.png", "X-Sendfile",
	    "/srv/img/a~b_c-d.png" },
	{ "x-accel-redirect", ENCODING_UNSET, "a/%41 \xc3\xa9+?#;'.png",
	    "X-Accel-Redirect",
	    "/_postern/a/%2541%20%C3%A9%2B%3F%23%3B%27.png" },
	{ "x-litespeed-location", ENCODING_UNSET, "a/b c?.png",
	    "X-LiteSpeed-Location", "/_postern/a/b%20c%3F.png" },
	{ "local-redirect", ENCODING_UNSET, "a/b c?.png", "Location",
	    "/_postern/a/b%20c%3F.png" },
};

static const char *const commands[] = { "X-Sendfile", "X-Accel-Redirect",
	"X-LiteSpeed-Location", "Location" };

static void
paths_are_written_as_each_server_reads_them(void **state)
{
	struct scene scene;

	for (size_t i = 0; i < COUNT(headers); i++) {
		set_scene(&scene, headers[i].delivery, headers[i].path);
		scene.route.encoding = headers[i].encoding;
		EXPECT_STATUS(headers[i].path, act(&scene, *state),
		    headers[i].value != NULL ? STATUS_OK
					     : STATUS_UNSENDABLE_NAME);
		for (size_t k = 0; k < COUNT(commands); k++) {
			int is_it = strcmp(commands[k], headers[i].header) == 0;

			expect_header(headers[i].path, &scene.response,
			    commands[k], is_it ? headers[i].value : NULL);
		}
		clear_scene(&scene);
	}
}

static void
roots_join_with_one_slash(void **state)
{
	static const struct {
		const char   *root;
		enum encoding encoding;
		const char   *value;
	} rows[] = {
		{ "/", ENCODING_UNSET, "/a.png" },
		{ "/srv/", ENCODING_UNSET, "/srv/a.png" },
		{ "/s%72v", ENCODING_UNSET, NULL },
		{ "/s%72v", ENCODING_LITERAL, "/s%72v/a.png" },
		{ "/s rv", ENCODING_PERCENT, "/s%20rv/a.png" },
	};
	struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		set_scene(&scene, "x-sendfile", "a.png");
		scene.route.root = rows[i].root;
		scene.route.encoding = rows[i].encoding;
		EXPECT_STATUS(rows[i].root, act(&scene, *state),
		    rows[i].value != NULL ? STATUS_OK
					  : STATUS_UNSENDABLE_NAME);
		expect_header(rows[i].root, &scene.response, "X-Sendfile",
		    rows[i].value);
		clear_scene(&scene);
	}
}

/* In the root, as no path can hold one. */
static void
a_value_with_a_control_byte_fails(void **state)
{
	struct scene scene;

	set_scene(&scene, "x-sendfile", "a.png");
	scene.route.root = "/srv\r\nX-Injected: 1";
	EXPECT_STATUS("LF", act(&scene, *state), STATUS_INTERNAL);
	assert_true(scene.response.failed);
	clear_scene(&scene);
}

/* A failed response keeps no descriptor from whoever closes it. */
static void
a_refused_header_leaves_the_file_at_hand(void **state)
{
	struct bytes bad = BYTES("https://a.example\n");
	struct scene scene;

	for (size_t i = 0; i < COUNT(deliveries); i++) {
		set_scene(&scene, deliveries[i], "a.png");
		scene.route.origins = (struct words){ &bad, 1 };
		scene.request.origin = bad;
		EXPECT_STATUS(deliveries[i], act(&scene, *state),
		    STATUS_INTERNAL);
		EXPECT(deliveries[i], scene.response.failed);
		EXPECT(deliveries[i], scene.response.body_file == -1);
		clear_scene(&scene);
	}
}

/* Whatever the request asks for: the front server answers that. */
static void
a_delivery_header_stands_alone(void **state)
{
	struct scene scene;

	for (size_t i = 0; i < COUNT(deliveries) - 1; i++) {
		set_scene(&scene, deliveries[i], "a.png");
		scene.request.range = BYTES("bytes=0-1");
		scene.request.if_none_match = BYTES("*");
		scene.request.if_match = BYTES("\"other\"");
		EXPECT_STATUS(deliveries[i], act(&scene, *state), STATUS_OK);
		EXPECT(deliveries[i], scene.response.status == 200);
		EXPECT(deliveries[i], scene.response.content_length == -1);
		EXPECT(deliveries[i], scene.response.body.len == 0);
		EXPECT(deliveries[i], scene.response.body_file == -1);
		expect_header(deliveries[i], &scene.response, "Accept-Ranges",
		    NULL);
		clear_scene(&scene);
	}
}

/* However little memory there is: all of an answer, or a failure. */
static void
a_full_arena_never_sends_half_an_answer(void **state)
{
	static const char *const ranges[] = { "", "bytes=1-2", "bytes=5000-" };
	struct scene scene;

	(void)state;
	for (size_t i = 0; i < COUNT(deliveries) * COUNT(ranges); i++) {
		int succeeded = 0;

		FOR_EACH_ARENA(size, arena, 600)
		{
			enum status status;

			set_scene(&scene, deliveries[i / 3], "a b.png");
			scene.request.range = bytes_of(ranges[i % 3]);
			scene.permit.disposition = DISPOSITION_ATTACHMENT;
			scene.permit.file_name = BYTES("caf\xc3\xa9.png");
			scene.route.encoding = ENCODING_PERCENT;
			status = act(&scene, arena);
			clear_scene(&scene);
			if (!succeeded && status == STATUS_TOO_LARGE)
				continue;
			EXPECT_STATUS(deliveries[i / 3], status, STATUS_OK);
			succeeded = 1;
		}
		EXPECT(deliveries[i / 3], succeeded);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deliveries_have_names),
		cmocka_unit_test(paths_are_written_as_each_server_reads_them),
		cmocka_unit_test(roots_join_with_one_slash),
		cmocka_unit_test(a_value_with_a_control_byte_fails),
		cmocka_unit_test(a_refused_header_leaves_the_file_at_hand),
		cmocka_unit_test(a_delivery_header_stands_alone),
		cmocka_unit_test(a_full_arena_never_sends_half_an_answer),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
