/*
 * Signed URIs of Symfony that it makes seldom or never, and those of our own;
 * more of the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "foreign.h"

#define E    "_expiration=2000000001"
#define HASH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" /* 32 bytes */

/* @ is the hash of the message. */
static const struct {
	const char *target, *message;
	enum status status;
} rows[] = {
	{ "/a.jpg?" E "&_hash=@", BASE "/a.jpg?" E, STATUS_OK },
	{ BASE "/a.jpg?" E "&_hash=@", BASE "/a.jpg?" E, STATUS_OK },
	{ "http://img.example.org/a.jpg?" E "&_hash=@",
	    "http://img.example.org/a.jpg?" E, STATUS_MALFORMED },
	{ "/a.jpg?_hash=@&" E, BASE "/a.jpg?" E, STATUS_OK },
	{ "/a.jpg?_hash=@&" E "#x", BASE "/a.jpg?" E, STATUS_MALFORMED },
	/* As http_build_query writes it: order, blanks, what is escaped. */
	{ "/a.jpg?b=~&" E "&a=x%20y&_hash=@&B=%c3%a9-_.",
	    BASE "/a.jpg?B=%C3%A9-_.&" E "&a=x+y&b=%7E", STATUS_OK },
	{ "/a.jpg?a=x+y&" E "&_hash=@", BASE "/a.jpg?" E "&a=x+y", STATUS_OK },
	{ "/a.jpg?aa=1&a=2&" E "&_hash=@", BASE "/a.jpg?" E "&a=2&aa=1",
	    STATUS_OK },
	{ "/a.jpg?10=1&9=2&0=3&" E "&_hash=@",
	    BASE "/a.jpg?0=3&10=1&9=2&" E, STATUS_OK },
	{ "/a.jpg?%61=b%3D&" E "&_hash=@", BASE "/a.jpg?" E "&a=b%3D",
	    STATUS_OK },
	{ "/a.jpg?a=b=&" E "&_hash=@", BASE "/a.jpg?" E "&a=b%3D",
	    STATUS_OK },
	{ "/a.jpg?a=%00&" E "&_hash=@", BASE "/a.jpg?" E "&a=%00",
	    STATUS_OK },
	/* The path is taken as it came. */
	{ "/%61.jpg?" E "&_hash=@", BASE "/%61.jpg?" E, STATUS_OK },
	{ "/%61.jpg?" E "&_hash=@", BASE "/a.jpg?" E, STATUS_BAD_SIGNATURE },
	/* Names that PHP rewrites. */
	{ "/a.jpg?a.b=1&" E "&_hash=@", BASE "/a.jpg?" E "&a.b=1",
	    STATUS_MALFORMED },
	{ "/a.jpg?a[]=1&" E "&_hash=@", BASE "/a.jpg?" E "&a%5B%5D=1",
	    STATUS_MALFORMED },
	{ "/a.jpg?a%5b%5D=1&" E "&_hash=@", BASE "/a.jpg?" E "&a%5B%5D=1",
	    STATUS_MALFORMED },
	{ "/a.jpg?a%5D=1&" E "&_hash=@", BASE "/a.jpg?" E "&a%5D=1",
	    STATUS_MALFORMED },
	{ "/a.jpg?a+b=1&" E "&_hash=@", BASE "/a.jpg?" E "&a+b=1",
	    STATUS_MALFORMED },
	{ "/a.jpg?a%00=1&" E "&_hash=@", BASE "/a.jpg?" E "&a%00=1",
	    STATUS_MALFORMED },
	{ "/a.jpg?=1&" E "&_hash=@", BASE "/a.jpg?=1&" E, STATUS_MALFORMED },
	{ "/a.jpg?a&" E "&_hash=@", BASE "/a.jpg?" E "&a=", STATUS_MALFORMED },
	{ "/a.jpg?a=1&%61=1&" E "&_hash=@", BASE "/a.jpg?" E "&a=1&a=1",
	    STATUS_AMBIGUOUS },
	/* Ours, which stand there once and literally. */
	{ "/a.jpg?" E "&" E "&_hash=@", BASE "/a.jpg?" E, STATUS_AMBIGUOUS },
	{ "/a.jpg?" E "&_hash=@&_hash=x", BASE "/a.jpg?" E,
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?" E "&%5Fhash=@", BASE "/a.jpg?" E, STATUS_MALFORMED },
	{ "/a.jpg?%5Fexpiration=2000000001&_hash=@", BASE "/a.jpg?" E,
	    STATUS_MALFORMED },
	{ "/a.jpg?" E, "", STATUS_NO_CREDENTIAL },
	/* When it ends. */
	{ "/a.jpg?_hash=@", BASE "/a.jpg", STATUS_CLAIM_MISSING },
	{ "/a.jpg?_expiration=2000000000&_hash=@",
	    BASE "/a.jpg?_expiration=2000000000", STATUS_EXPIRED },
	{ "/a.jpg?_expiration=0&_hash=@", BASE "/a.jpg?_expiration=0",
	    STATUS_MALFORMED },
	{ "/a.jpg?_expiration=&_hash=@", BASE "/a.jpg?_expiration=",
	    STATUS_MALFORMED },
	{ "/a.jpg?_expiration=1e12&_hash=@", BASE "/a.jpg?_expiration=1e12",
	    STATUS_MALFORMED },
	{ "/a.jpg?_expiration=2000000000000&_hash=@",
	    BASE "/a.jpg?_expiration=2000000000000", STATUS_MILLISECONDS },
	/* The hash. */
	{ "/a.jpg?" E "&_hash=", "", STATUS_MALFORMED },
	{ "/a.jpg?" E "&_hash", "", STATUS_MALFORMED },
	{ "/a.jpg?" E "&_hash=AAAA", "", STATUS_MALFORMED },
	{ "/a.jpg?" E "&_hash=" HASH, "", STATUS_BAD_SIGNATURE },
};

static struct keyring *keyring;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = { FOREIGN_JWK("app", "HS256",
	    "symfony") };

	(void)state;
	keyring = keyring_of(jwks, COUNT(jwks));
	return crypto_start() == STATUS_OK ? 0 : -1;
}

static int
close_keyring(void **state)
{
	(void)state;
	keyring_free(keyring);
	return 0;
}

static void
test_rows(void **state)
{
	const struct verifier verifier = foreign_verifier("symfony", keyring);
	struct arena *arena = arena_new(1 << 15);
	char          hash[2 * HMAC_MAX], target[600];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		foreign_base64("SHA256", rows[i].message, hash);
		foreign_fill(rows[i].target, hash, target, sizeof(target));
		EXPECT_STATUS(target, judge_link(&verifier,
		    &(struct asked){ .target = target }, arena, NULL),
		    rows[i].status);
		arena_reset(arena);
	}
	arena_free(arena);
}

/* A link whose hash has both letters that the forms write in different ways. */
static void
make_both(char older[600], char newer[600])
{
	char query[60], message[100], hash[2 * HMAC_MAX], *end = older;
	int  number = 0;

	do {
		snprintf(query, sizeof(query), "/a.jpg?" E "&n=%d", number++);
		snprintf(message, sizeof(message), BASE "%s", query);
		foreign_base64("SHA256", message, hash);
	} while (strchr(hash, '-') == NULL || strchr(hash, '_') == NULL);
	snprintf(newer, 600, "%s&_hash=%s", query, hash);
	end += snprintf(older, 600, "%s&_hash=", query);
	for (const char *c = hash; *c != '\0'; c++)
		end += sprintf(end, "%.*s", *c == '-' || *c == '_' ? 3 : 1,
		    *c == '-' ? "%2B" : *c == '_' ? "%2F" : c);
	strcpy(end, "%3D");
}

/* Each form of the hash, and which of them are taken. */
static void
test_forms(void **state)
{
	static const struct bytes forms[][3] = { { TEXT("any") },
		{ TEXT("base64") }, { TEXT("base64url") } };
	struct verifier verifier = foreign_verifier("symfony", keyring);
	struct arena   *arena = arena_new(1 << 15);
	char            target[2][600];

	(void)state;
	make_both(target[0], target[1]);
	for (size_t form = 0; form < COUNT(forms); form++)
		for (size_t i = 0; i < 2; i++) {
			const int is_taken = form == 0 || form == i + 1;

			verifier.settings[0] = forms[form];
			EXPECT_STATUS(target[i], judge_link(&verifier,
			    &(struct asked){ .target = target[i] }, arena,
			    NULL), is_taken ? STATUS_OK : STATUS_MALFORMED);
			arena_reset(arena);
		}
	arena_free(arena);
}

static void
test_little_memory(void **state)
{
	const struct verifier verifier = foreign_verifier("symfony", keyring);
	char hash[2 * HMAC_MAX], target[600];

	(void)state;
	foreign_base64("SHA256", BASE "/a.jpg?" E "&a=%7E", hash);
	foreign_fill("/a.jpg?a=~&" E "&_hash=@", hash, target,
	    sizeof(target));
	judge_in_little_memory(&verifier, &(struct asked){ .target = target },
	    16384);
}

static void
test_sign(void **state)
{
	static const struct bytes old[] = { TEXT("base64"), TEXT("sign"),
		TEXT("until") };
	struct verifier verifier = foreign_verifier("symfony", keyring);
	struct terms    terms = { .path = BYTES("/a b.jpg"),
		   .expires_at = END };
	struct arena   *arena = arena_new(4096);
	struct bytes    url;

	(void)state;
	sign_and_judge(&verifier, &terms, "/a%20b.jpg?" E "&_hash=", 1024);
	verifier.settings[0] = old;
	/* Some of them have "+" or "/". */
	for (terms.expires_at = END; terms.expires_at < END + 9;
	     terms.expires_at++)
		sign_and_judge(&verifier, &terms, "/a%20b.jpg?until=200000000",
		    2048);
	terms.not_before = 1;
	EXPECT_STATUS("start", sign(verifier.schemes[0],
	    keyring_at(keyring, 0), &verifier, &terms, arena, &url),
	    STATUS_MALFORMED);
	terms.not_before = 0;
	verifier.policy.base = BYTES("");
	EXPECT_STATUS("no base", sign(verifier.schemes[0],
	    keyring_at(keyring, 0), &verifier, &terms, arena, &url),
	    STATUS_MALFORMED);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_sign),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
