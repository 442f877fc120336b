/*
 * Where log lines go: stderr, a file that is opened again, syslog; and what
 * messages look like.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "directory.h"

#include "log.h"
#include "log_line.h"

#define FILE_NAME  "log"
#define STDERR_NAME "stderr-file"
#define TIME_LENGTH (sizeof("2026-11-23T23:23:34Z ") - 1)

/* The C library's syslog is replaced: no daemon is needed. */
static char syslog_text[LOG_LINE_SIZE];
static int  syslog_priority, syslog_facility;

__attribute__((format(printf, 2, 0))) static void
keep_syslog(int priority, const char *format, va_list arguments)
{
	syslog_priority = priority;
	vsnprintf(syslog_text, sizeof(syslog_text), format, arguments);
}

__attribute__((format(printf, 2, 3))) void
syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	keep_syslog(priority, format, arguments);
	va_end(arguments);
}

/* What syslog becomes under _FORTIFY_SOURCE. */
__attribute__((format(printf, 3, 4))) void
__syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list arguments;

	(void)flag;
	va_start(arguments, format);
	keep_syslog(priority, format, arguments);
	va_end(arguments);
}

void
openlog(const char *name, int option, int facility)
{
	(void)option;
	assert_string_equal(name, "postern");
	syslog_facility = facility;
}

static int
leave_log(void **state)
{
	log_open("stderr");
	return leave_directory(state);
}

/* From here on stderr is a file; returns what brings it back. */
static int
divert_stderr(void)
{
	int kept = dup(STDERR_FILENO);
	int file = open(STDERR_NAME, O_WRONLY | O_CREAT | O_APPEND, 0600);

	assert_true(kept >= 0 && file >= 0);
	assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(close(file), 0);
	return kept;
}

static char *
restore_stderr(int kept)
{
	assert_int_equal(dup2(kept, STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(close(kept), 0);
	return taken(STDERR_NAME);
}

static void
to_stderr(void **state)
{
	int   kept = divert_stderr();
	char *text;

	(void)state;
	/* Before any log_open, and after one. */
	log_message("one");
	log_open("stderr");
	log_message("two");
	text = restore_stderr(kept);
	assert_non_null(strstr(text, "postern: one\n"));
	assert_non_null(strstr(text, "postern: two\n"));
}

static void
to_file(void **state)
{
	struct stat about;
	char       *text;

	(void)state;
	log_open(FILE_NAME);
	log_message("one");
	assert_int_equal(stat(FILE_NAME, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0640);
	/* Opened again, the file is appended to. */
	log_open(FILE_NAME);
	log_message("two");
	text = taken(FILE_NAME);
	assert_non_null(strstr(text, "postern: one\n"));
	assert_non_null(strstr(text, "postern: two\n"));
}

/* As logrotate does it: rename, then reload. */
static void
rotated(void **state)
{
	(void)state;
	log_open(FILE_NAME);
	log_message("one");
	assert_int_equal(rename(FILE_NAME, "old"), 0);
	log_message("two");
	log_open(FILE_NAME);
	log_message("three");
	assert_string_equal(taken(FILE_NAME) + TIME_LENGTH, "postern: three\n");
	assert_non_null(strstr(taken("old"), "postern: two\n"));
}

/* How much is in the file by now. */
static off_t
written(void)
{
	struct stat about;

	assert_int_equal(stat(FILE_NAME, &about), 0);
	return about.st_size;
}

/* In a child, as there is no way back from it. */
static void
gather_lines(void)
{
	struct log_entry entry = { .http_status = 403 };
	off_t            one, most = 0;

	log_open(FILE_NAME);
	log_request(&entry);
	one = written();
	assert_true(one > 0);
	log_gather();
	log_request(&entry);
	log_request(&entry);
	assert_int_equal(written(), one);
	log_flush();
	assert_int_equal(written(), 3 * one);
	log_flush();
	assert_int_equal(written(), 3 * one);
	/* Many of them do not wait, and what is written is lines. */
	for (int i = 0; i < 1000; i++) {
		log_request(&entry);
		assert_int_equal(written() % one, 0);
		if (i * one - written() > most)
			most = i * one - written();
	}
	assert_true(most < PIPE_BUF);
	/* A message comes behind them, and at once. */
	log_message("stop");
	assert_true(written() > 1003 * one);
	log_request(&entry);
	assert_int_equal(rename(FILE_NAME, "old"), 0);
	log_open(FILE_NAME);
	assert_int_equal(written(), 0);
	assert_int_equal(rename("old", FILE_NAME), 0);
	assert_true(written() > 1004 * one);
	assert_int_equal(unlink(FILE_NAME), 0);
	_exit(0);
}

static void
gathered(void **state)
{
	pid_t child = fork();
	int   outcome;

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		gather_lines();
	assert_int_equal(waitpid(child, &outcome, 0), child);
	assert_int_equal(outcome, 0);
}

/* No child of the program inherits the log. */
static void
closed_on_exec(void **state)
{
	int before = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(before >= 0);
	assert_int_equal(close(before), 0);
	log_open(FILE_NAME);
	/* The lowest free descriptor is the one just closed. */
	assert_true((fcntl(before, F_GETFD) & FD_CLOEXEC) != 0);
	log_open("stderr");
	assert_int_equal(fcntl(before, F_GETFD), -1);
	assert_int_equal(unlink(FILE_NAME), 0);
}

static void
not_to_be_opened(void **state)
{
	int kept = divert_stderr();

	(void)state;
	log_open("missing/log");
	log_message("still said");
	assert_non_null(strstr(restore_stderr(kept), "postern: cannot open "
	    "the log missing/log: No such file or directory; logging to "
	    "stderr\n"));
}

static void
to_syslog(void **state)
{
	struct log_entry entry = { .http_status = 403 };

	(void)state;
	log_open("syslog");
	assert_int_equal(syslog_facility, 3 << 3);
	log_message("%d%%n", 7);
	assert_string_equal(syslog_text, "postern: 7%n");
	assert_int_equal(syslog_priority, 5);
	/* The daemon adds the time. */
	log_request(&entry);
	assert_string_equal(syslog_text, "route=- decision=- reason=undecided "
	    "status=403 scheme=- key=- link=- subject=- path=- us=0");
	assert_int_equal(syslog_priority, 6);
	log_open("stderr");
}

static void
messages(void **state)
{
	static const struct row {
		const char *text, *shown;
	} rows[] = {
		{ "f:8: mode = on: \"no\"", "f:8: mode = on: \"no\"" },
		{ "a\nb\x1b\\\xc3\xa9", "a\\x0ab\\x1b\\x5c\\xc3\\xa9" },
		{ "for 1.k1.1795479814.AbCdEfGhIjKlMnOp: no", "for [cut]" },
		{ "", "" },
	};
	char *line;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		log_open(FILE_NAME);
		log_message("%s", rows[i].text);
		line = taken(FILE_NAME);
		assert_int_equal(line[strlen(line) - 1], '\n');
		line[strlen(line) - 1] = '\0';
		assert_int_equal(line[TIME_LENGTH - 2], 'Z');
		assert_string_equal(line + TIME_LENGTH +
		    sizeof("postern: ") - 1, rows[i].shown);
	}
}

static void
long_message(void **state)
{
	static char text[3 * LOG_LINE_SIZE];
	char       *line;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	log_open(FILE_NAME);
	log_message("%s", text);
	line = taken(FILE_NAME);
	assert_true(strlen(line) < LOG_LINE_SIZE);
	assert_string_equal(line + strlen(line) - 6, "aa...\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(to_stderr),
		cmocka_unit_test(to_file),
		cmocka_unit_test(rotated),
		cmocka_unit_test(gathered),
		cmocka_unit_test(closed_on_exec),
		cmocka_unit_test(not_to_be_opened),
		cmocka_unit_test(to_syslog),
		cmocka_unit_test(messages),
		cmocka_unit_test(long_message),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_log);
}
