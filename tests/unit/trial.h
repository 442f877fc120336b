/*
 * One grant and one request for it, judged by authorise: allowed unless a test
 * changes something.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_TRIAL_H
#define TESTS_UNIT_TRIAL_H

#include "support.h"

#include "scheme.h"

#define NOW 1800000000

/* A case that is allowed, until a test changes something. */
struct trial {
	struct key      key;
	struct verifier verifier;
	struct grant    grant;
	struct request  request;
	int64_t         now;
};

static inline void
fill(struct trial *trial)
{
	*trial = (struct trial){
		.key = {
			.id = BYTES("k1"),
			.prefixes = { BYTES("/other/"), BYTES("/img/") },
			.prefix_count = 2,
			.longest_lifetime = 100,
			.not_before = NOW,
			.retired_after = NOW,
		},
		.grant.terms = {
			.path = BYTES("/img/"),
			.is_prefix = 1,
			.expires_at = NOW + 100,
			.not_before = NOW,
			.methods = BYTES("HEAD-GET"),
			.client = BYTES("192.0.2.0/24"),
			.link_id = BYTES("link"),
			.subject = BYTES("subject"),
			.shared = 1,
			.disposition = DISPOSITION_INLINE,
			.file_name = BYTES("cat.jpg"),
		},
		.request = {
			.method = BYTES("GET"),
			.client_address = BYTES("192.0.2.255"),
			.raw_path = BYTES("/img/cat%2Ejpg"),
			.path = BYTES("/img/cat.jpg"),
		},
		.now = NOW,
	};
	trial->grant.key = &trial->key;
	trial->grant.scheme = scheme_named(BYTES("native"));
	trial->grant.verifier = &trial->verifier;
}

/* There is a permit where it is allowed, and none where it is not. */
static inline enum status
judge(struct trial *trial, struct arena *arena, const struct permit **permit)
{
	enum status status;

	*permit = NULL;
	status = authorise(&trial->grant, &trial->request, trial->now, arena,
	    permit);
	assert_int_equal(*permit != NULL, status == STATUS_OK);
	return status;
}

static inline void
expect_judged(const char *row, struct trial *trial, enum status wanted)
{
	struct arena        *arena = arena_new(4096);
	const struct permit *permit;

	EXPECT_STATUS(row, judge(trial, arena, &permit), wanted);
	arena_free(arena);
}

#endif
