/*
 * Links whose token signs what stands before it: where the token and its end
 * may stand, and what an end may be; the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

#define CLOUDFLARE { "cloudflare", "HS256", "mac", "base64url" }
#define IMAGES     { "cloudflare-images", "HS256", NULL, NULL }
#define IMGIX      { "imgix", "MD5", NULL, NULL }
#define IMAGEKIT   { "imagekit", "HS1", NULL, NULL }

/* The hash of imgix, whose secret stands before the message. */
static void
imgix_hash(const char *message, char hex[2 * HMAC_MAX + 1])
{
	const struct bytes parts[] = { BYTES(SECRET_TEXT),
		bytes_of(message) };
	unsigned char      hash[HMAC_MAX];
	size_t             length;

	assert_int_equal(hash_compute("MD5", parts, 2, hash, &length),
	    STATUS_OK);
	hex_write(hash, length, hex);
	hex[2 * length] = '\0';
}

static void
write_token(const struct way *way, const char *message,
    char token[2 * HMAC_MAX + 1])
{
	if (strcmp(way->algorithm, "MD5") == 0)
		imgix_hash(message, token);
	else if (way->setting != NULL)
		foreign_base64("SHA256", message, token);
	else
		foreign_hex(strcmp(way->algorithm, "HS1") == 0 ? "SHA1"
							       : "SHA256",
		    message, token);
}

/* @ is the token of the message; the links of Cloudflare live for 600 s. */
static const struct {
	struct way  way;
	const char *target, *message;
	enum status status;
} rows[] = {
	{ CLOUDFLARE, "/a.jpg?verify=1999999400-@", "/a.jpg1999999400",
	    STATUS_OK },
	{ CLOUDFLARE, "/a.jpg?verify=1999999399-@", "/a.jpg1999999399",
	    STATUS_EXPIRED },
	{ CLOUDFLARE, "/a.jpg?w=1&verify=1999999400-@",
	    "/a.jpg?w=11999999400", STATUS_OK },
	{ CLOUDFLARE, "/a.jpg?w=1&verify=1999999400-@", "/a.jpg1999999400",
	    STATUS_BAD_SIGNATURE },
	/* What stands before it may be nothing, or nearly so. */
	{ CLOUDFLARE, "/a.jpg?&verify=1999999400-@", "/a.jpg?1999999400",
	    STATUS_OK },
	{ CLOUDFLARE, "/a.jpg?&verify=1999999400-@", "/a.jpg1999999400",
	    STATUS_BAD_SIGNATURE },
	/* A digit of the path's is none of the moment's. */
	{ CLOUDFLARE, "/a?verify=11999999400-@", "/a11999999400",
	    STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?verify=999999400-@", "/a.jpg999999400",
	    STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?verify=1999999400", "", STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?verify=1999999400-", "", STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?verify=1999999400_@", "/a.jpg1999999400",
	    STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?verify=1999999400-@=", "/a.jpg1999999400",
	    STATUS_BAD_SIGNATURE },
	{ CLOUDFLARE, "/a.jpg?verify=1999999400-@&", "/a.jpg1999999400",
	    STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?verify=1999999400-@&w=1", "/a.jpg1999999400",
	    STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?verif%79=1999999400-@", "/a.jpg1999999400",
	    STATUS_MALFORMED },
	{ CLOUDFLARE, "/a.jpg?Verify=1999999400-@", "/a.jpg1999999400",
	    STATUS_NO_CREDENTIAL },
	/* Of no such alphabet. */
	{ { "cloudflare", "HS256", "mac", "hex" },
	    "/a.jpg?verify=1999999400-@", "", STATUS_MALFORMED },

	{ IMAGES, "/a/b/c?exp=2000000000&sig=@", "/a/b/c?exp=2000000000",
	    STATUS_OK },
	{ IMAGES, "/a/b/c?exp=1999999999&sig=@", "/a/b/c?exp=1999999999",
	    STATUS_EXPIRED },
	{ IMAGES, "/a?exp=2000000000&z=1&sig=@", "/a?exp=2000000000&z=1",
	    STATUS_OK },
	/* It has no end, which the route does not take. */
	{ IMAGES, "/a?sig=@", "/a?", STATUS_CLAIM_MISSING },
	{ IMAGES, "/a?sig=@", "/a", STATUS_BAD_SIGNATURE },
	{ IMAGES, "/a?z=1&sig=@", "/a?z=1", STATUS_CLAIM_MISSING },
	{ IMAGES, "/a?exp=2000000000", "", STATUS_NO_CREDENTIAL },
	{ IMAGES, "/a?sig=@&exp=2000000000", "/a?", STATUS_MALFORMED },
	{ IMAGES, "/a?exp=0&sig=@", "/a?exp=0", STATUS_MALFORMED },
	{ IMAGES, "/a?exp=&sig=@", "/a?exp=", STATUS_MALFORMED },
	{ IMAGES, "/a?exp&sig=@", "/a?exp", STATUS_MALFORMED },
	{ IMAGES, "/a?e%78p=2000000000&sig=@", "/a?e%78p=2000000000",
	    STATUS_MALFORMED },
	{ IMAGES, "/a?exp=2000000000000&sig=@", "/a?exp=2000000000000",
	    STATUS_MILLISECONDS },
	{ IMAGES, "/a?exp=2000000000&exp=2000000000&sig=@", "",
	    STATUS_AMBIGUOUS },

	/* Nothing divides its end from the path, either. */
	{ { "fastly", "HS256", NULL, NULL }, "/a?token=2000000000_@",
	    "/a2000000000", STATUS_OK },
	{ { "fastly", "HS256", NULL, NULL }, "/a?token=12000000000_@",
	    "/a12000000000", STATUS_MALFORMED },
	{ { "tencent", "MD5", "type", "D" }, "/a?sign=@&t=1999999400",
	    "/a1999999400", STATUS_OK },
	{ { "tencent", "MD5", "type", "D" }, "/a?sign=@&t=11999999400",
	    "/a11999999400", STATUS_MALFORMED },

	{ IMGIX, "/a.jpg?expires=2000000000&s=@",
	    "/a.jpg?expires=2000000000", STATUS_OK },
	{ IMGIX, "/a.jpg?expires=1999999999&w=1&s=@",
	    "/a.jpg?expires=1999999999&w=1", STATUS_EXPIRED },
	{ IMGIX, "/a.jpg?s=@", "/a.jpg", STATUS_CLAIM_MISSING },
	{ IMGIX, "/a.jpg?s=@&w=1", "/a.jpg", STATUS_MALFORMED },
	{ IMGIX, "/a.jpg?expires=2000000000", "", STATUS_NO_CREDENTIAL },

	{ IMAGEKIT, "/a.jpg?ik-t=2000000000&ik-s=@", "a.jpg2000000000",
	    STATUS_OK },
	{ IMAGEKIT, "/a.jpg?v=1&ik-t=2000000000&ik-s=@",
	    "a.jpg?v=12000000000", STATUS_OK },
	{ IMAGEKIT, "/a.jpg?ik-t=2000000000&v=1&ik-s=@",
	    "a.jpg?ik-t=2000000000&v=12000000000", STATUS_MALFORMED },
	{ IMAGEKIT, "/a.jpg?ik-t=2000000000&v=1&ik-s=@",
	    "a.jpg?v=12000000000", STATUS_MALFORMED },
	{ IMAGEKIT, "/a.jpg?ik-s=@&ik-t=2000000000", "a.jpg2000000000",
	    STATUS_MALFORMED },
	{ IMAGEKIT, "/a.jpg?ik-t=2000000000&ik-s=@&v=1", "a.jpg2000000000",
	    STATUS_MALFORMED },
	{ IMAGEKIT, "/a?ik-t=12000000000&ik-s=@", "a12000000000",
	    STATUS_MALFORMED },
	{ IMAGEKIT, "/a.jpg?ik-t=2000000000", "", STATUS_NO_CREDENTIAL },
	/* No end is none, said or not. */
	{ IMAGEKIT, "/a.jpg?ik-s=@", "a.jpg9999999999",
	    STATUS_CLAIM_MISSING },
	{ IMAGEKIT, "/a.jpg?ik-t=9999999999&ik-s=@", "a.jpg9999999999",
	    STATUS_CLAIM_MISSING },
	{ IMAGEKIT, "/?ik-t=2000000000&ik-s=@", "2000000000",
	    STATUS_MALFORMED },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new(1 << 15);
		char          token[2 * HMAC_MAX + 1], target[1000];
		struct asked  asked = { .target = target };
		struct set_up set_up;

		set_up_open(&set_up, &rows[i].way);
		write_token(&rows[i].way, rows[i].message, token);
		foreign_fill(rows[i].target, token, target, sizeof(target));
		EXPECT_STATUS(rows[i].target, judge_link(&set_up.verifier,
		    &asked, arena, NULL), rows[i].status);
		set_up_close(&set_up);
		arena_free(arena);
	}
}

static const struct {
	struct way  way;
	const char *wanted;
} signers[] = {
	{ { "cloudflare", "HS256", NULL, NULL },
	    "/img/my%20cat.jpg?verify=1999999380-" },
	{ CLOUDFLARE, "/img/my%20cat.jpg?verify=1999999380-" },
	{ { "cloudflare", "HS256", "parameter", "t" },
	    "/img/my%20cat.jpg?t=1999999380-" },
	{ IMAGES, "/img/my%20cat.jpg?exp=1999999980&sig=" },
	{ IMGIX, "/img/my%20cat.jpg?expires=1999999980&s=" },
	{ IMAGEKIT, "/img/my%20cat.jpg?ik-t=1999999980&ik-s=" },
};

static void
test_round_trips(void **state)
{
	const struct terms terms = { .path = BYTES("/img/my cat.jpg"),
		.expires_at = 1999999980 };

	(void)state;
	for (size_t i = 0; i < COUNT(signers); i++) {
		struct set_up set_up;

		set_up_open(&set_up, &signers[i].way);
		sign_and_judge(&set_up.verifier, &terms, signers[i].wanted,
		    1 << 13);
		set_up_close(&set_up);
	}
}

/* Base64 of any MAC: what is percent-encoded, and what is not. */
static void
test_base64(void **state)
{
	const struct way way = { "cloudflare", "HS256", NULL, NULL };
	struct set_up    set_up;

	(void)state;
	set_up_open(&set_up, &way);
	for (int i = 0; i < 40; i++) {
		char               path[20];
		const struct terms terms = { .path = { path,
			(size_t)snprintf(path, sizeof(path), "/%d.jpg", i) },
			.expires_at = 2000000000 };

		sign_and_judge(&set_up.verifier, &terms, "/", 1 << 13);
	}
	set_up_close(&set_up);
}

static void
expect_unsigned(const struct way *way, struct terms terms,
    const char *prefix)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	struct bytes  url;

	set_up_open(&set_up, way);
	set_up.verifier.prefix = bytes_of(prefix);
	EXPECT_STATUS(way->scheme, sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms, arena,
	    &url), STATUS_MALFORMED);
	set_up_close(&set_up);
	arena_free(arena);
}

/* Moments without ten digits, another route's path, no such setting. */
static void
test_what_no_link_says(void **state)
{
	const struct way   imagekit = IMAGEKIT, cloudflare = CLOUDFLARE;
	const struct way   hex = { "cloudflare", "HS256", "mac", "hex" };
	const struct terms good = { .path = BYTES("/a.jpg"),
		.expires_at = 2000000000 };
	struct terms       terms = good;

	(void)state;
	expect_unsigned(&imagekit, good, "/img/");
	expect_unsigned(&hex, good, "/");
	terms.expires_at = 999999999;
	expect_unsigned(&imagekit, terms, "/");
	terms.expires_at = 10000000000;
	expect_unsigned(&imagekit, terms, "/");
	/* It was made 600 s before. */
	terms.expires_at = 1000000599;
	expect_unsigned(&cloudflare, terms, "/");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_what_no_link_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
