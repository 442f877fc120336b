/* What a sealed token says, packed.  SPDX-License-Identifier: ISC */
#include "group_arena.h"

#include "bytes.h"
#include "sealed_body.h"

#define PREFIX BYTES("/img/")

/* 1800000000 as minutes; the same and a second as seconds. */
#define MINUTES "\x18\x65\xa0"
#define SECONDS "\x00\x6b\x49\xd2\x01"
#define NUMBER  "\x89\x10\x87\xb8\xe3\xb7\x0c\xb1"

/* The layouts of docs/sealed.md, byte for byte. */
static const struct {
	struct bytes body;
	struct terms terms;
} layouts[] = {
	{ TEXT("\x40" MINUTES "a.jpg"),
	    { .path = TEXT("/img/a.jpg"), .expires_at = 1800000000 } },
	{ TEXT("\x44" SECONDS "a.jpg"),
	    { .path = TEXT("/img/a.jpg"), .expires_at = 1800000001 } },
	{ TEXT("\x48" MINUTES NUMBER "a.jpg"),
	    { .path = TEXT("/img/a.jpg"), .expires_at = 1800000000,
	        .subject = TEXT("9876543210987654321") } },
	{ TEXT("\x50" MINUTES "a/"),
	    { .path = TEXT("/img/a/"), .is_prefix = 1,
	        .expires_at = 1800000000 } },
	{ TEXT("\x50" MINUTES),
	    { .path = TEXT("/img/"), .is_prefix = 1,
	        .expires_at = 1800000000 } },
	{ TEXT("\x60" MINUTES NUMBER),
	    { .has_file_id = 1, .file_id = 9876543210987654321u,
	        .expires_at = 1800000000 } },
	{ TEXT("\x42" MINUTES "\x00\x07" "c.sa2lt" "a.jpg"),
	    { .path = TEXT("/img/a.jpg"), .expires_at = 1800000000,
	        .shared = 1, .subject = TEXT("kim") } },
	{ TEXT("\x6e" SECONDS NUMBER "\x00\x07" "jx.mGET" NUMBER),
	    { .has_file_id = 1, .file_id = 9876543210987654321u,
	        .expires_at = 1800000001, .link_id = TEXT("x"),
	        .subject = TEXT("9876543210987654321"),
	        .methods = TEXT("GET") } },
};

static void
test_layouts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(layouts); i++) {
		const struct terms *wanted = &layouts[i].terms;
		struct terms        terms;
		struct bytes        body;

		arena_reset(arena);
		EXPECT_STATUS("pack", sealed_body_pack(wanted, PREFIX, arena,
		    &body), STATUS_OK);
		EXPECT_BYTES("pack", body, layouts[i].body);
		EXPECT_STATUS("unpack", sealed_body_unpack(guarded(body),
		    PREFIX, arena, &terms), STATUS_OK);
		EXPECT_BYTES("path", terms.path, wanted->path);
		EXPECT_BYTES("subject", terms.subject, wanted->subject);
		assert_int_equal(terms.expires_at, wanted->expires_at);
		assert_int_equal(terms.file_id, wanted->file_id);
	}
}

static int
are_same(const struct terms *a, const struct terms *b)
{
	return bytes_equal(a->path, b->path) && a->is_prefix == b->is_prefix &&
	    a->expires_at == b->expires_at && a->not_before == b->not_before &&
	    bytes_equal(a->methods, b->methods) &&
	    bytes_equal(a->client, b->client) &&
	    bytes_equal(a->link_id, b->link_id) &&
	    bytes_equal(a->subject, b->subject) && a->uses == b->uses &&
	    a->shared == b->shared && a->disposition == b->disposition &&
	    bytes_equal(a->file_name, b->file_name) &&
	    a->has_file_id == b->has_file_id && a->file_id == b->file_id;
}

/* Whatever is changed, it is no body or says something else. */
static void
expect_other(struct bytes body, const struct terms *terms, size_t *taken)
{
	struct terms other;
	enum status  status;

	arena_reset(arena);
	status = sealed_body_unpack(guarded(body), PREFIX, arena, &other);
	if (status != STATUS_OK && status != STATUS_MILLISECONDS)
		EXPECT_STATUS("changed", status, STATUS_MALFORMED);
	if (status == STATUS_OK && are_same(&other, terms))
		fail_msg("two bodies say the same");
	*taken += status == STATUS_OK;
}

static void
test_one_body_for_one_meaning(void **state)
{
	size_t taken = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(layouts); i++) {
		struct bytes body = layouts[i].body;
		char         changed[64];

		for (size_t bit = 0; bit < 8 * body.len; bit++) {
			memcpy(changed, body.at, body.len);
			changed[bit / 8] = (char)(changed[bit / 8] ^
			    1 << bit % 8);
			expect_other((struct bytes){ changed, body.len },
			    &layouts[i].terms, &taken);
		}
		for (size_t byte = 0; byte < 256; byte++) {
			memcpy(changed, body.at, body.len);
			changed[body.len] = (char)byte;
			expect_other((struct bytes){ changed, body.len + 1 },
			    &layouts[i].terms, &taken);
		}
		for (size_t length = 0; length < body.len; length++)
			expect_other((struct bytes){ body.at, length },
			    &layouts[i].terms, &taken);
	}
	/* Another minute, another user, another letter are right bodies. */
	assert_in_range(taken, 300, 2000);
}

static void
test_outputs_only_on_success(void **state)
{
	struct terms terms = { .expires_at = 7 };
	struct bytes body = TEXT("untouched");

	(void)state;
	EXPECT_STATUS("unpack", sealed_body_unpack(BYTES("\x41" MINUTES "a"),
	    PREFIX, arena, &terms), STATUS_MALFORMED);
	assert_int_equal(terms.expires_at, 7);
	terms = (struct terms){ .path = BYTES("/img/a/") };
	EXPECT_STATUS("pack", sealed_body_pack(&terms, PREFIX, arena, &body),
	    STATUS_MALFORMED);
	EXPECT_BYTES("pack", body, BYTES("untouched"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_one_body_for_one_meaning),
		cmocka_unit_test(test_outputs_only_on_success),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
