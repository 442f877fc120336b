/*
 * Loading keys while memory runs out, at each allocation in turn, and the
 * whole gate in arenas of every size: never a crash, a leak or a wrong yes.
 *
 * The linker sends lib's own allocations here (--wrap, see the Makefile), and
 * OpenSSL is told to ask here, too.
 *
 * SPDX-License-Identifier: ISC
 */
#include "jwks.h"
#include "keys.h"

#include <openssl/crypto.h>

#include "grant.h"

/* The allocation that fails, counted down; negative: none. */
static long fail_at = -1;
static int  fail_ever_after;
static int  failed;

static int
must_fail(void)
{
	if (fail_at < 0 || fail_at-- > 0)
		return 0;
	failed = 1;
	fail_at = fail_ever_after ? 0 : -1;
	return 1;
}

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_reallocarray(void *, size_t, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_reallocarray(void *, size_t, size_t);

void *
__wrap_malloc(size_t size)
{
	return must_fail() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return must_fail() ? NULL : __real_calloc(count, size);
}

void *
__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return must_fail() ? NULL : __real_reallocarray(old, count, size);
}

static void *
openssl_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return must_fail() ? NULL : __real_malloc(size);
}

static void *
openssl_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return must_fail() ? NULL : realloc(old, size);
}

static void
openssl_free(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

static struct scratch scratch;
static char           access_file[128];

static int
open_scratch(void **state)
{
	(void)state;
	if (CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc,
	        openssl_free) != 1 || crypto_start() != STATUS_OK)
		return -1;
	scratch = scratch_open();
	scratch_write(&scratch, "one.jwk",
	    JWK("k1", ",\"postern\":{\"prefixes\":[\"/img/\",\"/a/\"]}"), 0600);
	scratch_write(&scratch, "two.jwk", JWK("k2", ""), 0600);
	scratch_write(&scratch, "three.jwk", JWK("k3", ""), 0600);
	scratch_write(&scratch, "set.json", "{\"keys\":["
	    OKP_JWK("k4", "EdDSA", "") ","
	    EC_JWK("k5", "ES256", "P-256", POINT_P256, "") "]}", 0600);
	scratch_write(&scratch, "sealed.jwk", OCT_JWK("k6", "A256SIV", K64, ""),
	    0600);
	scratch_write(&scratch, "access", "user a /a\nuser b /b {claim:b[]}\n"
	    "everyone /c/{sub}/**\n", 0600);
	snprintf(access_file, sizeof(access_file), "%s/access", scratch.path);
	return 0;
}

static int
close_scratch(void **state)
{
	(void)state;
	scratch_close(&scratch);
	return 0;
}

static void
load_with_failures(int ever_after)
{
	long n = 0;

	fail_ever_after = ever_after;
	do {
		struct complaint complaint = { "" };
		struct keyring  *keyring;

		failed = 0;
		fail_at = n++;
		keyring = keyring_load(scratch.path, &complaint);
		fail_at = -1;
		if (keyring == NULL) {
			assert_true(failed);
			assert_int_not_equal(complaint.text[0], '\0');
			continue;
		}
		/* OpenSSL does without some of what it asks for. */
		assert_int_equal(keyring_count(keyring), 6);
		keyring_free(keyring);
	} while (failed);
	assert_in_range(n, 40, 10000);
}

static void
test_loading_keys(void **state)
{
	(void)state;
	load_with_failures(0);
	load_with_failures(1);
}

/* Each of them fails once, and all from each on. */
static void
test_loading_access(void **state)
{
	long n = 0, last = 0;

	(void)state;
	for (fail_ever_after = 0; fail_ever_after < 2; fail_ever_after++)
		for (n = 0, failed = 1; failed; n++) {
			struct complaint    complaint = { "" };
			struct access_list *list;

			failed = 0;
			fail_at = n;
			list = access_load(access_file, &complaint);
			fail_at = -1;
			assert_int_equal(list == NULL, failed);
			assert_int_equal(complaint.text[0] != '\0', failed);
			access_free(list);
			last = n;
		}
	/* The list, its text, three entries, room for 1, 2 and 4. */
	assert_int_equal(last, 2 + 3 + 3);
}

static long
load_ids_with_failures(const char *setting)
{
	long n = 0;

	for (failed = 1; failed; n++) {
		struct complaint complaint = { "" };
		struct id_map   *ids;

		failed = 0;
		fail_at = n;
		ids = id_map_load(setting, &complaint);
		fail_at = -1;
		assert_int_equal(ids == NULL, failed);
		assert_int_equal(complaint.text[0] != '\0', failed);
		id_map_free(ids);
	}
	return n - 1;
}

static void
test_loading_ids(void **state)
{
	char file[128];

	(void)state;
	scratch_write(&scratch, "ids", "3 c\n2 b\n1 a\n", 0600);
	snprintf(file, sizeof(file), "%s/ids", scratch.path);
	for (fail_ever_after = 0; fail_ever_after < 2; fail_ever_after++) {
		/* The map, its text, and of a file room for 1, 2 and 4. */
		assert_int_equal(load_ids_with_failures("{id}.jpg"), 2);
		assert_int_equal(load_ids_with_failures(file), 2 + 3);
	}
}

static void
test_starting(void **state)
{
	long n = 0;

	(void)state;
	fail_ever_after = 1;
	do {
		enum status status;

		failed = 0;
		fail_at = n++;
		status = crypto_start();
		fail_at = -1;
		if (status != STATUS_OK)
			EXPECT_STATUS("start", status, STATUS_INTERNAL);
		EXPECT("start", failed || status == STATUS_OK);
	} while (failed);
	assert_in_range(n, 3, 1000);
	fail_at = 0;
	assert_null(arena_new(16));
	fail_at = -1;
}

/* One request through the whole of lib/. */
static enum status
whole(const struct verifier *verifier, const char *target,
    struct arena *arena, const struct permit **permit)
{
	struct request request = {
		.method = BYTES("GET"), .target = bytes_of(target)
	};
	const struct grant *grant;
	struct claim        claim;
	enum status         status = request_read(&request, arena);

	if (status == STATUS_OK)
		status = verify(verifier, &request, arena, &claim, &grant);
	if (status == STATUS_OK)
		status = authorise(grant, &request, 1700000000, arena, permit);
	return status;
}

static void
make_target(const struct verifier *verifier, char target[512])
{
	const struct terms terms = {
		.path = BYTES("/img/my cats/"), .is_prefix = 1,
		.expires_at = 1800000000, .subject = BYTES("somebody")
	};
	struct arena *arena = arena_new(4096);
	struct bytes  token;

	EXPECT_STATUS("sign", sign(verifier->schemes[0],
	    keyring_find(verifier->keyring, BYTES("k1")), verifier,
	    &terms, arena, &token), STATUS_OK);
	snprintf(target, 512, "/img/my%%20cats/tom.jpg?s%%75=1&st=%.*s",
	    (int)token.len, token.at);
	arena_free(arena);
}

static void
test_whole_gate_in_every_arena(void **state)
{
	struct complaint complaint;
	struct verifier  verifier = {
		 .site = BYTES("example.org"), .parameter = BYTES("st"),
		 .schemes = { scheme_named(BYTES("native")) }, .scheme_count = 1,
		 .keyring = keyring_load(scratch.path, &complaint)
	};
	char   good[512], bad[512];
	size_t allowed = 0, refused = 0;

	(void)state;
	make_target(&verifier, good);
	memcpy(bad, good, sizeof(bad));
	bad[strlen(bad) - 3] ^= 1;
	FOR_EACH_ARENA(size, arena, 2048) {
		const struct permit *permit = NULL;
		enum status          status;

		status = whole(&verifier, good, arena, &permit);
		if (status != STATUS_OK)
			EXPECT_STATUS("good", status, STATUS_TOO_LARGE);
		EXPECT("good", (permit != NULL) == (status == STATUS_OK));
		allowed += status == STATUS_OK;
		permit = NULL;
		arena_reset(arena);
		status = whole(&verifier, bad, arena, &permit);
		if (status != STATUS_BAD_SIGNATURE)
			EXPECT_STATUS("bad", status, STATUS_TOO_LARGE);
		EXPECT("bad", permit == NULL);
		refused += status == STATUS_BAD_SIGNATURE;
	}
	assert_in_range(allowed, 512, 2000);
	assert_in_range(refused, allowed + 1, 2000);
	keyring_free((struct keyring *)(uintptr_t)verifier.keyring);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_starting),
		cmocka_unit_test(test_loading_keys),
		cmocka_unit_test(test_loading_access),
		cmocka_unit_test(test_loading_ids),
		cmocka_unit_test(test_whole_gate_in_every_arena),
	};

	return cmocka_run_group_tests(tests, open_scratch, close_scratch);
}
