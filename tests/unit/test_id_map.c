/* Which path stands behind an id: id_map.c.  SPDX-License-Identifier: ISC */
#include "directory.h"

#include "bytes.h"
#include "id_map.h"

static struct arena *arena;

static int
open_all(void **state)
{
	arena = arena_new(1 << 12);
	return arena == NULL || enter_directory(state);
}

static int
close_all(void **state)
{
	arena_free(arena);
	return leave_directory(state);
}

static void
write_map(const char *text, size_t length, mode_t mode)
{
	FILE *file = fopen("ids", "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod("ids", mode), 0);
}

static struct id_map *
map_of(const char *text)
{
	struct complaint complaint = { "" };
	struct id_map   *map;

	write_map(text, strlen(text), 0644);
	map = id_map_load("ids", &complaint);
	if (map == NULL)
		fail_msg("%s: %s", text, complaint.text);
	return map;
}

/* path: NULL when there is none. */
static void
expect_path(const struct id_map *map, uint64_t id, const char *path)
{
	struct bytes got = TEXT("untouched");
	enum status  status = id_map_path(map, id, arena, &got);

	EXPECT_STATUS("path", status, path == NULL ? STATUS_NOT_FOUND
						   : STATUS_OK);
	EXPECT_BYTES("path", got, path == NULL ? BYTES("untouched")
					       : bytes_of(path));
}

static void
test_file(void **state)
{
	struct id_map *map = map_of("# ID PATH\n"
				    "42 albums/2026/my cat.jpg\r\n"
				    "\n"
				    "  \t 7\t \tseven.jpg\n"
				    " # 8 eight.jpg\n"
				    "18446744073709551615 #last {x}.jpg\n"
				    "0 Zo\xc3\xab/\xe7\x8c\xab.jpg");

	(void)state;
	expect_path(map, 42, "albums/2026/my cat.jpg");
	expect_path(map, 7, "seven.jpg");
	expect_path(map, UINT64_MAX, "#last {x}.jpg");
	expect_path(map, 0, "Zo\xc3\xab/\xe7\x8c\xab.jpg");
	expect_path(map, 8, NULL);
	expect_path(map, 1, NULL);
	expect_path(map, 43, NULL);
	expect_path(map, UINT64_MAX - 1, NULL);
	id_map_free(map);
}

static void
test_empty(void **state)
{
	struct id_map *map = map_of("");

	(void)state;
	expect_path(map, 0, NULL);
	id_map_free(map);
	expect_path(NULL, 0, NULL);
	id_map_free(NULL);
}

/* Each of many is found, in whatever order they stand, and none between. */
static void
test_many(void **state)
{
	static char text[1 << 17];
	size_t      length = 0;
	const size_t count = 4001;

	(void)state;
	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(text + length,
		    sizeof(text) - length, "%zu p/%zu\n", i * 1000 % count * 3,
		    i * 1000 % count);
	for (int is_sorted = 0; is_sorted < 2; is_sorted++) {
		struct id_map *map = map_of(text);

		for (size_t i = 0; i < count; i++) {
			char path[32];

			snprintf(path, sizeof(path), "p/%zu", i);
			expect_path(map, 3 * i, path);
			expect_path(map, 3 * i + 1, NULL);
		}
		id_map_free(map);
		length = 0;
		for (size_t i = 0; i < count; i++)
			length += (size_t)snprintf(text + length,
			    sizeof(text) - length, "%zu p/%zu\n", 3 * i, i);
	}
}

static void
expect_refused(const char *setting, const char *reason)
{
	struct complaint complaint = { "" };
	struct id_map   *map = id_map_load(setting, &complaint);

	if (map != NULL || strstr(complaint.text, reason) == NULL)
		fail_msg("\"%s\" without \"%s\"", complaint.text, reason);
}

static void
test_lines_refused(void **state)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "1 a\n2", "ids:2: there is no path behind the id" },
		{ "1 \n", "ids:1: there is no path" },
		{ "a 1\n", "ids:1: a line starts with an id" },
		{ "01 a\n", "ids:1: a line starts" },
		{ "-1 a\n", "ids:1: a line starts" },
		{ "+1 a\n", "ids:1: a line starts" },
		{ "0x1 a\n", "ids:1: a line starts" },
		{ "1.0 a\n", "ids:1: a line starts" },
		{ "18446744073709551616 a\n", "ids:1: a line starts" },
		{ "99999999999999999999 a\n", "ids:1: a line starts" },
		{ "1a a\n", "ids:1: a line starts" },
		{ "1 a \n", "ids:1: a blank stands behind" },
		{ "1 a\t\r\n", "ids:1: a blank stands behind" },
		{ "1 /a\n", "ids:1: it is no path" },
		{ "1 a/\n", "ids:1: it is no path" },
		{ "1 a//b\n", "ids:1: it is no path" },
		{ "1 ../a\n", "ids:1: it is no path" },
		{ "1 a/./b\n", "ids:1: it is no path" },
		{ "1 a\\b\n", "ids:1: it is no path" },
		{ "1 a\x01\n", "ids:1: it is no path" },
		{ "1 a\xff\n", "ids:1: it is no path" },
		{ "1 a\r\r\n", "ids:1: it is no path" },
		{ "#\n5 a\n4 b\n\n5 c\n6 d\n", "ids:5: this id stands on" },
		{ "1 a\n1 a\n", "ids:2: this id stands on" },
		{ "3 a\n2 b\n3 c\n1 d\n1 e\n", "ids:5: this id stands on" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		write_map(rows[i].text, strlen(rows[i].text), 0644);
		expect_refused("ids", rows[i].reason);
	}
	write_map("1 a\0b\n", 6, 0644);
	expect_refused("ids", "ids:1: it is no path");
}

static void
test_files_refused(void **state)
{
	(void)state;
	expect_refused("no-such", "no-such: No such file or directory");
	write_map("1 a\n", 4, 0646);
	expect_refused("ids", "ids: others may write to it");
	assert_int_equal(unlink("ids"), 0);
	assert_int_equal(mkfifo("ids", 0600), 0);
	expect_refused("ids", "ids: it is not a regular file");
	assert_int_equal(unlink("ids"), 0);
	expect_refused(directory, "it is not a regular file");
	write_map("", 0, 0600);
	assert_int_equal(truncate("ids", (64 << 20) + 1), 0);
	expect_refused("ids", "ids: it is too large");
	assert_int_equal(unlink("ids"), 0);
}

static void
test_pattern(void **state)
{
	struct complaint complaint;
	struct id_map   *map = id_map_load("by id/{id}.jpg", &complaint);

	(void)state;
	assert_non_null(map);
	expect_path(map, 0, "by id/0.jpg");
	expect_path(map, UINT64_MAX, "by id/18446744073709551615.jpg");
	id_map_free(map);
	map = id_map_load("{id}", &complaint);
	assert_non_null(map);
	expect_path(map, 42, "42");
	FOR_EACH_ARENA(size, small, 64) {
		struct bytes path;

		if (size < 16)
			EXPECT_STATUS("small", id_map_path(map, UINT64_MAX,
			    small, &path), STATUS_TOO_LARGE);
	}
	id_map_free(map);
}

static void
test_patterns_refused(void **state)
{
	static const char *const once[] = { "{ID}.jpg", "{id", "id}", "{}",
		"{id}{id}", "{id}/{id}.jpg", "{x}/{id}", "{id}/{x}", "}{id}",
		"{id}{", "{{id}}" };
	static const char *const paths[] = { "/a/{id}", "{id}/", "a//{id}",
		"../{id}", "a\\{id}", "a\n{id}", "{id}/.", "\xff{id}" };

	(void)state;
	for (size_t i = 0; i < COUNT(once); i++)
		expect_refused(once[i], "a pattern has {id} once");
	for (size_t i = 0; i < COUNT(paths); i++)
		expect_refused(paths[i], "it is no path of a file");
}

static void
test_stamp(void **state)
{
	uint64_t before;

	(void)state;
	assert_int_equal(id_map_stamp("no-such"), 0);
	assert_int_not_equal(id_map_stamp("{id}.jpg"), 0);
	write_map("1 a\n", 4, 0644);
	before = id_map_stamp("ids");
	assert_int_not_equal(before, 0);
	assert_true(before == id_map_stamp("ids"));
	write_map("1 ab\n", 5, 0644);
	assert_true(before != id_map_stamp("ids"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_lines_refused),
		cmocka_unit_test(test_files_refused),
		cmocka_unit_test(test_pattern),
		cmocka_unit_test(test_patterns_refused),
		cmocka_unit_test(test_stamp),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
