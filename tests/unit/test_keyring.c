/* The keys of one site.  SPDX-License-Identifier: ISC */
#include "jwks.h"
#include "keys.h"

#include <utime.h>

#include "postern_keys.h"

static const struct scheme *
native(void)
{
	return scheme_named(BYTES("native"));
}

static struct keyring *
load(const struct scratch *scratch, struct complaint *complaint)
{
	complaint->text[0] = '\0';
	return keyring_load(scratch->path, complaint);
}

static void
test_which_files_are_keys(void **state)
{
	struct scratch   scratch = scratch_open();
	struct complaint complaint;
	struct keyring  *keyring;

	(void)state;
	keyring = load(&scratch, &complaint);
	assert_int_equal(keyring_count(keyring), 0);
	assert_null(keyring_find(keyring, BYTES("k1")));
	keyring_free(keyring);
	scratch_write(&scratch, "b.jwk", JWK("b", ""), 0600);
	scratch_write(&scratch, "a.json", JWK("a", ""), 0640);
	scratch_write(&scratch, ".hidden.jwk", "broken", 0666);
	scratch_write(&scratch, "README", "not a key", 0666);
	scratch_write(&scratch, "old.jwk~", "not a key", 0666);
	scratch_write(&scratch, "c.json", "{\"keys\":["
	    OKP_JWK("d", "EdDSA", "") "," RSA_JWK("c", "RS256", "") "]}", 0644);
	scratch_write(&scratch, "jwk", "not a key", 0666);
	keyring = load(&scratch, &complaint);
	assert_non_null(keyring);
	assert_int_equal(keyring_count(keyring), 4);
	EXPECT_BYTES("0", key_id(keyring_at(keyring, 0)), BYTES("a"));
	EXPECT_BYTES("1", key_id(keyring_at(keyring, 1)), BYTES("b"));
	EXPECT_BYTES("2", key_id(keyring_at(keyring, 2)), BYTES("c"));
	EXPECT_BYTES("3", key_id(keyring_at(keyring, 3)), BYTES("d"));
	EXPECT_BYTES("a", key_file(keyring_at(keyring, 0)), BYTES("a.json"));
	EXPECT_BYTES("c", key_file(keyring_at(keyring, 2)), BYTES("c.json"));
	EXPECT_BYTES("d", key_file(keyring_at(keyring, 3)), BYTES("c.json"));
	keyring_free(keyring);
	keyring_free(NULL);
	scratch_close(&scratch);
}

static void
test_complaints(void **state)
{
	static const struct {
		const char *name, *text;
		mode_t      mode;
		const char *complaint; /* a part of it */
	} rows[] = {
		{ "bad.jwk", "{}", 0600, "bad.jwk is refused: \"kty\"" },
		{ "open.jwk", JWK("k2", ""), 0644, "open.jwk is refused: others" },
		{ "bad.pem", "", 0600, "bad.pem is refused: it is not one" },
		{ "set.json", "{\"keys\":[" JWK("k2", "")
		  ",{\"kty\":\"oct\"}]}", 0600,
		    "set.json is refused: key 2 of the set: \"alg\"" },
		{ "same.jwk", JWK("k1", ""), 0600, "files good.jwk and "
		    "same.jwk in " },
		{ "a.json", "{\"keys\":[" JWK("k1", "") "]}", 0600,
		    " have the same id, k1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct scratch   scratch = scratch_open();
		struct complaint complaint;

		scratch_write(&scratch, "good.jwk", JWK("k1", ""), 0600);
		scratch_write(&scratch, rows[i].name, rows[i].text,
		    rows[i].mode);
		EXPECT(rows[i].name, load(&scratch, &complaint) == NULL);
		if (strstr(complaint.text, rows[i].complaint) == NULL)
			fail_msg("%s", complaint.text);
		EXPECT(rows[i].name,
		    strstr(complaint.text, SECRET_K) == NULL);
		scratch_close(&scratch);
	}
}

static void
test_directories_that_are_refused(void **state)
{
	struct scratch   scratch = scratch_open();
	struct complaint complaint;

	(void)state;
	assert_int_equal(chmod(scratch.path, 0702), 0);
	assert_null(load(&scratch, &complaint));
	assert_non_null(strstr(complaint.text, "chmod o-w"));
	assert_int_equal(chmod(scratch.path, 0775), 0);
	keyring_free(load(&scratch, &complaint));
	assert_string_equal(complaint.text, "");
	scratch_close(&scratch);
	assert_null(load(&scratch, &complaint));
	assert_non_null(strstr(complaint.text, "No such file"));
}

static void
test_many_keys(void **state)
{
	struct scratch   scratch = scratch_open();
	struct complaint complaint;
	struct keyring  *keyring;

	(void)state;
	for (int i = 0; i < 100; i++) {
		char name[32], text[256];

		snprintf(name, sizeof(name), "%d.jwk", i);
		snprintf(text, sizeof(text), "{\"kty\":\"oct\",\"kid\":\"k%d\","
		    "\"alg\":\"HS256\",\"k\":\"" SECRET_K "\"}", i * 7 % 100);
		scratch_write(&scratch, name, text, 0600);
	}
	keyring = load(&scratch, &complaint);
	assert_int_equal(keyring_count(keyring), 100);
	for (int i = 0; i < 100; i++) {
		char              id[16];
		const struct key *key;

		snprintf(id, sizeof(id), "k%d", i);
		key = keyring_find(keyring, guarded_text(id));
		EXPECT(id, key != NULL);
		EXPECT_BYTES(id, key_id(key), bytes_of(id));
	}
	assert_null(keyring_find(keyring, guarded_text("k")));
	assert_null(keyring_find(keyring, guarded_text("k100")));
	assert_null(keyring_find(keyring, guarded_text("k00")));
	assert_null(keyring_find(keyring, BYTES("")));
	keyring_free(keyring);
	scratch_close(&scratch);
}

static void
write_key(struct scratch *scratch, const char *name, const char *id)
{
	char text[200];

	(void)snprintf(text, sizeof(text), JWK("%s", ""), id);
	scratch_write(scratch, name, text, 0600);
}

/* What is done to the directory, and whether it is another one then. */
static void
touch(struct scratch *scratch, int step)
{
	struct utimbuf times = { 1000000000, 1000000000 };
	char           one[96], two[96];

	snprintf(one, sizeof(one), "%s/one.jwk", scratch->path);
	snprintf(two, sizeof(two), "%s/two.jwk", scratch->path);
	if (step == 0)
		write_key(scratch, "one.jwk", "a");
	if (step == 1)
		write_key(scratch, "one.jwk", "bb");
	if (step == 2)
		assert_int_equal(utime(one, &times), 0);
	if (step == 3)
		assert_int_equal(chmod(one, 0640), 0);
	if (step == 4)
		assert_int_equal(rename(one, two), 0);
	if (step == 5)
		write_key(scratch, "one.jwk", "c");
	if (step == 6)
		assert_int_equal(unlink(two), 0);
	if (step == 7)
		assert_int_equal(symlink("one.jwk", two), 0);
}

static void
test_changes(void **state)
{
	struct scratch   scratch = scratch_open();
	struct complaint complaint;
	struct keyring  *keyring = keyring_load(scratch.path, &complaint);

	(void)state;
	for (int step = 0; step <= 6; step++) {
		char row[16];

		snprintf(row, sizeof(row), "%d", step);
		EXPECT(row, !keyring_has_changed(keyring, scratch.path));
		touch(&scratch, step);
		for (int i = 0; i < 2; i++)
			EXPECT(row, keyring_has_changed(keyring, scratch.path));
		keyring_free(keyring);
		keyring = keyring_load(scratch.path, &complaint);
		assert_non_null(keyring);
	}
	touch(&scratch, 7);
	assert_true(keyring_has_changed(keyring, scratch.path));
	touch(&scratch, 6);
	/* What is no key file is nothing. */
	scratch_write(&scratch, "README", "x", 0600);
	for (int i = 0; i < 2; i++)
		assert_false(keyring_has_changed(keyring, scratch.path));
	assert_true(keyring_has_changed(keyring, "/nowhere"));
	keyring_free(keyring);
	scratch_close(&scratch);
}

/* In place: the directory does not tell, so each one has its turn. */
static void
test_changes_of_many(void **state)
{
	enum { MANY = 1500 };
	struct scratch   scratch = scratch_open();
	struct complaint complaint;
	struct utimbuf   times = { 1000000000, 1000000000 };
	struct keyring  *keyring;
	char             name[32], path[96];
	int              most = 0;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "k%d.jwk", i);
		snprintf(path, sizeof(path), "k%d", i);
		write_key(&scratch, name, path);
	}
	keyring = keyring_load(scratch.path, &complaint);
	assert_non_null(keyring);
	for (int i = 0; i < 5; i++)
		assert_false(keyring_has_changed(keyring, scratch.path));
	for (int i = 0; i < 5; i++) {
		int looks = 1;

		snprintf(path, sizeof(path), "%s/k%d.jwk", scratch.path,
		    i * 300);
		times.modtime = 1000000000 + i;
		assert_int_equal(utime(path, &times), 0);
		while (!keyring_has_changed(keyring, scratch.path))
			looks++;
		if (looks > most)
			most = looks;
		keyring_free(keyring);
		keyring = keyring_load(scratch.path, &complaint);
	}
	assert_int_equal(most, 2);
	assert_int_equal(unlink(path), 0);
	assert_true(keyring_has_changed(keyring, scratch.path));
	keyring_free(keyring);
	scratch_close(&scratch);
}

static void
set_time(const struct scratch *scratch, const char *name, time_t at)
{
	struct utimbuf times = { at, at };
	char           path[96];

	snprintf(path, sizeof(path), "%s/%s", scratch->path, name);
	assert_int_equal(utime(path, &times), 0);
}

static struct keyring *
ring_of_ages(struct scratch *scratch)
{
	struct complaint complaint;

	*scratch = scratch_open();
	scratch_write(scratch, "old.jwk", JWK("old", ""), 0600);
	scratch_write(scratch, "new.jwk", JWK("new", ""), 0600);
	scratch_write(scratch, "next.jwk",
	    JWK("next", ",\"postern\":{\"not_before\":2000}"), 0600);
	scratch_write(scratch, "past.jwk",
	    JWK("past", ",\"postern\":{\"retired_after\":1000}"), 0600);
	set_time(scratch, "old.jwk", 100);
	set_time(scratch, "new.jwk", 200);
	set_time(scratch, "next.jwk", 300);
	set_time(scratch, "past.jwk", 400);
	return load(scratch, &complaint);
}

static void
test_signer(void **state)
{
	static const struct {
		int64_t     now;
		const char *id;
	} rows[] = {
		{ 999, "past" },
		{ 1000, "past" },
		{ 1001, "new" },
		{ 1999, "new" },
		{ 2000, "next" },
		{ 2001, "next" },
	};
	struct scratch      scratch;
	struct keyring     *keyring = ring_of_ages(&scratch);
	const struct scheme no_such = { .name = "none" };
	struct verifier     verifier = { 0 };

	(void)state;
	assert_non_null(keyring);
	verifier.keyring = keyring;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_BYTES(rows[i].id,
		    key_id(signing_key(&verifier, BYTES(""), native(),
		        BYTES("/img/a"), rows[i].now)),
		    bytes_of(rows[i].id));
	EXPECT_BYTES("named",
	    key_id(signing_key(&verifier, BYTES("past"), native(),
	        BYTES("/img/a"), 5000)),
	    BYTES("past"));
	assert_null(signing_key(&verifier, BYTES("gone"), native(),
	    BYTES("/img/a"), 1500));
	assert_null(signing_key(&verifier, BYTES(""), &no_such,
	    BYTES("/img/a"), 1500));
	keyring_free(keyring);
	scratch_close(&scratch);
}

/* The newest of those that the route has, and that may sign the path. */
static void
test_signer_of_a_path(void **state)
{
	static const struct bytes ids[] = { TEXT("docs"), TEXT("old") };
	struct scratch   scratch = scratch_open();
	struct complaint complaint;
	struct verifier  verifier = { 0 };

	(void)state;
	scratch_write(&scratch, "old.jwk", JWK("old", ""), 0600);
	scratch_write(&scratch, "docs.jwk",
	    JWK("docs", ",\"postern\":{\"prefixes\":[\"/docs/\"]}"), 0600);
	scratch_write(&scratch, "new.jwk", JWK("new", ""), 0600);
	set_time(&scratch, "old.jwk", 100);
	set_time(&scratch, "docs.jwk", 200);
	set_time(&scratch, "new.jwk", 300);
	verifier.keyring = load(&scratch, &complaint);
	EXPECT_BYTES("any", key_id(signing_key(&verifier, BYTES(""), native(),
	    BYTES("/docs/a"), 1)), BYTES("new"));
	verifier.key_ids = ids;
	verifier.key_id_count = COUNT(ids);
	EXPECT_BYTES("docs", key_id(signing_key(&verifier, BYTES(""), native(),
	    BYTES("/docs/a"), 1)), BYTES("docs"));
	EXPECT_BYTES("img", key_id(signing_key(&verifier, BYTES(""), native(),
	    BYTES("/img/a"), 1)), BYTES("old"));
	verifier.key_id_count = 1;
	assert_null(signing_key(&verifier, BYTES(""), native(),
	    BYTES("/img/a"), 1));
	keyring_free((struct keyring *)verifier.keyring);
	scratch_close(&scratch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_files_are_keys),
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_directories_that_are_refused),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_changes_of_many),
		cmocka_unit_test(test_signer),
		cmocka_unit_test(test_signer_of_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
