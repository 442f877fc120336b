/*
 * AES-256-SIV, by vectors of our own that were made of AES blocks, and by what
 * must be refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "crypto.h"

#include "bytes.h"

static struct bytes
hex(const char *text)
{
	return guarded(unhex(text));
}

#define SIV_KEY                          \
	"61d384d93a318ee6b8ff0a355699f4a7" \
	"2f33de93b455de3ccffd6a2e6831422f" \
	"f0e5c9389e960268af5672cab4ab428b" \
	"580ea91bb675e24bc046030aff18fc90"

static const struct {
	const char *associated, *plaintext, *sealed;
} sivs[] = {
	{ "example.org",
	    "01",
	    "32296edd4b0dff8fea8df650b75a652aa5" },
	{ "example.org",
	    "616c62756d732f323032362f30372f",
	    "d2c009ccfd8b602996a44685a7ce98f5f7019dd478a49a29d080fa5c347863" },
	{ "example.org/k1",
	    "7369787465656e206279746573212121",
	    "e47954972fa1d065de75fe98cf788450cff271b57ae32b732a3173eb4c619f59" },
	{ "s",
	    "616c62756d732f323032362f30372f494d475f323034312e6a706720616e6420"
	    "7768617420666f6c6c6f7773206974",
	    "5056055fe182a603a590fa47bbc6347e2d6762ba28939d61d3cbc1e913d85a8e"
	    "4cbffd12612b53f2b0b10d6e6d49dfb67dd23b59e0476e8cad573c80b630a4" },
};

static void
expect_refused(struct siv *siv, const char *associated, struct bytes sealed)
{
	struct bytes plaintext = BYTES("untouched");

	EXPECT_STATUS(associated, siv_open(siv, guarded_text(associated),
	    guarded(sealed), arena, &plaintext), STATUS_BAD_SIGNATURE);
	EXPECT_BYTES(associated, plaintext, BYTES("untouched"));
	EXPECT_NO_ERROR_LEFT(associated);
}

static void
test_siv(void **state)
{
	struct siv *siv = siv_new(hex(SIV_KEY));

	(void)state;
	assert_non_null(siv);
	/* Twice, since its context is used again. */
	for (size_t i = 0; i < 2 * COUNT(sivs); i++) {
		const char  *associated = sivs[i % COUNT(sivs)].associated;
		struct bytes wanted = unhex(
		    sivs[i % COUNT(sivs)].plaintext);
		struct bytes sealed, plaintext;

		EXPECT_STATUS(associated, siv_seal(siv, guarded_text(associated),
		    guarded(wanted), arena, &sealed), STATUS_OK);
		EXPECT_BYTES(associated, sealed,
		    hex(sivs[i % COUNT(sivs)].sealed));
		EXPECT_STATUS(associated, siv_open(siv, guarded_text(associated),
		    guarded(sealed), arena, &plaintext), STATUS_OK);
		EXPECT_BYTES(associated, plaintext, wanted);
		EXPECT_NO_ERROR_LEFT(associated);
	}
	siv_free(siv);
	siv_free(NULL);
	arena_reset(arena);
}

static void
test_siv_changed(void **state)
{
	struct siv *siv = siv_new(hex(SIV_KEY));

	(void)state;
	for (size_t i = 0; i < COUNT(sivs); i++) {
		const char  *associated = sivs[i].associated;
		struct bytes sealed = unhex(sivs[i].sealed);
		struct bytes plaintext;

		FOR_EACH_CHANGE(changed, sealed)
			expect_refused(siv, associated, changed);
		for (size_t length = 0; length < sealed.len; length++)
			expect_refused(siv, associated,
			    (struct bytes){ sealed.at, length });
		expect_refused(siv, associated, lengthened(sealed, 0));
		expect_refused(siv, associated, lengthened(sealed, 1));
		expect_refused(siv, "another site", sealed);
		expect_refused(siv, "", sealed);
		/* What was refused before leaves nothing behind. */
		EXPECT_STATUS(associated, siv_open(siv, guarded_text(associated),
		    sealed, arena, &plaintext), STATUS_OK);
		arena_reset(arena);
	}
	siv_free(siv);
}

static void
test_siv_other_keys(void **state)
{
	struct bytes key = unhex(SIV_KEY);
	struct bytes sealed = unhex(sivs[0].sealed);

	(void)state;
	FOR_EACH_CHANGE(changed, key) {
		struct siv *siv = siv_new(guarded(changed));

		assert_non_null(siv);
		expect_refused(siv, sivs[0].associated, sealed);
		siv_free(siv);
	}
	assert_null(siv_new(EMPTY));
	assert_null(siv_new(shortened(key)));
	assert_null(siv_new(lengthened(key, 0)));
	/* As long as AES-128-SIV and AES-192-SIV have it. */
	assert_null(siv_new((struct bytes){ key.at, 32 }));
	assert_null(siv_new((struct bytes){ key.at, 48 }));
	arena_reset(arena);
}

static void
test_siv_empty_or_too_large(void **state)
{
	struct siv        *siv = siv_new(hex(SIV_KEY));
	const struct bytes huge = { "", (size_t)INT32_MAX + 1 };
	struct bytes       out;

	(void)state;
	EXPECT_STATUS("no plaintext", siv_seal(siv, BYTES("s"), EMPTY, arena,
	    &out), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("no associated data", siv_seal(siv, EMPTY, BYTES("x"),
	    arena, &out), STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("huge", siv_seal(siv, BYTES("s"), huge, arena, &out),
	    STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("huge", siv_seal(siv, huge, BYTES("x"), arena, &out),
	    STATUS_BAD_SIGNATURE);
	EXPECT_STATUS("huge", siv_open(siv, BYTES("s"), huge, arena, &out),
	    STATUS_BAD_SIGNATURE);
	siv_free(siv);
	arena_reset(arena);
}

static void
test_siv_in_every_arena(void **state)
{
	struct siv *siv = siv_new(hex(SIV_KEY));
	size_t      sealed_count = 0, opened_count = 0;

	(void)state;
	FOR_EACH_ARENA(size, small, 128) {
		struct bytes out;
		enum status  status = siv_seal(siv, BYTES("s"), BYTES("text"),
		     small, &out);

		if (status != STATUS_OK)
			EXPECT_STATUS("seal", status, STATUS_TOO_LARGE);
		sealed_count += status == STATUS_OK;
		arena_reset(small);
		status = siv_open(siv, bytes_of(sivs[1].associated),
		    hex(sivs[1].sealed), small, &out);
		if (status != STATUS_OK)
			EXPECT_STATUS("open", status, STATUS_TOO_LARGE);
		opened_count += status == STATUS_OK;
	}
	assert_in_range(sealed_count, 64, 127);
	assert_in_range(opened_count, 64, 127);
	siv_free(siv);
	arena_reset(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_siv),
		cmocka_unit_test(test_siv_changed),
		cmocka_unit_test(test_siv_other_keys),
		cmocka_unit_test(test_siv_empty_or_too_large),
		cmocka_unit_test(test_siv_in_every_arena),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
