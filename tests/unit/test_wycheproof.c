/*
 * Our use of OpenSSL by the cases of Wycheproof (C2SP), which are other
 * people's and so not in this tree: they are run where they are found, in the
 * directory $WYCHEPROOF or ../shared/vectors/wycheproof.  A sample of our own in
 * the same format is always run, and proves that the driver sees differences.
 *
 * "valid" must be accepted and "invalid" refused.  What is refused by choice,
 * as other key sizes than ours and all that is merely "acceptable", is counted
 * and said; that it is refused is tested too.  EVERY=20 runs each 20th.
 *
 * SPDX-License-Identifier: ISC
 */
#include "wycheproof.h"

/* Why a case is refused by choice, and how often that was so. */
static struct reason {
	char     text[80];
	unsigned count;
} reasons[16];

static void
count_reason(const char *why)
{
	size_t i = 0;

	while (reasons[i].count > 0 && strcmp(reasons[i].text, why) != 0)
		assert_true(++i < COUNT(reasons));
	snprintf(reasons[i].text, sizeof(reasons[i].text), "%s", why);
	reasons[i].count++;
}

static int  is_quiet;  /* differences are not printed */
static long every = 1; /* only each so many-th case is run, for slow builds */

struct counts {
	unsigned accepted, refused, by_choice, different;
};

static const char *
choice_of(const struct suite *suite, const json_t *group, const json_t *test)
{
	static char acceptable[80];

	if (strcmp(text(test, "result"), "acceptable") == 0) {
		snprintf(acceptable, sizeof(acceptable), "acceptable: %s",
		    text(test, "comment"));
		return acceptable;
	}
	return suite->choice == NULL ? NULL : suite->choice(group, test);
}

static void
run_case(const struct suite *suite, const json_t *group, const json_t *test,
    struct counts *counts)
{
	const int   accepted = suite->accepts(group, test);
	const char *choice = choice_of(suite, group, test);

	EXPECT_NO_ERROR_LEFT(algorithm);
	if (accepted != (is_valid(test) && choice == NULL)) {
		counts->different++;
		if (is_quiet)
			return;
		print_message("%s %lld is %s, \"%s\" for Wycheproof: %s\n",
		    algorithm, (long long)count_of(test, "tcId"),
		    accepted ? "accepted" : "refused", text(test, "result"),
		    text(test, "comment"));
		return;
	}
	counts->accepted += accepted != 0;
	counts->refused += strcmp(text(test, "result"), "invalid") == 0;
	if (accepted || strcmp(text(test, "result"), "invalid") == 0)
		return;
	counts->by_choice++;
	count_reason(choice);
}

static struct counts
run(const json_t *file)
{
	const struct suite *suite = suite_of(file);
	struct counts       counts = { 0 };
	const json_t       *group, *test;
	size_t              i, j;
	long                number = 0;

	memset(reasons, 0, sizeof(reasons));
	keys_of = NULL;
	algorithm = text(file, "algorithm");
	EXPECT(algorithm, suite != NULL);
	json_array_foreach(json_object_get(file, "testGroups"), i, group)
		json_array_foreach(json_object_get(group, "tests"), j, test) {
			if (number++ % every != 0)
				continue;
			run_case(suite, group, test, &counts);
			arena_reset(arena);
		}
	return counts;
}

/* ---------------------------------------------------- what is always there */

#define SAMPLE(key_size, key, ct, result)                                   \
	"{\"algorithm\":\"AES-CBC-PKCS5\",\"testGroups\":[{\"keySize\":"    \
	key_size ",\"tests\":[{\"tcId\":1,\"comment\":\"a sample\",\"key\":\"" \
	key "\",\"iv\":\"" IV "\",\"msg\":\"" MESSAGE "\",\"ct\":\"" ct     \
	"\",\"result\":\"" result "\"}]}]}"

#define KEY                              \
	"1ee199682b79cebaa9cc0203a0bcf17d" \
	"4905b2365458a8faf14b1fcb8439d5bd"
#define KEY_OF_192_BITS "1ee199682b79cebaa9cc0203a0bcf17d4905b2365458a8fa"
#define IV              "d333e49019010e5ae2672aab34570a66"
#define MESSAGE         "616c62756d732f323032362f30372f494d475f323034312e6a7067"
#define SEALED                           \
	"a7e2a83ee897fa5a9873f54b805f5408" \
	"8c317914eb84c1439dd773cbec277374"
#define SPOILT                           \
	"a7e2a83ee897fa5a9873f54b805f5408" \
	"8c317914eb84c1439dd773cbec277375"

/* What differs must be seen to differ. */
static const struct sample {
	const char   *text;
	struct counts wanted;
} samples[] = {
	{ SAMPLE("256", KEY, SEALED, "valid"), { .accepted = 1 } },
	{ SAMPLE("256", KEY, SPOILT, "invalid"), { .refused = 1 } },
	{ SAMPLE("256", KEY, SPOILT, "acceptable"), { .by_choice = 1 } },
	{ SAMPLE("192", KEY_OF_192_BITS, SEALED, "valid"),
	    { .by_choice = 1 } },
	{ SAMPLE("256", KEY, SPOILT, "valid"), { .different = 1 } },
	{ SAMPLE("256", KEY, SEALED, "invalid"), { .different = 1 } },
	{ SAMPLE("256", KEY, SEALED, "acceptable"), { .different = 1 } },
	{ SAMPLE("192", KEY, SEALED, "valid"), { .different = 1 } },
	{ SAMPLE("256", KEY_OF_192_BITS, SEALED, "valid"),
	    { .different = 1 } },
};

static void
test_samples(void **state)
{
	(void)state;
	is_quiet = 1;
	for (size_t i = 0; i < COUNT(samples); i++) {
		json_t       *file = json_loads(samples[i].text, 0, NULL);
		struct counts counts;

		EXPECT(samples[i].text, file != NULL);
		counts = run(file);
		EXPECT(samples[i].text, memcmp(&counts, &samples[i].wanted,
		    sizeof(counts)) == 0);
		json_decref(file);
	}
	is_quiet = 0;
}

/* -------------------------------------------------- what may be beside it */

static const char *const files[] = {
	"aes_cbc_pkcs5", "aes_gcm", "aes_siv_cmac", "aes_wrap",
	"ecdsa_secp256r1_sha256", "ecdsa_secp256r1_sha256_p1363",
	"ecdsa_secp384r1_sha384", "ecdsa_secp384r1_sha384_p1363",
	"ecdsa_secp521r1_sha512", "ecdsa_secp521r1_sha512_p1363",
	"ed25519",
	"hmac_sha1", "hmac_sha256", "hmac_sha384", "hmac_sha512",
	"rsa_oaep_2048_sha1_mgf1sha1", "rsa_oaep_2048_sha256_mgf1sha256",
	"rsa_pss_2048_sha256_mgf1_32", "rsa_pss_2048_sha384_mgf1_48",
	"rsa_pss_3072_sha256_mgf1_32", "rsa_pss_4096_sha512_mgf1_64", "rsa_pss_misc",
	"rsa_signature_2048_sha256", "rsa_signature_2048_sha384",
	"rsa_signature_2048_sha512", "rsa_signature_3072_sha256",
	"rsa_signature_4096_sha256", "rsa_signature_4096_sha512",
	"xchacha20_poly1305",
};

static json_t *
load(const char *directory, const char *name)
{
	json_error_t error;
	json_t      *file;
	char         path[512];

	snprintf(path, sizeof(path), "%s/%s_test.json", directory, name);
	file = json_load_file(path, 0, &error);
	if (file == NULL)
		fail_msg("%s: %s", path, error.text);
	return file;
}

static unsigned
run_file(const char *directory, const char *name)
{
	json_t             *file = load(directory, name);
	const struct counts counts = run(file);

	EXPECT(name, counts.accepted + counts.refused + counts.by_choice +
	    counts.different ==
	    (count_of(file, "numberOfTests") + every - 1) / every);
	print_message("%s: %u accepted, %u refused, %u by choice\n", name,
	    counts.accepted, counts.refused, counts.by_choice);
	for (size_t i = 0; i < COUNT(reasons) && reasons[i].count > 0; i++)
		print_message("  %u: %s\n", reasons[i].count, reasons[i].text);
	json_decref(file);
	return counts.different;
}

static void
test_files(void **state)
{
	const char *set = getenv("WYCHEPROOF");
	const char *directory = set != NULL ? set
	    : "../shared/vectors/wycheproof";
	const char *each = getenv("EVERY");
	unsigned    different = 0;

	(void)state;
	if (each != NULL && strtol(each, NULL, 10) > 1)
		every = strtol(each, NULL, 10);
	/* One that was named must be there. */
	if (set == NULL && access(directory, F_OK) != 0)
		return;
	for (size_t i = 0; i < COUNT(files); i++)
		different += run_file(directory, files[i]);
	assert_int_equal(different, 0);
}

static int
free_all(void **state)
{
	public_key_free(keys[0]);
	public_key_free(keys[1]);
	return free_arena(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, make_arena, free_all);
}
