/*
 * What the tests of keys, signatures and encryption share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_CRYPTO_H
#define TESTS_UNIT_CRYPTO_H

#include "support.h"

#include <openssl/err.h>

#include "crypto_vectors.h"
#include "seal.h"

/* The arena of all tests of a file; setup and teardown of their group. */
static struct arena *arena;

static inline int
make_arena(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return arena == NULL;
}

static inline int
free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* In the arena. */
static inline struct bytes
unhex(const char *hex)
{
	const size_t length = strlen(hex) / 2;
	char        *out = arena_take(arena, length);

	if (out == NULL || strlen(hex) % 2 != 0)
		fail_msg("no hex, or no memory: %s", hex);
	for (size_t i = 0; i < length; i++) {
		const char byte[3] = { hex[2 * i], hex[2 * i + 1], '\0' };
		char      *end;

		out[i] = (char)strtol(byte, &end, 16);
		if (*end != '\0')
			fail_msg("no hex: %s", hex);
	}
	return (struct bytes){ out, length };
}

/* A copy with one byte changed, or as it was when nothing is to be. */
static inline struct bytes
with_byte(struct bytes bytes, size_t at, int change)
{
	char *copy = arena_take(arena, bytes.len);

	if (copy == NULL)
		fail_msg("no memory");
	memcpy(copy, bytes.at, bytes.len);
	copy[at] = (char)(copy[at] ^ change);
	return (struct bytes){ copy, bytes.len };
}

static inline struct bytes
shortened(struct bytes bytes)
{
	return (struct bytes){ bytes.at, bytes.len - 1 };
}

/* With a zero behind it, or in front. */
static inline struct bytes
lengthened(struct bytes bytes, int in_front)
{
	char *copy = arena_take(arena, bytes.len + 1);

	if (copy == NULL)
		fail_msg("no memory");
	memcpy(copy + (in_front != 0), bytes.at, bytes.len);
	return (struct bytes){ copy, bytes.len + 1 };
}

static inline struct rsa_numbers
rsa_numbers_of_test(void)
{
	return (struct rsa_numbers){ .n = unhex(RSA_N),
		.e = unhex(RSA_E), .d = unhex(RSA_D),
		.p = unhex(RSA_P), .q = unhex(RSA_Q),
		.dp = unhex(RSA_DP), .dq = unhex(RSA_DQ),
		.qi = unhex(RSA_QI) };
}

/* For each byte of a part: its bits one after the other are turned over. */
#define FOR_EACH_CHANGE(changed, of)                                       \
	for (size_t at_ = 0; at_ < (of).len; at_++)                        \
		for (struct bytes changed = with_byte(of, at_,             \
		    1 << at_ % 8); changed.at != NULL; changed.at = NULL)

/* OpenSSL keeps what it complains of until someone asks. */
#define EXPECT_NO_ERROR_LEFT(row) EXPECT(row, ERR_peek_error() == 0)

#endif
