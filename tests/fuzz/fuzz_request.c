/*
 * A request's target, read.  -DPLANT decodes twice, the classic of path
 * traversal.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include "percent.h"

static void
decode_again(struct request *request, struct arena *arena)
{
#ifdef PLANT
	if (percent_decode(request->path, arena, &request->path) != STATUS_OK)
		return;
#else
	(void)request;
	(void)arena;
#endif
}

static int
is_within(struct bytes part, struct bytes whole)
{
	return part.at >= whole.at && part.len <= whole.len &&
	    part.at + part.len <= whole.at + whole.len;
}

/* Encoded and read again, a path is the same path. */
static void
require_same_again(struct bytes path, struct arena *arena)
{
	struct request again = { .method = BYTES("GET") };

	REQUIRE(percent_encode(path, arena, &again.target) == STATUS_OK);
	if (again.target.len > TARGET_MAX)
		return;
	REQUIRE(request_read(&again, arena) == STATUS_OK);
	REQUIRE(bytes_equal(again.path, path));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena        *arena = arena_new(1 << 16);
	struct request       request = { .target = { (const char *)data, size } };
	const struct permit *permit;
	enum status          status = request_read(&request, arena);

	REQUIRE(status != STATUS_TOO_LARGE && status != STATUS_INTERNAL);
	REQUIRE(status != STATUS_UNDECIDED);
	REQUIRE(size <= TARGET_MAX || status == STATUS_URL_TOO_LONG);
	if (status != STATUS_OK) {
		REQUIRE(request.path.at == NULL && request.query.at == NULL);
		arena_free(arena);
		return 0;
	}
	decode_again(&request, arena);
	REQUIRE(!is_bad_path(request.path));
	REQUIRE(request.path.len <= request.raw_path.len);
	REQUIRE(is_within(request.raw_path, request.target));
	REQUIRE(is_within(request.query, request.target));
	REQUIRE(memchr(request.query.at, '#', request.query.len) == NULL);
	require_same_again(request.path, arena);
	if (permit_unverified(&request, arena, &permit) == STATUS_OK) {
		REQUIRE(memchr(permit->path.at, '\\', permit->path.len) == NULL);
		REQUIRE(memmem(permit->path.at, permit->path.len, "//", 2) ==
		    NULL);
	}
	arena_free(arena);
	return 0;
}
