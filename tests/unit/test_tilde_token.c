/*
 * Tokens of Akamai and Cloudinary that no signer makes; more of the right ones
 * are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "links.h"

#define E   "exp=2000000000"
#define URL E "~url=/tv/a.jpg"

static const struct way plain = { "akamai", "HS256", NULL, NULL };
static const struct way escaped = { "akamai", "HS256", "escape", "yes" };
static const struct way salted = { "akamai", "HS256", "salt", "s~=" };
static const struct way queried = { "akamai", "HS256", "query", "signed" };
static const struct way renamed = { "akamai", "HS256", "name", "hdnts" };
static const struct way unnamed = { "akamai", "HS256", "name", "" };
static const struct way older = { "akamai", "HS1", NULL, NULL };
static const struct way cloudinary = { "cloudinary-token", "HS256", NULL,
	NULL };

#define TOKEN(text)  "/tv/a.jpg?__token__=" text "~hmac=@"
#define CLD(text)    "/tv/a.jpg?__cld_token__=" text "~hmac=@"
#define FIELDS(text) TOKEN(text "~" E), text "~" URL

/* @ is the HMAC of the message. */
static const struct {
	const struct way *way;
	const char       *target, *message;
	enum status       status;
} rows[] = {
	{ &plain, TOKEN(E), URL, STATUS_OK },
	{ &older, TOKEN(E), URL, STATUS_OK },
	{ &plain, "/tv/a.jpg?w=1&__token__=" E "~hmac=@&x", URL, STATUS_OK },
	{ &plain, "/tv/b.jpg?__token__=" E "~hmac=@", URL,
	    STATUS_BAD_SIGNATURE },
	{ &plain, "/%74v/a.jpg?__token__=" E "~hmac=@", URL,
	    STATUS_BAD_SIGNATURE },
	{ &plain, "/tv/a.jpg", "", STATUS_NO_CREDENTIAL },
	{ &plain, "/tv/a.jpg?__token__=", "", STATUS_MALFORMED },
	{ &plain, "/tv/a.jpg?__token__", "", STATUS_MALFORMED },
	{ &plain, "/tv/a.jpg?__token%5F_=x", "", STATUS_MALFORMED },
	{ &plain, TOKEN(E) "&__token__=x", URL, STATUS_AMBIGUOUS },
	{ &plain, "/tv/a.jpg?__token__=" E "~hmac=", "", STATUS_MALFORMED },
	{ &plain, "/tv/a.jpg?__token__=" E "~hmac=AB", "", STATUS_MALFORMED },
	{ &plain, "/tv/a.jpg?__token__=" E "~hmac=ab", "",
	    STATUS_BAD_SIGNATURE },
	{ &unnamed, "/tv/a.jpg?=" E "~hmac=@", URL, STATUS_MALFORMED },
	{ &renamed, "/tv/a.jpg?hdnts=" E "~hmac=@", URL, STATUS_OK },
	{ &renamed, TOKEN(E), URL, STATUS_NO_CREDENTIAL },
	/* Times. */
	{ &plain, TOKEN("id=1"), "id=1~url=/tv/a.jpg",
	    STATUS_CLAIM_MISSING },
	{ &plain, TOKEN("exp="), "exp=~url=/tv/a.jpg", STATUS_MALFORMED },
	{ &plain, TOKEN("exp=1999999999"), "exp=1999999999~url=/tv/a.jpg",
	    STATUS_EXPIRED },
	{ &plain, TOKEN("exp=2000000000000"),
	    "exp=2000000000000~url=/tv/a.jpg", STATUS_MILLISECONDS },
	{ &plain, FIELDS("st=2000000000"), STATUS_OK },
	{ &plain, FIELDS("st=2000000001"), STATUS_NOT_YET_VALID },
	{ &plain, FIELDS("st=+1"), STATUS_MALFORMED },
	{ &plain, FIELDS("st="), STATUS_MALFORMED },
	/* Clients. */
	{ &plain, FIELDS("ip=192.0.2.1"), STATUS_OK },
	{ &plain, FIELDS("ip=192.0.2.2"), STATUS_WRONG_CLIENT },
	{ &plain, FIELDS("ip=2001:db8::1"), STATUS_WRONG_CLIENT },
	{ &plain, FIELDS("ip="), STATUS_MALFORMED },
	{ &plain, FIELDS("ip=localhost"), STATUS_MALFORMED },
	{ &plain, FIELDS("ip=%"), STATUS_BAD_REQUEST },
	/* What is signed and means nothing here; what cannot be there. */
	{ &plain, FIELDS("id=~data="), STATUS_OK },
	{ &plain, FIELDS("url=/tv/a.jpg"), STATUS_MALFORMED },
	{ &plain, FIELDS("salt=x"), STATUS_MALFORMED },
	/* A path that reads like fields. */
	{ &plain, "/tv/a~acl=/*?__token__=" E "~hmac=@",
	    E "~url=/tv/a~acl=/*", STATUS_OK },
	{ &plain, TOKEN(E "~url=/tv/a~acl=/*"), E "~url=/tv/a~acl=/*",
	    STATUS_MALFORMED },
	/* Lists of patterns. */
	{ &plain, TOKEN(E "~acl=/film/*!/?v/*"), E "~acl=/film/*!/?v/*",
	    STATUS_OK },
	{ &plain, TOKEN(E "~acl=/film/*"), E "~acl=/film/*",
	    STATUS_OUTSIDE_GRANT },
	{ &plain, TOKEN(E "~acl="), E "~acl=", STATUS_OUTSIDE_GRANT },
	{ &plain, TOKEN(E "~acl=/tv/*"), E "~acl=/tv/*~url=/tv/a.jpg",
	    STATUS_BAD_SIGNATURE },
	{ &plain, "/t%76/a.jpg?__token__=" E "~acl=/tv/*~hmac=@",
	    E "~acl=/tv/*", STATUS_OUTSIDE_GRANT },
	/* Settings. */
	{ &salted, TOKEN(E), URL "~salt=s~=", STATUS_OK },
	{ &salted, TOKEN(E "~acl=/tv/*"), E "~acl=/tv/*~salt=s~=",
	    STATUS_OK },
	{ &salted, TOKEN(E), URL, STATUS_BAD_SIGNATURE },
	{ &escaped, "/a%20~'*b?__token__=ip=192%2e0.2.1~" E "~hmac=@",
	    "ip=192%2e0.2.1~" E "~url=%2fa%2520%7e%27%2ab", STATUS_OK },
	{ &escaped, TOKEN(E), URL, STATUS_BAD_SIGNATURE },
	{ &escaped, TOKEN(E "~acl=/tv/*"), E "~acl=/tv/*", STATUS_OK },
	{ &queried, TOKEN(E), URL, STATUS_OK },
	{ &queried, "/tv/a.jpg?a&__token__=" E "~hmac=@", URL "?a",
	    STATUS_OK },
	{ &queried, TOKEN(E) "&b=%20", URL "?b=%20", STATUS_OK },
	{ &queried, "/tv/a.jpg?a=1&__token__=" E "~hmac=@&b=2",
	    URL "?a=1&b=2", STATUS_OK },
	{ &queried, "/tv/a.jpg?a=1&__token__=" E "~hmac=@&b=2",
	    URL "?a=1", STATUS_BAD_SIGNATURE },
	/* Cloudinary's. */
	{ &cloudinary, CLD(E), E "~url=%2ftv%2fa.jpg", STATUS_OK },
	{ &cloudinary, CLD(E), URL, STATUS_BAD_SIGNATURE },
	{ &cloudinary, CLD("id=1~" E), "id=1~" E "~url=%2ftv%2fa.jpg",
	    STATUS_MALFORMED },
	{ &cloudinary, CLD(E "~acl=%2ffilm%2f*!%2ftv%2f*"),
	    E "~acl=%2ffilm%2f*!%2ftv%2f*", STATUS_OK },
	{ &cloudinary, CLD(E "~acl=%2ftv%2"), E "~acl=%2ftv%2",
	    STATUS_BAD_REQUEST },
	{ &cloudinary, CLD(E "~acl=%2ffilm%2f*"), E "~acl=%2ffilm%2f*",
	    STATUS_OUTSIDE_GRANT },
};

static void
fill(const struct way *way, const char *pattern, const char *message,
    char target[600])
{
	char hex[2 * HMAC_MAX + 1];

	foreign_hex(strcmp(way->algorithm, "HS1") == 0 ? "SHA1" : "SHA256",
	    message, hex);
	foreign_fill(pattern, hex, target, 600);
}

static enum status
run(const struct way *way, const struct asked *asked)
{
	struct arena  *arena = arena_new(1 << 15);
	struct set_up  set_up;
	enum status    status;

	set_up_open(&set_up, way);
	set_up.verifier.carriers |= CARRIER_HEADER;
	status = judge_link(&set_up.verifier, asked, arena, NULL);
	set_up_close(&set_up);
	arena_free(arena);
	return status;
}

static void
test_rows(void **state)
{
	char target[600];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		fill(rows[i].way, rows[i].target, rows[i].message, target);
		EXPECT_STATUS(target, run(rows[i].way,
		    &(struct asked){ .target = target }), rows[i].status);
	}
}

/* In one place, and in those alone that the route looks in. */
static void
test_places(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	char          target[600], cookie[600], header[600];
	struct request_header headers[] = { { BYTES("__Token--"), EMPTY } };
	struct set_up set_up;
	struct asked  asked = { .target = "/tv/a.jpg", .cookies = cookie };

	(void)state;
	fill(&plain, TOKEN(E), URL, target);
	fill(&plain, "__token__=" E "~hmac=@", URL, cookie);
	fill(&plain, E "~hmac=@", URL, header);
	headers[0].value = bytes_of(header);
	EXPECT_STATUS("cookie", run(&plain, &asked), STATUS_OK);
	asked.target = target;
	EXPECT_STATUS("both", run(&plain, &asked), STATUS_AMBIGUOUS);
	EXPECT_STATUS("cookie's query", run(&queried, &(struct asked){
	    .target = "/tv/a.jpg?a=1", .cookies = cookie }),
	    STATUS_BAD_SIGNATURE);
	asked = (struct asked){ .target = "/tv/a.jpg", .headers = headers,
		.header_count = 1 };
	EXPECT_STATUS("header", run(&plain, &asked), STATUS_OK);
	EXPECT_STATUS("no header there", run(&cloudinary, &asked),
	    STATUS_NO_CREDENTIAL);
	set_up_open(&set_up, &plain);
	EXPECT_STATUS("not looked for", judge_link(&set_up.verifier, &asked,
	    arena, NULL), STATUS_NO_CREDENTIAL);
	set_up.verifier.carriers = CARRIER_COOKIE;
	EXPECT_STATUS("nor there", judge_link(&set_up.verifier,
	    &(struct asked){ .target = target }, arena, NULL),
	    STATUS_NO_CREDENTIAL);
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_little_memory(void **state)
{
	struct set_up set_up;
	char          target[600];

	(void)state;
	set_up_open(&set_up, &escaped);
	set_value(&set_up, "query", "signed");
	fill(&escaped, "/a?b&__token__=ip=192.0.2.1~" E "~hmac=@",
	    "ip=192.0.2.1~" E "~url=%2fa%3fb", target);
	judge_in_little_memory(&set_up.verifier,
	    &(struct asked){ .target = target }, 16384);
	set_up_close(&set_up);
	set_up_open(&set_up, &cloudinary);
	fill(&cloudinary, CLD(E "~acl=%2ftv%2f*"), E "~acl=%2ftv%2f*", target);
	judge_in_little_memory(&set_up.verifier,
	    &(struct asked){ .target = target }, 16384);
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
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
