/*
 * URLs of signature version 4 that no signer makes, and what of the request
 * its signature covers; the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "jwks.h"
#include "presign.h"

#define PATH "/a.jpg"

static const struct way s3 = { "s3", "HS256", NULL, NULL };

/* ------------------------------------------------- what is not well-formed */

/* A good URL, in which one text is replaced. */
static const struct {
	const char *from, *to;
	enum status status;
} changes[] = {
	{ "X-Amz-Signature=", "X-Amz-Signature=", STATUS_OK },
	{ "X-Amz-Signature=", "x-amz-signature=", STATUS_NO_CREDENTIAL },
	{ "X-Amz-Signature=", "X-Amz-Signature=0&X-Amz-Signature=",
	    STATUS_AMBIGUOUS },
	{ "X-Amz-Signature=", "X-Amz-Signature=0", STATUS_BAD_SIGNATURE },
	{ "X-Amz-Signature=", "X-Amz-%53ignature=", STATUS_MALFORMED },
	{ "X-Amz-Algorithm=AWS4-HMAC-SHA256&", "", STATUS_MALFORMED },
	{ "SHA256", "SHA1", STATUS_MALFORMED },
	{ "AWS4-HMAC", "GOOG4-RSA", STATUS_MALFORMED },
	{ "SHA256", "SHA256&X-Amz-Algorithm=AWS4-HMAC-SHA256",
	    STATUS_AMBIGUOUS },
	{ "X-Amz-Date=" DATE "&", "", STATUS_MALFORMED },
	{ "Date=" DATE, "Date=" DAY "t033320Z", STATUS_MALFORMED },
	{ "Date=" DATE, "Date=" DAY "T033320", STATUS_MALFORMED },
	{ "Date=" DATE, "Date=20331318T033320Z", STATUS_MALFORMED },
	{ "Date=" DATE, "Date=20330519T033320Z", STATUS_MALFORMED },
	{ "&X-Amz-SignedHeaders=host", "", STATUS_MALFORMED },
	{ "Headers=host", "Headers=", STATUS_MALFORMED },
	{ "Headers=host", "Headers=range", STATUS_MALFORMED },
	{ "Headers=host", "Headers=Host", STATUS_MALFORMED },
	{ "Headers=host", "Headers=host%3B", STATUS_BAD_SIGNATURE },
	{ "Headers=host", "Headers=host%3Bhost", STATUS_MALFORMED },
	{ "Headers=host", "Headers=host%3Baccept", STATUS_MALFORMED },
	{ "Headers=host", "Headers=host%3Brange", STATUS_MALFORMED },
	{ "Headers=host", "Headers=%3Bhost", STATUS_MALFORMED },
	{ "X-Amz-Expires=3600&", "", STATUS_MALFORMED },
	{ "Expires=3600", "Expires=0", STATUS_MALFORMED },
	{ "Expires=3600", "Expires=604801", STATUS_MALFORMED },
	{ "Expires=3600", "Expires=604800", STATUS_BAD_SIGNATURE },
	{ "Expires=3600", "Expires=03600", STATUS_MALFORMED },
	{ "Expires=3600", "Expires=%2B3600", STATUS_MALFORMED },
	{ "Expires=3600", "Expires=", STATUS_MALFORMED },
	{ "Expires=3600", "Expires=3600&X-Amz-Expires=3600",
	    STATUS_AMBIGUOUS },
	{ "k1%2F", "k2%2F", STATUS_UNKNOWN_KEY },
	{ "k1%2F", "%2F", STATUS_MALFORMED },
	{ "k1%2F", "", STATUS_MALFORMED },
	{ "k1%2F" DAY, "k1%2F2033051", STATUS_MALFORMED },
	{ "k1%2F" DAY, "k1%2F20330517", STATUS_MALFORMED },
	{ "us-east-1", "", STATUS_MALFORMED },
	{ "us-east-1", "eu-west-1", STATUS_BAD_SIGNATURE },
	{ "%2Fs3%2F", "%2Fec2%2F", STATUS_MALFORMED },
	{ "aws4_request", "goog4_request", STATUS_MALFORMED },
	{ "k1%2F" DAY "%2Fus-east-1%2Fs3%2Faws4_request", "k1",
	    STATUS_MALFORMED },
	/* The same in other letters. */
	{ "k1%2F" DAY, "k1/" DAY, STATUS_OK },
	{ "Date=", "Date=%32", STATUS_MALFORMED },
	{ "Date=2", "Date=%32", STATUS_OK },
	{ "/a.jpg", "/%61.jpg", STATUS_OK },
	{ "/a.jpg", "/A.jpg", STATUS_BAD_SIGNATURE },
	{ "/a.jpg", "https://img.example.org/a.jpg", STATUS_OK },
	{ "/a.jpg", "https://img.example.net/a.jpg", STATUS_MALFORMED },
	/* What is there beside it is signed. */
	{ "?", "?a&", STATUS_BAD_SIGNATURE },
};

static void
test_changes(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	char          target[1000];

	(void)state;
	set_up_open(&set_up, &s3);
	for (size_t i = 0; i < COUNT(changes); i++) {
		presigned_by_amazon(PATH, AMAZON, target, sizeof(target));
		replace(target, sizeof(target), changes[i].from,
		    changes[i].to);
		EXPECT_STATUS(target, judge_link(&set_up.verifier,
		    &(struct asked){ .target = target }, arena, NULL),
		    changes[i].status);
		arena_reset(arena);
	}
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_too_many_parameters(void **state)
{
	struct arena *arena = arena_new(1 << 16);
	struct set_up set_up;
	char          query[1000] = "", target[1400];

	(void)state;
	set_up_open(&set_up, &s3);
	/* Beside the five and the signature. */
	for (size_t i = 0; i < 58; i++)
		replace(query, sizeof(query), "", "A=&");
	strcat(query, AMAZON);
	presigned_by_amazon(PATH, query, target, sizeof(target));
	EXPECT_STATUS("64", judge_link(&set_up.verifier,
	    &(struct asked){ .target = target }, arena, NULL), STATUS_OK);
	strcat(target, "&a");
	arena_reset(arena);
	EXPECT_STATUS("65", judge_link(&set_up.verifier,
	    &(struct asked){ .target = target }, arena, NULL),
	    STATUS_MALFORMED);
	set_up_close(&set_up);
	arena_free(arena);
}

/* ---------------------------------------------------- what the MAC covers */

#define TWO    "host%3Brange"
#define SORTED "%C3%A4=%20&" AMAZON "&a=&a=%7B&a=1&a-b="

static const struct request_header range[] = {
	{ TEXT("Range"), TEXT("  bytes=0-1   x ") },
};
static const struct request_header ranges[] = {
	{ TEXT("Range"), TEXT("a") }, { TEXT("RANGE"), TEXT("b") },
};
static const struct request_header payload[] = {
	{ TEXT("X_AMZ_CONTENT_SHA256"), TEXT("abc") },
};

static const struct {
	const char    *name;
	struct presign signed_as;
	struct asked   asked; /* its target: in place of the path */
	const char    *sent;  /* in place of the query; NULL: the same */
	enum status    status;
} rows[] = {
	{ "as it is", { .path = PATH, .query = AMAZON }, { .now = 0 }, NULL,
	    STATUS_OK },
	{ "another host", { .path = PATH, .query = AMAZON,
	    .headers = "host:img.example.net\n" }, { .now = 0 }, NULL,
	    STATUS_BAD_SIGNATURE },
	{ "of a HEAD", { .path = PATH, .query = AMAZON, .method = "HEAD" },
	    { .method = "HEAD" }, NULL, STATUS_OK },
	{ "HEAD by GET", { .path = PATH, .query = AMAZON },
	    { .method = "HEAD" }, NULL, STATUS_BAD_SIGNATURE },
	{ "GET by HEAD", { .path = PATH, .query = AMAZON, .method = "HEAD" },
	    { .now = 0 }, NULL, STATUS_BAD_SIGNATURE },
	{ "GET by PUT", { .path = PATH, .query = AMAZON, .method = "PUT" },
	    { .now = 0 }, NULL, STATUS_BAD_SIGNATURE },
	{ "of a DELETE", { .path = PATH, .query = AMAZON,
	    .method = "DELETE" }, { .method = "DELETE" }, NULL,
	    STATUS_METHOD_NOT_GRANTED },
	{ "the first second", { .path = PATH, .query = AMAZON },
	    { .now = END - 900 }, NULL, STATUS_OK },
	{ "one before", { .path = PATH, .query = AMAZON },
	    { .now = END - 901 }, NULL, STATUS_NOT_YET_VALID },
	{ "the last second", { .path = PATH, .query = AMAZON },
	    { .now = END + 3600 }, NULL, STATUS_OK },
	{ "one behind", { .path = PATH, .query = AMAZON },
	    { .now = END + 3601 }, NULL, STATUS_EXPIRED },
	{ "a plus", { .path = "/a%2Bb.jpg", .query = AMAZON },
	    { .target = "/a+b.jpg" }, NULL, STATUS_OK },
	{ "a plus for a blank", { .path = "/a%20b.jpg", .query = AMAZON },
	    { .target = "/a+b.jpg" }, NULL, STATUS_BAD_SIGNATURE },
	/* Sorted as encoded, by the name and then by the value. */
	{ "sorted", { .path = PATH, .query = SORTED }, { .now = 0 },
	    "a-b&a=1&a=%7b&" AMAZON "&%c3%a4=+&a", STATUS_OK },
	{ "another of them", { .path = PATH, .query = SORTED }, { .now = 0 },
	    "a-b&a=1&a=%7b&" AMAZON "&%c3%a4=+&b", STATUS_BAD_SIGNATURE },
	{ "a header", { .path = PATH, .query = AMAZON_OF(TWO),
	    .headers = "host:img.example.org\nrange:bytes=0-1 x\n",
	    .names = "host;range" }, { .headers = range, .header_count = 1 },
	    NULL, STATUS_OK },
	{ "another value", { .path = PATH, .query = AMAZON_OF(TWO),
	    .headers = "host:img.example.org\nrange:bytes=0-2\n",
	    .names = "host;range" }, { .headers = range, .header_count = 1 },
	    NULL, STATUS_BAD_SIGNATURE },
	{ "two of them", { .path = PATH, .query = AMAZON_OF(TWO),
	    .headers = "host:img.example.org\nrange:a\n",
	    .names = "host;range" }, { .headers = ranges,
	    .header_count = 2 }, NULL, STATUS_AMBIGUOUS },
	{ "a payload", { .path = PATH,
	    .query = AMAZON_OF("host%3Bx-amz-content-sha256"),
	    .headers = "host:img.example.org\nx-amz-content-sha256:abc\n",
	    .names = "host;x-amz-content-sha256", .payload = "abc" },
	    { .headers = payload, .header_count = 1 }, NULL, STATUS_OK },
};

static void
make_target(size_t i, char *target, size_t size)
{
	const struct presign *signed_as = &rows[i].signed_as;
	char                  hex[65];

	presign4(&amazon, signed_as, hex);
	snprintf(target, size, "%s?%s&X-Amz-Signature=%s",
	    or_usual(rows[i].asked.target, signed_as->path),
	    or_usual(rows[i].sent, signed_as->query), hex);
}

static void
test_rows(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	char          target[1000];

	(void)state;
	set_up_open(&set_up, &s3);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct asked asked = rows[i].asked;

		make_target(i, target, sizeof(target));
		asked.target = target;
		EXPECT_STATUS(rows[i].name, judge_link(&set_up.verifier,
		    &asked, arena, NULL), rows[i].status);
		if (rows[i].status == STATUS_OK)
			judge_in_little_memory(&set_up.verifier, &asked,
			    1 << 14);
		arena_reset(arena);
	}
	set_up_close(&set_up);
	arena_free(arena);
}

/* ------------------------------------------------------------------ Google */

/* Signed without its port, or with it; Amazon's has it. */
static void
test_ports(void **state)
{
	static const struct {
		const char *headers, *host;
		enum status status;
	} ports[] = {
		{ "host:img.example.org\n", "img.example.org:8443",
		    STATUS_OK },
		{ "host:img.example.org:8443\n", "img.example.org:8443",
		    STATUS_OK },
		{ "host:img.example.org:8443\n", "img.example.org",
		    STATUS_BAD_SIGNATURE },
		{ "host:img.example.org:8443\n", "img.example.org:8444",
		    STATUS_BAD_SIGNATURE },
		{ "host:img.example.org\n", "img.example.net:8443",
		    STATUS_BAD_SIGNATURE },
	};
	const struct way way = { "gcs", "HS256", NULL, NULL };
	struct arena    *arena = arena_new(1 << 15);
	struct set_up    set_up;
	char             hex[65], target[1000];

	(void)state;
	set_up_open(&set_up, &way);
	set_up.verifier.policy.base = BYTES("");
	for (size_t i = 0; i < COUNT(ports); i++) {
		const struct asked asked = { .target = target,
			.host = ports[i].host };

		presign4(&google, &(struct presign){ .path = PATH,
		    .query = GOOGLE, .headers = ports[i].headers }, hex);
		snprintf(target, sizeof(target), "%s&X-Goog-Signature=%s",
		    PATH "?" GOOGLE, hex);
		EXPECT_STATUS(ports[i].host, judge_link(&set_up.verifier,
		    &asked, arena, NULL), ports[i].status);
		arena_reset(arena);
	}
	set_up_close(&set_up);
	arena_free(arena);
}

#define FOR_GCS ",\"postern\":{\"schemes\":[\"gcs\"]}"

/* The key says what it does, and the URL's label has to agree. */
static void
test_algorithms(void **state)
{
	static const struct {
		const char *jwk, *algorithm, *signature;
		enum status status;
	} labels[] = {
		{ FOREIGN_JWK("k1", "HS256", "gcs"), "RSA", "00",
		    STATUS_WRONG_ALGORITHM },
		{ RSA_JWK("k1", "RS256", FOR_GCS), "HMAC", "00",
		    STATUS_WRONG_ALGORITHM },
		{ RSA_JWK("k1", "RS256", FOR_GCS), "RSA", "00",
		    STATUS_BAD_SIGNATURE },
		{ RSA_JWK("k1", "RS256", FOR_GCS), "RSA", "0",
		    STATUS_BAD_SIGNATURE },
		{ RSA_JWK("k1", "RS256", FOR_GCS), "RSA", "0A",
		    STATUS_BAD_SIGNATURE },
		{ RSA_JWK("k1", "RS256", FOR_GCS), "RSA", "",
		    STATUS_BAD_SIGNATURE },
		{ RSA_JWK("k1", "RS256", FOR_GCS), "DSA", "00",
		    STATUS_MALFORMED },
	};
	struct arena *arena = arena_new(1 << 15);
	char          target[1000];

	(void)state;
	for (size_t i = 0; i < COUNT(labels); i++) {
		struct keyring *keyring = keyring_of(&labels[i].jwk, 1);
		struct verifier verifier = foreign_verifier("gcs", keyring);

		snprintf(target, sizeof(target), "%s&X-Goog-Signature=%s",
		    PATH "?" GOOGLE, labels[i].signature);
		replace(target, sizeof(target), "HMAC", labels[i].algorithm);
		EXPECT_STATUS(target, judge_link(&verifier,
		    &(struct asked){ .target = target }, arena, NULL),
		    labels[i].status);
		arena_reset(arena);
		keyring_free(keyring);
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
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_too_many_parameters),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_algorithms),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
