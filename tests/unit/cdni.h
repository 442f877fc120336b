/*
 * Tokens of RFC 9246 made anew, with whatever a row has in them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_CDNI_H
#define TESTS_UNIT_CDNI_H

#include "foreign.h"

#define HEADER "{\"alg\":\"HS256\",\"kid\":\"k1\"}"
/* For /a.jpg at BASE, by an expression. */
#define FOR_A                                                    \
	"\"cdniuc\":\"regex:https://img\\\\.example\\\\.org/a"   \
	"\\\\.jpg\""
#define ENDS   "\"exp\":2000000001"
#define USUAL  ENDS "," FOR_A

#define TOKEN_SIZE 16384

static struct keyring *keyring;

static inline int
open_keyring(void **state)
{
	static const char *const jwks[] = { FOREIGN_JWK("k1", "HS256",
	    "rfc9246"),
		"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"public\","
		"\"alg\":\"EdDSA\",\"postern\":{\"schemes\":[\"rfc9246\"]},"
		"\"x\":\"QqsMX2CJteLDQSj2dpSuTX32UiPUix_8B8UGULSDsPw\"}" };

	(void)state;
	keyring = keyring_of(jwks, COUNT(jwks));
	return crypto_start() == STATUS_OK ? 0 : -1;
}

static inline int
close_keyring(void **state)
{
	(void)state;
	keyring_free(keyring);
	return 0;
}

static inline char *
put_encoded(char *end, struct bytes text)
{
	struct arena *arena = arena_new(2 * text.len + 64);
	struct bytes  encoded;

	assert_int_equal(base64url_encode(text, arena, &encoded), STATUS_OK);
	memcpy(end, encoded.at, encoded.len);
	arena_free(arena);
	return end + encoded.len;
}

/* members: of the claims, without their braces. */
static inline void
make_token(const char *header, const char *members, char token[TOKEN_SIZE])
{
	unsigned char mac[HMAC_MAX];
	static char   claims[TOKEN_SIZE + 16];
	char         *end = put_encoded(token, bytes_of(header));
	size_t        length;

	*end++ = '.';
	snprintf(claims, sizeof(claims), "{%s}", members);
	end = put_encoded(end, bytes_of(claims));
	*end = '\0';
	length = foreign_mac("SHA256", token, mac);
	*end++ = '.';
	*put_encoded(end, (struct bytes){ (char *)mac, length }) = '\0';
}

#define MEMORY (1 << 17)

static struct arena *arena;

static inline enum status
ask(const char *target, const char *cookies)
{
	const struct verifier verifier = foreign_verifier("rfc9246", keyring);

	arena_reset(arena);
	return judge_link(&verifier, &(struct asked){ .target = target,
	    .cookies = cookies }, arena, NULL);
}

/* A URL in which '@' is the token of these claims. */
static inline enum status
ask_with(const char *pattern, const char *header, const char *members)
{
	char token[TOKEN_SIZE], target[TOKEN_SIZE + 200];

	make_token(header, members, token);
	foreign_fill(pattern, token, target, sizeof(target));
	return ask(target, NULL);
}

static inline int
open_all(void **state)
{
	arena = arena_new(MEMORY);
	return open_keyring(state);
}

static inline int
close_all(void **state)
{
	arena_free(arena);
	return close_keyring(state);
}

#endif
