/*
 * Links and cookies of Google's CDNs that no signer makes, and those of our
 * own; the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "foreign.h"

#define FIELDS  "Expires=2000000000&KeyName=k1"
#define GALLERY "aHR0cHM6Ly9pbWcuZXhhbXBsZS5vcmcvZ2FsbGVyeS8" /* no padding */
/* BASE "/a.jpg?w=" */
#define PREFIX_OF_QUERY "aHR0cHM6Ly9pbWcuZXhhbXBsZS5vcmcvYS5qcGc_dz0="
#define ED25519                                                            \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAA=="

/* @ is the signature of the message. */
static const struct {
	const char *target, *cookies, *message;
	enum status status;
} rows[] = {
	{ "/a.jpg?" FIELDS "&Signature=@=", NULL, BASE "/a.jpg?" FIELDS,
	    STATUS_OK },
	{ BASE "/a.jpg?" FIELDS "&Signature=@=", NULL, BASE "/a.jpg?" FIELDS,
	    STATUS_OK },
	{ "https://img.example.net/a.jpg?" FIELDS "&Signature=@=", NULL,
	    BASE "/a.jpg?" FIELDS, STATUS_MALFORMED },
	{ "/a.jpg?" FIELDS "&Signature=@", NULL, BASE "/a.jpg?" FIELDS,
	    STATUS_MALFORMED },
	{ "/a.jpg?" FIELDS "&Signature=@=&", NULL, BASE "/a.jpg?" FIELDS,
	    STATUS_MALFORMED },
	{ "/a.jpg?w=1&Expires=2&Expires=3&KeyName=k1&Signature=@=", NULL, "",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?" FIELDS "&Signature", NULL, "", STATUS_MALFORMED },
	{ "/a.jpg?" FIELDS "&Signature=AAAA", NULL, "", STATUS_BAD_SIGNATURE },
	/* The sister's. */
	{ "/a.jpg?" FIELDS "&Signature=" ED25519, NULL, "",
	    STATUS_NO_CREDENTIAL },
	{ "/a.jpg", NULL, "", STATUS_NO_CREDENTIAL },
	{ "/a.jpg?Expires=1&Signature=@=", NULL, "", STATUS_NO_CREDENTIAL },
	{ "/a.jpg?KeyName=k1", NULL, "", STATUS_MALFORMED },
	{ "/a.jpg?%4beyName=k1", NULL, "", STATUS_MALFORMED },
	{ "/a.jpg?Expires=2000000000&KeyName=k9&Signature=@=", NULL,
	    BASE "/a.jpg?Expires=2000000000&KeyName=k9", STATUS_UNKNOWN_KEY },
	{ "/a.jpg?Expires=2000000000&KeyName=&Signature=@=", NULL,
	    BASE "/a.jpg?Expires=2000000000&KeyName=", STATUS_MALFORMED },
	{ "/a.jpg?Expires=2000000000000&KeyName=k1&Signature=@=", NULL,
	    BASE "/a.jpg?Expires=2000000000000&KeyName=k1",
	    STATUS_MILLISECONDS },
	{ "/a.jpg?Expires=1999999999&KeyName=k1&Signature=@=", NULL,
	    BASE "/a.jpg?Expires=1999999999&KeyName=k1", STATUS_EXPIRED },
	/* Right signatures, in an order that is not Google's. */
	{ "/a.jpg?KeyName=k1&Expires=2000000000&Signature=@=", NULL,
	    BASE "/a.jpg?KeyName=k1&Expires=2000000000", STATUS_MALFORMED },
	{ "/a.jpg?Expires=2000000000&w=1&KeyName=k1&Signature=@=", NULL,
	    BASE "/a.jpg?Expires=2000000000&w=1&KeyName=k1",
	    STATUS_MALFORMED },
	/* Prefixes. */
	{ "/gallery/a.jpg?w=1&URLPrefix=" GALLERY "&" FIELDS "&Signature=@=",
	    NULL, "URLPrefix=" GALLERY "&" FIELDS, STATUS_OK },
	{ "https://img.example.net/gallery/a.jpg?URLPrefix=" GALLERY "&"
	  FIELDS "&Signature=@=", NULL, "URLPrefix=" GALLERY "&" FIELDS,
	    STATUS_MALFORMED },
	{ "/a.jpg?URLPrefix=" GALLERY "&" FIELDS "&Signature=@=",
	    NULL, "URLPrefix=" GALLERY "&" FIELDS, STATUS_OUTSIDE_GRANT },
	{ "/a.jpg?w=1&URLPrefix=" PREFIX_OF_QUERY "&" FIELDS "&Signature=@=",
	    NULL, "URLPrefix=" PREFIX_OF_QUERY "&" FIELDS, STATUS_OK },
	{ "/a.jpg?h=1&URLPrefix=" PREFIX_OF_QUERY "&" FIELDS "&Signature=@=",
	    NULL, "URLPrefix=" PREFIX_OF_QUERY "&" FIELDS,
	    STATUS_OUTSIDE_GRANT },
	{ "/gallery/a.jpg?URLPrefix=" GALLERY "&w=1&" FIELDS "&Signature=@=",
	    NULL, BASE "/gallery/a.jpg?URLPrefix=" GALLERY "&w=1&" FIELDS,
	    STATUS_MALFORMED },
	{ "/gallery/a.jpg?URLPrefix=x&URLPrefix=" GALLERY "&" FIELDS
	  "&Signature=@=", NULL, "", STATUS_AMBIGUOUS },
	{ "/a.jpg?URLPrefix=&" FIELDS "&Signature=@=", NULL,
	    "URLPrefix=&" FIELDS, STATUS_MALFORMED },
	{ "/a.jpg?URLPrefix&" FIELDS "&Signature=@=", NULL,
	    "URLPrefix&" FIELDS, STATUS_MALFORMED },
	{ "/a.jpg?URLPrefix=!&" FIELDS "&Signature=@=", NULL,
	    "URLPrefix=!&" FIELDS, STATUS_MALFORMED },
	/* Cookies. */
	{ "/gallery/a.jpg", "Cloud-CDN-Cookie=URLPrefix=" GALLERY
	  ":Expires=2000000000:KeyName=k1:Signature=@=",
	    "URLPrefix=" GALLERY ":Expires=2000000000:KeyName=k1", STATUS_OK },
	{ "/gallery/a.jpg", "Cloud-CDN-Cookie=URLPrefix=" GALLERY
	  ":Expires=2000000000:KeyName=k1:Signature=@=:",
	    "URLPrefix=" GALLERY ":Expires=2000000000:KeyName=k1",
	    STATUS_MALFORMED },
	{ "/gallery/a.jpg", "Cloud-CDN-Cookie=Expires=2000000000:KeyName=k1"
	  ":Signature=@=", "Expires=2000000000:KeyName=k1",
	    STATUS_MALFORMED },
	{ "/gallery/a.jpg", "Cloud-CDN-Cookie=", "", STATUS_MALFORMED },
	{ "/a.jpg", "Cloud-CDN-Cookie=a; Cloud-CDN-Cookie=b", "",
	    STATUS_AMBIGUOUS },
	{ "/a.jpg?" FIELDS "&Signature=AAAA", "Cloud-CDN-Cookie=x", "",
	    STATUS_AMBIGUOUS },
	/* Not ours to read. */
	{ "/a.jpg", "Edge-Cache-Cookie=x", "", STATUS_NO_CREDENTIAL },
};

static struct keyring *keyring;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = { FOREIGN_JWK("k1", "HS1",
	    "google-cdn") };

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

/* The row's link, signed. */
static struct asked
asked_by(size_t i, char target[600], char cookies[600])
{
	char signature[2 * HMAC_MAX];

	foreign_base64("SHA1", rows[i].message, signature);
	foreign_fill(rows[i].target, signature, target, 600);
	if (rows[i].cookies != NULL)
		foreign_fill(rows[i].cookies, signature, cookies, 600);
	return (struct asked){ .target = target,
		.cookies = rows[i].cookies != NULL ? cookies : NULL };
}

static void
test_rows(void **state)
{
	const struct verifier verifier = foreign_verifier("google-cdn",
	    keyring);
	struct arena *arena = arena_new(1 << 15);
	char          target[600], cookies[600];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct asked asked = asked_by(i, target, cookies);

		EXPECT_STATUS(asked.cookies != NULL ? cookies : target,
		    judge_link(&verifier, &asked, arena, NULL),
		    rows[i].status);
		arena_reset(arena);
	}
	arena_free(arena);
}

static void
test_little_memory(void **state)
{
	const struct verifier verifier = foreign_verifier("google-cdn",
	    keyring);
	char target[600], cookies[600];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct asked asked = asked_by(i, target, cookies);

		if (rows[i].status == STATUS_OK)
			judge_in_little_memory(&verifier, &asked, 16384);
	}
}

static void
test_too_many_parameters(void **state)
{
	const struct verifier verifier = foreign_verifier("google-cdn",
	    keyring);
	struct arena *arena = arena_new(1 << 15);
	char          target[400] = "/a.jpg?KeyName=k1";

	(void)state;
	for (size_t i = 0; i < 64; i++)
		strcat(target, "&a=b");
	EXPECT_STATUS("65", judge_link(&verifier,
	    &(struct asked){ .target = target }, arena, NULL),
	    STATUS_MALFORMED);
	arena_free(arena);
}

/* The name of the cookie is the route's to say. */
static void
test_setting(void **state)
{
	static const struct bytes settings[] = { TEXT("Other") };
	struct verifier verifier = foreign_verifier("google-cdn", keyring);
	struct arena   *arena = arena_new(1 << 15);

	(void)state;
	verifier.settings[0] = settings;
	EXPECT_STATUS("its own", judge_link(&verifier, &(struct asked){
	    .target = "/a.jpg", .cookies = "Other=x" }, arena, NULL),
	    STATUS_MALFORMED);
	EXPECT_STATUS("standard", judge_link(&verifier, &(struct asked){
	    .target = "/a.jpg", .cookies = "Cloud-CDN-Cookie=x" }, arena,
	    NULL), STATUS_NO_CREDENTIAL);
	arena_free(arena);
}

static void
test_sign(void **state)
{
	struct verifier verifier = foreign_verifier("google-cdn", keyring);
	struct terms    terms = { .path = BYTES("/a b.jpg"),
		   .expires_at = END };
	struct arena   *arena = arena_new(4096);
	struct bytes    url;

	(void)state;
	sign_and_judge(&verifier, &terms, "/a%20b.jpg?" FIELDS "&Signature=",
	    1024);
	terms.client = BYTES("192.0.2.1");
	EXPECT_STATUS("client", sign(verifier.schemes[0],
	    keyring_at(keyring, 0), &verifier, &terms, arena, &url),
	    STATUS_MALFORMED);
	terms.client = BYTES("");
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
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_too_many_parameters),
		cmocka_unit_test(test_setting),
		cmocka_unit_test(test_sign),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
