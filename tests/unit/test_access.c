/* The access file: access_read.c and access.c.  SPDX-License-Identifier: ISC */
#include "directory.h"

#include <fcntl.h>

#include "access.h"
#include "json.h"

#define FILE_NAME "access"

static void
write_bytes(struct bytes text, mode_t mode)
{
	int file = open(FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, text.at, text.len), text.len);
	assert_int_equal(fchmod(file, mode), 0);
	assert_int_equal(close(file), 0);
}

static struct access_list *
load(struct bytes text)
{
	struct complaint    complaint = { "" };
	struct access_list *list;

	write_bytes(text, 0644);
	list = access_load(FILE_NAME, &complaint);
	if (list == NULL)
		fail_msg("%s", complaint.text);
	assert_string_equal(complaint.text, "");
	return list;
}

static int
allows(const struct access_list *list, const char *claims,
    const char *group_claim, const char *path)
{
	struct arena *arena = arena_new(4096);
	const json_t *object = NULL;
	int           allowed;

	if (claims != NULL)
		EXPECT_STATUS(claims, json_read(bytes_of(claims), arena,
		    &object), STATUS_OK);
	allowed = access_allows(list, object, guarded_text(group_claim),
	    BYTES("/img/"), guarded_text(path));
	arena_free(arena);
	return allowed;
}

static const char file[] =
    "# who may see what\n"
    "\n"
    "  # indented\r\n"
    "user alice       /img/alice/** /img/shared/*\n"
    "user\t\"Bob B.\"\t/img/bob/{sub}/*\r\n"
    "user 42 /img/answer\n"
    "user alice {claim:files[]}\n"
    "user # /img/hash\n"
    "group staff /img/staff/**\n"
    "group /tree/branch /img/tree/*\n"
    "group \"night shift\" /img/night/**\n"
    "group alice /img/group-alice\n"
    "group everyone /img/group-everyone\n"
    "user user /img/user\n"
    "user a /img/a\n"
    "user aa /img/aa\n"
    "user \xc3\xa9 /img/\xc3\xa9\n"
    "everyone /img/public/**\n"
    "   everyone /img/own/{sub}";

#define ALICE "{\"sub\":\"alice\",\"files\":[\"f\",\"*\"]}"
#define GROUPS(list) "{\"sub\":\"zoe\",\"groups\":" list "}"
#define DEEP "{\"sub\":\"zoe\",\"realm\":{\"groups\":[\"staff\"]}}"

static const struct row {
	const char *claims, *group_claim, *path;
	int         is_allowed;
} rows[] = {
	/* Users. */
	{ ALICE, "", "/img/alice/a/b", 1 },
	{ ALICE, "", "/img/shared/a", 1 },
	{ ALICE, "", "/img/f", 1 },
	{ ALICE, "", "/img/g", 0 },
	{ ALICE, "", "/img/answer", 0 },
	{ ALICE, "", "/img/group-alice", 0 },
	{ ALICE, "sub", "/img/group-alice", 1 },
	{ "{\"sub\":\"Alice\"}", "", "/img/alice/a", 0 },
	{ "{\"sub\":\"alic\"}", "", "/img/alice/a", 0 },
	{ "{\"sub\":\"alicee\"}", "", "/img/alice/a", 0 },
	{ "{\"sub\":[\"alice\"]}", "", "/img/alice/a", 0 },
	{ "{\"sub\":null}", "", "/img/alice/a", 0 },
	{ "{\"sub\":\"Bob B.\"}", "", "/img/bob/Bob B./a", 1 },
	{ "{\"sub\":\"Bob\"}", "", "/img/bob/Bob/a", 0 },
	{ "{\"sub\":\"\\\"Bob\"}", "", "/img/bob/\"Bob/a", 0 },
	{ "{\"sub\":42}", "", "/img/answer", 1 },
	{ "{\"sub\":\"42\"}", "", "/img/answer", 1 },
	{ "{\"sub\":42.0}", "", "/img/answer", 0 },
	{ "{\"sub\":\"#\"}", "", "/img/hash", 1 },
	{ "{\"sub\":\"user\"}", "", "/img/user", 1 },
	{ "{\"sub\":\"a\"}", "", "/img/a", 1 },
	{ "{\"sub\":\"a\"}", "", "/img/aa", 0 },
	{ "{\"sub\":\"aa\"}", "", "/img/aa", 1 },
	{ "{\"sub\":\"aa\"}", "", "/img/a", 0 },
	{ "{\"sub\":\"aaa\"}", "", "/img/aa", 0 },
	{ "{\"sub\":\"\xc3\xa9\"}", "", "/img/\xc3\xa9", 1 },
	{ "{\"sub\":\"staff\"}", "groups", "/img/staff/a", 0 },
	/* Groups: a list of texts, or one. */
	{ GROUPS("[\"staff\"]"), "groups", "/img/staff/a", 1 },
	{ GROUPS("\"staff\""), "groups", "/img/staff/a", 1 },
	{ GROUPS("[\"x\",7,null,\"staff\"]"), "groups", "/img/staff/a", 1 },
	{ GROUPS("[\"staff\"]"), "", "/img/staff/a", 0 },
	{ GROUPS("[\"staff\"]"), "group", "/img/staff/a", 0 },
	{ GROUPS("[[\"staff\"]]"), "groups", "/img/staff/a", 0 },
	{ GROUPS("{\"staff\":\"staff\"}"), "groups", "/img/staff/a", 0 },
	{ GROUPS("[\"staf\",\"stafff\",\"\"]"), "groups", "/img/staff/a", 0 },
	{ GROUPS("[\"staff\"]"), "groups", "/img/night/a", 0 },
	{ GROUPS("[\"night shift\"]"), "groups", "/img/night/a", 1 },
	{ GROUPS("[\"/tree/branch\"]"), "groups", "/img/tree/a", 1 },
	{ GROUPS("[\"everyone\"]"), "groups", "/img/group-everyone", 1 },
	{ GROUPS("[42]"), "groups", "/img/answer", 0 },
	{ GROUPS("[\"alice\"]"), "groups", "/img/alice/a", 0 },
	{ DEEP, "realm.groups", "/img/staff/a", 1 },
	{ DEEP, "realm", "/img/staff/a", 0 },
	/* Whoever has a token. */
	{ ALICE, "", "/img/public/a", 1 },
	{ "{}", "", "/img/public/a", 1 },
	{ NULL, "", "/img/public/a", 1 },
	{ NULL, "groups", "/img/own/a", 0 },
	{ ALICE, "", "/img/own/alice", 1 },
	{ ALICE, "", "/img/own/bob", 0 },
	{ "{\"sub\":\"\"}", "", "/img/own/", 0 },
	{ "{\"sub\":\"everyone\"}", "", "/img/group-everyone", 0 },
	{ ALICE, "", "/img/public/../secret", 0 },
	{ ALICE, "", "/img/public//a", 0 },
};

static void
test_rows(void **state)
{
	struct access_list *list = load(BYTES(file));
	size_t              failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (allows(list, rows[i].claims, rows[i].group_claim,
		        rows[i].path) == rows[i].is_allowed)
			continue;
		print_error("row %zu: %s\n", i, rows[i].path);
		failed++;
	}
	assert_int_equal(failed, 0);
	access_free(list);
}

static void
test_empty(void **state)
{
	static const char *const texts[] = { "", "\n", "# nobody", "\r\n \t\n" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct access_list *list = load(bytes_of(texts[i]));

		EXPECT(texts[i], !allows(list, ALICE, "sub", "/img/a"));
		access_free(list);
	}
	assert_false(access_allows(NULL, NULL, BYTES(""), BYTES("/"),
	    BYTES("/a")));
	access_free(NULL);
}

/* Three lines each for thousands of names: every line counts. */
static void
test_many(void **state)
{
	static char         text[1 << 20];
	size_t              length = 0;
	struct access_list *list;

	(void)state;
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 9000; i++)
			length += (size_t)snprintf(text + length,
			    sizeof(text) - length, "%s u%d /img/%d/%d\n",
			    i % 2 == 0 ? "user" : "group", i * 7919 % 9000,
			    round, i * 7919 % 9000);
	list = load((struct bytes){ text, length });
	for (int i = 0; i < 9000; i++) {
		char claims[64], path[64];

		snprintf(claims, sizeof(claims), "{\"%s\":\"u%d\"}",
		    i % 2 == 0 ? "sub" : "g", i);
		for (int round = 0; round < 4; round++) {
			snprintf(path, sizeof(path), "/img/%d/%d", round, i);
			EXPECT(path, allows(list, claims, "g", path) ==
			    (round < 3));
		}
		snprintf(path, sizeof(path), "/img/0/%d", i + 1);
		EXPECT(path, !allows(list, claims, "g", path));
	}
	access_free(list);
}

static void
test_stamp(void **state)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_NOW },
		{ .tv_sec = 1800000000 } };
	uint64_t        stamps[5];

	(void)state;
	assert_int_equal(access_stamp("missing"), 0);
	write_bytes(BYTES("# a"), 0644);
	stamps[0] = access_stamp(FILE_NAME);
	assert_int_not_equal(stamps[0], 0);
	assert_int_equal(access_stamp(FILE_NAME), stamps[0]);
	write_bytes(BYTES("# bb"), 0644);
	stamps[1] = access_stamp(FILE_NAME);
	assert_int_equal(chmod(FILE_NAME, 0600), 0);
	stamps[2] = access_stamp(FILE_NAME);
	assert_int_equal(utimensat(AT_FDCWD, FILE_NAME, times, 0), 0);
	stamps[3] = access_stamp(FILE_NAME);
	/* Another file, as atomic replacement makes it. */
	assert_int_equal(rename(FILE_NAME, "old"), 0);
	write_bytes(BYTES("# bb"), 0600);
	assert_int_equal(utimensat(AT_FDCWD, FILE_NAME, times, 0), 0);
	stamps[4] = access_stamp(FILE_NAME);
	assert_int_equal(unlink("old"), 0);
	for (size_t i = 0; i < COUNT(stamps); i++)
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(stamps[i], stamps[k]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_stamp),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
