/* The memory of one request.  SPDX-License-Identifier: ISC */
#include "support.h"

#include <stdalign.h>

#include "arena.h"

static void
test_gives_aligned_zeroed_memory(void **state)
{
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t size = 0; size < 40; size++) {
		unsigned char *taken = arena_take(arena, size);

		assert_non_null(taken);
		assert_int_equal((uintptr_t)taken % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(taken[i], 0);
		memset(taken, 0xff, size);
	}
	arena_free(arena);
}

static void
test_running_out_is_sticky(void **state)
{
	struct arena *arena = arena_new(64);

	(void)state;
	assert_non_null(arena_take(arena, 16));
	assert_false(arena_is_full(arena));
	assert_null(arena_take(arena, 64));
	assert_true(arena_is_full(arena));
	assert_null(arena_take(arena, 1));
	arena_reset(arena);
	assert_false(arena_is_full(arena));
	assert_non_null(arena_take(arena, 1));
	arena_free(arena);
}

static void
test_never_gives_more_than_there_is(void **state)
{
	(void)state;
	FOR_EACH_ARENA(room, arena, 128) {
		for (size_t size = 0; size <= room + 64; size++) {
			char *taken = arena_take(arena, size);

			if (taken != NULL)
				memset(taken, 0xff, size);
			if (taken != NULL && size > room)
				fail_msg("%zu of %zu bytes", size, room);
			arena_reset(arena);
		}
	}
}

static void
test_reset_wipes(void **state)
{
	struct arena *arena = arena_new(64);
	char         *first = arena_take(arena, 32);
	char         *second;

	(void)state;
	memset(first, 0xff, 32);
	arena_reset(arena);
	second = arena_take(arena, 32);
	assert_ptr_equal(first, second);
	for (size_t i = 0; i < 32; i++)
		assert_int_equal(second[i], 0);
	arena_free(arena);
}

static void
test_absurd_sizes(void **state)
{
	struct arena *arena = arena_new(64);

	(void)state;
	assert_null(arena_new(SIZE_MAX));
	assert_null(arena_take(arena, SIZE_MAX));
	arena_free(arena);
	arena_free(NULL);
}

static void
test_join(void **state)
{
	const struct bytes parts[] = { BYTES("ab"), { NULL, 0 }, BYTES("c") };
	const struct bytes endless[] = { BYTES("ab"), { "c", SIZE_MAX } };
	struct arena      *large = arena_new(64);
	struct bytes       joined = { NULL, 9 };

	(void)state;
	EXPECT_STATUS("join", arena_join(large, parts, 3, &joined), STATUS_OK);
	EXPECT_BYTES("join", joined, BYTES("abc"));
	EXPECT_STATUS("nothing", arena_join(large, parts, 0, &joined),
	    STATUS_OK);
	EXPECT_BYTES("nothing", joined, BYTES(""));
	EXPECT_STATUS("endless", arena_join(large, endless, 2, &joined),
	    STATUS_TOO_LARGE);
	arena_free(large);
	FOR_EACH_ARENA(size, small, 16) {
		EXPECT_STATUS("full", arena_join(small, parts, 3, &joined),
		    STATUS_TOO_LARGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gives_aligned_zeroed_memory),
		cmocka_unit_test(test_running_out_is_sticky),
		cmocka_unit_test(test_never_gives_more_than_there_is),
		cmocka_unit_test(test_reset_wipes),
		cmocka_unit_test(test_absurd_sizes),
		cmocka_unit_test(test_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
