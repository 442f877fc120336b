/*
 * The whole gate with one known key: whatever is allowed must have a MAC that
 * OpenSSL, asked directly, gives for it, and cover the request.
 *
 * The first byte of the input chooses method and client, and whether the
 * target, all the rest, is signed rightly before it is tried (so that what
 * stands behind the signature is reached, too).  -DPLANT compares the first
 * byte of the MAC alone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <sys/stat.h>

#include <openssl/hmac.h>

#include "base64url.h"
#include "key_file.h"
#include "scheme.h"

#define NOW  1800000000
#define SITE "example.org"

#define MAC_BYTES   16
#define MAC_LETTERS 22

enum { CHOICE_SIGN = 1, CHOICE_HEAD = 2, CHOICE_POST = 4, CHOICE_CLIENT = 8 };

static const char jwk[] = "{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"HS256\","
			  "\"k\":\"MDEyMzQ1Njc4OWFiY2RlZg\"}";
static const char secret[] = "0123456789abcdef";

static char           directory[] = "/tmp/postern-fuzz-XXXXXX";
static struct keyring *keyring;
static struct scheme   scheme;

static enum status
verify_loosely(const struct credential *credential, const struct key *key)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status;

	status = hmac_compute(key->hmac, &credential->message, 1, mac, &length);
	if (status != STATUS_OK)
		return status;
	return (char)mac[0] == credential->signature.at[0]
	    ? STATUS_OK
	    : STATUS_BAD_SIGNATURE;
}

static void
start(void)
{
	struct complaint  complaint;
	char              path[64];
	FILE             *file;
	const struct key *found;
	struct key       *key;

	REQUIRE(mkdtemp(directory) != NULL);
	snprintf(path, sizeof(path), "%s/k1.jwk", directory);
	file = fopen(path, "wx");
	REQUIRE(file != NULL && fputs(jwk, file) >= 0 && fclose(file) == 0);
	REQUIRE(chmod(path, 0600) == 0);
	keyring = keyring_load(directory, &complaint);
	REQUIRE(keyring != NULL);
	remove(path);
	remove(directory);
	scheme = *scheme_named(BYTES("native"));
#ifdef PLANT
	scheme.verify = verify_loosely;
#else
	(void)verify_loosely;
#endif
	found = keyring_find(keyring, BYTES("k1"));
	memcpy(&key, &found, sizeof(key));
	key->schemes[0] = &scheme;
}

/* The MAC of the token that ends at dot, by way of OpenSSL alone. */
static void
mac_of(struct bytes path, struct bytes head, struct arena *arena,
    struct bytes *mac)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	char          message[TARGET_MAX * 2];
	int           length;

	length = snprintf(message, sizeof(message),
	    "postern/1\n" SITE "\n%.*s\n%.*s", (int)path.len, path.at,
	    (int)head.len, head.at);
	REQUIRE(length > 0 && (size_t)length < sizeof(message));
	REQUIRE(HMAC(EVP_sha256(), secret, sizeof(secret) - 1,
	    (unsigned char *)message, (size_t)length, sum, NULL) != NULL);
	REQUIRE(base64url_encode((struct bytes){ (char *)sum, MAC_BYTES },
	    arena, mac) == STATUS_OK);
}

/* Where the value of "st" is: found by hand.  len is 0 when it is not. */
static struct bytes
token_of(struct bytes query)
{
	const char *at = query.at, *end = query.at + query.len;

	while (at + 3 <= end && memcmp(at, "st=", 3) != 0) {
		at = memchr(at, '&', (size_t)(end - at));
		if (at == NULL)
			return (struct bytes){ query.at, 0 };
		at++;
	}
	if (at + 3 > end)
		return (struct bytes){ query.at, 0 };
	at += 3;
	query.at = memchr(at, '&', (size_t)(end - at));
	return (struct bytes){ at,
		(size_t)((query.at != NULL ? query.at : end) - at) };
}

/* What the token covers: its prefix, or the path. */
static struct bytes
scope_of(struct bytes token, struct bytes path, struct arena *arena)
{
	const char  *end = token.at + token.len;
	const char  *p = memmem(token.at, token.len, ".p", 2);
	const char  *dot;
	struct bytes prefix;

	if (p == NULL)
		return path;
	dot = memchr(p + 2, '.', (size_t)(end - p - 2));
	if (dot == NULL || base64url_decode((struct bytes){ p + 2,
	        (size_t)(dot - p - 2) }, arena, &prefix) != STATUS_OK)
		return path;
	return prefix;
}

static void
put_right_mac(const struct request *request, struct arena *arena)
{
	struct bytes token = token_of(request->query);
	struct bytes head = token, mac;

	if (token.len <= MAC_LETTERS)
		return;
	head.len -= MAC_LETTERS + 1;
	mac_of(scope_of(token, request->path, arena), head, arena, &mac);
	memcpy((char *)(uintptr_t)(head.at + head.len + 1), mac.at,
	    MAC_LETTERS);
}

static void
require_deserved(const struct request *request, const struct permit *permit,
    unsigned choice, struct arena *arena)
{
	struct bytes token = token_of(request->query);
	struct bytes head = token, scope, mac;

	REQUIRE(token.len > MAC_LETTERS);
	head.len -= MAC_LETTERS + 1;
	scope = scope_of(token, request->path, arena);
	mac_of(scope, head, arena, &mac);
	REQUIRE(memcmp(mac.at, head.at + head.len + 1, MAC_LETTERS) == 0);
	REQUIRE(bytes_start_with(request->path, scope));
	REQUIRE(bytes_equal(permit->path, request->path));
	REQUIRE(!is_bad_path(permit->path));
	REQUIRE(memmem(permit->path.at, permit->path.len, "//", 2) == NULL);
	REQUIRE(memchr(permit->path.at, '\\', permit->path.len) == NULL);
	REQUIRE(permit->expires_at >= NOW);
	REQUIRE((choice & CHOICE_POST) == 0 ||
	    memmem(token.at, token.len, "POST", 4) != NULL);
}

static enum status
judge(struct request *request, struct arena *arena,
    const struct permit **permit)
{
	const struct verifier verifier = {
		.site = BYTES(SITE), .parameter = BYTES("st"),
		.schemes = { &scheme }, .scheme_count = 1,
		.keyring = keyring,
	};
	const struct grant *grant;
	struct claim        claim;
	enum status         status;

	status = verify(&verifier, request, arena, &claim, &grant);
	if (status != STATUS_OK)
		return status;
	return authorise(grant, request, NOW, arena, permit);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	unsigned       choice = size > 0 ? data[0] : 0;
	struct request request = { .method = BYTES("GET") };
	struct arena  *arena;
	char          *target;

	if (size < 2)
		return 0;
	if (keyring == NULL)
		start();
	arena = arena_new(1 << 16);
	target = memcpy(malloc(size - 1), data + 1, size - 1);
	request.target = (struct bytes){ target, size - 1 };
	if (choice & CHOICE_HEAD)
		request.method = BYTES("HEAD");
	if (choice & CHOICE_POST)
		request.method = BYTES("POST");
	if (choice & CHOICE_CLIENT)
		request.client_address = BYTES("192.0.2.1");
	if (request_read(&request, arena) == STATUS_OK) {
		const struct permit *permit;
		enum status          status;

		if (choice & CHOICE_SIGN)
			put_right_mac(&request, arena);
		status = judge(&request, arena, &permit);
		REQUIRE(status != STATUS_UNDECIDED &&
		    status != STATUS_INTERNAL && status != STATUS_TOO_LARGE);
		if (status == STATUS_OK)
			require_deserved(&request, permit, choice, arena);
	}
	free(target);
	arena_free(arena);
	return 0;
}
