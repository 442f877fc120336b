/*
 * Signed URLs of Sanity that its package does not make.  The right one is the
 * package's, under a public test key; more of them are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "foreign.h"

#define PATH      "/images/proj/prod/photos/cat.jpg?"
#define SIGNATURE                                                        \
	"pXMpDDeiE-eOyFpjfu9NYOwJAl59JW2jcIUAFPJi0W0DSzCw3y-eMrs61YBT4U6P" \
	"wm1e-WG0yAy4MNryHj7vBA"
#define KEY_ID    "keyid=ky_public01"
#define EXPIRY    "expiry=2026-09-21T15%3A13%3A20Z"
#define LAST      1790003600
#define SIGN      "&signature=" SIGNATURE "%3D%3D"
#define ID_EXPIRY   KEY_ID "&expiry="

static const struct {
	const char *query;
	enum status status;
} rows[] = {
	{ KEY_ID "&" EXPIRY SIGN, STATUS_OK },
	{ KEY_ID "&expiry=2026-09-21T15:13:20Z" SIGN, STATUS_BAD_SIGNATURE },
	{ "%6beyid=ky_public01&" EXPIRY SIGN, STATUS_MALFORMED },
	{ "keyid=%6by_public01&" EXPIRY SIGN, STATUS_BAD_SIGNATURE },
	{ "keyid=other&" EXPIRY SIGN, STATUS_UNKNOWN_KEY },
	{ "keyid=&" EXPIRY SIGN, STATUS_MALFORMED },
	{ "keyid&" EXPIRY SIGN, STATUS_MALFORMED },
	{ EXPIRY SIGN, STATUS_NO_CREDENTIAL },
	{ "", STATUS_NO_CREDENTIAL },
	{ KEY_ID, STATUS_MALFORMED },
	{ KEY_ID "&" EXPIRY, STATUS_MALFORMED },
	{ KEY_ID SIGN, STATUS_MALFORMED },
	{ KEY_ID "&" KEY_ID "&" EXPIRY SIGN, STATUS_AMBIGUOUS },
	{ KEY_ID "&" EXPIRY "&" EXPIRY SIGN, STATUS_AMBIGUOUS },
	{ KEY_ID "&" EXPIRY SIGN SIGN, STATUS_AMBIGUOUS },
	/* Something stands behind the signature. */
	{ KEY_ID "&" EXPIRY SIGN "&", STATUS_MALFORMED },
	{ KEY_ID "&" EXPIRY SIGN "&w=1", STATUS_MALFORMED },
	{ "signature=" SIGNATURE "%3D%3D&" KEY_ID "&" EXPIRY,
	    STATUS_MALFORMED },
	/* Other moments. */
	{ ID_EXPIRY "2026-09-21T15%3A13%3A20.0Z" SIGN, STATUS_MALFORMED },
	{ ID_EXPIRY "2026-09-21T15%3A13%3A20%2B00%3A00" SIGN,
	    STATUS_MALFORMED },
	{ ID_EXPIRY "2026-02-30T00%3A00%3A00Z" SIGN, STATUS_MALFORMED },
	{ ID_EXPIRY "1790003600" SIGN, STATUS_MALFORMED },
	{ ID_EXPIRY SIGN, STATUS_MALFORMED },
	/* Other texts of the same signature. */
	{ KEY_ID "&" EXPIRY "&signature=" SIGNATURE, STATUS_MALFORMED },
	{ KEY_ID "&" EXPIRY "&signature=" SIGNATURE "==", STATUS_MALFORMED },
	{ KEY_ID "&" EXPIRY "&signature=" SIGNATURE "%3d%3D",
	    STATUS_MALFORMED },
	{ KEY_ID "&" EXPIRY "&signature=" SIGNATURE "======",
	    STATUS_MALFORMED },
	{ KEY_ID "&" EXPIRY "&signature=", STATUS_MALFORMED },
	{ KEY_ID "&" EXPIRY "&signature", STATUS_MALFORMED },
};

static struct keyring *keyring;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = {
		"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ky_public01\","
		"\"alg\":\"EdDSA\",\"postern\":{\"schemes\":[\"sanity\"]},"
		"\"x\":\"QqsMX2CJteLDQSj2dpSuTX32UiPUix_8B8UGULSDsPw\"}" };

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

static struct verifier
verifier_of(struct bytes base)
{
	struct verifier verifier = foreign_verifier("sanity", keyring);

	verifier.policy.base = base;
	return verifier;
}

static enum status
run(struct bytes base, const char *query, int64_t now)
{
	const struct verifier verifier = verifier_of(base);
	struct arena *arena = arena_new(1 << 15);
	char          target[600];
	enum status   status;

	snprintf(target, sizeof(target), PATH "%s", query);
	status = judge_link(&verifier, &(struct asked){ .target = target,
	    .now = now }, arena, NULL);
	arena_free(arena);
	return status;
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i].query, run(BYTES(
		    "https://cdn.sanity.io"), rows[i].query, LAST),
		    rows[i].status);
	EXPECT_STATUS("late", run(BYTES("https://cdn.sanity.io"),
	    rows[0].query, LAST + 1), STATUS_EXPIRED);
	EXPECT_STATUS("another host", run(BYTES(BASE), rows[0].query, LAST),
	    STATUS_BAD_SIGNATURE);
}

static void
test_absolute(void **state)
{
	const struct verifier verifier = verifier_of(
	    BYTES("https://cdn.sanity.io"));
	struct arena *arena = arena_new(1 << 15);

	(void)state;
	EXPECT_STATUS("ours", judge_link(&verifier, &(struct asked){
	    .target = "https://cdn.sanity.io" PATH KEY_ID "&" EXPIRY SIGN,
	    .now = LAST }, arena, NULL), STATUS_OK);
	EXPECT_STATUS("another", judge_link(&verifier, &(struct asked){
	    .target = BASE PATH KEY_ID "&" EXPIRY SIGN, .now = LAST }, arena,
	    NULL), STATUS_MALFORMED);
	arena_free(arena);
}

static void
test_little_memory(void **state)
{
	const struct verifier verifier = verifier_of(
	    BYTES("https://cdn.sanity.io"));

	(void)state;
	judge_in_little_memory(&verifier, &(struct asked){
	    .target = PATH KEY_ID "&" EXPIRY SIGN, .now = LAST }, 8192);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_absolute),
		cmocka_unit_test(test_little_memory),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
