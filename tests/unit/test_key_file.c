/*
 * Key files: what is one, who may read it, and what is said of one refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "jwks.h"
#include "keys.h"

static void
test_deep_nesting(void **state)
{
	char        text[KEY_FILE_MAX];
	const char *reason;

	(void)state;
	memset(text, '[', sizeof(text));
	assert_null(key_parse((struct bytes){ text, sizeof(text) }, &reason));
}

/* In a static buffer; "none": its keys are good. */
static const char *
refusal(const struct scratch *scratch, const char *name)
{
	static struct complaint complaint;
	int             directory = open(scratch->path, O_DIRECTORY | O_CLOEXEC);
	struct key_list list = { 0 };
	struct refusal  refusal = key_file_read(directory, name, &list);

	close(directory);
	for (size_t i = 0; refusal.reason == NULL && i < list.count; i++) {
		assert_true(list.at[i]->modified > 1000000000);
		EXPECT_BYTES("file", list.at[i]->file, bytes_of(name));
	}
	EXPECT(name, (refusal.reason == NULL) <= (list.count > 0));
	key_list_empty(&list);
	if (refusal.reason == NULL)
		return "none";
	refusal_tell(&refusal, "keys", name, &complaint);
	return complaint.text;
}

/* A secret is its owner's and perhaps his group's; a public key is anybody's
 * to read, but to write. */
static void
test_file_modes(void **state)
{
	static const struct {
		const char *name, *text;
		int         is_secret;
	} rows[] = {
		{ "secret.jwk", JWK("k1", ""), 1 },
		{ "secret.json", "{\"keys\":[" JWK("k1", "") "]}", 1 },
		{ "private.jwk", RSA_JWK("k1", "RSA-OAEP", RSA_PRIVATE), 1 },
		{ "public.jwk", OKP_JWK("k1", "EdDSA", ""), 0 },
		{ "set.json", "{\"keys\":[" OKP_JWK("k1", "EdDSA", "") ","
		  EC_JWK("k2", "ES256", "P-256", POINT_P256, "") "]}", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct scratch scratch = scratch_open();

		for (mode_t mode = 0400; mode < 01000; mode++) {
			const char *wanted = "none";
			const char *reason;

			if ((mode & S_IROTH) != 0 && rows[i].is_secret)
				wanted = "chmod o-rwx";
			if ((mode & (S_IWOTH | S_IXOTH)) != 0)
				wanted = "chmod o-wx";
			scratch_write(&scratch, rows[i].name, rows[i].text,
			    mode);
			reason = refusal(&scratch, rows[i].name);
			if (strstr(reason, wanted) == NULL)
				fail_msg("%o: %s", (unsigned)mode, reason);
		}
		scratch_close(&scratch);
	}
}

static void
test_files_that_are_none(void **state)
{
	struct scratch scratch = scratch_open();
	char           path[128];
	static char    large[KEY_FILE_MAX + 2];

	(void)state;
	assert_non_null(strstr(refusal(&scratch, "absent"), "opened"));
	snprintf(path, sizeof(path), "%s/fifo", scratch.path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_non_null(strstr(refusal(&scratch, "fifo"), "regular"));
	snprintf(path, sizeof(path), "%s/directory", scratch.path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_non_null(strstr(refusal(&scratch, "directory"), "regular"));
	snprintf(path, sizeof(path), "%s/loop", scratch.path);
	assert_int_equal(symlink("loop", path), 0);
	assert_non_null(strstr(refusal(&scratch, "loop"), "opened"));
	memset(large, ' ', sizeof(large));
	memcpy(large, JWK("k1", ""), strlen(JWK("k1", "")));
	large[KEY_FILE_MAX] = '\0';
	scratch_write(&scratch, "large", large, 0600);
	assert_string_equal(refusal(&scratch, "large"), "none");
	large[KEY_FILE_MAX] = ' ';
	large[KEY_FILE_MAX + 1] = '\0';
	scratch_write(&scratch, "large", large, 0600);
	assert_non_null(strstr(refusal(&scratch, "large"), "64 KiB"));
	scratch_write(&scratch, "empty", "", 0600);
	assert_non_null(strstr(refusal(&scratch, "empty"), "JSON"));
	scratch_close(&scratch);
}

static void
test_names(void **state)
{
	static const struct {
		const char *name;
		int         is_taken;
	} rows[] = {
		{ "a.jwk", 1 }, { "a.json", 1 }, { "a.pem", 1 },
		{ "a.b.RS256.pem", 1 }, { "a.JWK", 0 }, { "a", 0 },
		{ ".jwk", 0 }, { ".a.jwk", 0 }, { "a.jwk~", 0 }, { "", 0 },
		{ "jwk", 0 }, { "a.key", 0 }, { "a.pem.bak", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT(rows[i].name,
		    is_key_file_name(rows[i].name) == rows[i].is_taken);
}

static void
test_complaints(void **state)
{
	const struct refusal one = { "why", 0 }, third = { "why", 3 };
	struct complaint     complaint;

	(void)state;
	refusal_tell(&one, "/k", "a.jwk", &complaint);
	assert_string_equal(complaint.text,
	    "key file /k/a.jwk is refused: why");
	refusal_tell(&third, "/k", "a.json", &complaint);
	assert_string_equal(complaint.text,
	    "key file /k/a.json is refused: key 3 of the set: why");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deep_nesting),
		cmocka_unit_test(test_file_modes),
		cmocka_unit_test(test_files_that_are_none),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_complaints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
