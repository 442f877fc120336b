/*
 * URLs of the npm package signed-url: how a query is written anew, and what the
 * package does not write; the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "links.h"

#define END_CODED "MjAwMDAwMDAwMA" /* 2000000000 */
#define ONE       "/a.jpg?hash=@." END_CODED

static const struct way way = { "signed-url", "HS256", NULL, NULL };

/* @ is the token of the message, in which the base is left out. */
static const struct {
	const char *target, *message;
	enum status status;
} rows[] = {
	{ ONE, "/a.jpg:2000000000", STATUS_OK },
	{ "/a.jpg?hash=@.MTk5OTk5OTk5OQ", "/a.jpg:1999999999",
	    STATUS_EXPIRED },
	{ "/a.jpg?hash=@", "/a.jpg", STATUS_CLAIM_MISSING },
	{ ONE, "/a.jpg", STATUS_BAD_SIGNATURE },
	/* As forms are sent. */
	{ ONE "&b=%7e%20*-._&a=%c3%a9", "/a.jpg?a=%C3%A9&b=%7E+*-._:"
	    "2000000000", STATUS_OK },
	{ ONE "&b=~+%2a", "/a.jpg?b=%7E+*:2000000000", STATUS_OK },
	{ ONE "&b=~", "/a.jpg?b=~:2000000000", STATUS_BAD_SIGNATURE },
	{ ONE "&b=%00", "/a.jpg?b=%00:2000000000", STATUS_OK },
	{ ONE "&b", "/a.jpg?b=:2000000000", STATUS_OK },
	{ ONE "&&b=1&", "/a.jpg?b=1:2000000000", STATUS_OK },
	{ ONE "&=1", "/a.jpg?=1:2000000000", STATUS_OK },
	{ ONE "&b=2&a=1&b=1", "/a.jpg?a=1&b=2&b=1:2000000000", STATUS_OK },
	{ ONE "&b=2&a=1&b=1", "/a.jpg?a=1&b=1&b=2:2000000000",
	    STATUS_BAD_SIGNATURE },
	{ ONE "&a=b%26c", "/a.jpg?a=b%26c:2000000000", STATUS_OK },
	{ ONE "&a=b&c=", "/a.jpg?a=b%26c:2000000000", STATUS_BAD_SIGNATURE },
	/* Hashes and ends in no other form. */
	{ ONE "&hash=x", "", STATUS_AMBIGUOUS },
	{ "/a.jpg?h%61sh=@." END_CODED, "", STATUS_MALFORMED },
	{ "/a.jpg?hash=", "", STATUS_MALFORMED },
	{ "/a.jpg?hash=AAAA." END_CODED, "", STATUS_MALFORMED },
	{ "/a.jpg?hash=@.", "/a.jpg", STATUS_MALFORMED },
	{ "/a.jpg?hash=@=." END_CODED, "", STATUS_MALFORMED },
	{ ONE "==", "/a.jpg:2000000000", STATUS_MALFORMED },
	{ ONE "." END_CODED, "", STATUS_MALFORMED },
	{ "/a.jpg?hash=@.MDIwMDAwMDAwMDA", "/a.jpg:02000000000",
	    STATUS_MALFORMED },
	{ "/a.jpg?hash=@.LTE", "/a.jpg:-1", STATUS_MALFORMED },
	{ "/a.jpg?hash=@.MA", "/a.jpg:0", STATUS_MALFORMED },
	{ "/a.jpg?hash=@.MjAwMDAwMDAwMDAwMA", "/a.jpg:2000000000000",
	    STATUS_MILLISECONDS },
	{ "/a.jpg", "", STATUS_NO_CREDENTIAL },
	/* What was signed of another path and its end. */
	{ "/a.jpg:2000000000?hash=@", "/a.jpg:2000000000", STATUS_MALFORMED },
	{ "/a.jpg:x1?hash=@", "/a.jpg:x1", STATUS_CLAIM_MISSING },
	{ "/a:1?hash=@&b=1", "/a:1?b=1", STATUS_CLAIM_MISSING },
	{ "/a:1?hash=@." END_CODED, "/a:1:2000000000", STATUS_OK },
};

static void
write_target(const char *method, size_t row, char *target, size_t size)
{
	char message[300], token[2 * HMAC_MAX];

	snprintf(message, sizeof(message), "%s:" BASE "%s", method,
	    rows[row].message);
	foreign_base64("SHA256", message, token);
	foreign_fill(rows[row].target, token, target, size);
}

static void
test_rows(void **state)
{
	struct set_up set_up;

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new(1 << 15);
		char          target[1000];
		struct asked  asked = { .target = target };

		write_target("GET", i, target, sizeof(target));
		EXPECT_STATUS(target, judge_link(&set_up.verifier, &asked,
		    arena, NULL), rows[i].status);
		arena_free(arena);
	}
	set_up_close(&set_up);
}

/* The method is signed; what is signed for none of ours is not answered. */
static void
test_methods(void **state)
{
	static const struct {
		const char *signed_for, *method;
		enum status status;
	} methods[] = {
		{ "HEAD", "HEAD", STATUS_OK },
		{ "GET", "HEAD", STATUS_BAD_SIGNATURE },
		{ "HEAD", "GET", STATUS_BAD_SIGNATURE },
		{ "POST", "POST", STATUS_METHOD_NOT_GRANTED },
	};
	struct set_up set_up;

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(methods); i++) {
		struct arena *arena = arena_new(1 << 15);
		char          target[1000];
		struct asked  asked = { .target = target,
			 .method = methods[i].method };

		write_target(methods[i].signed_for, 0, target,
		    sizeof(target));
		EXPECT_STATUS(methods[i].method, judge_link(&set_up.verifier,
		    &asked, arena, NULL), methods[i].status);
		arena_free(arena);
	}
	set_up_close(&set_up);
}

static void
test_signing(void **state)
{
	const struct terms terms = { .path = BYTES("/img/my cat.jpg"),
		.expires_at = END };
	struct terms       head = terms;
	struct arena      *arena = arena_new(1 << 15);
	struct set_up      set_up;
	struct bytes       url;

	(void)state;
	head.methods = BYTES("HEAD");
	set_up_open(&set_up, &way);
	sign_and_judge(&set_up.verifier, &terms, "/img/my%20cat.jpg?hash=",
	    1 << 13);
	assert_int_equal(sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, &head, arena,
	    &url), STATUS_MALFORMED);
	set_up.verifier.policy.base = EMPTY;
	assert_int_equal(sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms, arena,
	    &url), STATUS_MALFORMED);
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_in_little_memory(void **state)
{
	struct set_up set_up;
	char          target[1000];
	struct asked  asked = { .target = target };

	(void)state;
	write_target("GET", 4, target, sizeof(target));
	set_up_open(&set_up, &way);
	judge_in_little_memory(&set_up.verifier, &asked, 1 << 14);
	set_up_close(&set_up);
}

/* More parameters than a query may have, of one name or of many. */
static void
test_many_parameters(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	char          target[1000] = "/a.jpg?hash=x", *end;
	struct asked  asked = { .target = target };
	struct set_up set_up;

	(void)state;
	end = target + strlen(target);
	for (size_t i = 0; i < 64; i++)
		end = stpcpy(end, "&a=1");
	set_up_open(&set_up, &way);
	EXPECT_STATUS("64 others", judge_link(&set_up.verifier, &asked, arena,
	    NULL), STATUS_MALFORMED);
	set_up_close(&set_up);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_signing),
		cmocka_unit_test(test_in_little_memory),
		cmocka_unit_test(test_many_parameters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
