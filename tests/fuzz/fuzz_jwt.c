/*
 * The schemes jwt, jwe and paseto with a key each: whatever is allowed must
 * have a MAC that OpenSSL, asked directly, gives for it, and claims that say
 * so by a second reading.
 *
 * The first byte of the input chooses what the rest is: a token; or a header,
 * an LF and claims, which are signed rightly before they are tried (so that
 * what stands behind the signature is reached, too); or what is encrypted
 * rightly.  -DPLANT compares the first byte of the MAC alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <sys/stat.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "claims.h"
#include "jose.h"
#include "json.h"
#include "scheme.h"

#define NOW    1800000000
#define SECRET "0123456789abcdef0123456789abcdef"
#define K      "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

enum { CHOICE_SIGN = 1, CHOICE_ENCRYPT = 2 };

static const struct {
	const char *name, *text;
} files[] = {
	{ "h", "{\"kty\":\"oct\",\"kid\":\"h\",\"alg\":\"HS256\",\"k\":\"" K
	    "\",\"postern\":{\"schemes\":[\"jwt\"]}}" },
	{ "d", "{\"kty\":\"oct\",\"kid\":\"d\",\"alg\":\"dir\",\"enc\":"
	    "\"A256GCM\",\"k\":\"" K "\"}" },
	{ "l", "{\"kty\":\"oct\",\"kid\":\"l\",\"alg\":\"v4.local\",\"k\":\"" K
	    "\"}" },
};

static struct keyring *keyring;
static struct rules   *rules;
static struct scheme   jwt;

static enum status
verify_loosely(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	unsigned char mac[HMAC_MAX];
	struct bytes  claims = credential->message;
	size_t        length;
	enum status   status;

	status = hmac_compute(key->hmac, &credential->message, 1, mac, &length);
	if (status == STATUS_OK && (credential->signature.len == 0 ||
	    (char)mac[0] != credential->signature.at[0]))
		return STATUS_BAD_SIGNATURE;
	bytes_cut(&claims, '.');
	if (status == STATUS_OK)
		status = base64url_decode(claims, arena, &claims);
	if (status == STATUS_OK)
		status = json_read(claims, arena, &grant->claims);
	if (status != STATUS_OK)
		return status;
	return claims_read(grant->claims, &source->verifier->policy,
	    TIME_NUMBER, &grant->terms);
}

static void
write_files(const char *directory, int is_writing)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char  path[64];
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s.jwk", directory,
		    files[i].name);
		if (!is_writing) {
			remove(path);
			continue;
		}
		file = fopen(path, "wx");
		REQUIRE(file != NULL && fputs(files[i].text, file) >= 0 &&
		    fclose(file) == 0);
		REQUIRE(chmod(path, 0600) == 0);
	}
}

static void
start(void)
{
	char              directory[] = "/tmp/postern-fuzz-XXXXXX";
	struct complaint  complaint;
	const char       *reason;
	const struct key *found;
	struct key       *key;

	REQUIRE(mkdtemp(directory) != NULL);
	write_files(directory, 1);
	keyring = keyring_load(directory, &complaint);
	REQUIRE(keyring != NULL);
	write_files(directory, 0);
	remove(directory);
	rules = rules_new(BYTES("/**"), &reason);
	REQUIRE(rules != NULL);
	jwt = *scheme_named(BYTES("jwt"));
#ifdef PLANT
	jwt.verify = verify_loosely;
#else
	(void)verify_loosely;
#endif
	found = keyring_find(keyring, BYTES("h"));
	memcpy(&key, &found, sizeof(key));
	/* The core asks for the first one by name, inside of a JWE. */
	key->schemes[key->scheme_count++] = &jwt;
}

/* ------------------------------------------------------- by way of OpenSSL */

static struct bytes
with_part(struct bytes token, struct bytes part, struct arena *arena)
{
	struct bytes encoded, whole;

	REQUIRE(base64url_encode(part, arena, &encoded) == STATUS_OK);
	REQUIRE(arena_join(arena, (const struct bytes[]){ token,
	    token.len > 0 ? BYTES(".") : BYTES(""), encoded }, 3, &whole) ==
	    STATUS_OK);
	return whole;
}

static struct bytes
mac_of(struct bytes message, unsigned char mac[EVP_MAX_MD_SIZE])
{
	REQUIRE(HMAC(EVP_sha256(), SECRET, sizeof(SECRET) - 1,
	    (const unsigned char *)message.at, message.len, mac, NULL) != NULL);
	return (struct bytes){ (char *)mac, 32 };
}

static struct bytes
signed_token(struct bytes text, struct arena *arena)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	struct bytes  header = bytes_cut(&text, '\n');
	struct bytes  token = with_part(BYTES(""), header, arena);

	token = with_part(token, text, arena);
	return with_part(token, mac_of(token, mac), arena);
}

static struct bytes
encrypted_token(struct bytes text, struct arena *arena)
{
	static const unsigned char iv[12] = "12 bytes of";
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	unsigned char  *out = malloc(text.len + 16);
	unsigned char   tag[16];
	int             length, rest;
	struct bytes    token = with_part(BYTES(""),
	       BYTES("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}"), arena);

	REQUIRE(out != NULL && EVP_EncryptInit_ex(context, EVP_aes_256_gcm(),
	    NULL, (const unsigned char *)SECRET, iv) == 1);
	REQUIRE(EVP_EncryptUpdate(context, NULL, &rest,
	    (const unsigned char *)token.at, (int)token.len) == 1);
	REQUIRE(EVP_EncryptUpdate(context, out, &length,
	    (const unsigned char *)text.at, (int)text.len) == 1);
	REQUIRE(EVP_EncryptFinal_ex(context, out + length, &rest) == 1);
	REQUIRE(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) ==
	    1);
	EVP_CIPHER_CTX_free(context);
	token = with_part(token, BYTES(""), arena);
	token = with_part(token, (struct bytes){ (char *)iv, 12 }, arena);
	token = with_part(token, (struct bytes){ (char *)out,
	    (size_t)length }, arena);
	free(out);
	return with_part(token, (struct bytes){ (char *)tag, 16 }, arena);
}

/* ------------------------------------------------------- what must hold */

static void
require_time(const json_t *claims, const char *name, int is_end)
{
	const json_t *value = json_object_get(claims, name);
	double        seconds = json_number_value(value);

	REQUIRE(json_is_number(value) || (!is_end && value == NULL));
	REQUIRE(value == NULL || (is_end ? seconds > NOW : seconds <= NOW));
}

static void
require_claims(struct bytes text)
{
	json_t *claims = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES,
	    NULL);

	REQUIRE(json_is_object(claims));
	require_time(claims, "exp", 1);
	require_time(claims, "nbf", 0);
	require_time(claims, "iat", 0);
	json_decref(claims);
}

static void
require_signed(struct bytes token, struct arena *arena)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	size_t        dot = bytes_last(token, '.');
	struct bytes  rest = token, header, claims, signature;
	json_t       *json;

	REQUIRE(base64url_decode(bytes_cut(&rest, '.'), arena, &header) ==
	    STATUS_OK);
	REQUIRE(base64url_decode(bytes_cut(&rest, '.'), arena, &claims) ==
	    STATUS_OK);
	REQUIRE(base64url_decode(rest, arena, &signature) == STATUS_OK);
	REQUIRE(bytes_equal(signature, mac_of((struct bytes){ token.at, dot },
	    mac)));
	json = json_loadb(header.at, header.len, JSON_REJECT_DUPLICATES, NULL);
	REQUIRE(json_is(json_object_get(json, "alg"), BYTES("HS256")));
	REQUIRE(json_object_get(json, "crit") == NULL);
	json_decref(json);
	require_claims(claims);
}

/* Of an encrypted one, text is what was encrypted. */
static void
require_deserved(unsigned choice, struct bytes token, struct bytes text,
    struct arena *arena)
{
	if (jose_is_compact(token, JWS_PARTS))
		require_signed(token, arena);
	else if (choice & CHOICE_ENCRYPT && jose_is_compact(text, JWS_PARTS))
		require_signed(text, arena);
	else {
		REQUIRE(choice & CHOICE_ENCRYPT);
		require_claims(text);
	}
}

static enum status
judge(struct bytes token, struct arena *arena)
{
	const struct verifier verifier = {
		.prefix = BYTES("/"), .carriers = CARRIER_HEADER,
		.schemes = { &jwt, scheme_named(BYTES("jwe")),
		    scheme_named(BYTES("paseto")) },
		.scheme_count = 3, .keyring = keyring, .rules = rules,
	};
	struct request request = { .method = BYTES("GET"),
		.path = BYTES("/a"), .raw_path = BYTES("/a") };
	const struct permit *permit;
	const struct grant  *grant;
	struct claim         claim;
	enum status          status;

	REQUIRE(arena_join(arena, (const struct bytes[]){ BYTES("Bearer "),
	    token }, 2, &request.authorization) == STATUS_OK);
	status = verify(&verifier, &request, arena, &claim, &grant);
	if (status != STATUS_OK)
		return status;
	return authorise(grant, &request, NOW, arena, &permit);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	unsigned      choice = size > 0 ? data[0] : 0;
	struct arena *arena;
	struct bytes  text, token;
	enum status   status;
	char         *copy;

	if (size < 2 || size > 4096)
		return 0;
	if (keyring == NULL)
		start();
	arena = arena_new(1 << 18);
	copy = memcpy(malloc(size - 1), data + 1, size - 1);
	text = token = (struct bytes){ copy, size - 1 };
	if (choice & CHOICE_SIGN)
		text = token = signed_token(text, arena);
	if (choice & CHOICE_ENCRYPT)
		token = encrypted_token(text, arena);
	status = judge(token, arena);
	REQUIRE(status != STATUS_UNDECIDED && status != STATUS_INTERNAL &&
	    status != STATUS_TOO_LARGE);
	if (status == STATUS_OK)
		require_deserved(choice, token, text, arena);
	free(copy);
	arena_free(arena);
	return 0;
}
