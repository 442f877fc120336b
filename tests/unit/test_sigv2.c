/*
 * URLs of signature version 2: Amazon's own example, what no signer makes, and
 * what of the request is signed; the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

#include "base64.h"
#include "percent.h"

/* docs.aws.amazon.com, "Signing and authenticating REST requests" */
#define EXAMPLE_JWK                                                         \
	"{\"kty\":\"oct\",\"kid\":\"AKIAIOSFODNN7EXAMPLE\",\"alg\":\"HS1\"," \
	"\"k\":\"d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQ\","  \
	"\"postern\":{\"schemes\":[\"s3-v2\"]}}"
#define EXAMPLE_URL                                                 \
	"/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"     \
	"&Expires=1175139620&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D"

static void
test_example(void **state)
{
	static const struct bytes settings[] = { TEXT("johnsmith") };
	const char     *jwk = EXAMPLE_JWK;
	struct keyring *keyring = keyring_of(&jwk, 1);
	struct verifier verifier = foreign_verifier("s3-v2", keyring);
	struct arena   *arena = arena_new(1 << 15);
	struct asked    asked = { .target = EXAMPLE_URL, .now = 1175139620,
		   .host = "johnsmith.s3.amazonaws.com" };
	struct terms    terms = { .path = BYTES("/photos/puppy.jpg"),
		   .expires_at = 1175139620 };
	struct bytes    url;

	(void)state;
	verifier.settings[0] = settings;
	verifier.policy.base = BYTES("");
	EXPECT_STATUS("judged", judge_link(&verifier, &asked, arena, NULL),
	    STATUS_OK);
	asked.host = "johnsmit.s3.amazonaws.com";
	EXPECT_STATUS("another", judge_link(&verifier, &asked, arena, NULL),
	    STATUS_OUTSIDE_GRANT);
	verifier.policy.base = BYTES("https://johnsmith.s3.amazonaws.com");
	EXPECT_STATUS("the base", judge_link(&verifier, &asked, arena, NULL),
	    STATUS_OK);
	EXPECT_STATUS("signed", sign(verifier.schemes[0],
	    keyring_at(keyring, 0), &verifier, &terms, arena, &url),
	    STATUS_OK);
	EXPECT_BYTES("signed", url, BYTES(EXAMPLE_URL));
	arena_free(arena);
	keyring_free(keyring);
}

/* -------------------------------------------------------------------- rows */

#define ID   "AWSAccessKeyId=k1&Expires=2000000000&Signature=@"
#define LINE "GET\n\n\n2000000000\n"
#define A    "/a.jpg?" ID

static const struct request_header headers[] = {
	{ TEXT("X_AMZ_B"), TEXT("2") }, { TEXT("Accept"), TEXT("*/*") },
	{ TEXT("X-Amz-A"), TEXT("1") },
};
static const struct request_header twice[] = {
	{ TEXT("x-amz-a"), TEXT("1") }, { TEXT("X-AMZ-A"), TEXT("1") },
};

/* @ is the signature of the message. */
static const struct {
	const char  *target, *message;
	struct asked asked;
	enum status  status;
} rows[] = {
	{ A, LINE "/a.jpg", { .now = 0 }, STATUS_OK },
	{ A, LINE "/a.jpg", { .now = END + 1 }, STATUS_EXPIRED },
	{ A, LINE "/a.jpg", { .method = "HEAD" }, STATUS_BAD_SIGNATURE },
	{ A, "HEAD\n\n\n2000000000\n/a.jpg", { .method = "HEAD" },
	    STATUS_OK },
	{ A, "PUT\n\n\n2000000000\n/a.jpg", { .now = 0 },
	    STATUS_BAD_SIGNATURE },
	{ A, "DELETE\n\n\n2000000000\n/a.jpg", { .method = "DELETE" },
	    STATUS_METHOD_NOT_GRANTED },
	{ A, "GET\na\n\n2000000000\n/a.jpg", { .now = 0 },
	    STATUS_BAD_SIGNATURE },
	{ A, LINE "/b.jpg", { .now = 0 }, STATUS_BAD_SIGNATURE },
	/* The path as it came. */
	{ "/%61.jpg?" ID, LINE "/%61.jpg", { .now = 0 }, STATUS_OK },
	{ "/%61.jpg?" ID, LINE "/a.jpg", { .now = 0 }, STATUS_BAD_SIGNATURE },
	/* What is not well-formed. */
	{ "/a.jpg?Expires=2000000000&Signature=@", LINE "/a.jpg",
	    { .now = 0 }, STATUS_NO_CREDENTIAL },
	{ "/a.jpg?AWSAccessKeyId=k1&Signature=@", LINE "/a.jpg",
	    { .now = 0 }, STATUS_MALFORMED },
	{ "/a.jpg?AWSAccessKeyId=k1&Expires=2000000000", "", { .now = 0 },
	    STATUS_MALFORMED },
	{ "/a.jpg?AWSAccessKeyId=k1&Expires=2000000000&Signature=", "",
	    { .now = 0 }, STATUS_MALFORMED },
	{ "/a.jpg?AWSAccessKeyId=k1&Expires=2000000000&Signature=AAAA", "",
	    { .now = 0 }, STATUS_BAD_SIGNATURE },
	{ "/a.jpg?AWSAccessKeyId=k1&Expires=2000000000&Signature=AAA", "",
	    { .now = 0 }, STATUS_MALFORMED },
	{ "/a.jpg?AWSAccessKeyId=k1&Expires=2000000000&Signature=a-_a", "",
	    { .now = 0 }, STATUS_MALFORMED },
	{ "/a.jpg?AWSAccessKeyId=k2&Expires=2000000000&Signature=@",
	    LINE "/a.jpg", { .now = 0 }, STATUS_UNKNOWN_KEY },
	{ "/a.jpg?AWSAccessKeyId=k1&Expires=1e9&Signature=@",
	    "GET\n\n\n1e9\n/a.jpg", { .now = 0 }, STATUS_MALFORMED },
	{ "/a.jpg?AWSAccessKeyId=k1&Expires=2000000000000&Signature=@",
	    "GET\n\n\n2000000000000\n/a.jpg", { .now = 0 },
	    STATUS_MILLISECONDS },
	{ A "&AWSAccessKeyId=k1", LINE "/a.jpg", { .now = 0 },
	    STATUS_AMBIGUOUS },
	{ A "&Expires=2000000000", LINE "/a.jpg", { .now = 0 },
	    STATUS_AMBIGUOUS },
	{ A "&Signature=", LINE "/a.jpg", { .now = 0 }, STATUS_AMBIGUOUS },
	/* Headers, wherever they stand. */
	{ A, LINE "x-amz-a:1\nx-amz-b:2\n/a.jpg", { .headers = headers,
	    .header_count = 3 }, STATUS_OK },
	{ A, LINE "/a.jpg", { .headers = headers, .header_count = 3 },
	    STATUS_BAD_SIGNATURE },
	{ A, LINE "x-amz-a:1\n/a.jpg", { .headers = twice,
	    .header_count = 2 }, STATUS_AMBIGUOUS },
	{ "/a.jpg?x-amz-b=2%263&X-Amz-A=1+1&" ID,
	    LINE "x-amz-a:1 1\nx-amz-b:2&3\n/a.jpg", { .now = 0 },
	    STATUS_OK },
	{ "/a.jpg?x-amz-a=1&" ID, LINE "x-amz-a:1\n/a.jpg", {
	    .headers = twice, .header_count = 1 }, STATUS_AMBIGUOUS },
	/* A line's end in a value would sign another text. */
	{ "/b.jpg?x-amz-a=1%0A/a.jpg?response-expires%3D&" ID,
	    LINE "x-amz-a:1\n/a.jpg?response-expires=\n/b.jpg", { .now = 0 },
	    STATUS_MALFORMED },
	{ "/a.jpg?response-expires=%0A/b.jpg&" ID,
	    LINE "/a.jpg?response-expires=\n/b.jpg", { .now = 0 },
	    STATUS_MALFORMED },
	/* Parameters that are signed, in the order of their names. */
	{ "/a.jpg?versionId=a%62&response-expires=a%62&" ID,
	    LINE "/a.jpg?response-expires=ab&versionId=a%62", { .now = 0 },
	    STATUS_OK },
	{ "/a.jpg?versionId&" ID, LINE "/a.jpg?versionId", { .now = 0 },
	    STATUS_OK },
	{ "/a.jpg?versionId=&" ID, LINE "/a.jpg?versionId", { .now = 0 },
	    STATUS_BAD_SIGNATURE },
	{ "/a.jpg?versionId=1&" ID, LINE "/a.jpg", { .now = 0 },
	    STATUS_BAD_SIGNATURE },
	{ "/a.jpg?versionId=1&versionId=1&" ID, LINE "/a.jpg?versionId=1",
	    { .now = 0 }, STATUS_AMBIGUOUS },
	{ "/a.jpg?versionI%64=1&" ID, LINE "/a.jpg?versionId=1",
	    { .now = 0 }, STATUS_MALFORMED },
	/* What is no file. */
	{ "/a.jpg?acl&" ID, LINE "/a.jpg?acl", { .now = 0 },
	    STATUS_OUTSIDE_GRANT },
	{ "/a.jpg?list-type=2&" ID, LINE "/a.jpg", { .now = 0 },
	    STATUS_OUTSIDE_GRANT },
	/* Others are free. */
	{ "/a.jpg?w=1&" ID, LINE "/a.jpg", { .now = 0 }, STATUS_OK },
};

/* The standard base64 of a MAC, percent-encoded. */
static void
sign_message(const char *message, char text[200])
{
	struct arena *arena = arena_new(1024);
	unsigned char mac[HMAC_MAX];
	size_t        length = foreign_mac("SHA1", message, mac);
	struct bytes  encoded;

	assert_int_equal(base64_encode((struct bytes){ (char *)mac, length },
	    arena, &encoded), STATUS_OK);
	assert_int_equal(percent_encode_but(encoded, "", arena, &encoded),
	    STATUS_OK);
	snprintf(text, 200, "%.*s", (int)encoded.len, encoded.at);
	arena_free(arena);
}

static const struct way s3_v2 = { "s3-v2", "HS1", NULL, NULL };

static void
test_rows(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	char          signature[200], target[600];

	(void)state;
	set_up_open(&set_up, &s3_v2);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct asked asked = rows[i].asked;

		sign_message(rows[i].message, signature);
		foreign_fill(rows[i].target, signature, target,
		    sizeof(target));
		asked.target = target;
		EXPECT_STATUS(target, judge_link(&set_up.verifier, &asked,
		    arena, NULL), rows[i].status);
		if (rows[i].status == STATUS_OK)
			judge_in_little_memory(&set_up.verifier, &asked,
			    1 << 13);
		arena_reset(arena);
	}
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_too_many_headers(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	char          target[600] = "/a.jpg?AWSAccessKeyId=k1"
	              "&Expires=2000000000&Signature=AAAA";
	char          header[] = "&x-amz-a=1";

	(void)state;
	set_up_open(&set_up, &s3_v2);
	for (size_t i = 0; i <= 17; i++) {
		EXPECT_STATUS(target, judge_link(&set_up.verifier,
		    &(struct asked){ .target = target }, arena, NULL),
		    i <= 16 ? STATUS_BAD_SIGNATURE : STATUS_MALFORMED);
		header[7] = (char)('a' + i);
		strcat(target, header);
		arena_reset(arena);
	}
	set_up_close(&set_up);
	arena_free(arena);
}

/* ----------------------------------------------------------------- buckets */

/* Each URL is of the same signature as one of the other style. */
static const struct {
	const char *prefix, *bucket, *host, *path;
	const char *resource; /* that is signed */
	enum status status;
	const char *file;
} places[] = {
	{ "/", "", "img.example.org", "/photos/a.jpg", "/photos/a.jpg",
	    STATUS_OK, "/photos/a.jpg" },
	{ "/", "photos", "img.example.org", "/photos/a.jpg",
	    "/photos/a.jpg", STATUS_OK, "/a.jpg" },
	{ "/", "photos", "photos.example.org", "/a.jpg", "/photos/a.jpg",
	    STATUS_OK, "/a.jpg" },
	{ "/", "photos", "img.example.org", "/a.jpg", "/photos/a.jpg",
	    STATUS_OUTSIDE_GRANT, NULL },
	{ "/", "photos", "photos.example.org", "/photos/a.jpg",
	    "/photos/a.jpg", STATUS_BAD_SIGNATURE, NULL },
	{ "/img/", "photos", "photos.example.org", "/img/a.jpg",
	    "/photos/img/a.jpg", STATUS_OK, "/img/a.jpg" },
	{ "/img/", "photos", "img.example.org", "/img/photos/a.jpg",
	    "/img/photos/a.jpg", STATUS_OK, "/img/a.jpg" },
	/* The prefix has it: the host says nothing. */
	{ "/photos/", "photos", "img.example.org", "/photos/a.jpg",
	    "/photos/a.jpg", STATUS_OK, "/photos/a.jpg" },
	{ "/photos/", "photos", "photos.example.org", "/photos/a.jpg",
	    "/photos/a.jpg", STATUS_OK, "/photos/a.jpg" },
	{ "/photos/", "photos", "photos.example.org", "/photos/a.jpg",
	    "/photos/photos/a.jpg", STATUS_BAD_SIGNATURE, NULL },
};

static void
test_buckets(void **state)
{
	struct arena *arena = arena_new(1 << 15);

	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		const struct way way = { "s3-v2", "HS1", "bucket",
			places[i].bucket };
		const char   *path = places[i].path;
		struct set_up set_up;
		struct terms  terms;
		char          message[200], signature[200], target[600];

		snprintf(message, sizeof(message), LINE "%s",
		    places[i].resource);
		sign_message(message, signature);
		snprintf(target, sizeof(target),
		    "%s?AWSAccessKeyId=k1&Expires=2000000000&Signature=%s",
		    path, signature);
		set_up_open(&set_up, &way);
		set_up.verifier.prefix = bytes_of(places[i].prefix);
		set_up.verifier.policy.base = BYTES("");
		EXPECT_STATUS(path, judge_link(&set_up.verifier,
		    &(struct asked){ .target = target,
		    .host = places[i].host }, arena, &terms),
		    places[i].status);
		if (places[i].status == STATUS_OK)
			EXPECT_BYTES(path, terms.path,
			    bytes_of(places[i].file));
		set_up_close(&set_up);
		arena_reset(arena);
	}
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
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_too_many_headers),
		cmocka_unit_test(test_buckets),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
