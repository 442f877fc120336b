/* What zlib compressed, within bounds.  SPDX-License-Identifier: ISC */
#include "support.h"

#include <zlib.h>

#include "deflated.h"

#define ROOM (1 << 18)

static struct bytes
deflate_text(size_t length, unsigned char *out, size_t size)
{
	unsigned char *text = malloc(length + 1);
	uLongf         made = size;

	assert_non_null(text);
	memset(text, 'x', length);
	assert_int_equal(compress(out, &made, text, length), Z_OK);
	free(text);
	return (struct bytes){ (char *)out, made };
}

static enum status
read_once(struct bytes deflated, struct bytes *inflated)
{
	static struct arena *arena;

	arena_free(arena);
	arena = arena_new(ROOM);
	return deflated_read(guarded(deflated), arena, inflated);
}

static void
test_lengths(void **state)
{
	static const struct {
		size_t      length;
		enum status status;
	} rows[] = {
		{ 0, STATUS_OK },
		{ 1, STATUS_OK },
		{ 1000, STATUS_OK },
		{ INFLATED_MAX, STATUS_OK },
		{ INFLATED_MAX + 1, STATUS_MALFORMED },
		{ 5000000, STATUS_MALFORMED },
	};
	unsigned char out[16384];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes inflated = { "", 7 };
		enum status  status = read_once(deflate_text(rows[i].length,
		     out, sizeof(out)), &inflated);

		EXPECT_STATUS("length", status, rows[i].status);
		assert_int_equal(inflated.len,
		    status == STATUS_OK ? rows[i].length : 7);
		if (status == STATUS_OK && inflated.len > 0)
			assert_int_equal(inflated.at[inflated.len - 1], 'x');
	}
}

/* One text for one stream, and nothing but the stream. */
static void
test_changes(void **state)
{
	unsigned char out[64];
	struct bytes  whole = deflate_text(100, out, sizeof(out)), inflated;

	(void)state;
	for (size_t cut = 0; cut < whole.len; cut++)
		assert_int_equal(read_once((struct bytes){ whole.at, cut },
		    &inflated), STATUS_MALFORMED);
	out[whole.len] = 0;
	assert_int_equal(read_once((struct bytes){ whole.at, whole.len + 1 },
	    &inflated), STATUS_MALFORMED);
	memcpy(out + whole.len, out, whole.len);
	assert_int_equal(read_once((struct bytes){ whole.at, 2 * whole.len },
	    &inflated), STATUS_MALFORMED);
	out[whole.len - 1] ^= 1;
	assert_int_equal(read_once(whole, &inflated), STATUS_MALFORMED);
	assert_int_equal(read_once((struct bytes){ whole.at, 0 }, &inflated),
	    STATUS_MALFORMED);
}

static void
test_too_long(void **state)
{
	char        *deflated = calloc(1, INFLATED_MAX + 1);
	struct arena *arena = arena_new(ROOM);
	struct bytes inflated;

	(void)state;
	assert_non_null(deflated);
	assert_int_equal(deflated_read((struct bytes){ deflated,
	    INFLATED_MAX + 1 }, arena, &inflated), STATUS_MALFORMED);
	arena_free(arena);
	free(deflated);
}

static void
test_little_memory(void **state)
{
	unsigned char out[64];
	struct bytes  whole = deflate_text(100, out, sizeof(out));
	size_t        done = 0;

	(void)state;
	for (size_t size = 0; size <= ROOM; size += 997) {
		struct arena *arena = arena_new(size);
		struct bytes  inflated;
		enum status   status;

		if (arena == NULL)
			continue;
		status = deflated_read(whole, arena, &inflated);
		if (status != STATUS_OK)
			assert_int_equal(status, STATUS_TOO_LARGE);
		done += status == STATUS_OK;
		arena_free(arena);
	}
	assert_in_range(done, 1, ROOM / 997);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
