/*
 * s3 and gcs: Amazon's own example, buckets, session tokens, what is no file,
 * and what the URL asks of the answer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "presign.h"

/* docs.aws.amazon.com, "Authenticating Requests: Using Query Parameters" */
#define EXAMPLE_JWK                                                         \
	"{\"kty\":\"oct\",\"kid\":\"AKIAIOSFODNN7EXAMPLE\",\"alg\":\"HS256\"," \
	"\"k\":\"d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQ\","  \
	"\"postern\":{\"schemes\":[\"s3\"]}}"
#define EXAMPLE_HOST "https://examplebucket.s3.amazonaws.com"
#define EXAMPLE_URL                                                      \
	"/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"                     \
	"&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1"  \
	"%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"               \
	"&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=" \
	"aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
#define EXAMPLE_DATE 1369353600

static void
test_example(void **state)
{
	const char      *jwk = EXAMPLE_JWK;
	struct keyring  *keyring = keyring_of(&jwk, 1);
	struct verifier  verifier = foreign_verifier("s3", keyring);
	struct arena    *arena = arena_new(1 << 15);
	struct asked     asked = { .target = EXAMPLE_URL,
		    .now = EXAMPLE_DATE + 86400 };
	struct terms     terms = { .path = BYTES("/test.txt"),
		    .not_before = EXAMPLE_DATE,
		    .expires_at = EXAMPLE_DATE + 86400 };
	struct bytes     url;

	(void)state;
	verifier.policy.base = BYTES(EXAMPLE_HOST);
	EXPECT_STATUS("judged", judge_link(&verifier, &asked, arena, NULL),
	    STATUS_OK);
	asked.now++;
	EXPECT_STATUS("later", judge_link(&verifier, &asked, arena, NULL),
	    STATUS_EXPIRED);
	EXPECT_STATUS("signed", sign(verifier.schemes[0],
	    keyring_at(keyring, 0), &verifier, &terms, arena, &url),
	    STATUS_OK);
	EXPECT_BYTES("signed", url, BYTES(EXAMPLE_URL));
	arena_free(arena);
	keyring_free(keyring);
}

/* ----------------------------------------------------------------- buckets */

struct place {
	const char *prefix, *bucket, *base, *host, *path;
	const char *signed_host; /* "host:...\n" */
	enum status status;
	const char *file; /* that is asked for */
};

#define OF_PHOTOS "host:photos.example.org\n"
#define OF_IMG    "host:img.example.org\n"
#define PHOTOS    "photos.example.org"

static const struct place places[] = {
	{ "/", "", BASE, NULL, "/photos/a.jpg", OF_IMG, STATUS_OK,
	    "/photos/a.jpg" },
	{ "/", "photos", BASE, NULL, "/photos/a.jpg", OF_IMG, STATUS_OK,
	    "/a.jpg" },
	{ "/", "photos", BASE, NULL, "/photos/photos/a.jpg", OF_IMG,
	    STATUS_OK, "/photos/a.jpg" },
	{ "/", "photos", BASE, NULL, "/photos", OF_IMG, STATUS_OK, "/" },
	{ "/", "photos", BASE, NULL, "/others/a.jpg", OF_IMG,
	    STATUS_OUTSIDE_GRANT, NULL },
	{ "/", "photos", BASE, NULL, "/", OF_IMG, STATUS_OUTSIDE_GRANT,
	    NULL },
	{ "/", "photos", BASE, NULL, "/photosets/a.jpg", OF_IMG,
	    STATUS_OUTSIDE_GRANT, NULL },
	/* The prefix has it already. */
	{ "/photos/", "photos", BASE, NULL, "/photos/a.jpg", OF_IMG,
	    STATUS_OK, "/photos/a.jpg" },
	{ "/x/photos/y/", "photos", BASE, NULL, "/x/photos/y/a.jpg", OF_IMG,
	    STATUS_OK, "/x/photos/y/a.jpg" },
	{ "/photos/", "photos", "", PHOTOS, "/photos/a.jpg", OF_PHOTOS,
	    STATUS_OK, "/photos/a.jpg" },
	/* An endpoint with a path of its own. */
	{ "/img/", "photos", BASE, NULL, "/img/photos/a.jpg", OF_IMG,
	    STATUS_OK, "/img/a.jpg" },
	{ "/img/", "photos", BASE, NULL, "/img/a.jpg", OF_IMG,
	    STATUS_OUTSIDE_GRANT, NULL },
	/* Hosts of its own. */
	{ "/", "photos", "", PHOTOS, "/a.jpg", OF_PHOTOS, STATUS_OK,
	    "/a.jpg" },
	{ "/", "photos", "", PHOTOS, "/photos/a.jpg", OF_PHOTOS, STATUS_OK,
	    "/photos/a.jpg" },
	{ "/", "photos", "", "photos", "/a.jpg", "host:photos\n", STATUS_OK,
	    "/a.jpg" },
	{ "/", "photos", "", "photos:8080", "/a.jpg", "host:photos:8080\n",
	    STATUS_OK, "/a.jpg" },
	{ "/", "photos", "", "photosets.org", "/a.jpg",
	    "host:photosets.org\n", STATUS_OUTSIDE_GRANT, NULL },
	{ "/", "a.b", "", "a.b.example.org", "/a.jpg",
	    "host:a.b.example.org\n", STATUS_OK, "/a.jpg" },
	/* The host that is signed counts, not the one that is asked. */
	{ "/", "photos", BASE, PHOTOS, "/photos/a.jpg", OF_IMG, STATUS_OK,
	    "/a.jpg" },
	{ "/", "photos", "https://" PHOTOS, "img.example.org",
	    "/photos/a.jpg", OF_PHOTOS, STATUS_OK, "/photos/a.jpg" },
};

static void
expect_place(const char *scheme, const struct place *place,
    const char *target)
{
	const struct way way = { scheme, "HS256", "bucket", place->bucket };
	struct arena    *arena = arena_new(1 << 15);
	struct set_up    set_up;
	struct terms     terms;
	enum status      status;

	set_up_open(&set_up, &way);
	set_up.verifier.prefix = bytes_of(place->prefix);
	set_up.verifier.policy.base = bytes_of(place->base);
	status = judge_link(&set_up.verifier, &(struct asked){
	    .target = target, .host = place->host }, arena, &terms);
	/* A directory is no file, which is for others to say. */
	EXPECT_STATUS(target, status, place->status);
	if (place->status == STATUS_OK)
		EXPECT_BYTES(target, terms.path, bytes_of(place->file));
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_buckets(void **state)
{
	char hex[65], target[1000];

	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		struct presign what = { .path = places[i].path,
			.query = AMAZON, .headers = places[i].signed_host };

		presign4(&amazon, &what, hex);
		snprintf(target, sizeof(target), "%s?%s&X-Amz-Signature=%s",
		    what.path, what.query, hex);
		expect_place("s3", &places[i], target);
		what.query = GOOGLE;
		presign4(&google, &what, hex);
		snprintf(target, sizeof(target), "%s?%s&X-Goog-Signature=%s",
		    what.path, what.query, hex);
		expect_place("gcs", &places[i], target);
	}
}

/* ------------------------------------------------ settings and parameters */

/* A query behind the standard one, with its signature. */
static const struct {
	const char *setting, *value, *more, *method;
	enum status status;
} rows[] = {
	{ "head", "no", "", "HEAD", STATUS_BAD_SIGNATURE },
	{ "head", "yes", "", "HEAD", STATUS_OK },
	{ "head", "yes", "", "GET", STATUS_OK },
	{ "head", "yes", "", "POST", STATUS_BAD_SIGNATURE },
	{ "session_token", "", "&X-Amz-Security-Token=a%2Fb", "GET",
	    STATUS_UNKNOWN_KEY },
	{ "session_token", "", "&X-Amz-Security-Token=", "GET",
	    STATUS_UNKNOWN_KEY },
	{ "session_token", "a/b", "&X-Amz-Security-Token=a%2Fb", "GET",
	    STATUS_OK },
	{ "session_token", "a/b", "&X-Amz-Security-Token=a%2Fc", "GET",
	    STATUS_UNKNOWN_KEY },
	{ "session_token", "a", "&X-Amz-Security-Token=a"
	  "&X-Amz-Security-Token=a", "GET", STATUS_AMBIGUOUS },
	{ "session_token", "a/b", "", "GET", STATUS_OK },
	/* What is no file. */
	{ "region", "", "&acl=", "GET", STATUS_OUTSIDE_GRANT },
	{ "region", "", "&list-type=2", "GET", STATUS_OUTSIDE_GRANT },
	{ "region", "", "&partNumber=1", "GET", STATUS_OUTSIDE_GRANT },
	{ "region", "", "&website=", "GET", STATUS_OUTSIDE_GRANT },
	{ "region", "", "&acls=&versionId=3&x-id=GetObject", "GET",
	    STATUS_OK },
	{ "region", "", "&response-content-type=a%2Fb&response-content-type=",
	    "GET", STATUS_AMBIGUOUS },
};

/* Sorted: "X-Amz-Security-Token" comes before "X-Amz-SignedHeaders". */
static void
make_query(const char *more, char *query, size_t size)
{
	const char *last = "&X-Amz-SignedHeaders=host";
	const int   is_token = strstr(more, "X-Amz") != NULL;

	snprintf(query, size, "%s", AMAZON);
	replace(query, size, last, "");
	snprintf(query + strlen(query), size - strlen(query), "%s%s",
	    is_token ? more : last, is_token ? last : more);
}

static void
test_rows(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	char          query[400], target[1000];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct way way = { "s3", "HS256", rows[i].setting,
			rows[i].value };
		const struct asked asked = { .target = target,
			.method = rows[i].method };
		struct set_up set_up;

		set_up_open(&set_up, &way);
		make_query(rows[i].more, query, sizeof(query));
		presigned_by_amazon("/a.jpg", query, target, sizeof(target));
		EXPECT_STATUS(rows[i].more, judge_link(&set_up.verifier,
		    &asked, arena, NULL), rows[i].status);
		arena_reset(arena);
		set_up_close(&set_up);
	}
	arena_free(arena);
}

/* Of s3 and gcs they are signed, and count. */
static void
test_overrides(void **state)
{
	const struct way way = { "s3", "HS256", NULL, NULL };
	struct arena    *arena = arena_new(1 << 15);
	const char      *query = AMAZON
	    "&response-cache-control=max-age%3D60"
	    "&response-content-disposition=attachment%3B%20filename%3D%22a"
	    "%20b.jpg%22&response-content-type=image%2Fwebp";
	struct asked  asked = { .now = END };
	struct set_up set_up;
	struct terms  terms;
	char          target[1000];

	(void)state;
	set_up_open(&set_up, &way);
	presigned_by_amazon("/a.jpg", query, target, sizeof(target));
	asked.target = target;
	EXPECT_STATUS(target, judge_link(&set_up.verifier, &asked, arena,
	    &terms), STATUS_OK);
	assert_int_equal(terms.cache_seconds, 60);
	assert_int_equal(terms.disposition, DISPOSITION_ATTACHMENT);
	EXPECT_BYTES("name", terms.file_name, BYTES("a b.jpg"));
	EXPECT_BYTES("type", terms.content_type, BYTES("image/webp"));
	judge_in_little_memory(&set_up.verifier, &asked, 1 << 14);
	set_up_close(&set_up);
	arena_free(arena);
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
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_buckets),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_overrides),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
