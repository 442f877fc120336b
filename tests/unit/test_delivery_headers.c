/*
 * The headers that every successful answer has, whatever its delivery.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

static void
every_success_has_the_common_headers(void **state)
{
	static const char *const deliveries[] = { "x-sendfile",
		"x-accel-redirect", "x-litespeed-location", "local-redirect",
		"direct" };
	struct bytes origin = BYTES("https://a.example");
	struct scene scene;

	for (size_t i = 0; i < COUNT(deliveries) * 2; i++) {
		const int   for_others = i % 2;
		const char *row = deliveries[i / 2];
		const int   is_nginx = strcmp(row, "x-accel-redirect") == 0;
		const struct {
			const char *name, *value;
		} wanted[] = {
			{ "Content-Type", "image/png" },
			{ "X-Content-Type-Options", "nosniff" },
			{ "Referrer-Policy", "no-referrer" },
			{ "Cross-Origin-Resource-Policy",
			    for_others ? "cross-origin" : "same-site" },
			{ "Access-Control-Allow-Origin",
			    for_others ? "https://a.example" : NULL },
			{ "Vary", for_others ? "Origin" : NULL },
			{ "Content-Security-Policy", NULL },
			{ "Content-Disposition", NULL },
			{ "Cache-Control", "private, max-age=60" },
			/* nginx takes its own, whatever it is told. */
			{ "ETag", is_nginx ? NULL : ETAG },
			{ "Last-Modified", is_nginx ? NULL : DATE },
		};

		set_scene(&scene, row, "a.png");
		scene.request.origin = origin;
		if (for_others)
			scene.route.origins = (struct words){ &origin, 1 };
		EXPECT_STATUS(row, act(&scene, *state), STATUS_OK);
		for (size_t k = 0; k < COUNT(wanted); k++)
			expect_header(row, &scene.response, wanted[k].name,
			    wanted[k].value);
		clear_scene(&scene);
	}
}

static void
active_content_is_kept_in_a_sandbox(void **state)
{
	static const struct {
		const char *path, *media_type;
		int         is_active;
	} rows[] = {
		{ "a.svg", "image/svg+xml", 1 },
		{ "a.html", "text/html; charset=utf-8", 1 },
		{ "a.xml", "text/xml; charset=utf-8", 1 },
		{ "a.txt", "text/plain; charset=utf-8", 0 },
		{ "a.jpg", "image/jpeg", 0 },
	};
	struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		set_scene(&scene, "x-sendfile", rows[i].path);
		EXPECT_STATUS(rows[i].path, act(&scene, *state), STATUS_OK);
		expect_header(rows[i].path, &scene.response, "Content-Type",
		    rows[i].media_type);
		expect_header(rows[i].path, &scene.response,
		    "Content-Security-Policy",
		    rows[i].is_active ? "default-src 'none'; "
		    "style-src 'unsafe-inline'; sandbox" : NULL);
		clear_scene(&scene);
	}
}

static const struct {
	int64_t           expires_at, limit;
	int               shared;
	enum cache_policy policy;
	const char       *value;
	int               exposed, bare; /* struct permit */
} caching[] = {
	{ NOW + 60, 0, 0, CACHE_GRANT, "private, max-age=60", 0, 0 },
	{ NOW + 60, 0, 1, CACHE_GRANT, "public, max-age=60", 0, 0 },
	{ NOW + 60, 0, 0, CACHE_PRIVATE, "private, max-age=60", 0, 0 },
	{ NOW + 60, 0, 1, CACHE_PRIVATE, "private, max-age=60", 0, 0 },
	{ NOW + 60, 0, 1, CACHE_NO_STORE, "no-store", 0, 0 },
	{ NOW + 60, 30, 0, CACHE_GRANT, "private, max-age=30", 0, 0 },
	{ NOW + 60, 30, 1, CACHE_GRANT, "public, max-age=30", 0, 0 },
	{ NOW + 60, 90, 0, CACHE_GRANT, "private, max-age=60", 0, 0 },
	{ NOW, 0, 0, CACHE_GRANT, "private, max-age=0", 0, 0 },
	{ NOW - 5, 30, 0, CACHE_GRANT, "private, max-age=0", 0, 0 },
	{ 99999999999, 0, 0, CACHE_GRANT, "private, max-age=2147483647", 0, 0 },
	{ 0, 0, 0, CACHE_GRANT, "private, no-cache", 0, 0 },
	{ 0, 30, 1, CACHE_GRANT, "private, no-cache", 0, 0 },
	{ 0, 0, 0, CACHE_PRIVATE, "private, no-cache", 0, 0 },
	{ 0, 0, 0, CACHE_NO_STORE, "no-store", 0, 0 },
	{ NOW + 60, 0, 0, CACHE_GRANT, "no-store", 1, 0 },
	{ NOW + 60, 30, 1, CACHE_PRIVATE, "no-store", 1, 0 },
	{ NOW + 60, 0, 0, CACHE_GRANT, "private, no-cache", 0, 1 },
	{ NOW + 60, 30, 0, CACHE_PRIVATE, "private, no-cache", 0, 1 },
	{ NOW + 60, 0, 0, CACHE_NO_STORE, "no-store", 0, 1 },
};

static void
caches_keep_it_as_long_as_the_grant_lives(void **state)
{
	struct scene scene;

	for (size_t i = 0; i < COUNT(caching); i++) {
		set_scene(&scene, "x-accel-redirect", "a.png");
		scene.permit.expires_at = caching[i].expires_at;
		scene.permit.shared = caching[i].shared;
		scene.permit.exposed = caching[i].exposed;
		scene.permit.bare = caching[i].bare;
		scene.route.cache_limit = caching[i].limit;
		scene.route.cache = caching[i].policy;
		EXPECT_STATUS(caching[i].value, act(&scene, *state), STATUS_OK);
		expect_header(row_name(i, "caching"), &scene.response,
		    "Cache-Control", caching[i].value);
		clear_scene(&scene);
	}
}

/* Nobody shall get a cookie that was another's. */
static void
caches_keep_nothing_with_a_cookie(void **state)
{
	struct scene scene;

	set_scene(&scene, "x-accel-redirect", "a.png");
	scene.permit.set_cookie = BYTES("a=b");
	scene.permit.shared = 1;
	EXPECT_STATUS("cookie", act(&scene, *state), STATUS_OK);
	expect_header("cookie", &scene.response, "Cache-Control", "no-store");
	clear_scene(&scene);
}

/* Each of these files is another, so each has another ETag. */
static void
etags_tell_files_apart(void **state)
{
	static const struct {
		int64_t     modified, nanoseconds, size;
		const char *etag, *date;
	} rows[] = {
		{ MODIFIED, 500, 1000, ETAG, DATE },
		{ MODIFIED, 501, 1000, "\"ae1b981bc490bf5-3e8\"", DATE },
		{ MODIFIED, 500, 1001, "\"ae1b981bc490bf4-3e9\"", DATE },
		{ 0, 0, 0, "\"0-0\"", "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ -1, 0, 0, "\"ffffffffc4653600-0\"",
		    "Thu, 01 Jan 1970 00:00:00 GMT" },
		/* Nothing is modified in the future. */
		{ NOW + 99, 0, 0, "\"18e91f1468af9e00-0\"",
		    "Wed, 18 Nov 2026 11:06:40 GMT" },
	};
	struct scene scene;

	for (size_t i = 0; i < COUNT(rows); i++) {
		set_scene(&scene, "x-sendfile", "a.png");
		scene.file.is.modified = rows[i].modified;
		scene.file.is.modified_nanoseconds = rows[i].nanoseconds;
		scene.file.is.size = rows[i].size;
		EXPECT_STATUS(rows[i].etag, act(&scene, *state), STATUS_OK);
		expect_header(row_name(i, "file"), &scene.response, "ETag",
		    rows[i].etag);
		expect_header(row_name(i, "file"), &scene.response,
		    "Last-Modified", rows[i].date);
		clear_scene(&scene);
	}
}

static const struct {
	enum disposition disposition;
	const char      *name, *value;
} dispositions[] = {
	{ DISPOSITION_NONE, "cat.jpg", NULL },
	{ DISPOSITION_INLINE, "", "inline" },
	{ DISPOSITION_ATTACHMENT, "", "attachment" },
	{ DISPOSITION_INLINE, "my cat-1_2.jpg",
	    "inline; filename=\"my cat-1_2.jpg\"" },
	{ DISPOSITION_INLINE, "azAZ09", "inline; filename=\"azAZ09\"" },
	{ DISPOSITION_INLINE, "`{@[/:", "inline; filename=\"______\"; "
	    "filename*=UTF-8''%60%7B%40%5B_%3A" },
	{ DISPOSITION_ATTACHMENT, "na\xc3\xafve \xe2\x82\xac.jpg",
	    "attachment; filename=\"na_ve _.jpg\"; "
	    "filename*=UTF-8''na%C3%AFve%20%E2%82%AC.jpg" },
	{ DISPOSITION_ATTACHMENT, "a\"b\\c/d;e%f'g.jpg",
	    "attachment; filename=\"a_b_c_d_e_f_g.jpg\"; "
	    "filename*=UTF-8''a%22b_c_d%3Be%25f%27g.jpg" },
	{ DISPOSITION_ATTACHMENT, "../../etc/passwd",
	    "attachment; filename=\".._.._etc_passwd\"" },
	{ DISPOSITION_ATTACHMENT, "a\r\nX-Injected: 1\x7f.jpg",
	    "attachment; filename=\"a__X-Injected_ 1_.jpg\"; "
	    "filename*=UTF-8''a__X-Injected%3A%201_.jpg" },
	{ DISPOSITION_ATTACHMENT, "a~b.jpg",
	    "attachment; filename=\"a_b.jpg\"; filename*=UTF-8''a~b.jpg" },
};

static void
signed_names_are_written_safely(void **state)
{
	struct scene scene;

	for (size_t i = 0; i < COUNT(dispositions); i++) {
		set_scene(&scene, "x-sendfile", "a.png");
		scene.permit.disposition = dispositions[i].disposition;
		scene.permit.file_name = guarded_text(dispositions[i].name);
		EXPECT_STATUS(dispositions[i].name, act(&scene, *state),
		    STATUS_OK);
		expect_header(dispositions[i].name, &scene.response,
		    "Content-Disposition", dispositions[i].value);
		clear_scene(&scene);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_success_has_the_common_headers),
		cmocka_unit_test(active_content_is_kept_in_a_sandbox),
		cmocka_unit_test(caches_keep_it_as_long_as_the_grant_lives),
		cmocka_unit_test(caches_keep_nothing_with_a_cookie),
		cmocka_unit_test(etags_tell_files_apart),
		cmocka_unit_test(signed_names_are_written_safely),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
