/*
 * The scheme sealed with one known key: whatever is allowed must be a token
 * that OpenSSL, asked directly, opens, must say by a second reading of its
 * bytes what was allowed, and must be the only token that says it.
 *
 * The input is a byte of choices, what is asked for behind the route's prefix,
 * a NUL, and the token; or, by CHOICE_SEAL, the body that is sealed rightly
 * before it is tried (so that what stands behind the seal is reached, too).
 * -DPLANT takes for the body what was not sealed at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <inttypes.h>
#include <sys/stat.h>

#include <openssl/evp.h>

#include "base64url.h"
#include "key_file.h"
#include "scheme.h"
#include "sealed_body.h"

#define NOW    1800000000
#define SITE   "example.org"
#define PREFIX "/img/"
#define DATA   "postern-sealed/1\0" SITE "\0" PREFIX "\0s1"

enum { CHOICE_SEAL = 1, CHOICE_HEAD = 2, CHOICE_CLIENT = 4 };

/* 64 bytes: the text below, twice. */
static const char jwk[] =
    "{\"kty\":\"oct\",\"kid\":\"s1\",\"alg\":\"A256SIV\",\"k\":"
    "\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYw"
    "MTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg\"}";
static const unsigned char secret[] = "0123456789abcdef0123456789abcdef"
				      "0123456789abcdef0123456789abcdef";

static struct keyring   *keyring;
static const struct key *key;
static struct scheme     scheme;
static struct id_map    *ids;

static enum status
verify_loosely(const struct source *source, const struct credential *credential,
    const struct key *any, struct arena *arena, struct grant *grant)
{
	struct bytes body = credential->message;

	(void)any;
	body = (struct bytes){ body.at + SIV_TAG_BYTES,
		body.len - SIV_TAG_BYTES };
	return sealed_body_unpack(body, source->verifier->prefix, arena,
	    &grant->terms);
}

static void
start(void)
{
	char              directory[] = "/tmp/postern-fuzz-XXXXXX";
	char              path[64];
	struct complaint  complaint;
	struct key       *changed;
	FILE             *file;

	REQUIRE(mkdtemp(directory) != NULL);
	snprintf(path, sizeof(path), "%s/s1.jwk", directory);
	file = fopen(path, "wx");
	REQUIRE(file != NULL && fputs(jwk, file) >= 0 && fclose(file) == 0);
	REQUIRE(chmod(path, 0600) == 0);
	keyring = keyring_load(directory, &complaint);
	REQUIRE(keyring != NULL);
	remove(path);
	remove(directory);
	ids = id_map_load("by-id/{id}.jpg", &complaint);
	REQUIRE(ids != NULL);
	scheme = *scheme_named(BYTES("sealed"));
#ifdef PLANT
	scheme.verify = verify_loosely;
#else
	(void)verify_loosely;
#endif
	key = keyring_find(keyring, BYTES("s1"));
	memcpy(&changed, &key, sizeof(changed));
	changed->schemes[0] = &scheme;
}

/* ------------------------------------------------------- by way of OpenSSL */

/* sealing: tag and text are written; else: 0 when the tag is wrong. */
static int
run_siv(int sealing, unsigned char tag[16], const unsigned char *text,
    size_t length, unsigned char *out)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	EVP_CIPHER     *cipher = EVP_CIPHER_fetch(NULL, "AES-256-SIV", NULL);
	int             got, is_right;

	REQUIRE(EVP_CipherInit_ex2(context, cipher, secret, NULL, sealing,
	    NULL) == 1);
	if (!sealing)
		REQUIRE(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16,
		    tag) == 1);
	REQUIRE(EVP_CipherUpdate(context, NULL, &got,
	    (const unsigned char *)DATA, sizeof(DATA) - 1) == 1);
	is_right = EVP_CipherUpdate(context, out, &got, text,
	    (int)length) == 1;
	if (sealing)
		REQUIRE(is_right && EVP_CIPHER_CTX_ctrl(context,
		    EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1);
	EVP_CIPHER_free(cipher);
	EVP_CIPHER_CTX_free(context);
	return is_right;
}

static struct bytes
sealed(struct bytes body, struct arena *arena)
{
	unsigned char *box = malloc(16 + body.len);
	struct bytes   token;

	REQUIRE(box != NULL);
	run_siv(1, box, (const unsigned char *)body.at, body.len, box + 16);
	REQUIRE(base64url_encode((struct bytes){ (char *)box, 16 + body.len },
	    arena, &token) == STATUS_OK);
	free(box);
	return token;
}

/* ------------------------------------------------------ a second reading */

static uint64_t
number_at(const unsigned char *at, size_t width)
{
	uint64_t number = 0;

	for (size_t i = 0; i < width; i++)
		number = number * 256 + at[i];
	return number;
}

static void
require_body(const unsigned char *body, size_t length,
    const struct permit *permit)
{
	const unsigned shape = body[0];
	const size_t   width = shape & 4 ? 5 : 3;
	uint64_t       expiry = number_at(body + 1, width);
	size_t         at = 1 + width;
	char           path[1200];
	int            written;

	REQUIRE((shape & 0xc1) == 0x40);
	if (width == 3)
		expiry = 1704067200 + expiry * 60;
	REQUIRE(expiry >= NOW && (uint64_t)permit->expires_at == expiry);
	if (shape & 8)
		at += 8;
	if (shape & 2)
		at += 2 + (size_t)number_at(body + at, 2);
	REQUIRE(at <= length);
	if (shape & 0x20)
		written = snprintf(path, sizeof(path), PREFIX "by-id/%" PRIu64
		    ".jpg", number_at(body + at, 8));
	else
		written = snprintf(path, sizeof(path), PREFIX "%.*s",
		    (int)(length - at), (const char *)body + at);
	REQUIRE(written > 0 && (size_t)written < sizeof(path));
	REQUIRE(permit->path.len >= (size_t)written &&
	    memcmp(permit->path.at, path, (size_t)written) == 0);
	REQUIRE(shape & 0x10 ? path[written - 1] == '/'
			     : permit->path.len == (size_t)written);
}

static void
require_deserved(struct bytes token, const struct verifier *verifier,
    const struct grant *grant, const struct permit *permit,
    struct arena *arena)
{
	struct terms  terms = *grant_terms(grant);
	unsigned char body[1024];
	struct bytes  box, again;

	REQUIRE(base64url_decode(token, arena, &box) == STATUS_OK);
	REQUIRE(box.len > 16 && box.len - 16 <= sizeof(body));
	REQUIRE(run_siv(0, (unsigned char *)(uintptr_t)box.at,
	    (const unsigned char *)box.at + 16, box.len - 16, body));
	require_body(body, box.len - 16, permit);
	REQUIRE(!is_bad_path(permit->path));
	REQUIRE(memmem(permit->path.at, permit->path.len, "//", 2) == NULL);
	REQUIRE(memchr(permit->path.at, '\\', permit->path.len) == NULL);
	if (terms.has_file_id)
		terms.path = BYTES("");
	REQUIRE(sign(&scheme, key, verifier, &terms, arena, &again) ==
	    STATUS_OK);
	REQUIRE(again.len == token.len &&
	    memcmp(again.at, token.at, token.len) == 0);
}

static int
has_any(struct bytes text, const char *characters)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(characters, text.at[i]) != NULL)
			return 1;
	return 0;
}

static void
try_token(struct bytes asked, struct bytes token, unsigned choice,
    struct arena *arena)
{
	const struct verifier verifier = {
		.site = BYTES(SITE), .prefix = BYTES(PREFIX),
		.parameter = BYTES("st"), .schemes = { &scheme },
		.scheme_count = 1, .keyring = keyring, .ids = ids,
	};
	const size_t         size = asked.len + token.len + 16;
	char                *target = malloc(size);
	struct request       request = { .method = BYTES("GET") };
	const struct grant  *grant;
	const struct permit *permit;
	struct claim         claim;
	enum status          status;

	REQUIRE(target != NULL);
	snprintf(target, size, PREFIX "%.*s?st=%.*s", (int)asked.len, asked.at,
	    (int)token.len, token.at);
	request.target = (struct bytes){ target, strlen(target) };
	if (choice & CHOICE_HEAD)
		request.method = BYTES("HEAD");
	if (choice & CHOICE_CLIENT)
		request.client_address = BYTES("192.0.2.1");
	status = request_read(&request, arena);
	if (status == STATUS_OK)
		status = verify(&verifier, &request, arena, &claim, &grant);
	if (status == STATUS_OK)
		status = authorise(grant, &request, NOW, arena, &permit);
	REQUIRE(status != STATUS_UNDECIDED && status != STATUS_INTERNAL &&
	    status != STATUS_TOO_LARGE);
	if (status == STATUS_OK)
		require_deserved(token, &verifier, grant, permit, arena);
	free(target);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *arena;
	struct bytes  asked, token;
	const char   *nul;

	if (size < 3)
		return 0;
	asked = (struct bytes){ (const char *)data + 1, size - 1 };
	nul = memchr(asked.at, '\0', asked.len);
	if (nul == NULL)
		return 0;
	token = (struct bytes){ nul + 1,
		asked.len - (size_t)(nul + 1 - asked.at) };
	asked.len = (size_t)(nul - asked.at);
	/* One parameter and no fragment, so that the token is known here. */
	if (has_any(asked, "?#") || (!(data[0] & CHOICE_SEAL) &&
	    has_any(token, "&#")))
		return 0;
	if (key == NULL)
		start();
	arena = arena_new(1 << 17);
	if (data[0] & CHOICE_SEAL && token.len > 0)
		token = sealed(token, arena);
	try_token(asked, token, data[0], arena);
	arena_free(arena);
	return 0;
}
