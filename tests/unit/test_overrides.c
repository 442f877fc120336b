/* What a URL may ask of the answer.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "overrides.h"
#include "query.h"

#define NAMELESS "" /* a file name that is left out */

static const struct {
	const char      *value;
	enum disposition disposition;
	const char      *name;
} dispositions[] = {
	{ "attachment", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "inline", DISPOSITION_INLINE, NAMELESS },
	{ "INLINE; FileName=a.jpg", DISPOSITION_INLINE, "a.jpg" },
	{ "  attachment ;filename = \"a b.jpg\" ", DISPOSITION_ATTACHMENT,
	    "a b.jpg" },
	{ "attachment;filename=a b.jpg", DISPOSITION_ATTACHMENT, "a b.jpg" },
	{ "attachment; filename=\"a;b.jpg\"; x=y", DISPOSITION_ATTACHMENT,
	    "a;b.jpg" },
	{ "attachment; filename=\"a\\\"; b.jpg\"", DISPOSITION_ATTACHMENT,
	    "a\"; b.jpg" },
	{ "attachment; filename=\"a\\b\"", DISPOSITION_ATTACHMENT, "ab" },
	{ "attachment; filename=\xe7\x8c\xab", DISPOSITION_ATTACHMENT,
	    "\xe7\x8c\xab" },
	{ "attachment; filename*=UTF-8''%E7%8C%AB.jpg; filename=cat.jpg",
	    DISPOSITION_ATTACHMENT, "\xe7\x8c\xab.jpg" },
	{ "attachment; filename*=utf-8'en'a%20b", DISPOSITION_ATTACHMENT,
	    "a b" },
	/* The plain one, where the other cannot be read. */
	{ "attachment; filename*=iso-8859-1''%e4; filename=b",
	    DISPOSITION_ATTACHMENT, "b" },
	{ "attachment; filename*=UTF-8''%e4; filename=b",
	    DISPOSITION_ATTACHMENT, "b" },
	{ "attachment; filename*=UTF-8''%e; filename=b",
	    DISPOSITION_ATTACHMENT, "b" },
	{ "attachment; filename*=UTF-8''a%2Fb; filename=b",
	    DISPOSITION_ATTACHMENT, "b" },
	{ "attachment; filename*=a; filename=b", DISPOSITION_ATTACHMENT, "b" },
	{ "attachment; filename=a; filename=b", DISPOSITION_ATTACHMENT, "a" },
	{ "attachment; filename*=UTF-8''a; filename*=UTF-8''b",
	    DISPOSITION_ATTACHMENT, "a" },
	/* Names that lead elsewhere, or nowhere. */
	{ "attachment; filename=", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename=\"\"", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename=../a", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename=a\\b", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename=\"a\\\\b\"", DISPOSITION_ATTACHMENT,
	    NAMELESS },
	{ "attachment; filename=\"a\r\nX: y\"", DISPOSITION_ATTACHMENT,
	    NAMELESS },
	{ "attachment; filename=\xff", DISPOSITION_ATTACHMENT, NAMELESS },
	/* Quotes that are none. */
	{ "attachment; filename=\"a", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename=\"a\\", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename=\"a\"b", DISPOSITION_ATTACHMENT, NAMELESS },
	{ "attachment; filename=a\"b\"", DISPOSITION_ATTACHMENT, NAMELESS },
	/* RFC 6266 §4.2 */
	{ "other; filename=a", DISPOSITION_ATTACHMENT, "a" },
	{ "", DISPOSITION_NONE, NAMELESS },
	{ ";", DISPOSITION_NONE, NAMELESS },
	{ "; filename=a", DISPOSITION_NONE, NAMELESS },
	{ "filename=a", DISPOSITION_NONE, NAMELESS },
	{ "a b; filename=a", DISPOSITION_NONE, NAMELESS },
	{ "inline\r\nX: y", DISPOSITION_NONE, NAMELESS },
	{ "inl\xc3\xafne", DISPOSITION_NONE, NAMELESS },
};

static void
test_dispositions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(dispositions); i++) {
		const char  *value = dispositions[i].value;
		struct terms terms = { .file_name = BYTES("") };

		override_disposition(guarded_text(value), arena, &terms);
		EXPECT(value,
		    terms.disposition == dispositions[i].disposition);
		EXPECT_BYTES(value, terms.file_name,
		    bytes_of(dispositions[i].name));
		arena_reset(arena);
	}
}

/* A name as long as a file's may be, and one byte more. */
static void
test_long_names(void **state)
{
	char         value[300];
	struct terms terms = { .file_name = BYTES("") };

	(void)state;
	snprintf(value, sizeof(value), "inline;filename=%0255d", 0);
	override_disposition(guarded_text(value), arena, &terms);
	assert_int_equal(terms.file_name.len, 255);
	snprintf(value, sizeof(value), "inline;filename=%0256d", 0);
	override_disposition(guarded_text(value), arena, &terms);
	assert_int_equal(terms.file_name.len, 0);
}

static void
test_types(void **state)
{
	static const struct {
		const char *value;
		int         is_taken;
	} types[] = { { "image/png", 1 }, { "image/svg+xml", 1 },
		{ "image", 0 }, { "image/", 0 }, { "/png", 0 }, { "", 0 },
		{ "image/png; charset=a", 0 }, { "image/png ", 0 },
		{ "image/p/ng", 0 }, { "image/png\r\nX: y", 0 },
		{ "image/p\xc3\xa4", 0 } };
	char long_type[300];

	(void)state;
	for (size_t i = 0; i < COUNT(types); i++) {
		struct terms terms = { .content_type = BYTES("") };

		override_type(guarded_text(types[i].value), &terms);
		EXPECT_BYTES(types[i].value, terms.content_type,
		    bytes_of(types[i].is_taken ? types[i].value : ""));
	}
	for (int more = 0; more < 2; more++) {
		struct terms terms = { .content_type = BYTES("") };

		snprintf(long_type, sizeof(long_type), "image/%0*d",
		    249 + more, 0);
		override_type(guarded_text(long_type), &terms);
		assert_int_equal(terms.content_type.len, more ? 0 : 255);
	}
}

static void
test_caching(void **state)
{
	static const struct {
		const char *value;
		int64_t     seconds;
	} values[] = { { "max-age=60", 60 }, { "public, Max-Age=60", 60 },
		{ "no-store", -1 }, { "No-Cache", -1 }, { "max-age=0", -1 },
		{ "max-age=60, no-store", -1 }, { "no-cache,max-age=60", -1 },
		{ "max-age=60,max-age=30", 30 },
		{ "max-age=30,max-age=60", 30 },
		{ "max-age=30,max-age=0", -1 },
		{ "max-age=999999999", 999999999 },
		{ "max-age=1000000000", 0 }, { "max-age=-1", 0 },
		{ "max-age=06", 0 }, { "max-age=\"60\"", 0 }, { "max-age", 0 },
		{ "max-age =60", 0 }, { "s-maxage=60", 0 }, { "private", 0 },
		{ "", 0 }, { ",", 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct terms terms = { .cache_seconds = 0 };

		override_caching(guarded_text(values[i].value), &terms);
		EXPECT(values[i].value,
		    terms.cache_seconds == values[i].seconds);
	}
}

/* --------------------------------------------------------------- a query */

#define OTHERS "a=b&response-expires=x&response-content-language=y"

static void
test_query(void **state)
{
	static const struct {
		const char *query;
		enum status status;
	} queries[] = {
		{ OTHERS, STATUS_OK },
		{ "response-content-type", STATUS_OK },
		{ "response-content-type=%", STATUS_BAD_REQUEST },
		{ "response-content-disposition=%4", STATUS_BAD_REQUEST },
		{ "response-cache-control=%xx", STATUS_BAD_REQUEST },
		{ "response-content-type=a&response-content-type=a",
		    STATUS_AMBIGUOUS },
		{ "response-content-disposition=&response-content-disposition",
		    STATUS_AMBIGUOUS },
		{ "response-cache-control=a&response%2Dcache-control=a",
		    STATUS_AMBIGUOUS },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(queries); i++) {
		const struct terms  none = { .path = BYTES("") };
		struct terms        terms = none;
		const struct query *query;

		assert_int_equal(query_read(guarded_text(queries[i].query),
		    arena, &query), STATUS_OK);
		EXPECT_STATUS(queries[i].query, overrides_read(query, arena,
		    &terms), queries[i].status);
		EXPECT(queries[i].query, terms.disposition ==
		    DISPOSITION_NONE && terms.content_type.len == 0 &&
		    terms.cache_seconds == 0);
		arena_reset(arena);
	}
}

static void
test_query_that_asks(void **state)
{
	const struct query *query;
	struct terms        terms = { .path = BYTES("") };

	(void)state;
	assert_int_equal(query_read(BYTES("response-content-type=image/gif&"
	    "response-cache-control=max-age=5&x&response-content-disposition="
	    "inline;+filename%3Da"), arena, &query), STATUS_OK);
	assert_int_equal(overrides_read(query, arena, &terms), STATUS_OK);
	EXPECT_BYTES("type", terms.content_type, BYTES("image/gif"));
	EXPECT_BYTES("name", terms.file_name, BYTES("a"));
	assert_int_equal(terms.disposition, DISPOSITION_INLINE);
	assert_int_equal(terms.cache_seconds, 5);
	arena_reset(arena);
}

/* With too little memory a name is left out, and the arena says so. */
static void
test_little_memory(void **state)
{
	(void)state;
	FOR_EACH_ARENA (size, small, 256) {
		struct terms terms = { .file_name = BYTES("") };

		override_disposition(BYTES("inline; filename=\"a\""), small,
		    &terms);
		assert_true(terms.file_name.len == 1 || arena_is_full(small));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dispositions),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_caching),
		cmocka_unit_test(test_query),
		cmocka_unit_test(test_query_that_asks),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
