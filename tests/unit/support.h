/*
 * What the unit tests share: cmocka, failures that name the row of a table,
 * input that ends where memory ends, and keys.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_SUPPORT_H
#define TESTS_UNIT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "postern.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* A literal as bytes where only a constant will do: in static tables. */
#define TEXT(literal) { (literal), sizeof(literal) - 1 }

/* A row of a table, as a failure names it. */
#define EXPECT(row, condition)                                 \
	do {                                                   \
		if (!(condition))                              \
			fail_msg("%s: not %s", row, #condition); \
	} while (0)

#define EXPECT_STATUS(row, got, wanted)                                   \
	do {                                                              \
		enum status got_ = (got), wanted_ = (wanted);             \
		if (got_ != wanted_)                                      \
			fail_msg("%s: %s instead of %s", row,             \
			    status_name(got_), status_name(wanted_));     \
	} while (0)

#define EXPECT_BYTES(row, got, wanted)                                      \
	do {                                                                \
		struct bytes got_ = (got), wanted_ = (wanted);              \
		if (!bytes_equal(got_, wanted_))                            \
			fail_msg("%s: \"%.*s\" instead of \"%.*s\"", row,   \
			    (int)got_.len, got_.at, (int)wanted_.len,       \
			    wanted_.at);                                    \
	} while (0)

#define GUARDED_MAX  (1 << 15)
#define GUARDED_LIVE 8

/*
 * A copy whose last byte is the last before a page that nobody may touch: one
 * byte read too many is a crash.  It lives for GUARDED_LIVE calls.
 */
static inline struct bytes
guarded(struct bytes bytes)
{
	static char    *regions[GUARDED_LIVE];
	static unsigned calls;
	size_t          page = (size_t)sysconf(_SC_PAGESIZE);
	char          **region = &regions[calls++ % GUARDED_LIVE];
	char           *at;

	if (bytes.len > GUARDED_MAX)
		abort();
	if (*region == NULL) {
		*region = mmap(NULL, GUARDED_MAX + page,
		    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (*region == MAP_FAILED ||
		    mprotect(*region + GUARDED_MAX, page, PROT_NONE) != 0)
			abort();
	}
	at = *region + GUARDED_MAX - bytes.len;
	if (bytes.len > 0)
		memcpy(at, bytes.at, bytes.len);
	return (struct bytes){ at, bytes.len };
}

static inline struct bytes
guarded_text(const char *text)
{
	return guarded(bytes_of(text));
}

/* How many this process has; what differs was leaked. */
static inline size_t
open_descriptors(void)
{
	DIR   *directory = opendir("/proc/self/fd");
	size_t count = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

/* For each arena from one that holds nothing up to one of limit bytes. */
#define FOR_EACH_ARENA(size, name, limit)                                 \
	for (size_t size = 0; size <= (limit); size++)                    \
		for (struct arena *name = arena_new(size); name != NULL;  \
		     arena_free(name), name = NULL)

#define SECRET_TEXT "0123456789abcdef0123456789abcdef"
#define SECRET_K    "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

/* A JWK with this id, and this behind its standard members. */
#define JWK(id, more)                                              \
	"{\"kty\":\"oct\",\"kid\":\"" id "\",\"alg\":\"HS256\",\"k\":\"" \
	SECRET_K "\"" more "}"

#endif
