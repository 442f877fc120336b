/*
 * Tokens of bunny.net: what no SDK writes, and where a token may stand; the
 * right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

#define HMACED { "bunny", "HS256", NULL, NULL }
#define IP(is) { "bunny", "HS256", "ip", is }
#define HASHED { "bunny-v2", "SHA256", NULL, NULL }
#define BASIC  { "bunny-v1", "MD5", NULL, NULL }

#define TOKEN "/a/b.jpg?token=HS256-@&expires=2000000000"
#define FLAG  "/a/b.jpg?token=HS256-1-@&expires=2000000000"
#define PLAIN "/a/b.jpg?token=@&expires=2000000000"

static void
write_hash(const char *digest, const char *message, char text[2 * HMAC_MAX])
{
	const struct bytes parts[] = { BYTES(SECRET_TEXT),
		bytes_of(message) };
	struct arena      *arena = arena_new(1024);
	unsigned char      hash[HMAC_MAX];
	struct bytes       encoded;
	size_t             length;

	assert_int_equal(hash_compute(digest, parts, 2, hash, &length),
	    STATUS_OK);
	assert_int_equal(base64url_encode((struct bytes){ (char *)hash,
	    length }, arena, &encoded), STATUS_OK);
	snprintf(text, 2 * HMAC_MAX, "%.*s", (int)encoded.len, encoded.at);
	arena_free(arena);
}

static void
write_token(const struct way *way, const char *message,
    char text[2 * HMAC_MAX])
{
	if (strcmp(way->algorithm, "HS256") == 0)
		foreign_base64("SHA256", message, text);
	else
		write_hash(way->algorithm, message, text);
}

/* @ is the token of the message; the client is 192.0.2.1, or AAAA's. */
static const struct {
	struct way  way;
	const char *target, *message;
	enum status status;
} rows[] = {
	{ HMACED, TOKEN, "/a/b.jpg2000000000", STATUS_OK },
	{ HMACED, "/a%20b.jpg?token=HS256-@&expires=2000000000",
	    "/a%20b.jpg2000000000", STATUS_OK },
	{ HMACED, "/a%20b.jpg?token=HS256-@&expires=2000000000",
	    "/a b.jpg2000000000", STATUS_BAD_SIGNATURE },
	{ HMACED, "/a/b.jpg?b=2&expires=2000000000&a=%C3%A9=&token=HS256-@",
	    "/a/b.jpg2000000000a=\xc3\xa9=&b=2", STATUS_OK },
	{ HMACED, TOKEN "&a=", "/a/b.jpg2000000000a=", STATUS_OK },
	{ HMACED, "/a/b.jpg?token=HS256-@&expires=1999999999",
	    "/a/b.jpg1999999999", STATUS_EXPIRED },
	/* Ends that are none, or not in ten digits. */
	{ HMACED, "/a?token=HS256-@&expires=12000000000", "/a12000000000",
	    STATUS_MALFORMED },
	{ HMACED, "/a?token=HS256-@&expires=200000000", "/a200000000",
	    STATUS_MALFORMED },
	{ HMACED, "/a?token=HS256-@&expires=2000000000000", "",
	    STATUS_MILLISECONDS },
	{ HMACED, "/a?token=HS256-@", "/a", STATUS_CLAIM_MISSING },
	{ HMACED, TOKEN "&expires=2000000000", "", STATUS_AMBIGUOUS },
	{ HMACED, TOKEN "&token=x", "", STATUS_AMBIGUOUS },
	{ HMACED, "/a?expires=2000000000", "", STATUS_NO_CREDENTIAL },
	/* Tokens of no length that there is, of other schemes. */
	{ HMACED, "/a?token=HS256-&expires=2000000000", "",
	    STATUS_MALFORMED },
	{ HMACED, "/a?token=HS256-@A&expires=2000000000", "",
	    STATUS_MALFORMED },
	{ HMACED, PLAIN, "/a/b.jpg2000000000", STATUS_NO_CREDENTIAL },
	{ HASHED, TOKEN, "/a/b.jpg2000000000", STATUS_NO_CREDENTIAL },
	{ HASHED, "/a?token=2000000000_x&expires=2000000000", "",
	    STATUS_NO_CREDENTIAL },
	{ BASIC, "/a?token=&expires=2000000000", "", STATUS_NO_CREDENTIAL },
	/* Parameters that might be read as others, or as none. */
	{ HMACED, TOKEN "&a=1%26token_countries%3DUS",
	    "/a/b.jpg2000000000a=1&token_countries=US", STATUS_MALFORMED },
	{ HMACED, TOKEN "&a%3D1%26b=2", "/a/b.jpg2000000000a=1&b=2",
	    STATUS_MALFORMED },
	{ HMACED, TOKEN "&a=%00", "", STATUS_MALFORMED },
	{ HMACED, TOKEN "&%92=1", "", STATUS_MALFORMED },
	{ HMACED, TOKEN "&a", "/a/b.jpg2000000000a=", STATUS_MALFORMED },
	{ HMACED, TOKEN "&=1", "/a/b.jpg2000000000=1", STATUS_MALFORMED },
	{ HMACED, TOKEN "&", "/a/b.jpg2000000000", STATUS_OK },
	{ HMACED, TOKEN "&&", "/a/b.jpg2000000000", STATUS_MALFORMED },
	{ HMACED, TOKEN "&a=1&%61=1", "", STATUS_AMBIGUOUS },
	{ HMACED, TOKEN "&token_countries=",
	    "/a/b.jpg2000000000token_countries=", STATUS_MALFORMED },
	{ HASHED, PLAIN "&a=", "/a/b.jpg2000000000", STATUS_MALFORMED },
	/* What token_path opens. */
	{ HMACED, TOKEN "&token_path=/a/", "/a/2000000000token_path=/a/",
	    STATUS_OK },
	{ HMACED, TOKEN "&token_path=/a", "/a2000000000token_path=/a",
	    STATUS_OK },
	{ HMACED, TOKEN "&token_path=/a/b.jpg",
	    "/a/b.jpg2000000000token_path=/a/b.jpg", STATUS_OK },
	{ HMACED, TOKEN "&token_path=/", "/2000000000token_path=/",
	    STATUS_OK },
	{ HMACED, TOKEN "&token_path=/a/b", "/a/b2000000000token_path=/a/b",
	    STATUS_OUTSIDE_GRANT },
	{ HMACED, TOKEN "&token_path=/b/", "/b/2000000000token_path=/b/",
	    STATUS_OUTSIDE_GRANT },
	{ HMACED, TOKEN "&token_path=/../", "/../2000000000token_path=/../",
	    STATUS_MALFORMED },
	{ HMACED, TOKEN "&token_path=a/", "a/2000000000token_path=a/",
	    STATUS_MALFORMED },
	{ HMACED, TOKEN "&token_path=", "2000000000token_path=",
	    STATUS_MALFORMED },
	/* A basic token knows no directory. */
	{ BASIC, PLAIN "&token_path=/c/", "/a/b.jpg2000000000", STATUS_OK },
	{ BASIC, PLAIN "&token_path=/a/", "/a/2000000000",
	    STATUS_BAD_SIGNATURE },
	/* Parameters that are not signed. */
	{ HMACED, TOKEN "&token_ignore_params=true&x=1",
	    "/a/b.jpg2000000000token_ignore_params=true", STATUS_OK },
	{ HMACED, TOKEN "&token_ignore_params=false&x=1",
	    "/a/b.jpg2000000000token_ignore_params=false&x=1",
	    STATUS_MALFORMED },
	{ HASHED, PLAIN "&token_ignore_params=true&x=1",
	    "/a/b.jpg2000000000token_ignore_params=true",
	    STATUS_BAD_SIGNATURE },
	/* In the path. */
	{ HMACED, "/bcdn_token=HS256-@&expires=2000000000/a/b.jpg",
	    "/a/b.jpg2000000000", STATUS_OK },
	{ HASHED, "/bcdn_token=@&expires=2000000000/a/b%20.jpg",
	    "/a/b .jpg2000000000", STATUS_OK },
	{ HMACED, "/bcdn_token=HS256-@&expires=2000000000/a/b.jpg?x=1",
	    "/a/b.jpg2000000000", STATUS_MALFORMED },
	{ HMACED, "/bcdn_token=HS256-@&expires=2000000000/a/b.jpg?token=x",
	    "/a/b.jpg2000000000", STATUS_MALFORMED },
	{ HMACED, "/bcdn_token=HS256-@&expires=2000000000/",
	    "/2000000000", STATUS_OK },
	{ HMACED, "/bcdn_token=HS256-@&bcdn_token=x&expires=2000000000/a",
	    "/a2000000000", STATUS_AMBIGUOUS },
	{ BASIC, "/bcdn_token=@&expires=2000000000/a/b.jpg",
	    "/a/b.jpg2000000000", STATUS_NO_CREDENTIAL },
	/* The client's address: its bytes, or its text. */
	{ IP("yes"), FLAG, "/a/b.jpg2000000000AAAA", STATUS_OK },
	{ IP("any"), FLAG, "/a/b.jpg2000000000AAAA", STATUS_OK },
	{ IP("no"), FLAG, "/a/b.jpg2000000000AAAA", STATUS_MALFORMED },
	{ IP("yes"), TOKEN, "/a/b.jpg2000000000", STATUS_MALFORMED },
	{ IP("any"), TOKEN, "/a/b.jpg2000000000", STATUS_OK },
	{ IP("yes"), FLAG, "/a/b.jpg2000000000AAAB", STATUS_BAD_SIGNATURE },
	{ IP("yes"), FLAG, "/a/b.jpg2000000000", STATUS_BAD_SIGNATURE },
	/* It cannot be moved into a name. */
	{ IP("yes"), TOKEN "&AAAAx=1", "/a/b.jpg2000000000AAAAx=1",
	    STATUS_MALFORMED },
	{ { "bunny-v2", "SHA256", "ip", "yes" }, PLAIN,
	    "/a/b.jpg200000000065.65.65.65", STATUS_OK },
	{ { "bunny-v1", "MD5", "ip", "yes" }, PLAIN,
	    "/a/b.jpg200000000065.65.65.65", STATUS_OK },
	{ { "bunny-v1", "MD5", "ip", "yes" }, PLAIN, "/a/b.jpg2000000000",
	    STATUS_BAD_SIGNATURE },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new(1 << 15);
		char          token[2 * HMAC_MAX], target[1000];
		struct asked  asked = { .target = target,
			 .client = "65.65.65.65" };
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

static void
test_in_little_memory(void **state)
{
	const struct way way = IP("any");
	struct set_up    set_up;
	char             token[2 * HMAC_MAX], target[1000];
	struct asked     asked = { .target = target,
		    .client = "65.65.65.65" };

	(void)state;
	foreign_base64("SHA256",
	    "/a2000000000AAAAb=\xc3\xa9&token_path=/a", token);
	foreign_fill("/bcdn_token=HS256-1-@&b=%C3%A9&token_path=%2Fa"
		     "&expires=2000000000/a/c%20.jpg", token, target,
	    sizeof(target));
	set_up_open(&set_up, &way);
	judge_in_little_memory(&set_up.verifier, &asked, 1 << 14);
	set_up_close(&set_up);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_in_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
