/*
 * The log: whole lines, escapes, cuts before credentials, and where lines go.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "directory.h"

#include "log.h"
#include "log_line.h"

#define FILE_NAME "log"
#define VIEW(literal) { literal, sizeof(literal) - 1 }
#define NOW       1795476214 /* 2026-11-23T23:23:34Z */

/* None of them opens anything: made up. */
#define MAC   "AbCdEfGhIjKlMnOpQrStUv"
#define TOKEN "1.k1.1795479814." MAC
#define JWT   "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0." MAC

static int
leave_log(void **state)
{
	log_open("stderr");
	return leave_directory(state);
}

static struct log_entry
entry_for(struct bytes path)
{
	return (struct log_entry){ .now = NOW, .route = BYTES("images"),
		.decision = "allow", .reason = STATUS_OK, .http_status = 200,
		.scheme = "native", .key_id = BYTES("k1"), .path = path,
		.parameter = BYTES("st"), .microseconds = 85 };
}

/* What stands in the line between " path=" and " us=". */
static const char *
path_shown(struct bytes path)
{
	struct log_entry entry = entry_for(path);
	char            *shown, *end;

	log_open(FILE_NAME);
	log_request(&entry);
	shown = strstr(taken(FILE_NAME), " path=");
	assert_non_null(shown);
	end = strstr(shown, " us=85\n");
	assert_non_null(end);
	assert_string_equal(end, " us=85\n");
	*end = '\0';
	return shown + sizeof(" path=") - 1;
}

static void
whole_line(void **state)
{
	struct log_entry entry = entry_for(BYTES("/img/cat.jpg"));

	(void)state;
	log_open(FILE_NAME);
	log_request(&entry);
	assert_string_equal(taken(FILE_NAME), "2026-11-23T23:23:34Z "
	    "route=images decision=allow reason=ok status=200 scheme=native "
	    "key=k1 link=- subject=- path=/img/cat.jpg us=85\n");
}

static void
empty_line(void **state)
{
	struct log_entry entry = { .reason = STATUS_UNDECIDED };

	(void)state;
	log_open(FILE_NAME);
	log_request(&entry);
	assert_string_equal(taken(FILE_NAME), "1970-01-01T00:00:00Z route=- "
	    "decision=- reason=undecided status=0 scheme=- key=- link=- "
	    "subject=- path=- us=0\n");
}

/* A time beyond all years still gives a line. */
static void
no_time(void **state)
{
	struct log_entry entry = { .now = INT64_MAX };

	(void)state;
	log_open(FILE_NAME);
	log_request(&entry);
	assert_int_equal(strncmp(taken(FILE_NAME), "- route=- ", 10), 0);
}

static void
paths(void **state)
{
	static const struct row {
		struct bytes path;
		const char  *shown;
	} rows[] = {
		/* Escapes: nothing can end the line, or act on a terminal. */
		{ VIEW("/a\nroute=x"), "/a\\x0aroute\\x3dx" },
		{ VIEW("/a\r\n"), "/a\\x0d\\x0a" },
		{ VIEW("/\x1b[31m"), "/\\x1b[31m" },
		{ VIEW("/a\0b"), "/a\\x00b" },
		{ VIEW("/a b\t\"c\"\\"), "/a\\x20b\\x09\\x22c\\x22\\x5c" },
		{ VIEW("/\xc3\xa9\xc2\x9b\xff\x7f"),
		    "/\\xc3\\xa9\\xc2\\x9b\\xff\\x7f" },
		{ VIEW("/!#$%&'()*+,-.:;<>@[]^_`{|}~"),
		    "/!#$%&'()*+,-.:;<>@[]^_`{|}~" },
		/* A query that became part of the path. */
		{ VIEW("/a.jpg?x=1"), "/a.jpg[cut]" },
		{ VIEW("/a.jpg?"), "/a.jpg[cut]" },
		{ VIEW("/a.jpg&st=x"), "/a.jpg&[cut]" },
		{ VIEW("/a.jpg;ST=x"), "/a.jpg;[cut]" },
		{ VIEW("/a.jpg%3Fst%3Dx"), "/a.jpg%3F[cut]" },
		{ VIEW("/a.jpg%3Fst%3dx"), "/a.jpg%3F[cut]" },
		{ VIEW("st=x"), "[cut]" },
		{ VIEW("/st/a.jpg"), "/st/a.jpg" },
		{ VIEW("/a.jpg&st"), "/a.jpg&st" },
		/* Credentials by their looks. */
		{ VIEW("/a/" TOKEN "/b.jpg"), "/a/[cut]" },
		{ VIEW("/a/" JWT "/b.jpg"), "/a/[cut]" },
		{ VIEW("/a;s%74=" TOKEN), "/a;s%74\\x3d[cut]" },
		{ VIEW("/a%41b%zz%4.png"), "/a%41b%zz%4.png" },
		{ VIEW("/1%2Ek1%2E1795493209%2EFTNWNDmXcKlt7e9zrShO8g"),
		    "/1[cut]" },
		{ VIEW("/eyAiYWxnIjoibm9uZSJ9.eyAiYWxnIjoibm9uZSJ9.x"),
		    "/[cut]" },
		{ VIEW("/ewogImFsZyI6Im5vbmUifQ.eyAiYWxnIjoibm9uZSJ9"),
		    "/[cut]" },
		{ VIEW("/x1.A_b-9.1.dZm9v.AbCdEfGh"), "/x[cut]" },
		{ VIEW("/1.2.3.4.5.6.7.8.9.0/a"), "/[cut]" },
		/* And what only resembles them. */
		{ VIEW("/app-1.2.3.png"), "/app-1.2.3.png" },
		{ VIEW("/1.k1.1795479814.AbCdEfGhIjK"),
		    "/1.k1.1795479814.AbCdEfGhIjK" },
		{ VIEW("/1.k1.179547981x." MAC), "/1.k1.179547981x." MAC },
		{ VIEW("/1..1795479814." MAC), "/1..1795479814." MAC },
		{ VIEW("/at 11.22.33.png"), "/at\\x2011.22.33.png" },
		{ VIEW("/monkeyJungleParadise.jpg"),
		    "/monkeyJungleParadise.jpg" },
		{ VIEW("/eyJ.a.b"), "/eyJ.a.b" },
		{ VIEW("/review-of-holidays.thumbnail.png"),
		    "/review-of-holidays.thumbnail.png" },
		/* Sealed tokens, and long segments that are none. */
		{ VIEW("/i/abcdefghijklmnopqrstuvwxyzA"), "/i/[cut]" },
		{ VIEW("/i/abcdefghijklmnopqrstuvwxyzA/b.jpg"), "/i/[cut]" },
		{ VIEW("/i/abcdefghijklmnopqrstuvwxyZ"),
		    "/i/abcdefghijklmnopqrstuvwxyZ" },
		{ VIEW("/i/abcdefghijklmnopqrstuvwxyzA.jpg"),
		    "/i/abcdefghijklmnopqrstuvwxyzA.jpg" },
		{ VIEW("/3f2b8a1c-6d5e-4f70-8192-a3b4c5d6e7f8/a"),
		    "/3f2b8a1c-6d5e-4f70-8192-a3b4c5d6e7f8/a" },
		{ VIEW("/i/ABCDEFGHIJKLMNOPQRSTUVWXYZA/b"),
		    "/i/ABCDEFGHIJKLMNOPQRSTUVWXYZA/b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(path_shown(rows[i].path), rows[i].shown);
}

/* Without a parameter's name nothing is cut for it. */
static void
no_parameter(void **state)
{
	(void)state;
	assert_int_equal(log_query_at(BYTES("/a=b"), BYTES("")), 4);
	assert_int_equal(log_query_at(BYTES("/a=b"), BYTES("A")), 1);
}

/* A cut never splits an escape, and what follows stays in the line. */
static void
long_path(void **state)
{
	char        path[4000];
	char        wanted[1100];
	const char *shown;

	(void)state;
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	shown = path_shown((struct bytes){ path, 1024 });
	assert_int_equal(strlen(shown), 1024);
	assert_memory_equal(shown, path, 1024);
	snprintf(wanted, sizeof(wanted), "%.1024s...", path);
	assert_string_equal(path_shown((struct bytes){ path, 1025 }), wanted);
	assert_string_equal(path_shown((struct bytes){ path, 4000 }), wanted);
	path[1022] = '\n';
	snprintf(wanted, sizeof(wanted), "%.1022s...", path);
	assert_string_equal(path_shown((struct bytes){ path, 4000 }), wanted);
}

/* The longest line that there can be is whole. */
static void
long_fields(void **state)
{
	char             bytes[9000];
	struct bytes     all = { bytes, sizeof(bytes) };
	struct log_entry entry = { .now = NOW, .route = all, .key_id = all,
		.link_id = all, .subject = all, .path = all, .http_status = -1,
		.decision = "would-deny", .scheme = "native",
		.reason = STATUS_METHOD_NOT_ALLOWED,
		.microseconds = INT64_MIN };
	char            *line;

	(void)state;
	memset(bytes, '\n', sizeof(bytes));
	log_open(FILE_NAME);
	log_request(&entry);
	line = taken(FILE_NAME);
	assert_true(strlen(line) < LOG_LINE_SIZE);
	assert_non_null(strstr(line, " subject=\\x0a"));
	assert_non_null(strstr(line, "\\x0a... path=\\x0a"));
	assert_non_null(strstr(line, "\\x0a... us=-9223372036854775808\n"));
}

/* Other fields come from clients too. */
static void
fields(void **state)
{
	struct log_entry entry = entry_for(BYTES("/"));

	(void)state;
	entry.key_id = BYTES("k\nroute=a");
	entry.link_id = BYTES("-");
	entry.subject = BYTES("a " TOKEN);
	log_open(FILE_NAME);
	log_request(&entry);
	assert_non_null(strstr(taken(FILE_NAME), " key=k\\x0aroute\\x3da "
	    "link=\\x2d subject=a\\x20[cut] path=/ us=85\n"));
}

/* Hostile paths cost no more than their length. */
static void
hostile_path(void **state)
{
	static char path[8192];

	(void)state;
	for (size_t i = 0; i + 3 <= sizeof(path); i += 3)
		memcpy(path + i, "eyJ", 3);
	assert_int_equal(log_credential_at((struct bytes){ path, 8190 }), 0);
	path[8190] = '.';
	assert_int_equal(log_credential_at((struct bytes){ path, 8191 }), 8191);
	for (size_t i = 0; i + 2 <= sizeof(path); i += 2)
		memcpy(path + i, "1.", 2);
	assert_int_equal(log_credential_at((struct bytes){ path, 8192 }), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_line),
		cmocka_unit_test(empty_line),
		cmocka_unit_test(no_time),
		cmocka_unit_test(paths),
		cmocka_unit_test(no_parameter),
		cmocka_unit_test(long_path),
		cmocka_unit_test(long_fields),
		cmocka_unit_test(fields),
		cmocka_unit_test(hostile_path),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_log);
}
