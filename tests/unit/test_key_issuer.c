/* Key files of what issuers publish.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "jwks.h"
#include "keys.h"

#include "bytes.h"
#include "postern_keys.h"

#define SET(keys) "{\"keys\":[" keys "],\"postern\":{\"schemes\":[\"x\"]}}"
#define BARE_RSA(id, more) "{\"kty\":\"RSA\",\"kid\":\"" id "\",\"n\":\"" \
	B64_RSA_N "\",\"e\":\"" B64_RSA_E "\"" more "}"
#define BARE_EC(id, crv, point) "{\"kty\":\"EC\",\"kid\":\"" id \
	"\",\"crv\":\"" crv "\"," point "}"

static char left_out[1024];

static void
note(struct bytes id, const char *reason)
{
	size_t used = strlen(left_out);

	snprintf(left_out + used, sizeof(left_out) - used, "%.*s: %s\n",
	    (int)id.len, id.at, reason);
}

static const char *
take(const char *published, const char *algorithm, const char *replaced,
    struct bytes *text)
{
	static const char *const ring[] = { JWK("taken", "") };
	struct keyring          *keyring = keyring_of(ring, 1);
	const struct issued_keys issued = {
		.published = guarded_text(published),
		.algorithm = bytes_of(algorithm),
		.file = BYTES("issuer.json"),
		.replaced = bytes_of(replaced),
		.keyring = keyring,
		.left_out = note,
	};
	const char *reason;

	arena_reset(arena);
	left_out[0] = '\0';
	reason = issued_keys_read(&issued, arena, text);
	keyring_free(keyring);
	return reason;
}

/* "id ALG\n" for each key of the file. */
static const char *
keys_in(struct bytes text)
{
	static char     lines[512];
	struct key_list list = { 0 };
	struct refusal  refusal = key_file_parse("issuer.json", text, &list);
	size_t          used = 0;

	if (refusal.reason != NULL)
		fail_msg("%.*s: %s", (int)text.len, text.at, refusal.reason);
	for (size_t i = 0; i < list.count; i++)
		used += (size_t)snprintf(lines + used, sizeof(lines) - used,
		    "%s %s\n", list.at[i]->id.at, key_algorithm(list.at[i]));
	key_list_empty(&list);
	return lines;
}

static void
test_taken(void **state)
{
	static const struct {
		const char *published, *algorithm, *keys, *left_out;
	} rows[] = {
		{ SET(RSA_JWK("r", "RS256", "")), "", "r RS256\n", "" },
		{ SET(BARE_RSA("r", "")), "PS256", "r PS256\n", "" },
		{ SET(RSA_JWK("r", "RS256", "")), "PS256", "r RS256\n", "" },
		{ SET(BARE_EC("a", "P-256", POINT_P256) ","
		    BARE_EC("b", "P-384", POINT_P384) ","
		    BARE_EC("c", "P-521", POINT_P521)), "RS256",
		    "a ES256\nb ES384\nc ES512\n", "" },
		{ SET(OKP_JWK("o", "EdDSA", ",\"postern\":{\"schemes\":"
		    "[\"x\"]},\"x5u\":\"https://example.org/\"")), "",
		    "o EdDSA\n", "" },
		{ SET(RSA_JWK("r", "RS256", "") "," BARE_RSA("s", "")), "",
		    "r RS256\n", "s: it does not state its algorithm: say it "
		    "(--alg RS256)\n" },
		{ SET(RSA_JWK("r", "RS256", "") ","
		    RSA_JWK("e", "RSA-OAEP", ",\"use\":\"enc\"")), "",
		    "r RS256\n", "e: it is for encryption\n" },
		{ SET(RSA_JWK("r", "RS256", "") ",7,{\"kid\":\"k\"}"), "",
		    "r RS256\n", ": it is not a JSON object\n"
		    "k: it does not state its algorithm: say it "
		    "(--alg RS256)\n" },
		{ SET(RSA_JWK("r", "RS256", "") "," JWK("s", "")), "",
		    "r RS256\n",
		    "s: it is secret, and all can read it: tell the issuer\n" },
		{ SET(RSA_JWK("r", "RS256", "") ","
		    RSA_JWK("p", "RS256", RSA_PRIVATE)), "", "r RS256\n",
		    "p: it is secret, and all can read it: tell the issuer\n" },
		{ SET(RSA_JWK("r", "RS256", "") ","
		    RSA_JWK("taken", "RS256", "")), "", "r RS256\n",
		    "taken: another key file has its id\n" },
		{ SET(RSA_JWK("r", "RS256", "") ","
		    OKP_JWK("p", "v4.public", "")), "", "r RS256\n",
		    "p: its algorithm is not one of JWT\n" },
		{ SET(RSA_JWK("r", "RS256", "") ",{\"kty\":\"RSA\",\"kid\":"
		    "\"w\",\"alg\":\"RS256\",\"n\":\"" B64_WEAK_N
		    "\",\"e\":\"AQAB\"}"), "", "r RS256\n",
		    "w: \"n\" and \"e\" are no RSA key of 2048 to 8192 "
		    "bits\n" },
		{ SET(RSA_JWK("r", "RS256", "") ",{\"kty\":\"EC\",\"kid\":"
		    "\"k\",\"alg\":\"ES256K\"}"), "", "r RS256\n",
		    "k: \"alg\" is none that is known: docs/keys.md lists "
		    "them\n" },
	};
	struct bytes text;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *reason = take(rows[i].published,
		    rows[i].algorithm, "", &text);

		if (reason != NULL)
			fail_msg("%s: %s", rows[i].published, reason);
		assert_string_equal(keys_in(text), rows[i].keys);
		assert_string_equal(left_out, rows[i].left_out);
		/* Of what is not known nothing is kept. */
		assert_null(memmem(text.at, text.len, "postern", 7));
		assert_null(memmem(text.at, text.len, "x5u", 3));
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *published, *replaced, *reason; /* a part */
	} rows[] = {
		{ "", "", "JSON Web Key Set" },
		{ "<html>", "", "JSON Web Key Set" },
		{ "[]", "", "JSON Web Key Set" },
		{ "{}", "", "JSON Web Key Set" },
		{ "{\"keys\":{}}", "", "JSON Web Key Set" },
		{ "{\"keys\":[],\"keys\":[]}", "", "JSON Web Key Set" },
		{ RSA_JWK("r", "RS256", ""), "", "JSON Web Key Set" },
		{ SET(""), "", "no key that Postern can use" },
		{ SET(JWK("s", "")), "", "no key that Postern can use" },
		{ SET(RSA_JWK("taken", "RS256", "")), "", "no key that" },
		{ SET(RSA_JWK("r", "RS256", "") "," RSA_JWK("r", "PS256", "")),
		    "", "has its \"kid\"" },
		{ SET(RSA_JWK("r", "RS256", "")), "{", "no set of keys" },
		{ SET(RSA_JWK("r", "RS256", "")), JWK("s", ""),
		    "no set of keys" },
		{ SET(RSA_JWK("r", "RS256", "")),
		    "{\"keys\":[],\"postern\":{\"prefix\":1}}", "no key that" },
	};
	struct bytes text;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *reason = take(rows[i].published, "",
		    rows[i].replaced, &text);

		EXPECT(rows[i].published, reason != NULL);
		if (strstr(reason, rows[i].reason) == NULL)
			fail_msg("%s: %s", rows[i].published, reason);
	}
}

/* What its owner has written into the file outlives each fetching. */
static void
test_scope_is_kept(void **state)
{
	char            old[1024];
	struct bytes    first, again;
	struct key_list list = { 0 };

	(void)state;
	assert_null(take(SET(OKP_JWK("o", "EdDSA", "")), "", "{\"keys\":[],"
	    "\"postern\":{\"prefixes\":[\"/img/\"]}}", &first));
	assert_null(key_file_parse("issuer.json", first, &list).reason);
	EXPECT("covers", !key_covers(list.at[0], BYTES("/doc/")));
	key_list_empty(&list);
	snprintf(old, sizeof(old), "%.*s", (int)first.len, first.at);
	assert_null(take(SET(OKP_JWK("o", "EdDSA", "")), "", old, &again));
	EXPECT_BYTES("again", again, bytes_of(old));
}

static void
test_its_own_ids_are_not_taken(void **state)
{
	struct scratch     scratch = scratch_open();
	struct complaint   complaint;
	struct issued_keys issued = {
		.published = BYTES(SET(OKP_JWK("o", "EdDSA", ""))),
		.file = BYTES("issuer.json"),
	};
	struct keyring *keyring;
	struct bytes    text;

	(void)state;
	scratch_write(&scratch, "issuer.json", OKP_JWK("o", "EdDSA", ""), 0644);
	keyring = keyring_load(scratch.path, &complaint);
	assert_non_null(keyring);
	EXPECT_BYTES("file", key_file(keyring_at(keyring, 0)), issued.file);
	issued.keyring = keyring;
	assert_null(issued_keys_read(&issued, arena, &text));
	issued.file = BYTES("another.json");
	assert_non_null(issued_keys_read(&issued, arena, &text));
	EXPECT("has", keyring_has(keyring, BYTES("o")) &&
	    !keyring_has(keyring, BYTES("p")));
	keyring_free(keyring);
	scratch_close(&scratch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_scope_is_kept),
		cmocka_unit_test(test_its_own_ids_are_not_taken),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
