/*
 * Tokens of "~" fields: what divides them, and those of our own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

#include "tilde_token.h"

#define E "exp=2000000000"

/* ----------------------------------------------------------------- fields */

static void
test_fields(void **state)
{
	static const char *const names[] = { "a", "b", "mac", NULL };
	static const struct {
		const char *text, *head;
		enum status status;
	} rows[] = {
		{ "a=1~b=2~mac=3", "a=1~b=2", STATUS_OK },
		{ "b=~mac=", "b=", STATUS_OK },
		{ "b=x=y~mac=3", "b=x=y", STATUS_OK },
		{ "", "", STATUS_MALFORMED },
		{ "mac=3", "", STATUS_MALFORMED },
		{ "a=1", "", STATUS_MALFORMED },
		{ "a=1~mac=3~", "", STATUS_MALFORMED },
		{ "a=1~mac=3~b=1", "", STATUS_MALFORMED },
		{ "a=1~mac=3~mac=3", "", STATUS_MALFORMED },
		{ "a=1~~mac=3", "", STATUS_MALFORMED },
		{ "~a=1~mac=3", "", STATUS_MALFORMED },
		{ "a~mac=3", "", STATUS_MALFORMED },
		{ "a=1~mac", "", STATUS_MALFORMED },
		{ "A=1~mac=3", "", STATUS_MALFORMED },
		{ "c=1~mac=3", "", STATUS_MALFORMED },
		{ "a=1~b=2~a=1~mac=3", "", STATUS_AMBIGUOUS },
	};
	struct tilde_fields fields;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_STATUS(rows[i].text, tilde_fields_read(
		    guarded_text(rows[i].text), names, &fields),
		    rows[i].status);
		if (rows[i].status == STATUS_OK)
			EXPECT_BYTES(rows[i].text, fields.head,
			    bytes_of(rows[i].head));
	}
	EXPECT_STATUS("fields", tilde_fields_read(BYTES("b=2~a=~mac=3"),
	    names, &fields), STATUS_OK);
	EXPECT_BYTES("b", tilde_field(&fields, "b"), BYTES("2"));
	EXPECT_BYTES("mac", tilde_field(&fields, "mac"), BYTES("3"));
	EXPECT("a", tilde_field(&fields, "a").at != NULL);
	EXPECT("c", tilde_field(&fields, "c").at == NULL);
}

static void
test_too_many_fields(void **state)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g",
		"h", "i", "j", "k", "l", "m", "n", "o", "p", "q", NULL };
	struct tilde_fields fields;

	(void)state;
	EXPECT_STATUS("16", tilde_fields_read(BYTES("a=~b=~c=~d=~e=~f=~g=~h="
	    "~i=~j=~k=~l=~m=~n=~o=~q="), names, &fields), STATUS_OK);
	EXPECT_STATUS("17", tilde_fields_read(BYTES("a=~b=~c=~d=~e=~f=~g=~h="
	    "~i=~j=~k=~l=~m=~n=~o=~p=~q="), names, &fields),
	    STATUS_MALFORMED);
}

/* ---------------------------------------------------------------- signing */

static const struct way plain = { "akamai", "HS256", NULL, NULL };
static const struct way escaped = { "akamai", "HS256", "escape", "yes" };
static const struct way salted = { "akamai", "HS256", "salt", "s~=" };
static const struct way queried = { "akamai", "HS256", "query", "signed" };
static const struct way renamed = { "akamai", "HS256", "name", "hdnts" };
static const struct way older = { "akamai", "HS1", NULL, NULL };
static const struct way cloudinary = { "cloudinary-token", "HS256", NULL,
	NULL };

static const struct {
	const struct way *way;
	struct terms      terms;
	const char       *url;
} signed_rows[] = {
	{ &plain, { .path = TEXT("/a b~.jpg"), .expires_at = END },
	    "/a%20b~.jpg?__token__=" E "~hmac=" },
	{ &older, { .path = TEXT("/a.jpg"), .expires_at = END },
	    "/a.jpg?__token__=" E "~hmac=" },
	{ &salted, { .path = TEXT("/a.jpg"), .expires_at = END },
	    "/a.jpg?__token__=" E "~hmac=" },
	{ &queried, { .path = TEXT("/a.jpg"), .expires_at = END },
	    "/a.jpg?__token__=" E "~hmac=" },
	{ &renamed, { .path = TEXT("/a.jpg"), .expires_at = END },
	    "/a.jpg?hdnts=" E "~hmac=" },
	{ &escaped, { .path = TEXT("/a b~.jpg"), .expires_at = END,
	    .not_before = 7, .client = TEXT("192.0.2.1") },
	    "/a%20b~.jpg?__token__=ip=192.0.2.1~st=7~" E "~hmac=" },
	{ &plain, { .path = TEXT("/a *!/"), .expires_at = END,
	    .is_prefix = 1 },
	    "/a%20%2A%21/?__token__=" E "~acl=/a%20%2A%21/*~hmac=" },
	{ &cloudinary, { .path = TEXT("/a b.jpg"), .expires_at = END,
	    .client = TEXT("192.0.2.1") },
	    "/a%20b.jpg?__cld_token__=ip=192.0.2.1~" E "~hmac=" },
	{ &cloudinary, { .path = TEXT("/a~/"), .expires_at = END,
	    .is_prefix = 1 },
	    "/a~/?__cld_token__=" E "~acl=%2fa%7e%2f*~hmac=" },
};

static void
test_sign(void **state)
{
	struct set_up set_up;

	(void)state;
	for (size_t i = 0; i < COUNT(signed_rows); i++) {
		set_up_open(&set_up, signed_rows[i].way);
		sign_and_judge(&set_up.verifier, &signed_rows[i].terms,
		    signed_rows[i].url, 2048);
		set_up_close(&set_up);
	}
}

static void
test_sign_refuses(void **state)
{
	static const struct terms refused[] = {
		{ .path = TEXT("/a"), .expires_at = END,
		    .client = TEXT("192.0.2.0/24") },
		{ .path = TEXT("/a"), .expires_at = END,
		    .subject = TEXT("me") },
		{ .path = TEXT("/a"), .expires_at = END,
		    .methods = TEXT("HEAD") },
		/* It would end the field. */
		{ .path = TEXT("/a~/"), .expires_at = END, .is_prefix = 1 },
	};
	struct arena *arena = arena_new(4096);
	struct set_up set_up;
	struct bytes  url;

	(void)state;
	set_up_open(&set_up, &plain);
	for (size_t i = 0; i < COUNT(refused); i++)
		EXPECT_STATUS("terms", sign(set_up.verifier.schemes[0],
		    keyring_at(set_up.keyring, 0), &set_up.verifier,
		    &refused[i], arena, &url), STATUS_MALFORMED);
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
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_too_many_fields),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_sign_refuses),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
