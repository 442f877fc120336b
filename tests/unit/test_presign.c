/*
 * What s3, gcs and s3-v2 sign they take; and what they cannot say, they do not
 * sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "jwks.h"
#include "presign.h"

#define PATH "/photos/my cat.jpg"
#define RAW  "/photos/my%20cat.jpg"
#define WEEK 604800

static const struct {
	struct way   way;
	struct terms terms;
	const char  *wanted;
} rows[] = {
	{ { "s3", "HS256", NULL, NULL },
	    { .path = TEXT(PATH), .expires_at = END },
	    /* As early as a week allows. */
	    RAW "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k1%2F"
	    "20330511%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date="
	    "20330511T033320Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host"
	    "&X-Amz-Signature=" },
	{ { "s3", "HS256", "region", "eu-west-1" },
	    { .path = TEXT(PATH), .not_before = END, .expires_at = END + 1,
	      .methods = TEXT("GET") },
	    RAW "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k1%2F"
	    DAY "%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" DATE
	    "&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=" },
	{ { "s3", "HS256", "bucket", "photos" },
	    { .path = TEXT(PATH), .expires_at = END }, RAW "?X-Amz-" },
	{ { "gcs", "HS256", NULL, NULL },
	    { .path = TEXT(PATH), .not_before = END - WEEK,
	      .expires_at = END },
	    RAW "?X-Goog-Algorithm=GOOG4-HMAC-SHA256&X-Goog-Credential=k1%2F"
	    "20330511%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=" },
	{ { "s3-v2", "HS1", NULL, NULL },
	    { .path = TEXT(PATH), .expires_at = END },
	    RAW "?AWSAccessKeyId=k1&Expires=2000000000&Signature=" },
	{ { "s3-v2", "HS1", "bucket", "photos" },
	    { .path = TEXT(PATH), .expires_at = END },
	    RAW "?AWSAccessKeyId=k1&Expires=2000000000&Signature=" },
	/* The host of the base is the bucket's. */
	{ { "s3-v2", "HS1", "bucket", "img" },
	    { .path = TEXT(PATH), .expires_at = END },
	    RAW "?AWSAccessKeyId=k1&Expires=2000000000&Signature=" },
};

static void
test_round_trips(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct set_up set_up;

		set_up_open(&set_up, &rows[i].way);
		sign_and_judge(&set_up.verifier, &rows[i].terms,
		    rows[i].wanted, 1 << 14);
		set_up_close(&set_up);
	}
}

/* Signed for HEAD alone. */
static void
test_head(void **state)
{
	const struct way   way = { "s3", "HS256", NULL, NULL };
	const struct terms terms = { .path = BYTES(PATH), .expires_at = END,
		.methods = BYTES("HEAD") };
	struct arena *arena = arena_new(1 << 15);
	struct asked  asked = { .method = "HEAD" };
	struct set_up set_up;
	struct bytes  url;
	char          text[1000];

	(void)state;
	set_up_open(&set_up, &way);
	EXPECT_STATUS("signed", sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms, arena,
	    &url), STATUS_OK);
	snprintf(text, sizeof(text), "%.*s", (int)url.len, url.at);
	asked.target = text;
	EXPECT_STATUS(text, judge_link(&set_up.verifier, &asked, arena, NULL),
	    STATUS_OK);
	asked.method = "GET";
	EXPECT_STATUS(text, judge_link(&set_up.verifier, &asked, arena, NULL),
	    STATUS_BAD_SIGNATURE);
	set_up_close(&set_up);
	arena_free(arena);
}

/* ----------------------------------------------------------- what is not */

#define ONE .path = TEXT(PATH), .expires_at = END

/* Beside these, each scheme's own. */
static const struct {
	const char  *name;
	struct terms terms;
	int          is_own; /* of version 4 */
} refused[] = {
	{ "prefix", { .path = TEXT("/a/"), .is_prefix = 1,
	    .expires_at = END }, 0 },
	{ "client", { ONE, .client = TEXT("192.0.2.1") }, 0 },
	{ "link", { ONE, .link_id = TEXT("a") }, 0 },
	{ "subject", { ONE, .subject = TEXT("a") }, 0 },
	{ "uses", { ONE, .uses = 1 }, 0 },
	{ "shared", { ONE, .shared = 1 }, 0 },
	{ "file", { ONE, .has_file_id = 1 }, 0 },
	{ "download", { ONE, .disposition = DISPOSITION_ATTACHMENT,
	    .file_name = TEXT("a") }, 0 },
	{ "methods", { ONE, .methods = TEXT("GET-HEAD") }, 0 },
	{ "over a week", { ONE, .not_before = END - WEEK - 1 }, 1 },
	{ "no time", { ONE, .not_before = END }, 1 },
	{ "before 1970", { .path = TEXT(PATH), .expires_at = WEEK - 1 }, 1 },
	{ "five digits", { .path = TEXT(PATH),
	    .expires_at = 253402300801 + WEEK }, 1 },
	{ "never", { .path = TEXT(PATH), .expires_at = TIME_NEVER }, 1 },
};

static void
test_refused(void **state)
{
	static const struct way ways[] = { { "s3", "HS256", NULL, NULL },
		{ "gcs", "HS256", NULL, NULL }, { "s3-v2", "HS1", NULL,
		    NULL } };
	struct arena *arena = arena_new(1 << 15);
	struct bytes  url;

	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		struct set_up set_up;

		set_up_open(&set_up, &ways[i]);
		for (size_t j = 0; j < COUNT(refused); j++) {
			if (refused[j].is_own && i == 2)
				continue;
			EXPECT_STATUS(refused[j].name,
			    sign(set_up.verifier.schemes[0],
			        keyring_at(set_up.keyring, 0),
			        &set_up.verifier, &refused[j].terms, arena,
			        &url), STATUS_MALFORMED);
			arena_reset(arena);
		}
		set_up_close(&set_up);
	}
	arena_free(arena);
}

/* The host is signed. */
static void
test_no_base(void **state)
{
	const struct way   way = { "s3", "HS256", NULL, NULL };
	const struct terms terms = { .path = BYTES(PATH), .expires_at = END };
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	struct bytes  url;

	(void)state;
	set_up_open(&set_up, &way);
	set_up.verifier.policy.base = BYTES("");
	EXPECT_STATUS("s3", sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms, arena,
	    &url), STATUS_MALFORMED);
	set_up_close(&set_up);
	arena_free(arena);
}

/* Who has the public key alone cannot sign. */
static void
test_public_key(void **state)
{
	const char        *jwk = RSA_JWK("k1", "RS256",
	           ",\"postern\":{\"schemes\":[\"gcs\"]}");
	struct keyring    *keyring = keyring_of(&jwk, 1);
	struct verifier    verifier = foreign_verifier("gcs", keyring);
	const struct terms terms = { .path = BYTES(PATH), .expires_at = END };
	struct arena      *arena = arena_new(1 << 15);
	struct bytes       url;

	(void)state;
	EXPECT_STATUS("gcs", sign(verifier.schemes[0], keyring_at(keyring, 0),
	    &verifier, &terms, arena, &url), STATUS_WRONG_ALGORITHM);
	arena_free(arena);
	keyring_free(keyring);
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
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_no_base),
		cmocka_unit_test(test_public_key),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
