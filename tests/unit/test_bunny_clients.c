/*
 * Tokens of bunny.net that are for one address or for some countries, and what
 * is signed here.
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

static enum status
judge_from(struct set_up *set_up, const char *client,
    const struct request_header *header, const char *pattern,
    const char *message)
{
	struct arena *arena = arena_new(1 << 15);
	char          token[2 * HMAC_MAX], target[1000];
	struct asked  asked = { .target = target, .client = client,
		 .headers = header, .header_count = header != NULL };
	enum status   status;

	foreign_base64("SHA256", message, token);
	foreign_fill(pattern, token, target, sizeof(target));
	status = judge_link(&set_up->verifier, &asked, arena, NULL);
	arena_free(arena);
	return status;
}

/* Who has no address has none that is signed. */
static void
test_addresses(void **state)
{
	static const struct {
		const char *client;
		enum status status;
	} clients[] = {
		{ "", STATUS_WRONG_CLIENT },
		{ "unix:", STATUS_WRONG_CLIENT },
		{ "65.65.65.0/24", STATUS_WRONG_CLIENT },
		{ "65.65.65.65", STATUS_OK },
		{ "::ffff:65.65.65.65", STATUS_OK },
		{ "65.65.65.66", STATUS_BAD_SIGNATURE },
		{ "4141:4141::", STATUS_BAD_SIGNATURE },
	};
	const struct way way = IP("yes");
	struct set_up    set_up;

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(clients); i++)
		EXPECT_STATUS(clients[i].client, judge_from(&set_up,
		    clients[i].client, NULL, FLAG,
		    "/a/b.jpg2000000000AAAA"), clients[i].status);
	set_up_close(&set_up);
}

/* The query as it is asked for; signed is what it becomes. */
static void
test_countries(void **state)
{
	static const struct {
		const char *said, *query, *wanted;
		enum status status;
	} rows[] = {
		{ "US", "token_countries=CA,US", NULL, STATUS_OK },
		{ "us", "token_countries=CA%2CUS", "token_countries=CA,US",
		    STATUS_OK },
		{ "US", "token_countries=CA,%20US", "token_countries=CA, US",
		    STATUS_OK },
		{ "DE", "token_countries=CA,US", NULL, STATUS_WRONG_CLIENT },
		{ "U", "token_countries=CA,US", NULL, STATUS_WRONG_CLIENT },
		{ "", "token_countries=CA,,US", NULL, STATUS_WRONG_CLIENT },
		{ NULL, "token_countries=CA,US", NULL, STATUS_WRONG_CLIENT },
		{ "DE", "token_countries_blocked=JP", NULL, STATUS_OK },
		{ "JP", "token_countries_blocked=JP", NULL,
		    STATUS_WRONG_CLIENT },
		{ NULL, "token_countries_blocked=JP", NULL,
		    STATUS_WRONG_CLIENT },
		{ NULL, "a=1", NULL, STATUS_OK },
	};
	const struct way way = { "bunny", "HS256", "country", "X-Country" };
	struct set_up    set_up;

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *said = rows[i].said != NULL ? rows[i].said : "";
		const struct request_header header = { BYTES("X_COUNTRY"),
			bytes_of(said) };
		char pattern[200], message[200];

		snprintf(pattern, sizeof(pattern), TOKEN "&%s", rows[i].query);
		snprintf(message, sizeof(message), "/a/b.jpg2000000000%s",
		    rows[i].wanted != NULL ? rows[i].wanted : rows[i].query);
		EXPECT_STATUS(rows[i].query, judge_from(&set_up, NULL,
		    rows[i].said != NULL ? &header : NULL, pattern, message),
		    rows[i].status);
	}
	set_up_close(&set_up);
}

/* Where nobody says the country, a token that asks for one opens nothing. */
static void
test_no_country(void **state)
{
	const struct request_header header = { BYTES("X-Country"),
		BYTES("US") };
	const struct way            way = HMACED;
	struct set_up               set_up;

	(void)state;
	set_up_open(&set_up, &way);
	EXPECT_STATUS("no header", judge_from(&set_up, NULL, &header,
	    TOKEN "&token_countries=US",
	    "/a/b.jpg2000000000token_countries=US"), STATUS_WRONG_CLIENT);
	set_up_close(&set_up);
}

static const struct {
	struct way  way;
	const char *client, *wanted;
} signers[] = {
	{ HMACED, "", "/img/my%20cat.jpg?token=HS256-" },
	{ HASHED, "", "/img/my%20cat.jpg?token=" },
	{ BASIC, "", "/img/my%20cat.jpg?token=" },
	{ IP("yes"), "192.0.2.1", "/img/my%20cat.jpg?token=HS256-1-" },
	{ IP("any"), "192.0.2.1", "/img/my%20cat.jpg?token=HS256-1-" },
	{ IP("any"), "", "/img/my%20cat.jpg?token=HS256-" },
	{ { "bunny-v2", "SHA256", "ip", "yes" }, "192.0.2.1",
	    "/img/my%20cat.jpg?token=" },
	{ { "bunny-v1", "MD5", "ip", "yes" }, "192.0.2.1",
	    "/img/my%20cat.jpg?token=" },
};

static void
test_round_trips(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(signers); i++) {
		const struct terms terms = {
			.path = BYTES("/img/my cat.jpg"),
			.expires_at = END,
			.client = bytes_of(signers[i].client) };
		struct set_up      set_up;

		set_up_open(&set_up, &signers[i].way);
		sign_and_judge(&set_up.verifier, &terms, signers[i].wanted,
		    1 << 13);
		set_up_close(&set_up);
	}
}

static void
expect_unsigned(const struct way *way, const char *client, int64_t end)
{
	const struct terms terms = { .path = BYTES("/a.jpg"),
		.expires_at = end, .client = bytes_of(client) };
	struct arena      *arena = arena_new(1 << 15);
	struct set_up      set_up;
	struct bytes       url;

	set_up_open(&set_up, way);
	EXPECT_STATUS(client, sign(set_up.verifier.schemes[0],
	    keyring_at(set_up.keyring, 0), &set_up.verifier, &terms, arena,
	    &url), STATUS_MALFORMED);
	set_up_close(&set_up);
	arena_free(arena);
}

static void
test_what_no_token_says(void **state)
{
	const struct way hmaced = HMACED, with_ip = IP("yes");
	const struct way basic = { "bunny-v1", "MD5", "ip", "any" };

	(void)state;
	expect_unsigned(&hmaced, "192.0.2.1", END);
	expect_unsigned(&with_ip, "", END);
	expect_unsigned(&with_ip, "192.0.2.0/24", END);
	expect_unsigned(&basic, "192.0.2.1", END);
	expect_unsigned(&hmaced, "", 999999999);
	expect_unsigned(&hmaced, "", 10000000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_countries),
		cmocka_unit_test(test_no_country),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_what_no_token_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
