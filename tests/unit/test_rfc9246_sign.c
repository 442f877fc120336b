/* URI Signing for CDNI: what we sign.  SPDX-License-Identifier: ISC */
#include "cdni.h"

static void
test_sign(void **state)
{
	static const struct bytes words[] = { TEXT("us"), TEXT("them") };
	struct verifier verifier = foreign_verifier("rfc9246", keyring);
	struct terms    terms = { .path = BYTES("/a b(1).jpg"),
		   .expires_at = END };

	(void)state;
	sign_and_judge(&verifier, &terms,
	    "/a%20b%281%29.jpg?URISigningPackage=ey", 8192);
	terms.not_before = END;
	verifier.policy.issuers = (struct bytes_list){ words, 1 };
	verifier.policy.audiences = (struct bytes_list){ words + 1, 1 };
	sign_and_judge(&verifier, &terms, "/a%20b", 8192);
}

static void
test_sign_prefix(void **state)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);
	const struct terms terms = { .path = BYTES("/a+b.c/"), .is_prefix = 1,
		.expires_at = END };
	static const struct {
		const char *path;
		enum status status;
	} rows[] = {
		{ "/a%2Bb.c/x.jpg", STATUS_OK },
		{ "/a%2Bb.c/y/z.jpg", STATUS_OK },
		{ "/a%2Bbxc/x.jpg", STATUS_OUTSIDE_GRANT },
		{ "/x/a%2Bb.c/x.jpg", STATUS_OUTSIDE_GRANT },
		{ "/a%2Bb.c", STATUS_OUTSIDE_GRANT },
	};
	struct bytes url;
	char         token[2000], target[2100];

	(void)state;
	arena_reset(arena);
	EXPECT_STATUS("sign", sign(verifier.schemes[0],
	    keyring_at(keyring, 0), &verifier, &terms, arena, &url),
	    STATUS_OK);
	snprintf(token, sizeof(token), "%.*s", (int)url.len, url.at);
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(target, sizeof(target), "%s%s", rows[i].path,
		    strchr(token, '?'));
		EXPECT_STATUS(rows[i].path, ask(target, NULL), rows[i].status);
	}
}

static void
test_sign_refused(void **state)
{
	static const struct terms refused[] = {
		{ .path = TEXT("/a"), .expires_at = END, .uses = 1 },
		{ .path = TEXT("/a"), .expires_at = END, .client = TEXT("::1") },
		{ .path = TEXT("/a"), .expires_at = END, .subject = TEXT("x") },
		{ .path = TEXT("/a"), .expires_at = END, .link_id = TEXT("x") },
		{ .path = TEXT("/a") },
	};
	struct verifier      verifier = foreign_verifier("rfc9246", keyring);
	const struct scheme *scheme = verifier.schemes[0];
	const struct terms   terms = { .path = BYTES("/a"),
		  .expires_at = END };
	struct bytes         url;

	(void)state;
	arena_reset(arena);
	for (size_t i = 0; i < COUNT(refused); i++)
		EXPECT_STATUS("terms", sign(scheme, keyring_at(keyring, 0),
		    &verifier, &refused[i], arena, &url), STATUS_MALFORMED);
	EXPECT_STATUS("public key", sign(scheme, keyring_at(keyring, 1),
	    &verifier, &terms, arena, &url), STATUS_WRONG_ALGORITHM);
	verifier.policy.base = BYTES("");
	EXPECT_STATUS("no base", sign(scheme, keyring_at(keyring, 0),
	    &verifier, &terms, arena, &url), STATUS_MALFORMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_sign_prefix),
		cmocka_unit_test(test_sign_refused),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
