/*
 * sealed: path, expiry and user in one short opaque token.  docs/sealed.md is
 * the specification.
 *
 *	URL   = PREFIX TOKEN ["/" NAME] / PREFIX "?st=" TOKEN
 *	TOKEN = base64url of AES-256-SIV(key, DATA, BODY): tag || ciphertext
 *	DATA  = "postern-sealed/1" NUL SITE NUL PREFIX NUL KEY-ID
 *	BODY  = sealed_body.h
 *
 * The same terms give the same token, so that caches hit.  To seal
 * /img/cat.jpg for the user 42, for an hour and up to the next full hour:
 *
 *	node clients/javascript/postern-seal.mjs keys/s1.jwk \
 *	    example.org /img/ cat.jpg 3600 3600 42
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "id_map.h"
#include "scheme.h"
#include "sealed_body.h"

#define TOKEN_MAX 1024
#define TOKEN_MIN BASE64URL_LENGTH(SIV_TAG_BYTES + SEALED_BODY_MIN)

/* base64 of {"iv": by which Laravel's tokens start, ours one time in 2^48. */
#define LARAVEL BYTES("eyJpdiI6")

static enum status
join_data(const struct verifier *verifier, const struct key *key,
    struct arena *arena, struct bytes *data)
{
	const struct bytes nul = { "", 1 };

	return arena_join(arena,
	    (const struct bytes[]){ BYTES("postern-sealed/1"), nul,
	        verifier->site, nul, verifier->prefix, nul, key->id },
	    7, data);
}

static enum status
sealed_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes token = source->token;

	if (token.len < TOKEN_MIN || !bytes_are_word(token, token.len) ||
	    bytes_start_with(token, LARAVEL))
		return STATUS_FOREIGN_CREDENTIAL;
	if (token.len > TOKEN_MAX)
		return STATUS_MALFORMED;
	return base64url_decode(token, arena, &credential->message);
}

static enum status
sealed_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct verifier *verifier = source->verifier;
	struct terms           terms;
	struct bytes           data, body;
	enum status            status;

	status = join_data(verifier, key, arena, &data);
	if (status == STATUS_OK)
		status = siv_open(key->siv, data, credential->message, arena,
		    &body);
	if (status == STATUS_OK)
		status = sealed_body_unpack(body, verifier->prefix, arena,
		    &terms);
	if (status == STATUS_OK)
		status = id_map_name_file(verifier, arena, &terms);
	if (status == STATUS_OK)
		grant->terms = terms;
	return status;
}

static enum status
sealed_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	struct bytes data, body, text;
	enum status  status;

	status = sealed_body_pack(terms, verifier->prefix, arena, &body);
	if (status == STATUS_OK)
		status = join_data(verifier, key, arena, &data);
	if (status == STATUS_OK)
		status = siv_seal(key->siv, data, body, arena, &text);
	if (status == STATUS_OK)
		status = base64url_encode(text, arena, &text);
	if (status != STATUS_OK)
		return status;
	/* What sealed_read would refuse is not worth signing. */
	if (text.len > TOKEN_MAX || bytes_start_with(text, LARAVEL))
		return STATUS_MALFORMED;
	*token = text;
	return STATUS_OK;
}

static const char *const algorithms[] = { "A256SIV", NULL };

extern const struct scheme scheme_sealed;

const struct scheme scheme_sealed = {
	.name = "sealed",
	.algorithms = algorithms,
	.tries_keys = 1,
	.names_file = 1,
	.read = sealed_read,
	.verify = sealed_verify,
	.sign = sealed_sign,
};
