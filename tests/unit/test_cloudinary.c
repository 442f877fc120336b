/*
 * Signed delivery URLs of Cloudinary: what names the file, and what its SDKs
 * never make; more of the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

static const struct way lengthy = { "cloudinary", "SHA256", NULL, NULL };
static const struct way both = { "cloudinary", "SHA256", "length", "both" };
static const struct way brief = { "cloudinary", "SHA1", "length", "8" };
static const struct way wrong = { "cloudinary", "SHA256", "length", "16" };
static const struct way ours = { "cloudinary", "SHA256", "cloud", "demo" };

#define UP "/demo/image/upload/"

/* @ is the signature of the text, cut to a length; path: what is opened. */
static const struct {
	const struct way *way;
	const char       *target, *text;
	size_t            length;
	const char       *path;
	enum status       status;
} rows[] = {
	{ &lengthy, UP "s--@--/cat.jpg", "cat.jpg", 32, "/cat.jpg",
	    STATUS_OK },
	{ &lengthy, UP "s--@--/cat.jpg?_a=x", "cat.jpg", 32, "/cat.jpg",
	    STATUS_OK },
	/* The version is not signed, and no part of the file's name. */
	{ &lengthy, UP "s--@--/v7/cat.jpg", "cat.jpg", 32, "/cat.jpg",
	    STATUS_OK },
	{ &lengthy, UP "s--@--/w_9/v12/a/cat.jpg", "w_9/a/cat.jpg", 32,
	    "/w_9/a/cat.jpg", STATUS_OK },
	{ &lengthy, UP "s--@--/v1/v2/cat.jpg", "v2/cat.jpg", 32,
	    "/v2/cat.jpg", STATUS_OK },
	{ &lengthy, UP "s--@--/v2/cat.jpg", "v2/cat.jpg", 32, NULL,
	    STATUS_BAD_SIGNATURE },
	{ &lengthy, UP "s--@--/a/v2/b/cat.jpg", "a/v2/b/cat.jpg", 32, NULL,
	    STATUS_BAD_SIGNATURE },
	{ &lengthy, UP "s--@--/v2", "v2", 32, "/v2", STATUS_OK },
	{ &lengthy, UP "s--@--/v1/v2", "v2", 32, "/v2", STATUS_OK },
	{ &lengthy, UP "s--@--/v/a", "v/a", 32, "/v/a", STATUS_OK },
	{ &lengthy, UP "s--@--/v1x/a", "v1x/a", 32, "/v1x/a", STATUS_OK },
	{ &lengthy, UP "s--@--/x1/a", "x1/a", 32, "/x1/a", STATUS_OK },
	{ &lengthy, UP "s--@--/v1/a//b", "a//b", 32, NULL,
	    STATUS_HOSTILE_PATH },
	{ &lengthy, UP "s--@--/", "", 32, NULL, STATUS_MALFORMED },
	{ &lengthy, UP "s--@--", "", 32, NULL, STATUS_MALFORMED },
	/* Blanks of transformations, which are signed as such. */
	{ &lengthy, UP "s--@--/l_a%20b/v1/c%20d.jpg", "l_a b/c%20d.jpg", 32,
	    "/l_a b/c d.jpg", STATUS_OK },
	{ &lengthy, UP "s--@--/l_a%20b/v1/c%20d.jpg", "l_a%20b/c%20d.jpg", 32,
	    "/l_a b/c d.jpg", STATUS_OK },
	{ &lengthy, UP "s--@--/l_a%20b/c.jpg", "l_a b/c.jpg", 32,
	    "/l_a b/c.jpg", STATUS_OK },
	{ &lengthy, UP "s--@--/l_a%20b/v1/c%20d.jpg", "l_a b/c d.jpg", 32,
	    NULL, STATUS_BAD_SIGNATURE },
	{ &lengthy, UP "s--@--/v1/c%20d.jpg", "c d.jpg", 32, NULL,
	    STATUS_BAD_SIGNATURE },
	/* What stands before the signature. */
	{ &lengthy, "/s--@--/cat.jpg", "cat.jpg", 32, "/cat.jpg", STATUS_OK },
	{ &lengthy, "/private/s--@--/cat.jpg", "cat.jpg", 32, "/cat.jpg",
	    STATUS_OK },
	{ &lengthy, "/video/fetch/s--@--/cat.jpg", "cat.jpg", 32, "/cat.jpg",
	    STATUS_OK },
	{ &lengthy, "/raw/authenticated/s--@--/cat.jpg", "cat.jpg", 32,
	    "/cat.jpg", STATUS_OK },
	{ &lengthy, "/other/image/upload/s--@--/cat.jpg", "cat.jpg", 32,
	    "/cat.jpg", STATUS_OK },
	{ &lengthy, "//image/upload/s--@--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_MALFORMED },
	{ &lengthy, "/public/s--@--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_MALFORMED },
	{ &lengthy, "/images/upload/s--@--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_MALFORMED },
	{ &lengthy, "/x" UP "s--@--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_NO_CREDENTIAL },
	{ &ours, UP "s--@--/cat.jpg", "cat.jpg", 32, "/cat.jpg", STATUS_OK },
	{ &ours, "/image/upload/s--@--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_OUTSIDE_GRANT },
	{ &ours, "/other/image/upload/s--@--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_OUTSIDE_GRANT },
	/* Signatures. */
	{ &lengthy, UP "cat.jpg", "cat.jpg", 32, NULL, STATUS_NO_CREDENTIAL },
	{ &lengthy, "/", "", 32, NULL, STATUS_NO_CREDENTIAL },
	{ &lengthy, UP "s--@-/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_NO_CREDENTIAL },
	{ &lengthy, UP "s---/cat.jpg", "", 32, NULL, STATUS_NO_CREDENTIAL },
	{ &lengthy, UP "s----/cat.jpg", "", 32, NULL, STATUS_MALFORMED },
	{ &lengthy, UP "s--@--/cat.jpg", "cat.jpg", 8, NULL,
	    STATUS_MALFORMED },
	{ &lengthy, UP "s--@--/cat.jpg", "dog.jpg", 32, NULL,
	    STATUS_BAD_SIGNATURE },
	{ &lengthy, UP "s--@--/s--AAAAAAAA--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_MALFORMED },
	{ &wrong, UP "s--@--/cat.jpg", "cat.jpg", 16, NULL,
	    STATUS_MALFORMED },
	{ &both, UP "s--@--/cat.jpg", "cat.jpg", 8, "/cat.jpg", STATUS_OK },
	{ &both, UP "s--@--/cat.jpg", "cat.jpg", 32, "/cat.jpg", STATUS_OK },
	{ &both, UP "s--@--/cat.jpg", "cat.jpg", 31, NULL, STATUS_MALFORMED },
	{ &brief, UP "s--@--/cat.jpg", "cat.jpg", 8, "/cat.jpg", STATUS_OK },
	{ &brief, UP "s--@--/cat.jpg", "cat.jpg", 32, NULL,
	    STATUS_MALFORMED },
};

static void
fill(const struct way *way, const char *pattern, const char *text,
    size_t length, char target[600])
{
	const struct bytes parts[] = { bytes_of(text), BYTES(SECRET_TEXT) };
	struct arena      *arena = arena_new(1024);
	unsigned char      hash[HMAC_MAX];
	struct bytes       encoded;
	char               signature[65];
	size_t             bytes;

	assert_int_equal(hash_compute(way->algorithm, parts, 2, hash, &bytes),
	    STATUS_OK);
	assert_int_equal(base64url_encode((struct bytes){ (char *)hash,
	    bytes }, arena, &encoded), STATUS_OK);
	snprintf(signature, sizeof(signature), "%.*s",
	    (int)(length < encoded.len ? length : encoded.len), encoded.at);
	foreign_fill(pattern, signature, target, 600);
	arena_free(arena);
}

static void
test_rows(void **state)
{
	char target[600];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new(1 << 15);
		struct set_up set_up;
		struct terms  terms;

		fill(rows[i].way, rows[i].target, rows[i].text,
		    rows[i].length, target);
		set_up_open(&set_up, rows[i].way);
		set_up.verifier.policy.endless = 1;
		EXPECT_STATUS(target, judge_link(&set_up.verifier,
		    &(struct asked){ .target = target }, arena, &terms),
		    rows[i].status);
		if (rows[i].path != NULL)
			EXPECT_BYTES(target, terms.path,
			    bytes_of(rows[i].path));
		set_up_close(&set_up);
		arena_free(arena);
	}
}

/* SHA-1 has no 32 characters, whatever the route takes. */
static void
test_long_of_sha1(void **state)
{
	static const struct way way = { "cloudinary", "SHA1", "length",
		"both" };
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	char          target[600];

	(void)state;
	fill(&way, UP "s--@AAAAA--/cat.jpg", "cat.jpg", 27, target);
	set_up_open(&set_up, &way);
	EXPECT_STATUS(target, judge_link(&set_up.verifier,
	    &(struct asked){ .target = target }, arena, NULL),
	    STATUS_BAD_SIGNATURE);
	set_up_close(&set_up);
	arena_free(arena);
}

/* The file is beneath the route's prefix, which may name the type. */
static void
test_prefix(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	struct terms  terms;
	char          target[600];

	(void)state;
	fill(&lengthy, UP "s--@--/w_9/v1/a/cat.jpg", "w_9/a/cat.jpg", 32,
	    target);
	set_up_open(&set_up, &lengthy);
	set_up.verifier.prefix = BYTES(UP);
	EXPECT_STATUS("it never ends", judge_link(&set_up.verifier,
	    &(struct asked){ .target = target }, arena, NULL),
	    STATUS_CLAIM_MISSING);
	set_up.verifier.policy.endless = 1;
	EXPECT_STATUS(target, judge_link(&set_up.verifier,
	    &(struct asked){ .target = target }, arena, &terms), STATUS_OK);
	EXPECT_BYTES(target, terms.path, BYTES(UP "w_9/a/cat.jpg"));
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_little_memory(void **state)
{
	struct set_up set_up;
	char          target[600];

	(void)state;
	set_up_open(&set_up, &lengthy);
	set_up.verifier.policy.endless = 1;
	fill(&lengthy, UP "s--@--/l_a%20b/v1/c.jpg", "l_a b/c.jpg", 32,
	    target);
	judge_in_little_memory(&set_up.verifier,
	    &(struct asked){ .target = target }, 4096);
	set_up_close(&set_up);
}

static int
start(void **state)
{
	(void)state;
	return crypto_start() == STATUS_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_long_of_sha1),
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
