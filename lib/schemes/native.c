/*
 * native: Postern's own signed URL.  docs/native.md is the specification.
 *
 *	URL    = PATH "?" *(OTHER "&") "st=" TOKEN
 *	TOKEN  = "1." KID "." EXPIRY *("." FIELD) "." MAC
 *	KID    = 1*32(ALPHA / DIGIT / "_" / "-")
 *	EXPIRY = 1*11DIGIT, seconds since 1970, no leading zero
 *	FIELD  = one letter and its value, in rising ASCII order, each once:
 *	         token_fields.h
 *	MAC    = base64url of the first 16 bytes of
 *	         HMAC-SHA-256(key, "postern/1" LF SITE LF PATH-OR-PREFIX LF
 *	                           TOKEN up to, not with, the last dot)
 *
 * To sign /img/cat.jpg by hand, with the key's bytes in hex in $KEY:
 *
 *	t=1.k1.1800000000
 *	printf 'postern/1\nexample.org\n/img/cat.jpg\n%s' $t |
 *	openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary |
 *	head -c 16 | basenc --base64url | tr -d =
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "scheme.h"
#include "terms.h"
#include "token_fields.h"

#define TOKEN_MAX 1024
#define MAC_BYTES 16

static enum status
join_message(struct bytes site, const struct terms *terms, struct bytes token,
    struct arena *arena, struct bytes *message)
{
	return arena_join(arena,
	    (const struct bytes[]){ BYTES("postern/1\n"), site, BYTES("\n"),
	        terms->path, BYTES("\n"), token },
	    6, message);
}

/* token: without its MAC. */
static enum status
read_token(const struct source *source, struct bytes token,
    struct arena *arena, struct credential *credential)
{
	struct bytes rest = token;
	int64_t      expires_at;
	enum status  status;

	if (token.len == 0 || token.at[token.len - 1] == '.')
		return STATUS_MALFORMED;
	bytes_cut(&rest, '.'); /* the version */
	credential->key_id = bytes_cut(&rest, '.');
	if (!bytes_are_word(credential->key_id, KEY_ID_MAX))
		return STATUS_MALFORMED;
	status = token_number(bytes_cut(&rest, '.'), &expires_at);
	if (status != STATUS_OK)
		return status;
	status = token_fields_read(rest, expires_at, source->request->path,
	    arena, &credential->terms);
	if (status != STATUS_OK)
		return status;
	return join_message(source->verifier->site, &credential->terms, token,
	    arena, &credential->message);
}

static enum status
native_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes value = source->token;
	struct bytes token;
	size_t       dot;
	enum status  status;

	if (!bytes_start_with(value, BYTES("1.")))
		return STATUS_FOREIGN_CREDENTIAL;
	if (value.len > TOKEN_MAX)
		return STATUS_MALFORMED;
	dot = bytes_last(value, '.');
	token = (struct bytes){ value.at, dot };
	status = base64url_decode(
	    (struct bytes){ value.at + dot + 1, value.len - dot - 1 }, arena,
	    &credential->signature);
	if (status != STATUS_OK)
		return status;
	if (credential->signature.len != MAC_BYTES)
		return STATUS_MALFORMED;
	return read_token(source, token, arena, credential);
}

static enum status
compute_mac(const struct key *key, struct bytes message, struct bytes *mac,
    unsigned char buffer[HMAC_MAX])
{
	size_t      length;
	enum status status;

	status = hmac_compute(key->hmac, &message, 1, buffer, &length);
	*mac = (struct bytes){ (const char *)buffer, MAC_BYTES };
	return status;
}

static enum status
native_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	unsigned char buffer[HMAC_MAX];
	struct bytes  mac;
	enum status   status;

	(void)source, (void)arena, (void)grant;
	status = compute_mac(key, credential->message, &mac, buffer);
	if (status != STATUS_OK)
		return status;
	return equal_secret(mac, credential->signature) ? STATUS_OK
							: STATUS_BAD_SIGNATURE;
}

static enum status
append_mac(struct bytes token, struct bytes message, const struct key *key,
    struct arena *arena, struct bytes *signed_token)
{
	unsigned char buffer[HMAC_MAX];
	struct bytes  mac;
	enum status   status;

	status = compute_mac(key, message, &mac, buffer);
	if (status == STATUS_OK)
		status = base64url_encode(mac, arena, &mac);
	if (status != STATUS_OK)
		return status;
	/* What native_read would refuse is not worth signing. */
	if (token.len + 1 + mac.len > TOKEN_MAX)
		return STATUS_MALFORMED;
	return arena_join(arena,
	    (const struct bytes[]){ token, BYTES("."), mac }, 3, signed_token);
}

static enum status
native_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena,
    struct bytes *signed_token)
{
	char         expiry[24];
	struct bytes token, message;
	enum status  status = terms_check(terms);

	if (status != STATUS_OK)
		return status;
	if (terms->has_file_id)
		return STATUS_MALFORMED;
	snprintf(expiry, sizeof(expiry), ".%" PRId64, terms->expires_at);
	status = arena_join(arena,
	    (const struct bytes[]){ BYTES("1."), key->id, bytes_of(expiry) }, 3,
	    &token);
	if (status == STATUS_OK)
		status = token_fields_append(terms, arena, &token);
	if (status == STATUS_OK)
		status = join_message(verifier->site, terms, token, arena,
		    &message);
	if (status != STATUS_OK)
		return status;
	return append_mac(token, message, key, arena, signed_token);
}

static const char *const algorithms[] = { "HS256", NULL };

extern const struct scheme scheme_native;

const struct scheme scheme_native = {
	.name = "native",
	.algorithms = algorithms,
	.read = native_read,
	.verify = native_verify,
	.sign = native_sign,
};
