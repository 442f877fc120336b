/*
 * paseto: a PASETO of version 4 (paseto.io), encrypted or signed.
 *
 *	TOKEN  = ("v4.local." / "v4.public.") BODY ["." FOOTER], at most 4096
 *	         bytes
 *	BODY   = base64url of NONCE || CIPHERTEXT || TAG for v4.local, of
 *	         CLAIMS || SIGNATURE for v4.public
 *	FOOTER = base64url of {"kid": KEY-ID}, at most 256 bytes of it
 *	CLAIMS = {"exp": "2027-01-15T08:00:00Z", ...}
 *
 * The route may name an implicit assertion, which is authenticated, too.  To
 * make one with a library for PHP (paragonie/paseto):
 *
 *	(new Builder($key, new Version4(), Purpose::local()))
 *	    ->setExpiration(new DateTime('+1 hour'))->set('sub', 'alice')
 *	    ->setFooterArray(['kid' => 'k1'])->toString();
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "claims.h"
#include "json.h"
#include "scheme.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

#define TOKEN_MAX       4096
#define FOOTER_MAX      256
#define NONCE_BYTES     32
#define TAG_BYTES       32
#define SIGNATURE_BYTES 64
#define CIPHER_KEY      32
#define CIPHER_NONCE    24

struct purpose {
	struct bytes name, header;
	enum key_use use;
	size_t       before, behind; /* bytes around the body */
	enum status (*open)(const struct credential *, const struct key *,
	    struct arena *, struct bytes *claims);
};

struct detail {
	const struct purpose *purpose;
	struct bytes          nonce; /* v4.local alone */
	struct bytes          body;  /* without nonce, tag and signature */
	struct bytes          footer, assertion;
};

/* ----------------------------------------------------------------- opening */

#define PIECES_MAX 5

static struct bytes
little_endian(uint64_t number, unsigned char out[8])
{
	for (unsigned i = 0; i < 8; i++)
		out[i] = (unsigned char)(number >> (8 * i));
	return (struct bytes){ (char *)out, 8 };
}

/*
 * Pre-authentication encoding: the number of pieces, and each behind its
 * length, so that no two lists of pieces give the same bytes.
 */
static enum status
encode(const struct bytes *pieces, size_t count, struct arena *arena,
    struct bytes *encoded)
{
	unsigned char numbers[PIECES_MAX + 1][8];
	struct bytes  parts[2 * PIECES_MAX + 1];

	parts[0] = little_endian(count, numbers[0]);
	for (size_t i = 0; i < count; i++) {
		parts[2 * i + 1] = little_endian(pieces[i].len, numbers[i + 1]);
		parts[2 * i + 2] = pieces[i];
	}
	return arena_join(arena, parts, 2 * count + 1, encoded);
}

/* A key of its own for each token, by what it is for. */
static enum status
derive(const struct key *key, struct bytes use, struct bytes nonce,
    size_t length, unsigned char *derived)
{
	return blake2b_keyed(key->secret, (const struct bytes[]){ use, nonce },
	    2, length, derived);
}

static enum status
check_tag(const struct key *key, const struct credential *credential,
    struct arena *arena)
{
	const struct detail *detail = credential->detail;
	const struct bytes   pieces[] = { detail->purpose->header,
		detail->nonce, detail->body, detail->footer,
		detail->assertion };
	unsigned char mac_key[TAG_BYTES], tag[TAG_BYTES];
	struct bytes  message;
	enum status   status = encode(pieces, COUNT(pieces), arena, &message);

	if (status == STATUS_OK)
		status = derive(key, BYTES("paseto-auth-key-for-aead"),
		    detail->nonce, sizeof(mac_key), mac_key);
	if (status == STATUS_OK)
		status = blake2b_keyed(
		    (struct bytes){ (char *)mac_key, sizeof(mac_key) },
		    &message, 1, sizeof(tag), tag);
	wipe(mac_key, sizeof(mac_key));
	if (status != STATUS_OK)
		return status;
	return equal_secret((struct bytes){ (char *)tag, sizeof(tag) },
	    credential->signature) ? STATUS_OK : STATUS_BAD_SIGNATURE;
}

static enum status
open_local(const struct credential *credential, const struct key *key,
    struct arena *arena, struct bytes *claims)
{
	const struct detail *detail = credential->detail;
	unsigned char        derived[CIPHER_KEY + CIPHER_NONCE];
	enum status          status = check_tag(key, credential, arena);

	if (status == STATUS_OK)
		status = derive(key, BYTES("paseto-encryption-key"),
		    detail->nonce, sizeof(derived), derived);
	if (status == STATUS_OK)
		status = xchacha20(
		    (struct bytes){ (char *)derived, CIPHER_KEY },
		    (struct bytes){ (char *)derived + CIPHER_KEY,
		        CIPHER_NONCE }, detail->body, arena, claims);
	wipe(derived, sizeof(derived));
	return status;
}

static enum status
check_public(const struct credential *credential, const struct key *key,
    struct arena *arena, struct bytes *claims)
{
	const struct detail *detail = credential->detail;
	const struct bytes   pieces[] = { detail->purpose->header,
		detail->body, detail->footer, detail->assertion };
	struct bytes message;
	enum status  status = encode(pieces, COUNT(pieces), arena, &message);

	if (status == STATUS_OK)
		status = public_key_verify(key->public_key,
		    key->algorithm->form, key->algorithm->digest, message,
		    credential->signature);
	if (status == STATUS_OK)
		*claims = detail->body;
	return status;
}

static const struct purpose purposes[] = {
	{ { "v4.local", 8 }, { "v4.local.", 9 }, USE_SECRET, NONCE_BYTES,
	    TAG_BYTES, open_local },
	{ { "v4.public", 9 }, { "v4.public.", 10 }, USE_SIGNATURE, 0,
	    SIGNATURE_BYTES, check_public },
};

/* ----------------------------------------------------------------- reading */

static const struct purpose *
purpose_of(struct bytes token)
{
	for (size_t i = 0; i < COUNT(purposes); i++)
		if (bytes_start_with(token, purposes[i].header))
			return &purposes[i];
	return NULL;
}

/* Absent: empty.  It chooses the key before anybody trusts it. */
static enum status
read_footer(struct bytes encoded, struct arena *arena,
    struct credential *credential, struct bytes *footer)
{
	const json_t *json;
	enum status   status = base64url_decode(encoded, arena, footer);

	if (status == STATUS_OK && footer->len > FOOTER_MAX)
		return STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = json_read(*footer, arena, &json);
	if (status != STATUS_OK)
		return status;
	credential->key_id = json_bytes(json_member(json, BYTES("kid")));
	return credential->key_id.len > 0 ? STATUS_OK : STATUS_MALFORMED;
}

/* encoded: the parts behind the header. */
static enum status
read_parts(struct bytes encoded, struct arena *arena,
    struct credential *credential, struct detail *detail)
{
	const struct purpose *purpose = detail->purpose;
	const int             has_footer = memchr(encoded.at, '.',
		encoded.len) != NULL;
	struct bytes body;
	enum status  status;

	status = base64url_decode(bytes_cut(&encoded, '.'), arena, &body);
	detail->footer = EMPTY;
	if (status == STATUS_OK && has_footer)
		status = read_footer(encoded, arena, credential,
		    &detail->footer);
	if (status != STATUS_OK)
		return status;
	if (body.len < purpose->before + purpose->behind)
		return STATUS_MALFORMED;
	detail->nonce = (struct bytes){ body.at, purpose->before };
	detail->body = (struct bytes){ body.at + purpose->before,
		body.len - purpose->before - purpose->behind };
	credential->signature = (struct bytes){
		body.at + body.len - purpose->behind, purpose->behind };
	return STATUS_OK;
}

/* ------------------------------------------------------------------ scheme */

static enum status
paseto_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct purpose *purpose = purpose_of(source->token);
	struct bytes          rest = source->token;
	struct detail        *detail;

	if (purpose == NULL)
		return STATUS_FOREIGN_CREDENTIAL;
	if (rest.len > TOKEN_MAX)
		return STATUS_MALFORMED;
	detail = arena_take(arena, sizeof(*detail));
	if (detail == NULL)
		return STATUS_TOO_LARGE;
	detail->purpose = purpose;
	detail->assertion = source->verifier->policy.assertion;
	credential->algorithm = purpose->name;
	credential->detail = detail;
	rest.at += purpose->header.len;
	rest.len -= purpose->header.len;
	return read_parts(rest, arena, credential, detail);
}

static enum status
paseto_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct detail *detail = credential->detail;
	const json_t        *json;
	struct bytes         claims;
	enum status          status;

	if (key->algorithm->use != detail->purpose->use)
		return STATUS_WRONG_ALGORITHM;
	status = detail->purpose->open(credential, key, arena, &claims);
	if (status == STATUS_OK)
		status = json_read(claims, arena, &json);
	if (status == STATUS_OK)
		status = claims_read(json, &source->verifier->policy,
		    TIME_TEXT, &grant->terms);
	if (status == STATUS_OK)
		grant->claims = json;
	return status;
}

static const char *const algorithms[] = { "v4.local", "v4.public", NULL };

extern const struct scheme scheme_paseto;

const struct scheme scheme_paseto = {
	.name = "paseto",
	.algorithms = algorithms,
	.read = paseto_read,
	.verify = paseto_verify,
};
