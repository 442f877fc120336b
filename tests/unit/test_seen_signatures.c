/*
 * Signatures that are checked once: what is remembered, what never is, and how
 * much of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto.h"

#include "bytes.h"
#include "seen_signatures.h"

static struct public_key *
new_key(void)
{
	struct public_key *key = public_key_ec("P-256", unhex(P256_X),
	    unhex(P256_Y));

	assert_non_null(key);
	return key;
}

/* Of the newest key, which every reload makes. */
static struct signature_check
newest(uint64_t generation)
{
	return (struct signature_check){ .generation = generation,
		.form = SIGNATURE_ECDSA, .digest = "SHA256",
		.message = BYTES(SIGNED_TEXT), .signature = unhex(BY_ES256) };
}

static int
is_remembered(struct signature_check check)
{
	const struct seen_name name = seen_signature_name(&check);

	assert_true(name.is_made);
	return seen_signatures_have(&name);
}

static enum status
check_with(struct public_key *key, const struct signature_check *check)
{
	return public_key_verify(key, check->form, check->digest,
	    guarded(check->message), guarded(check->signature));
}

/* Keys are numbered as they are made: the number of the next one. */
static uint64_t
next_generation(void)
{
	struct public_key     *key = new_key();
	struct signature_check check = newest(0);
	uint64_t               found = 0;

	EXPECT_STATUS("right", check_with(key, &check), STATUS_OK);
	for (uint64_t i = 1; found == 0 && i < 10000; i++)
		if (is_remembered(newest(i)))
			found = i;
	assert_true(found > 0);
	public_key_free(key);
	return found + 1;
}

static void
test_only_what_was_right(void **state)
{
	const struct signature_check good = newest(next_generation());
	struct public_key           *key = new_key();
	struct signature_check       bad = good;

	(void)state;
	bad.signature = with_byte(good.signature, 9, 1);
	EXPECT_STATUS("forged", check_with(key, &bad), STATUS_BAD_SIGNATURE);
	assert_false(is_remembered(bad));
	assert_false(is_remembered(good));
	EXPECT_STATUS("right", check_with(key, &good), STATUS_OK);
	assert_true(is_remembered(good));
	EXPECT_STATUS("again", check_with(key, &good), STATUS_OK);
	EXPECT_STATUS("forged", check_with(key, &bad), STATUS_BAD_SIGNATURE);
	assert_false(is_remembered(bad));
	public_key_free(key);
}

/* What is remembered is not checked: else nothing here would be saved. */
static void
test_nothing_is_checked_again(void **state)
{
	struct signature_check check = newest(next_generation());
	struct public_key     *key = new_key();
	struct seen_name       name;

	(void)state;
	check.signature = with_byte(check.signature, 9, 1);
	name = seen_signature_name(&check);
	seen_signatures_add(&name);
	EXPECT_STATUS("as if", check_with(key, &check), STATUS_OK);
	seen_signatures_forget();
	EXPECT_STATUS("forgotten", check_with(key, &check),
	    STATUS_BAD_SIGNATURE);
	public_key_free(key);
}

/* One bit, a byte moved from one part to the next, another key or form. */
static void
test_whatever_differs(void **state)
{
	const uint64_t               generation = next_generation();
	const struct signature_check good = newest(generation);
	const struct bytes           text = good.message, by = good.signature;
	struct public_key           *key = new_key();
	const struct signature_check moved[] = {
		{ generation + 1, good.form, good.digest, text, by },
		{ generation, SIGNATURE_ECDSA_DER, good.digest, text, by },
		{ generation, good.form, "SHA384", text, by },
		{ generation, good.form, NULL, text, by },
		{ generation, good.form, good.digest, shortened(text), by },
		{ generation, good.form, good.digest, text, shortened(by) },
		{ generation, good.form, good.digest, EMPTY, by },
		{ generation, good.form, good.digest, text, EMPTY },
		{ generation, good.form, good.digest,
		    { by.at, 0 }, { text.at, text.len } },
	};

	(void)state;
	EXPECT_STATUS("right", check_with(key, &good), STATUS_OK);
	for (size_t i = 0; i < COUNT(moved); i++) {
		assert_false(is_remembered(moved[i]));
		if (i > 0)
			EXPECT("refused", check_with(key, &moved[i]) !=
			    STATUS_OK);
	}
	FOR_EACH_CHANGE (changed, by) {
		struct signature_check other = good;

		other.signature = changed;
		assert_false(is_remembered(other));
		EXPECT_STATUS("signature", check_with(key, &other),
		    STATUS_BAD_SIGNATURE);
	}
	FOR_EACH_CHANGE (changed, text) {
		struct signature_check other = good;

		other.message = changed;
		assert_false(is_remembered(other));
		EXPECT_STATUS("message", check_with(key, &other),
		    STATUS_BAD_SIGNATURE);
	}
	assert_true(is_remembered(good));
	public_key_free(key);
}

/* The same text as one part, or as two of other lengths, has other names. */
static void
test_parts_are_told_apart(void **state)
{
	struct signature_check one = { 1, SIGNATURE_EDDSA, NULL,
		BYTES("ab"), BYTES("c") };
	struct signature_check other = { 1, SIGNATURE_EDDSA, NULL,
		BYTES("a"), BYTES("bc") };
	struct seen_name names[] = { seen_signature_name(&one),
		seen_signature_name(&other) };

	(void)state;
	assert_true(names[0].is_made && names[1].is_made);
	assert_false(seen_name_is(&names[0], &names[1]));
	assert_true(seen_name_is(&names[0], &names[0]));
}

/* A reload makes keys anew and frees those that there were. */
static void
test_reload(void **state)
{
	const struct signature_check before = newest(next_generation());
	struct public_key           *old = new_key(), *reloaded;
	struct signature_check       after = before;

	(void)state;
	EXPECT_STATUS("before", check_with(old, &before), STATUS_OK);
	assert_true(is_remembered(before));
	reloaded = new_key();
	after.generation++;
	assert_false(is_remembered(after));
	public_key_free(old);
	assert_false(is_remembered(before));
	EXPECT_STATUS("after", check_with(reloaded, &after), STATUS_OK);
	assert_true(is_remembered(after));
	public_key_free(reloaded);
	assert_false(is_remembered(after));
}

/* Its message lives until the next call. */
static struct signature_check
numbered(size_t i)
{
	static size_t number;

	number = i;
	return (struct signature_check){ 1, SIGNATURE_EDDSA, NULL,
		{ (const char *)&number, sizeof(number) }, EMPTY };
}

/* However many there are, no more are kept, and the last one is. */
static void
test_bounds(void **state)
{
	size_t kept = 0;

	(void)state;
	for (size_t i = 0; i < 4 * SEEN_SIGNATURES_MAX; i++) {
		const struct signature_check check = numbered(i);
		const struct seen_name name = seen_signature_name(&check);

		seen_signatures_add(&name);
		assert_true(is_remembered(check));
	}
	for (size_t i = 0; i < 4 * SEEN_SIGNATURES_MAX; i++)
		kept += is_remembered(numbered(i)) != 0;
	assert_in_range(kept, SEEN_SIGNATURES_MAX / 2, SEEN_SIGNATURES_MAX);
	seen_signatures_forget();
	for (size_t i = 0; i < 4 * SEEN_SIGNATURES_MAX; i++)
		assert_false(is_remembered(numbered(i)));
}

/* The one that is asked for again and again stays. */
static void
test_the_busy_one_stays(void **state)
{
	const struct signature_check busy = { 2, SIGNATURE_EDDSA, NULL, EMPTY,
		EMPTY };
	const struct seen_name       name = seen_signature_name(&busy);

	(void)state;
	seen_signatures_add(&name);
	for (size_t i = 0; i < 4 * SEEN_SIGNATURES_MAX; i++) {
		const struct signature_check check = numbered(i);
		const struct seen_name other = seen_signature_name(&check);

		seen_signatures_add(&other);
		assert_true(is_remembered(busy));
	}
	seen_signatures_forget();
}

/* A program that answers one request and ends. */
static void
test_without_start(void **state)
{
	const struct signature_check good = newest(1);
	struct public_key           *key = new_key();
	const struct seen_name       name = seen_signature_name(&good);

	(void)state;
	assert_false(name.is_made);
	seen_signatures_add(&name);
	assert_false(seen_signatures_have(&name));
	EXPECT_STATUS("right", check_with(key, &good), STATUS_OK);
	EXPECT_STATUS("again", check_with(key, &good), STATUS_OK);
	assert_false(seen_signatures_have(&name));
	public_key_free(key);
}

static int
start(void **state)
{
	return make_arena(state) != 0 || crypto_start() != STATUS_OK;
}

int
main(void)
{
	const struct CMUnitTest before[] = {
		cmocka_unit_test(test_without_start),
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_what_was_right),
		cmocka_unit_test(test_nothing_is_checked_again),
		cmocka_unit_test(test_whatever_differs),
		cmocka_unit_test(test_parts_are_told_apart),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_the_busy_one_stays),
	};
	int failed = cmocka_run_group_tests(before, make_arena, free_arena);

	return failed != 0 ? failed
			   : cmocka_run_group_tests(tests, start, free_arena);
}
