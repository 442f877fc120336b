/*
 * Judges what rules.test.js makes up: one case a line of the input, as JSON,
 * one answer a line of the output.
 *
 *	judge          {"rules", "claims", "prefix", "path"}
 *	               1, 0 or refused
 *	judge access   {"file", "claims", "group_claim", "prefix", "path"}
 *	               1, 0 or refused:LINE
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access.h"
#include "json.h"
#include "rules.h"

static void
stop(const char *reason)
{
	fprintf(stderr, "judge: %s\n", reason);
	exit(2);
}

static struct bytes
member(const json_t *line, const char *name)
{
	const json_t *value = json_object_get(line, name);

	if (!json_is_string(value))
		stop(name);
	return json_bytes(value);
}

static void
judge_rules(const json_t *line)
{
	const char   *reason;
	struct rules *rules = rules_new(member(line, "rules"), &reason);

	if (rules == NULL)
		puts("refused");
	else
		puts(rules_allow(rules, json_object_get(line, "claims"),
		    member(line, "prefix"), member(line, "path")) ? "1" : "0");
	rules_free(rules);
}

/* A file of this text, in memory alone; closed by who called. */
static int
file_of(struct bytes text)
{
	int file = memfd_create("access", MFD_CLOEXEC);

	if (file < 0 || fchmod(file, 0600) != 0 ||
	    write(file, text.at, text.len) != (ssize_t)text.len)
		stop("no file");
	return file;
}

static void
judge_access(const json_t *line)
{
	int                 file = file_of(member(line, "file"));
	char                name[32];
	struct complaint    complaint;
	struct access_list *list;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
	list = access_load(name, &complaint);
	close(file);
	if (list == NULL)
		/* "FILE:LINE: reason" */
		printf("refused:%ld\n",
		    strtol(complaint.text + strlen(name) + 1, NULL, 10));
	else
		puts(access_allows(list, json_object_get(line, "claims"),
		    member(line, "group_claim"), member(line, "prefix"),
		    member(line, "path")) ? "1" : "0");
	access_free(list);
}

int
main(int argc, char **argv)
{
	int     is_access = argc == 2 && strcmp(argv[1], "access") == 0;
	char   *text = NULL;
	size_t  size = 0;
	ssize_t length;

	if (argc > 1 + is_access)
		stop("usage: judge [access]");
	while ((length = getline(&text, &size, stdin)) > 0) {
		/* A text may hold a NUL here, as a token's may not. */
		json_t *line = json_loadb(text, (size_t)length,
		    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);

		if (!json_is_object(line))
			stop("a line is no object");
		(is_access ? judge_access : judge_rules)(line);
		json_decref(line);
	}
	free(text);
	return 0;
}
